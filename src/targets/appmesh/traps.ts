import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { trapWorld } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isPlainWord, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { bodyOf, defaultRequestMs, group, limitOf, listenersOf, millis, protocolOf, referred, targetsOf } from "./trap-world.ts";
import { callTraps } from "./traps-calls.ts";
import { certificateTraps } from "./traps-certificates.ts";
import { gatewayTraps, quotas } from "./traps-gateways.ts";
import { nodeTraps } from "./traps-nodes.ts";
import { podTraps } from "./traps-pods.ts";
import { orderTraps } from "./traps-order.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What App Mesh accepts and does otherwise than it seems to say. */
export function appmeshTraps(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  const world = trapWorld(manifests);
  return [...world.of(group, "VirtualRouter").flatMap((router) => routes(router, world)), ...orderTraps(world), ...nodeTraps(world), ...gatewayTraps(world), ...quotas(world), ...podTraps(world), ...callTraps(world), ...certificateTraps(world)];
}

function routes(router: Placed, world: TrapWorld): readonly Diagnostic[] {
  const list = at(router.spec, "routes");
  const all = listOf(list);
  return [
    ...all.flatMap((route) => [...times(route, router, world), ...ports(route, router, world), ...requests(route, router), ...weightless(route)]),
    ...(all.length > 50 ? [say["more-than-quota"].report({ at: placeOf(list), with: { count: all.length, things: "routes of one router", limit: 50 } })] : []),
  ];
}

function requests(route: Written, { manifest }: Placed): readonly Diagnostic[] {
  const found = bodyOf(route);
  return found === null || found.protocol === "tcp" ? [] : [...retries(found.body, manifest), ...prefix(found.body), ...tries(found.body), ...unsafe(found.body), ...headers(found.body)];
}

/** Two further tries unless the mesh was installed otherwise (AWS App Mesh User Guide, "Default route retry policy"). */
function retries(body: Written, manifest: ManifestInput): readonly Diagnostic[] {
  if (isSet(at(body, "retryPolicy"))) return [];
  return [shared["hidden-retries"].report({ at: placeOf(at(body, "action")), with: { target: "appmesh", manifest: titleOf(manifest), tries: "two further tries of any method" } })];
}

function prefix(body: Written): readonly Diagnostic[] {
  const node = at(body, "match", "prefix");
  const text = textOf(node);
  return text === null || text.endsWith("/") ? [] : [shared["prefix-of-characters"].report({ at: placeOf(node), with: { prefix: text } })];
}

function tries(body: Written): readonly Diagnostic[] {
  const retry = at(body, "retryPolicy");
  const [most, perTry, timeout] = [numberOf(at(retry, "maxRetries")), millis(at(retry, "perRetryTimeout")), millis(at(body, "timeout", "perRequest")) ?? defaultRequestMs];
  if (most === null || most === 0 || perTry === null || timeout === 0 || perTry * (most + 1) <= timeout) return [];
  return [shared["manifest-tries-do-not-fit"].report({ at: placeOf(at(retry, "maxRetries")), with: { tries: most + 1, perTry, timeout } })];
}

/** Both events repeat calls whose connection broke, whatever the method (AWS App Mesh API, HttpRetryPolicy). */
function unsafe(body: Written): readonly Diagnostic[] {
  const method = textOf(at(body, "match", "method"));
  const most = numberOf(at(body, "retryPolicy", "maxRetries")) ?? 0;
  if (most < 1 || (method !== null && !["POST", "PATCH", "CONNECT"].includes(method))) return [];
  const event = listOf(at(body, "retryPolicy", "httpRetryEvents")).find((node) => ["server-error", "gateway-error"].includes(textOf(node) ?? ""));
  return event === undefined ? [] : [shared["unsafe-calls-repeated"].report({ at: placeOf(event), with: { condition: textOf(event) ?? "" } })];
}

function headers(body: Written): readonly Diagnostic[] {
  return ["headers", "metadata"].flatMap((field) => listOf(at(body, "match", field))).flatMap((header) => {
    const [regex, invert] = [at(header, "match", "regex"), at(header, "invert")];
    return [
      ...(isPlainWord(textOf(regex)) ? [shared["value-matched-as-a-whole"].report({ at: placeOf(regex), with: { pattern: textOf(regex) ?? "" } })] : []),
      ...(invert.value === true && isSet(at(header, "match")) ? [say["inverted-needs-header"].report({ at: placeOf(invert), with: { header: textOf(at(header, "name")) ?? "" } })] : []),
    ];
  });
}

