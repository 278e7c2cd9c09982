import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { routesOf, serviceParents } from "../route-traps.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, durationOf, isSet, listOf, nameNodeOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What routes, their annotations, Services and ServiceProfiles say and do not do. */
export function routeTraps(world: TrapWorld): readonly Diagnostic[] {
  const routes = routesOf(world, ["HTTPRoute", "GRPCRoute"]);
  return [
    ...routes.flatMap((route) => [...annotations(route, world), ...parents(route, world), ...places(route)]),
    ...routesOf(world, ["GRPCRoute"]).flatMap(grpc),
    ...world.of("", "Service").flatMap(breakers),
    ...world.of("linkerd.io", "ServiceProfile").flatMap((profile) => [...budget(profile), ...named(profile)]),
  ];
}

function effect(node: Written, field: string, does: string): Diagnostic {
  return shared["field-without-effect"].report({ at: placeOf(node), with: { field, does } });
}

function metadataOf({ manifest }: Placed): Written {
  return { ...nameNodeOf(manifest), value: manifest.object.metadata, path: ["metadata"] };
}

/** `linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs`: which annotations a route reads, and how. */
function annotations(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const note = (name: string): Written => at(metadataOf(route), "annotations", name);
  const isGrpc = route.manifest.object.kind === "GRPCRoute";
  const [request, limit, perTry] = [note("timeout.linkerd.io/request"), note("retry.linkerd.io/limit"), note("retry.linkerd.io/timeout")];
  const other = note(`retry.linkerd.io/${isGrpc ? "http" : "grpc"}`);
  const conditions = note(`retry.linkerd.io/${isGrpc ? "grpc" : "http"}`);
  const breaker = Object.keys((at(metadataOf(route), "annotations").value ?? {}) as object).find((name) => name.startsWith("balancer.linkerd.io/"));
  const ends = isSet(request) || serviceParents(route, world).some(({ service }) => service !== null && isSet(at(metadataOf(service), "annotations", "timeout.linkerd.io/request"))) || listOf(at(route.spec, "rules")).some((rule) => isSet(at(rule, "timeouts", "request")));
  const tries = Math.max(1, Number(textOf(limit) ?? 1) || 0) + 1;
  const [each, all] = [durationOf(perTry), durationOf(request)];
  return [
    ...(["0", "0s", "0ms"].includes(textOf(request) ?? "") ? [shared["calls-that-always-fail"].report({ at: placeOf(request), with: { calls: "a time of 0 is no time at all", answer: "every call gets 504" } })] : []),
    ...(textOf(limit) === "0" ? [effect(limit, "retry.linkerd.io/limit", "0 does not switch retries off: the Service's apply, or one retry")] : []),
    ...(isSet(other) ? [effect(other, `retry.linkerd.io/${isGrpc ? "http" : "grpc"}`, `routes of kind ${route.manifest.object.kind} do not read it`)] : []),
    ...(breaker === undefined ? [] : [effect(note(breaker), breaker, "breakers are read from the Service that is called")]),
    ...(isSet(conditions) && !ends ? [say["retries-without-end"].report({ at: placeOf(conditions), with: { tries } })] : []),
    ...(each !== null && all !== null && all > 0 && each * 2 > all ? [shared["manifest-tries-do-not-fit"].report({ at: placeOf(perTry), with: { tries: 2, perTry: each, timeout: all } })] : []),
    ...(isSet(conditions) && !isGrpc && listOf(at(route.spec, "rules")).some(mayWrite) ? [shared["unsafe-calls-repeated"].report({ at: placeOf(conditions), with: { condition: textOf(conditions) ?? "" } })] : []),
    ...replaced(route, world),
  ];
}

function mayWrite(rule: Written): boolean {
  const matches = listOf(at(rule, "matches"));
  return matches.length === 0 || matches.some((match) => ["POST", "PATCH", "CONNECT", null].includes(textOf(at(match, "method"))));
}

const families = ["retry.linkerd.io/", "timeout.linkerd.io/"];

/** A group of annotations on a route stands for all of the Service's group. */
function replaced(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const keysOf = (object: Placed, family: string): readonly string[] => Object.keys((at(metadataOf(object), "annotations").value ?? {}) as object).filter((name) => name.startsWith(family));
  return serviceParents(route, world).flatMap(({ service }) =>
    families.flatMap((family) => {
      const own = keysOf(route, family);
      const lost = service === null ? [] : keysOf(service, family).filter((name) => !own.includes(name));
      const [first] = own;
      return first === undefined || lost.length === 0 || service === null ? [] : [effect(at(metadataOf(route), "annotations", first), first, `it takes the place of the whole group at ${titleOf(service.manifest)}, \`${lost.join("`, `")}\` too`)];
    }),
  );
}

const known = ["http", "kubernetes.io/h2c", "linkerd.io/opaque", "linkerd.io/tcp"];
const opaqueByDefault = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211];

