import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { gatewayGroup, routesOf, serviceParents } from "../route-traps.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, durationOf, isSet, listOf, nameNodeOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import type { Installation } from "./installation.ts";
import { hasPort } from "./port-list.ts";
import { namespaces, notesOf, requestRoutes } from "./trap-world.ts";
import { effect } from "./traps-annotations.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What routes and ServiceProfiles say and do not do. */
export function routeTraps(world: TrapWorld, { clusterDomain }: Installation): readonly Diagnostic[] {
  const routes = [...requestRoutes(world), ...routesOf(world, ["TLSRoute", "TCPRoute"])];
  return [
    ...routes.flatMap((route) => [...parents(route, world), ...unnamed(route, world), ...places(route), ...absent(route, world)]),
    ...routesOf(world, ["HTTPRoute", "GRPCRoute"]).flatMap(unreadFields),
    ...routesOf(world, ["UDPRoute"]).flatMap((route) => serviceParents(route, world).map(({ ref }) => notInForce(at(ref, "name"), route, "no release reads UDPRoutes"))),
    ...routesOf(world, ["GRPCRoute"]).flatMap(grpc),
    ...outrankedEverywhere(world),
    ...world.of("linkerd.io", "ServiceProfile").flatMap((profile) => [...budget(profile), ...repeated(profile), ...named(profile, clusterDomain)]),
  ];
}

/** Kinds of routes that a port is read for by its `appProtocol`; others are opaque (`linkerd/linkerd2:policy-controller/core/src/outbound.rs`). */
const readFor: Readonly<Record<string, readonly string[]>> = { http: ["HTTPRoute"], "kubernetes.io/h2c": ["HTTPRoute", "GRPCRoute"] };
const opaqueByDefault = "25,587,3306,4444,5432,6379,9300,11211";

/** Where a route of requests meets connections, or a profile that comes first (`linkerd/linkerd2:controller/api/destination`). */
function parents(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const { kind } = route.manifest.object;
  return serviceParents(route, world).flatMap(({ ref, service, port, namespace }) => {
    const name = textOf(at(ref, "name")) ?? "";
    const section = at(ref, "sectionName");
    const profile = kind.startsWith("T") ? undefined : world.of("linkerd.io", "ServiceProfile").find(({ manifest, spec }) => manifest.object.metadata.name.startsWith(`${name}.${namespace}.svc.`) && listOf(at(spec, "routes")).length + listOf(at(spec, "dstOverrides")).length > 0);
    const reason = (service === null ? null : unread(kind, service, port, world)) ?? (profile === undefined ? null : `${titleOf(profile.manifest)} has routes, and comes first`);
    return [
      ...(isSet(section) && port === null ? [effect(section, "sectionName", "the route is for every port of the Service; write `port`")] : []),
      ...(reason === null ? [] : [notInForce(at(ref, "name"), route, reason)]),
    ];
  });
}

function notInForce(node: Written, { manifest }: Placed, why: string): Diagnostic {
  return shared["route-not-in-force"].report({ at: placeOf(node), with: { manifest: titleOf(manifest), why } });
}

const ranks = ["GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute"];

/** A route for one port beside one of a higher rank for every port of the Service; both are accepted, and the higher one is read. */
function outrankedEverywhere(world: TrapWorld): readonly Diagnostic[] {
  const wide = routesOf(world, ranks).flatMap((route) => serviceParents(route, world).filter(({ port }) => port === null).map((parent) => ({ route, parent })));
  return routesOf(world, ranks).flatMap((route) =>
    serviceParents(route, world).flatMap(({ ref, namespace, port }) => {
      const rank = ranks.indexOf(route.manifest.object.kind);
      const higher = wide.find((each) => ranks.indexOf(each.route.manifest.object.kind) < rank && each.parent.namespace === namespace && textOf(at(each.parent.ref, "name")) === textOf(at(ref, "name")));
      return port === null || higher === undefined ? [] : [notInForce(at(ref, "name"), route, `${titleOf(higher.route.manifest)} is for every port, and its kind comes first`)];
    }),
  );
}

/** Why no port of a route's is read for its kind; null where one is. */
function unread(kind: string, service: Placed, port: number | null, world: TrapWorld): string | null {
  const ports = listOf(at(service.spec, "ports")).filter((each) => port === null || numberOf(at(each, "port")) === port);
  const reasons = ports.map((each) => unreadAt(kind, service, each, world));
  return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}

function unreadAt(kind: string, service: Placed, entry: Written, world: TrapWorld): string | null {
  const port = numberOf(at(entry, "port"));
  const protocol = textOf(at(entry, "appProtocol"));
  const kinds = protocol === null ? null : (readFor[protocol.toLowerCase()] ?? ["TCPRoute"]);
  if (protocol !== null && kinds?.includes(kind) === false) return `\`appProtocol: ${protocol}\` is ${kinds.includes("TCPRoute") ? "not looked into" : `for ${kinds.join(" and ")} only`}`;
  const isOpaque = port !== null && kind !== "TCPRoute" && hasPort(opaquePortsOf(service, world), port);
  return isOpaque ? `port ${port} is opaque, so requests on it are not seen` : null;
}

/** A Service without the annotation is given its namespace's (`linkerd/linkerd2:controller/proxy-injector/webhook.go`). */
function opaquePortsOf(service: Placed, world: TrapWorld): string {
  const key = "config.linkerd.io/opaque-ports";
  const namespace = namespaces(world).get(service.namespace);
  return textOf(at(notesOf(service), key)) ?? (namespace === undefined ? null : textOf(at(notesOf(namespace), key))) ?? opaqueByDefault;
}

