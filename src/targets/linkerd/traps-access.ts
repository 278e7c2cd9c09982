import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import { plainProbes } from "../probe-traps.ts";
import { oncePerWorld } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, listOf, nameNodeOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { group, nameOf } from "./trap-world.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What Servers, policies of access and what they refer to say and do not do. */
export function accessTraps(world: TrapWorld): readonly Diagnostic[] {
  const policies = world.of(group, "AuthorizationPolicy");
  return [...world.of(group, "Server").flatMap((server) => [...closed(server, world), ...ports(server, world), ...probes(server, world)]), ...policies.flatMap((policy) => [...grants(policy, policies, world), ...dangling(policy, world)]), ...inbound(world), ...limits(world)];
}

/** The Server or route that a policy, route or limit of the namespace is for. */
function refersTo(ref: Written, kind: string, object: Placed): boolean {
  return textOf(at(ref, "kind")) === kind && textOf(at(ref, "name")) === nameOf(object);
}

/** A port with a Server is denied unless granted (`linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index.rs`). */
function closed(server: Placed, world: TrapWorld): readonly Diagnostic[] {
  const inside = (each: Placed): boolean => each.namespace === server.namespace;
  const routes = inboundFor(server, world);
  const granted = world.of(group, "AuthorizationPolicy").filter(inside).some(({ spec }) => {
    const target = at(spec, "targetRef");
    return textOf(at(target, "kind")) === "Namespace" || refersTo(target, "Server", server) || routes.some((route) => refersTo(target, route.manifest.object.kind, route));
  });
  const old = world.of(group, "ServerAuthorization").some(inside);
  return [...tooOld(server), ...(isSet(at(server.spec, "accessPolicy")) || granted || old ? [] : [say["port-closed-to-all"].report({ at: placeOf(nameNodeOf(server.manifest)), with: { server: titleOf(server.manifest) } })])];
}

/** Older versions of the kind have no such field (`linkerd/linkerd2:charts/linkerd-crds/templates/policy/server.yaml`). */
function tooOld({ spec, manifest }: Placed): readonly Diagnostic[] {
  const policy = at(spec, "accessPolicy");
  const version = manifest.object.apiVersion.split("/")[1] ?? "";
  return isSet(policy) && version !== "v1beta3" ? [shared["field-without-effect"].report({ at: placeOf(policy), with: { field: "accessPolicy", does: `\`${version}\` has no such field, and the port is closed; write \`v1beta3\`` } })] : [];
}

/** A Server is for ports of containers; Services lead there by `targetPort`. */
function ports(server: Placed, world: TrapWorld): readonly Diagnostic[] {
  const port = at(server.spec, "port");
  const number = numberOf(port);
  const labels = (at(server.spec, "podSelector", "matchLabels").value ?? {}) as Readonly<Record<string, unknown>>;
  const service = world.of("", "Service").find(({ namespace, spec }) => {
    const selector = namespace === server.namespace ? ((at(spec, "selector").value ?? {}) as Readonly<Record<string, unknown>>) : {};
    if (!Object.keys(labels).some((key) => Object.hasOwn(selector, key) && selector[key] === labels[key])) return false;
    const mapped = listOf(at(spec, "ports"));
    return mapped.some((each) => numberOf(at(each, "port")) === number && isSet(at(each, "targetPort")) && at(each, "targetPort").value !== number) && !mapped.some((each) => at(each, "targetPort").value === number);
  });
  if (number === null || service === undefined) return [];
  return [say["policy-on-nothing"].report({ at: placeOf(port), with: { manifest: titleOf(server.manifest), why: `${number} is a port of ${titleOf(service.manifest)}, and pods listen on another` } })];
}

/** Routes of a Server stand in for the ones that the control plane makes for probes (`linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index.rs`). */
function probes(server: Placed, world: TrapWorld): readonly Diagnostic[] {
  const routes = inboundFor(server, world);
  const matches = routes.flatMap(({ spec }) => listOf(at(spec, "rules"))).map((rule) => listOf(at(rule, "matches")));
  const own = numberOf(at(server.spec, "port"));
  if (routes.length === 0 || matches.some((list) => list.length === 0)) return [];
  return plainProbes(world, at(server.spec, "podSelector", "matchLabels"), server.namespace).filter(({ port }) => port !== null && port === own).flatMap(({ get }) => {
    const path = textOf(at(get, "path")) ?? "/";
    const taken = matches.flat().some((match) => takes(at(match, "path"), path) && [null, "GET"].includes(textOf(at(match, "method"))));
    return taken ? [] : [say["probe-without-route"].report({ at: placeOf(isSet(at(get, "path")) ? at(get, "path") : at(get, "port")), with: { path, server: titleOf(server.manifest) } })];
  });
}