/** Where a route of requests meets connections, or a profile that comes first (`linkerd/linkerd2:controller/api/destination`). */
function parents(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  return serviceParents(route, world).flatMap(({ ref, service, port, namespace }) => {
    const name = textOf(at(ref, "name")) ?? "";
    const section = at(ref, "sectionName");
    const why = service === null ? null : opaque(service, port);
    const profile = world.of("linkerd.io", "ServiceProfile").find(({ manifest, spec }) => manifest.object.metadata.name.startsWith(`${name}.${namespace}.svc.`) && listOf(at(spec, "routes")).length + listOf(at(spec, "dstOverrides")).length > 0);
    const reason = why ?? (profile === undefined ? null : `${titleOf(profile.manifest)} has routes, and comes first`);
    return [
      ...(isSet(section) ? [effect(section, "sectionName", "the route is for every port of the Service; write `port`")] : []),
      ...(reason === null ? [] : [shared["route-not-in-force"].report({ at: placeOf(at(ref, "name")), with: { manifest: titleOf(route.manifest), why: reason } })]),
    ];
  });
}

function opaque(service: Placed, port: number | null): string | null {
  const entry = listOf(at(service.spec, "ports")).find((each) => numberOf(at(each, "port")) === port);
  const protocol = entry === undefined ? null : textOf(at(entry, "appProtocol"));
  if (protocol !== null && !known.includes(protocol)) return `\`appProtocol: ${protocol}\` is not looked into`;
  const said = textOf(at(metadataOf(service), "annotations", "config.linkerd.io/opaque-ports"));
  const opaquePorts = said === null ? opaqueByDefault : said.split(",").map((part) => Number(part.trim()));
  return port !== null && protocol === null && opaquePorts.includes(port) ? `port ${port} is opaque, so requests on it are not seen` : null;
}

/** A backend without a namespace is the parent's neighbour, and one backend takes all, whatever its weight. */
function places({ spec, namespace }: Placed): readonly Diagnostic[] {
  const [parent] = listOf(at(spec, "parentRefs")).map((ref) => textOf(at(ref, "namespace"))).filter((each) => each !== null && each !== namespace);
  return listOf(at(spec, "rules")).flatMap((rule) => {
    const refs = listOf(at(rule, "backendRefs"));
    const [only] = refs;
    return [
      ...(typeof parent === "string" ? refs.filter((ref) => !isSet(at(ref, "namespace"))).map((ref) => effect(at(ref, "name"), "backendRefs", `without \`namespace\` it is looked for in \`${parent}\`, where the parent is`)) : []),
      ...(refs.length === 1 && only !== undefined && at(only, "weight").value === 0 ? [effect(at(only, "weight"), "weight", "a backend that is alone gets every call")] : []),
    ];
  });
}

/** Configurations that the proxy refuses as a whole (`linkerd/linkerd2-proxy:linkerd/proxy/client-policy/src/grpc.rs`). */
function grpc({ spec }: Placed): readonly Diagnostic[] {
  const fail = (node: Written, calls: string): Diagnostic => shared["calls-that-always-fail"].report({ at: placeOf(node), with: { calls, answer: "every call of the Service and port gets 500" } });
  return listOf(at(spec, "rules")).flatMap((rule) => [
    ...listOf(at(rule, "matches")).filter((match) => !isSet(at(match, "method")) && isSet(at(match, "headers"))).map((match) => fail(at(match, "headers"), "a match of calls of gRPC needs a `method`")),
    ...listOf(at(rule, "filters")).filter((filter) => textOf(at(filter, "type")) === "ResponseHeaderModifier").map((filter) => fail(at(filter, "type"), "headers of answers cannot be changed for gRPC")),
  ]);
}

/** Success rates are of one of the two modes. */
function breakers(service: Placed): readonly Diagnostic[] {
  const notes = at(metadataOf(service), "annotations");
  const mode = textOf(at(notes, "balancer.linkerd.io/failure-accrual"));
  const rates = Object.keys((notes.value ?? {}) as object).filter((name) => name.startsWith("balancer.linkerd.io/failure-accrual-success-rate"));
  return mode === "success-rate" ? [] : rates.map((name) => effect(at(notes, name), name, "only the mode `success-rate` reads it"));
}

/** A budget limits the retries of routes, as a share of one in k (`linkerd/linkerd2:controller/api/destination/profile_translator.go`). */
function budget({ spec }: Placed): readonly Diagnostic[] {
  const node = at(spec, "retryBudget");
  const [ratio, ttl] = [at(node, "retryRatio"), at(node, "ttl")];
  const share = numberOf(ratio);
  const ms = durationOf(ttl);
  return [
    ...(isSet(node) && listOf(at(spec, "routes")).length === 0 ? [effect(node, "retryBudget", "no route of the profile is repeated")] : []),
    ...(share !== null && share > 0 && Math.abs(1 / share - Math.round(1 / share)) > 1e-6 ? [effect(ratio, "retryRatio", `only shares of one in k are kept: it becomes 1/${Math.max(1, Math.floor(1 / share))}`)] : []),
    ...(ms !== null && (ms < 1000 || ms > 60_000) ? [effect(ttl, "ttl", "outside of 1s to 60s there are no retries at all")] : []),
  ];
}

/** A profile is found by the full name of its Service. */
function named({ manifest }: Placed): readonly Diagnostic[] {
  const { name } = manifest.object.metadata;
  const inside = /^[^.]+\.[^.]+(?:\.svc)?$/.test(name);
  return inside ? [say["policy-on-nothing"].report({ at: placeOf(nameNodeOf(manifest)), with: { manifest: titleOf(manifest), why: "a profile is named by the full name of its Service, such as `order.shop.svc.cluster.local`" } })] : [];
}
