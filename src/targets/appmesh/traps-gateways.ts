import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, nameNodeOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import { bodyOf, group, listenersOf, providerOf, referred, routeKinds } from "./trap-world.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What VirtualGateways, GatewayRoutes and VirtualServices say and do not do. */
export function gatewayTraps(world: TrapWorld): readonly Diagnostic[] {
  return [...world.of(group, "VirtualGateway").flatMap(listeners), ...world.of(group, "GatewayRoute").flatMap((route) => [...rewrites(route), ...withoutPort(route, world)]), ...world.of(group, "VirtualService").flatMap(services)];
}

/** The proxy runs as a user of its own, and ACM is no source of trust at a listener (AWS App Mesh User Guide, "Virtual gateways"). */
function listeners(gateway: Placed): readonly Diagnostic[] {
  return listenersOf(gateway).flatMap((listener) => {
    const [port, trust] = [at(listener, "portMapping", "port"), at(listener, "tls", "validation", "trust", "acm")];
    const number = numberOf(port);
    return [
      ...(number !== null && number >= 1 && number <= 1024 ? [say["port-of-root"].report({ at: placeOf(port), with: { port: number } })] : []),
      ...(isSet(trust) ? [shared["field-without-effect"].report({ at: placeOf(trust), with: { field: "acm", does: "the controller hands no such trust on for a gateway's listener" } })] : []),
    ];
  });
}

/** What is rewritten without a word (AWS App Mesh User Guide, "Gateway routes"). */
function rewrites({ spec }: Placed): readonly Diagnostic[] {
  const body = bodyOf(spec)?.body;
  if (body === undefined) return [];
  const [match, rewrite] = [at(body, "match"), at(body, "action", "rewrite")];
  const prefix = textOf(at(match, "prefix"));
  const cut = prefix !== null && prefix !== "/" && !isSet(at(rewrite, "prefix")) && !isSet(at(rewrite, "path"));
  return [
    ...(cut ? [say["path-cut"].report({ at: placeOf(at(match, "prefix")), with: { prefix } })] : []),
    ...(prefix !== null && !prefix.endsWith("/") ? [shared["prefix-of-characters"].report({ at: placeOf(at(match, "prefix")), with: { prefix } })] : []),
    ...(textOf(at(rewrite, "hostname", "defaultTargetHostname")) === null ? [say["host-replaced"].report({ at: placeOf(at(body, "action")), with: {} })] : []),
  ];
}

/** A target's port is asked for where its provider has several listeners (AWS App Mesh User Guide, "Gateway routes"). */
function withoutPort({ spec, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const target = at(spec, Object.keys(routeKinds).find((kind) => isSet(at(spec, kind))) ?? "httpRoute", "action", "target");
  const ref = at(target, "virtualService", "virtualServiceRef");
  const service = referred(world, "VirtualService", ref, namespace);
  const provider = service === null ? null : providerOf(world, service);
  if (provider === null || listenersOf(provider).length < 2 || isSet(at(target, "port"))) return [];
  return [say["port-not-said"].report({ at: placeOf(at(ref, "name")), with: { thing: "the target", holder: titleOf(provider.manifest) } })];
}

/** The host of a service, and what is done for one that has no router. */
function services({ spec, manifest, namespace }: Placed): readonly Diagnostic[] {
  const node = at(spec, "provider", "virtualNode");
  const name = `${manifest.object.metadata.name}.${namespace}`;
  return [
    ...(isSet(at(spec, "awsName")) ? [] : [say["name-with-namespace-only"].report({ at: placeOf(nameNodeOf(manifest)), with: { name } })]),
    ...(isSet(node) ? [shared["hidden-retries"].report({ at: placeOf(node), with: { target: "appmesh", manifest: `VirtualService ${namespace}/${manifest.object.metadata.name} has no router, so it`, tries: "two further tries of any method, and ends a call after 15 seconds" } })] : []),
  ];
}

/** Objects of one mesh, and routes of one gateway, beyond what an account may have (AWS General Reference, "App Mesh quotas"). */
export function quotas(world: TrapWorld): readonly Diagnostic[] {
  const [gateway, second] = world.of(group, "VirtualGateway");
  const routes = world.of(group, "GatewayRoute").length;
  const ofGateway = gateway !== undefined && second === undefined && routes > 10 ? [say["more-than-quota"].report({ at: placeOf(nameNodeOf(gateway.manifest)), with: { count: routes, things: "routes of one gateway", limit: 10 } })] : [];
  const ofMesh = world.of(group, "Mesh").length > 1 ? [] : limits.flatMap(([kind, things, limit]) => {
    const all = world.of(group, kind);
    const [beyond] = all.slice(limit);
    return beyond === undefined ? [] : [say["more-than-quota"].report({ at: placeOf(nameNodeOf(beyond.manifest)), with: { count: all.length, things: `${things} of one mesh`, limit } })];
  });
  return [...ofGateway, ...ofMesh];
}

const limits: readonly (readonly [kind: string, things: string, limit: number])[] = [
  ["VirtualNode", "nodes", 200],
  ["VirtualService", "services", 200],
  ["VirtualRouter", "routers", 200],
  ["VirtualGateway", "gateways", 3],
];
