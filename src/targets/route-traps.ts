import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearestWord } from "../support/nearest-word.ts";
import type { Placed, TrapWorld } from "./trap-world.ts";
import { trapDiagnostics as say } from "./traps.diagnostics.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** The API group of routes of the Gateway API. */
export const gatewayGroup = "gateway.networking.k8s.io";

/** Routes of some kinds of the Gateway API. */
export function routesOf(world: TrapWorld, kinds: readonly string[]): readonly Placed[] {
  return kinds.flatMap((kind) => world.of(gatewayGroup, kind));
}

/** A parent that is a Service, with the Service where it is at hand. */
export interface ServiceParent {
  readonly ref: Written;
  readonly namespace: string;
  readonly service: Placed | null;
  readonly port: number | null;
}

/** The parents of a route that are Services. */
export function serviceParents({ spec, namespace }: Placed, world: TrapWorld): readonly ServiceParent[] {
  return listOf(at(spec, "parentRefs")).filter((ref) => textOf(at(ref, "kind")) === "Service" && ["", "core"].includes(textOf(at(ref, "group")) ?? "-")).map((ref) => {
    const own = textOf(at(ref, "namespace")) ?? namespace;
    return { ref, namespace: own, service: serviceNamed(world, textOf(at(ref, "name")), own), port: numberOf(at(ref, "port")) };
  });
}

function serviceNamed(world: TrapWorld, name: string | null, namespace: string): Placed | null {
  return name === null ? null : world.named("", "Service", namespace, name);
}

/** Routes whose parents cannot take them, as the specification of the Gateway API has it (GEP-1324, parentRefs). */
export function parentTraps(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const { spec, manifest } = route;
  const notInForce = (node: Written, why: string): Diagnostic => say["route-not-in-force"].report({ at: placeOf(node), with: { manifest: titleOf(manifest), why } });
  const refs = listOf(at(spec, "parentRefs")).filter((ref) => textOf(at(ref, "kind")) === "Service");
  return [
    ...refs.filter((ref) => !isSet(at(ref, "group"))).map((ref) => notInForce(at(ref, "kind"), "without `group: \"\"` the parent is a Service of the Gateway API's group, which does not exist")),
    ...serviceParents(route, world).flatMap((parent) => [...unfit(parent, notInForce), ...withoutPort(parent, notInForce)]),
  ];
}

function unfit({ ref, service }: ServiceParent, notInForce: (node: Written, why: string) => Diagnostic): readonly Diagnostic[] {
  if (service === null) return [];
  const headless = textOf(at(service.spec, "clusterIP")) === "None";
  const outside = textOf(at(service.spec, "type")) === "ExternalName";
  return headless || outside ? [notInForce(at(ref, "name"), `the Service ${headless ? "is headless" : "is a name outside"}, and such Services take no routes`)] : [];
}

function withoutPort({ ref, service, port }: ServiceParent, notInForce: (node: Written, why: string) => Diagnostic): readonly Diagnostic[] {
  const ports = service === null ? [] : listOf(at(service.spec, "ports")).map((each) => numberOf(at(each, "port")));
  return service === null || port === null || ports.length === 0 || ports.includes(port) ? [] : [notInForce(at(ref, "port"), `the Service has no port ${port}`)];
}