/** A pattern may take any path. */
function takes(match: Written, path: string): boolean {
  const [kind, value] = [textOf(at(match, "type")) ?? "PathPrefix", textOf(at(match, "value")) ?? "/"];
  if (kind === "Exact") return path === value;
  const prefix = value.replace(/\/$/, "");
  return kind !== "PathPrefix" || path === prefix || path.startsWith(`${prefix}/`);
}

/** No authentication asked for is granted to everyone; and what is granted at the Server is granted at its routes. */
function grants(policy: Placed, all: readonly Placed[], world: TrapWorld): readonly Diagnostic[] {
  const refs = at(policy.spec, "requiredAuthenticationRefs");
  const target = at(policy.spec, "targetRef");
  const report = (node: Written, why: string): readonly Diagnostic[] => [say["grants-more-than-it-says"].report({ at: placeOf(node), with: { manifest: titleOf(policy.manifest), why } })];
  if (Array.isArray(refs.value) && refs.value.length === 0) return report(refs, "an empty list asks nothing of anybody");
  const route = inboundRoutes(world).find((each) => each.namespace === policy.namespace && refersTo(target, each.manifest.object.kind, each));
  return route === undefined ? [] : widerThan(route, all, world).slice(0, 1).flatMap((why) => report(at(target, "name"), why));
}

const open = ["all-unauthenticated", "all-authenticated", "cluster-unauthenticated", "cluster-authenticated"];

/** What lets callers in at the Server of a route, and so at the route. */
function widerThan(route: Placed, policies: readonly Placed[], world: TrapWorld): readonly string[] {
  const names = listOf(at(route.spec, "parentRefs")).map((ref) => textOf(at(ref, "name")));
  const servers = world.of(group, "Server").filter((server) => server.namespace === route.namespace && names.includes(nameOf(server)));
  const grants = policies.filter(({ spec, namespace }) => {
    const target = at(spec, "targetRef");
    return namespace === route.namespace && (textOf(at(target, "kind")) === "Namespace" || (textOf(at(target, "kind")) === "Server" && names.includes(textOf(at(target, "name")))));
  });
  return [
    ...grants.map((grant) => `whoever ${titleOf(grant.manifest)} lets in at the ${textOf(at(grant.spec, "targetRef", "kind")) ?? "Server"} may call the route too`),
    ...servers.filter(({ spec }) => open.includes(textOf(at(spec, "accessPolicy")) ?? "")).map((server) => `\`accessPolicy: ${textOf(at(server.spec, "accessPolicy")) ?? ""}\` of ${titleOf(server.manifest)} lets callers in at the route too`),
  ];
}

/** References are by name, and what is not there grants nothing. */
function dangling({ spec, namespace, manifest }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const report = (node: Written, why: string): Diagnostic => say["policy-on-nothing"].report({ at: placeOf(node), with: { manifest: titleOf(manifest), why } });
  const refs = listOf(at(spec, "requiredAuthenticationRefs")).filter((ref) => ["MeshTLSAuthentication", "NetworkAuthentication"].includes(textOf(at(ref, "kind")) ?? ""));
  const missing = refs.filter((ref) => !world.of(group, textOf(at(ref, "kind")) ?? "").some((each) => nameOf(each) === textOf(at(ref, "name")) && each.namespace === (textOf(at(ref, "namespace")) ?? namespace)));
  const all = textOf(at(spec, "targetRef", "kind")) === "Namespace" && !world.of(group, "Server").some((server) => server.namespace === namespace);
  return [
    ...missing.map((ref) => report(at(ref, "name"), `there is no ${textOf(at(ref, "kind")) ?? ""} \`${textOf(at(ref, "name")) ?? ""}\`, so nobody is let in`)),
    ...(all ? [report(at(spec, "targetRef", "name"), "no port of the namespace has a Server")] : []),
    ...untargeted(at(spec, "targetRef"), namespace, world).map((why) => report(at(spec, "targetRef", "name"), why)),
  ];
}