/** Without a kind the CRD writes Gateway, and without a group that of Gateways (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs`, is_parent_service). */
function unnamed(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const namesService = (ref: Written): boolean => {
    const name = textOf(at(ref, "name"));
    const ofCore = ["", "core"].includes(textOf(at(ref, "group")) ?? "-");
    const namespace = textOf(at(ref, "namespace")) ?? route.namespace;
    const has = (group: string, kind: string): boolean => name !== null && world.named(group, kind, namespace, name) !== null;
    return ofCore || (!isSet(at(ref, "group")) && has("", "Service") && !has(gatewayGroup, "Gateway"));
  };
  const bare = listOf(at(route.spec, "parentRefs")).filter((ref) => !isSet(at(ref, "kind")) && namesService(ref));
  return bare.map((ref) => notInForce(at(ref, "name"), route, "without `kind: Service` and `group: \"\"` the parent is a Gateway"));
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

/** A backend that is not there, where the Service of the route is, with its ports: the names that are nearly the same are spoken of for every mesh. */
function absent(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const here = serviceParents(route, world).flatMap(({ service }) => (service !== null && isSet(at(service.spec, "ports")) ? [service.namespace] : []));
  const refs = listOf(at(route.spec, "rules")).flatMap((rule) => listOf(at(rule, "backendRefs"))).filter((ref) => (textOf(at(ref, "kind")) ?? "Service") === "Service");
  return refs.flatMap((ref) => {
    const [name, namespace] = [textOf(at(ref, "name")), textOf(at(ref, "namespace")) ?? route.namespace];
    if (name === null || !here.includes(namespace) || world.named("", "Service", namespace, name) !== null) return [];
    return [shared["calls-that-always-fail"].report({ at: placeOf(at(ref, "name")), with: { calls: `there is no Service \`${name}\` here, where that of the route is`, answer: "its share of the calls gets 500" } })];
  });
}

/** Fields of later releases of the Gateway API (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/http.rs`). */
function unreadFields({ spec }: Placed): readonly Diagnostic[] {
  const fields = { retry: "write the annotations `retry.linkerd.io/http` and `retry.linkerd.io/limit`", sessionPersistence: "calls are spread by latency alone" };
  return listOf(at(spec, "rules")).flatMap((rule) => Object.entries(fields).filter(([field]) => isSet(at(rule, field))).map(([field, does]) => effect(at(rule, field), field, `it is not read: ${does}`)));
}

/** Configurations that the proxy refuses as a whole (`linkerd/linkerd2-proxy:linkerd/proxy/client-policy/src/grpc.rs`). */
function grpc({ spec }: Placed): readonly Diagnostic[] {
  const fail = (node: Written, calls: string): Diagnostic => shared["calls-that-always-fail"].report({ at: placeOf(node), with: { calls, answer: "every call of the Service and port gets 500" } });
  return listOf(at(spec, "rules")).flatMap((rule) => [
    ...listOf(at(rule, "matches")).filter((match) => !isSet(at(match, "method"))).map((match) => fail(at(isSet(at(match, "headers")) ? match : rule, isSet(at(match, "headers")) ? "headers" : "matches"), "a match of calls of gRPC needs a `method`")),
    ...[rule, ...listOf(at(rule, "backendRefs"))].flatMap((holder) => listOf(at(holder, "filters"))).filter((filter) => textOf(at(filter, "type")) === "ResponseHeaderModifier").map((filter) => fail(at(filter, "type"), "headers of answers cannot be changed for gRPC")),
  ]);
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

/** A profile repeats calls of every method that its condition takes (`linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/retry.rs`). */
function repeated({ spec }: Placed): readonly Diagnostic[] {
  return listOf(at(spec, "routes")).filter((route) => at(route, "isRetryable").value === true && mayWrite(at(route, "condition"))).map((route) => shared["unsafe-calls-repeated"].report({ at: placeOf(at(route, "isRetryable")), with: { condition: "isRetryable" } }));
}

function mayWrite(condition: Written): boolean {
  const methods = methodsIn(condition.value).map((method) => method.toUpperCase());
  return methods.length === 0 || methods.some((method) => ["POST", "PATCH", "CONNECT"].includes(method));
}

/** The methods that a condition speaks of; of a negation nothing can be said. */
function methodsIn(condition: unknown): readonly string[] {
  if (Array.isArray(condition)) return condition.flatMap(methodsIn);
  if (typeof condition !== "object" || condition === null) return [];
  const { method, all, any } = condition as Readonly<Record<string, unknown>>;
  return [...(typeof method === "string" ? [method] : []), ...methodsIn(all), ...methodsIn(any)];
}

/** A profile is found by the full name of its Service, in the domain of the cluster. */
function named({ manifest }: Placed, clusterDomain: string): readonly Diagnostic[] {
  const { name } = manifest.object.metadata;
  const [, service, namespace, rest] = /^([^.]+)\.([^.]+)(?:\.svc)?(?:\.(.+))?$/.exec(name) ?? [];
  if (service === undefined || name === `${service}.${namespace}.svc.${clusterDomain}` || (rest !== undefined && !name.includes(".svc."))) return [];
  const why = rest === undefined ? `a profile is named by the full name of its Service, \`${service}.${namespace}.svc.${clusterDomain}\`` : `the cluster's domain is \`${clusterDomain}\`, so the name of the Service ends in \`svc.${clusterDomain}\``;
  return [say["policy-on-nothing"].report({ at: placeOf(nameNodeOf(manifest)), with: { manifest: titleOf(manifest), why } })];
}