/** Backends that are not there while one of nearly the same name is (others may be in other files), and rules none of whose backends has a weight. */
export function backendTraps({ spec, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  return listOf(at(spec, "rules")).flatMap((rule) => {
    const refs = listOf(at(rule, "backendRefs"));
    const weights = refs.map((ref) => at(ref, "weight"));
    const [first] = weights;
    return [
      ...refs.flatMap((ref) => strange(ref, refs, namespace, world)),
      ...(refs.length > 1 && first !== undefined && weights.every(({ value }) => value === 0) ? [say["calls-that-always-fail"].report({ at: placeOf(first), with: { calls: "no backend of this rule has a weight", answer: "every call gets an error" } })] : []),
    ];
  });
}

function strange(ref: Written, refs: readonly Written[], own: string, world: TrapWorld): readonly Diagnostic[] {
  const service = calledService(ref, own, world);
  if (service === null) return misnamed(ref, refs, own, world);
  const ports = listOf(at(service.spec, "ports")).map((each) => numberOf(at(each, "port")));
  const port = numberOf(at(ref, "port"));
  return port === null || ports.length === 0 || ports.includes(port) ? [] : [shareLost(at(ref, "port"), `the Service \`${textOf(at(ref, "name")) ?? ""}\` has no port ${port}`, ref, refs)];
}

/** Backends that are not there while one of nearly the same name is; others may be in other files. */
export function misnamedBackends({ spec, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  return listOf(at(spec, "rules")).flatMap((rule) => listOf(at(rule, "backendRefs")).flatMap((ref, _, refs) => misnamed(ref, refs, namespace, world)));
}

function misnamed(ref: Written, refs: readonly Written[], own: string, world: TrapWorld): readonly Diagnostic[] {
  const name = textOf(at(ref, "name"));
  if (name === null || (textOf(at(ref, "kind")) ?? "Service") !== "Service" || calledService(ref, own, world) !== null) return [];
  const namespace = textOf(at(ref, "namespace")) ?? own;
  const near = nearestWord(name, world.of("", "Service").filter((each) => each.namespace === namespace).map(({ manifest }) => manifest.object.metadata.name));
  return near === null ? [] : [shareLost(at(ref, "name"), `there is \`${near}\` in \`${namespace}\` and no \`${name}\``, ref, refs)];
}

function calledService(ref: Written, own: string, world: TrapWorld): Placed | null {
  return (textOf(at(ref, "kind")) ?? "Service") === "Service" ? serviceNamed(world, textOf(at(ref, "name")), textOf(at(ref, "namespace")) ?? own) : null;
}

/** A backend that answers nothing, and how many of the calls of its rule are lost with it: shares are not given to the others. */
export function shareLost(node: Written, calls: string, ref: Written, refs: readonly Written[]): Diagnostic {
  const weightOf = (each: Written): number => numberOf(at(each, "weight")) ?? 1;
  const total = refs.reduce((sum, each) => sum + weightOf(each), 0);
  const percent = total > 0 ? Math.round((weightOf(ref) * 1000) / total) / 10 : 0;
  const answer = percent === 0 ? "it would answer 500, and its weight is 0 as yet" : percent === 100 ? "every call of the rule gets 500" : `${percent} % of the calls of the rule get 500`;
  return say["calls-that-always-fail"].report({ at: placeOf(node), with: { calls, answer } });
}

/** Routes of a lower rank on a Service and port that another kind of route has: GRPCRoute before HTTPRoute before TLSRoute before TCPRoute. */
export function outranked(world: TrapWorld): readonly Diagnostic[] {
  const taken = new Map<string, { readonly by: Placed; readonly kind: string }>();
  return ["GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute"].flatMap((kind) =>
    world.of(gatewayGroup, kind).flatMap((route) =>
      serviceParents(route, world).flatMap(({ ref, namespace, port }) => {
        const key = `${namespace}/${textOf(at(ref, "name")) ?? ""}:${port ?? "*"}`;
        const first = taken.get(key);
        if (first === undefined) taken.set(key, { by: route, kind });
        if (first === undefined || (first.kind === kind && kind !== "TCPRoute") || first.by === route) return [];
        const why = first.kind === kind ? `of several TCPRoutes the oldest is used, and ${titleOf(first.by.manifest)} is for the same port` : `${titleOf(first.by.manifest)} is for the same port, and its kind comes first`;
        return [say["route-not-in-force"].report({ at: placeOf(at(ref, "name")), with: { manifest: titleOf(route.manifest), why } })];
      }),
    ),
  );
}