/** A Server or a route that is not there; routes are of the group that the target names. */
function untargeted(target: Written, namespace: string, world: TrapWorld): readonly string[] {
  const [kind, name] = [textOf(at(target, "kind")) ?? "", textOf(at(target, "name")) ?? ""];
  if (!["Server", "HTTPRoute", "GRPCRoute"].includes(kind)) return [];
  const has = (of: string): boolean => world.of(of, kind).some((each) => each.namespace === namespace && nameOf(each) === name);
  const own = textOf(at(target, "group")) ?? "";
  if (has(own)) return [];
  const other = [group, "gateway.networking.k8s.io"].find((each) => each !== own && has(each));
  return [other === undefined ? `there is no ${kind} \`${name}\`` : `the ${kind} \`${name}\` is of the group \`${other}\``];
}

const inboundRoutes = oncePerWorld((world): readonly Placed[] => [...world.of(group, "HTTPRoute"), ...["HTTPRoute", "GRPCRoute"].flatMap((kind) => world.of("gateway.networking.k8s.io", kind))]);

const inboundByServer = oncePerWorld((world) => {
  const pairs = inboundRoutes(world).flatMap((route) => {
    const names = listOf(at(route.spec, "parentRefs")).filter((ref) => textOf(at(ref, "kind")) === "Server").map((ref) => textOf(at(ref, "name")) ?? "");
    return [...new Set(names)].map((name) => ({ route, server: `${route.namespace}/${name}` }));
  });
  return groupBy(pairs, ({ server }) => server);
});

/** The routes of a Server's namespace that it is a parent of. */
function inboundFor(server: Placed, world: TrapWorld): readonly Placed[] {
  return (inboundByServer(world).get(`${server.namespace}/${nameOf(server)}`) ?? []).map(({ route }) => route);
}

/** Routes for a Server are for all of its port, in its namespace, and GRPCRoutes for gRPC alone (`linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index.rs`). */
function inbound(world: TrapWorld): readonly Diagnostic[] {
  return inboundRoutes(world).flatMap(({ spec, manifest, namespace }) =>
    listOf(at(spec, "parentRefs")).filter((ref) => textOf(at(ref, "kind")) === "Server").flatMap((ref) => {
      const report = (node: Written, why: string): readonly Diagnostic[] => [shared["route-not-in-force"].report({ at: placeOf(node), with: { manifest: titleOf(manifest), why } })];
      const odd = ["port", "sectionName"].map((field) => at(ref, field)).find(isSet);
      if (odd !== undefined) return report(odd, "a Server has one port and no sections");
      const abroad = textOf(at(ref, "namespace"));
      if (abroad !== null && abroad !== namespace) return report(at(ref, "namespace"), "a route is for Servers of its own namespace");
      const name = textOf(at(ref, "name"));
      const [server] = world.of(group, "Server").filter((each) => each.namespace === namespace && nameOf(each) === name);
      if (server === undefined) return world.of(group, "Server").some((each) => nameOf(each) === name) ? report(at(ref, "name"), `the Server \`${name ?? ""}\` is in another namespace`) : [];
      const protocol = textOf(at(server.spec, "proxyProtocol")) ?? "unknown";
      return readBy(manifest.object.kind, protocol) ? [] : report(at(ref, "name"), `the Server's protocol is \`${protocol}\`, and such a port reads no ${manifest.object.kind}`);
    }),
  );
}

function readBy(kind: string, protocol: string): boolean {
  return kind === "GRPCRoute" ? protocol === "gRPC" : !["opaque", "TLS", "gRPC"].includes(protocol);
}

/** Of several limits for one Server the oldest is used, and requests are counted where they are seen, but not calls of gRPC. */
function limits(world: TrapWorld): readonly Diagnostic[] {
  const first = new Map<string, Placed>();
  return world.of(group, "HTTPLocalRateLimitPolicy").flatMap((limit) => {
    const node = at(limit.spec, "targetRef", "name");
    const report = (why: string): readonly Diagnostic[] => [say["policy-on-nothing"].report({ at: placeOf(node), with: { manifest: titleOf(limit.manifest), why } })];
    const key = `${limit.namespace}/${textOf(node) ?? ""}`;
    const other = first.get(key);
    if (other !== undefined) return report(`${titleOf(other.manifest)} is for the same Server, and only the older is used`);
    first.set(key, limit);
    const server = world.of(group, "Server").find((each) => each.namespace === limit.namespace && nameOf(each) === textOf(node));
    const protocol = server === undefined ? null : textOf(at(server.spec, "proxyProtocol"));
    return protocol !== null && ["opaque", "TLS", "gRPC"].includes(protocol) ? report(`the Server's protocol is \`${protocol}\`, and such ports have no limits`) : [];
  });
}