/** The least of the two proxies' times counts (AWS App Mesh API, HttpTimeout). */
function times(route: Written, router: Placed, world: TrapWorld): readonly Diagnostic[] {
  const found = bodyOf(route);
  const deadline = found === null ? null : at(found.body, "timeout", "perRequest");
  const ms = deadline === null ? null : millis(deadline);
  if (found === null || deadline === null || found.protocol === "tcp" || ms === null) return [];
  const short = targetsOf(route).flatMap((target) => {
    const node = referred(world, "VirtualNode", at(target, "virtualNodeRef"), router.namespace);
    const port = numberOf(at(target, "port"));
    const listeners = node === null ? [] : listenersOf(node).filter((listener) => port === null || numberOf(at(listener, "portMapping", "port")) === port);
    return node === null ? [] : listeners.map((listener) => ({ node, ...limitOf(listener) }));
  });
  const server = short.find((each) => each.ms !== null && (ms === 0 || each.ms < ms));
  if (server === undefined) return [];
  return [shared["deadline-cut-by-server"].report({ at: placeOf(at(deadline, "value")), with: { deadline: ms === 0 ? null : ms, server: titleOf(server.node.manifest), limit: server.ms ?? defaultRequestMs, written: server.written } })];
}

/** Routes meet listeners of their protocol, and ports where there are several (AWS App Mesh User Guide, "Routes"). */
function ports(route: Written, router: Placed, world: TrapWorld): readonly Diagnostic[] {
  const found = bodyOf(route);
  const listeners = listenersOf(router);
  if (found === null || listeners.length === 0) return [];
  const name = textOf(at(route, "name")) ?? "";
  const spoken = listeners.map(protocolOf);
  const targets = targetsOf(route).filter((target) => !isSet(at(target, "port")));
  return [
    ...(spoken.includes(found.protocol) ? [] : [say["listener-speaks-otherwise"].report({ at: placeOf(at(route, "name")), with: { route: name, protocol: found.protocol, holder: "the router", listeners: spoken.join(", ") } })]),
    ...(spoken.includes(found.protocol) ? targetsOf(route) : []).flatMap((target) => heardOtherwise(target, name, found.protocol, router, world)),
    ...(listeners.length > 1 && !isSet(at(found.body, "match", "port")) ? [say["port-not-said"].report({ at: placeOf(at(route, "name")), with: { thing: `route \`${name}\``, holder: titleOf(router.manifest) } })] : []),
    ...targets.flatMap((target) => {
      const node = referred(world, "VirtualNode", at(target, "virtualNodeRef"), router.namespace);
      return node === null || listenersOf(node).length < 2 ? [] : [say["port-not-said"].report({ at: placeOf(at(target, "virtualNodeRef", "name")), with: { thing: "the target", holder: titleOf(node.manifest) } })];
    }),
  ];
}

/** Nodes hear what their listeners speak, whatever the route says (aws/aws-app-mesh-roadmap, issue 82). */
function heardOtherwise(target: Written, route: string, protocol: string, router: Placed, world: TrapWorld): readonly Diagnostic[] {
  const node = referred(world, "VirtualNode", at(target, "virtualNodeRef"), router.namespace);
  const port = numberOf(at(target, "port"));
  const spoken = node === null ? [] : listenersOf(node).filter((listener) => port === null || numberOf(at(listener, "portMapping", "port")) === port).map(protocolOf);
  if (node === null || spoken.length === 0 || spoken.includes(protocol)) return [];
  return [say["listener-speaks-otherwise"].report({ at: placeOf(at(target, "virtualNodeRef", "name")), with: { route, protocol, holder: titleOf(node.manifest), listeners: spoken.join(", ") } })];
}

/** Weights are shares of their sum, which has to be something. */
function weightless(route: Written): readonly Diagnostic[] {
  const weights = targetsOf(route).map((target) => at(target, "weight"));
  const [first] = weights;
  return first === undefined || weights.some(({ value }) => value !== 0) ? [] : [shared["calls-that-always-fail"].report({ at: placeOf(first), with: { calls: "no target of this route has a weight", answer: "every call gets 503" } })];
}
