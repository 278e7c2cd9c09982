import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { labelsOf, takes } from "../label-selector.ts";
import type { Labels } from "../label-selector.ts";
import { gatewayGroup, misnamedBackends, routesOf, shareLost } from "../route-traps.ts";
import { oncePerWorld, trapWorld } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { gatewayTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What manifests for the Gateway API say and do not do, as far as other objects beside them show it; the rest its dialect says. */
export function gatewayApiTraps(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  const world = trapWorld(manifests);
  const routes = routesOf(world, ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]);
  return [...routes.flatMap((route) => [...misnamedBackends(route, world), ...strangeBackends(route), ...notSelected(route, world)]), ...selectors(world), ...world.of(gatewayGroup, "ListenerSet").flatMap((set) => takenListeners(set, world))];
}

/** Backends of kinds of the core group that answer no calls (`kubernetes-sigs/gateway-api:apis/v1/object_reference_types.go`, BackendObjectReference). */
function strangeBackends({ spec }: Placed): readonly Diagnostic[] {
  return listOf(at(spec, "rules")).flatMap((rule) =>
    listOf(at(rule, "backendRefs")).flatMap((ref, _, refs) => {
      const kind = textOf(at(ref, "kind")) ?? "Service";
      return kind === "Service" || (textOf(at(ref, "group")) ?? "") !== "" ? [] : [shareLost(at(ref, "kind"), `a ${kind} is no backend`, ref, refs)];
    }),
  );
}

/** Labels of the namespaces at hand, with the one that every namespace has. */
const namespacesOf = oncePerWorld(
  (world): ReadonlyMap<string, Labels> =>
    new Map(
      world.of("", "Namespace").map(({ manifest: { object } }) => {
        const written = labelsOf({ value: (object.metadata as { readonly labels?: unknown }).labels });
        return [object.metadata.name, new Map([...written, ["kubernetes.io/metadata.name", object.metadata.name]])];
      }),
    ),
);

/** Selectors of listeners, for routes, and of Gateways, for ListenerSets, that take none of the namespaces at hand. */
function selectors(world: TrapWorld): readonly Diagnostic[] {
  const namespaces = [...namespacesOf(world).values()];
  const places = [...world.of(gatewayGroup, "Gateway"), ...world.of(gatewayGroup, "ListenerSet")].flatMap(({ spec, manifest }) => [
    { node: at(at(spec, "allowedListeners"), "namespaces"), holder: titleOf(manifest) },
    ...listOf(at(spec, "listeners")).map((listener) => ({ node: admission(listener), holder: `listener \`${textOf(at(listener, "name")) ?? ""}\`` })),
  ]);
  return places.flatMap(({ node, holder }) => {
    const selector = at(node, "selector");
    if (namespaces.length === 0 || textOf(at(node, "from")) !== "Selector" || namespaces.some((labels) => takes(selector, labels))) return [];
    return [say["selector-takes-no-namespace"].report({ at: selector.origin(selector.path, "key"), with: { holder, namespaces: namespaces.length } })];
  });
}

function admission(listener: Written): Written {
  return at(at(listener, "allowedRoutes"), "namespaces");
}

/** Entries for a Gateway at hand all of whose listeners select namespaces, and not the one of the route. */
function notSelected({ spec, manifest, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const labels = namespacesOf(world).get(namespace);
  if (labels === undefined) return [];
  return listOf(at(spec, "parentRefs")).flatMap((ref) => {
    const name = textOf(at(ref, "name")) ?? "";
    const gateway = (textOf(at(ref, "kind")) ?? "Gateway") === "Gateway" ? world.named(gatewayGroup, "Gateway", textOf(at(ref, "namespace")) ?? namespace, name) : null;
    const meant = gateway === null ? [] : listOf(at(gateway.spec, "listeners")).filter((listener) => isMeant(ref, listener));
    if (meant.length === 0 || meant.some((listener) => textOf(at(admission(listener), "from")) !== "Selector" || takes(at(admission(listener), "selector"), labels))) return [];
    return [say["namespace-not-selected"].report({ at: placeOf(at(ref, "name")), with: { route: titleOf(manifest), namespace, gateway: name } })];
  });
}

/** Listeners of a set that the Gateway's own stand against (`kubernetes-sigs/gateway-api:apis/v1/listenerset_types.go`). */
function takenListeners({ spec, manifest, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const parent = at(spec, "parentRef");
  const gateway = world.named(gatewayGroup, "Gateway", textOf(at(parent, "namespace")) ?? namespace, textOf(at(parent, "name")) ?? "");
  const own = gateway === null ? [] : listOf(at(gateway.spec, "listeners"));
  return listOf(at(spec, "listeners")).flatMap((listener) => {
    const port = numberOf(at(listener, "port"));
    const other = own.find((each) => port !== null && numberOf(at(each, "port")) === port && cannotShare(each, listener));
    if (other === undefined || gateway === null || port === null) return [];
    const names = { listener: textOf(at(listener, "name")) ?? "", set: titleOf(manifest), gateway: gateway.manifest.object.metadata.name, other: textOf(at(other, "name")) ?? "", port };
    return [say["listener-taken"].report({ at: placeOf(at(listener, "port")), with: names })];
  });
}

/** Of one protocol listeners of HTTP and TLS share a port by hostname; of several, only HTTPS and TLS do, and UDP has ports of its own. */
function cannotShare(a: Written, b: Written): boolean {
  const [one, two] = [a, b].map((each) => textOf(at(each, "protocol")) ?? "");
  if (one === two) return ["TCP", "UDP"].includes(one ?? "") || textOf(at(a, "hostname")) === textOf(at(b, "hostname"));
  if (one === "UDP" || two === "UDP") return false;
  const encrypted = ["HTTPS", "TLS"];
  return !(encrypted.includes(one ?? "") && encrypted.includes(two ?? "")) || textOf(at(a, "hostname")) === textOf(at(b, "hostname"));
}

function isMeant(ref: Written, listener: Written): boolean {
  const [section, port] = [at(ref, "sectionName"), at(ref, "port")];
  return (!isSet(section) || textOf(section) === textOf(at(listener, "name"))) && (!isSet(port) || numberOf(port) === numberOf(at(listener, "port")));
}
