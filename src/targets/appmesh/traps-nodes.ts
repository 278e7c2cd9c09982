import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { plainProbes } from "../probe-traps.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { backendsOf, bodyOf, defaultRequestMs, gatewayBackendsOf, group, limitOf, listenersOf, millis, protocolOf, providerOf } from "./trap-world.ts";
import type { Backend } from "./trap-world.ts";
import { appmeshTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What VirtualNodes say and do not do, alone or beside those that they call. */
export function nodeTraps(world: TrapWorld): readonly Diagnostic[] {
  const ofNodes = world.of(group, "VirtualNode").flatMap((node) => [
    ...alone(node),
    ...probes(node, world),
    ...backendsOf(node, world).flatMap((backend) => [...trust(backend), ...cutFirst(node, backend, world)]),
    ...sharedPorts(node, world),
  ]);
  return [...ofNodes, ...gatewayBackendsOf(world).flatMap(trust)];
}

function alone({ spec }: Placed): readonly Diagnostic[] {
  const lists = isSet(at(spec, "serviceDiscovery", "dns")) && textOf(at(spec, "serviceDiscovery", "dns", "responseType")) !== "ENDPOINTS";
  const groups = at(spec, "backendGroups");
  const backends = at(spec, "backends");
  const count = listOf(backends).length;
  return [
    ...listOf(at(spec, "listeners")).flatMap((listener) => [...ejection(listener, lists), ...certificates(at(listener, "tls"))]),
    ...(isSet(groups) ? [effect(groups, "backendGroups", "the controller reads it with `--enable-backend-groups` only")] : []),
    ...(count > 50 ? [say["more-than-quota"].report({ at: placeOf(backends), with: { count, things: "backends of one node", limit: 50 } })] : []),
  ];
}

function effect(node: Written, field: string, does: string): Diagnostic {
  return shared["field-without-effect"].report({ at: placeOf(node), with: { field, does } });
}

/** One address of a load balancer is one endpoint (AWS App Mesh User Guide, "Virtual nodes": outlier detection). */
function ejection(listener: Written, isBalancer: boolean): readonly Diagnostic[] {
  const outlier = at(listener, "outlierDetection");
  return isBalancer && isSet(outlier) ? [effect(outlier, "outlierDetection", "a host name that stands for a load balancer is one endpoint, which is never ejected; write `responseType: ENDPOINTS`")] : [];
}

function certificates(tls: Written): readonly Diagnostic[] {
  const [mode, validation] = [at(tls, "mode"), at(tls, "validation")];
  const names = at(validation, "subjectAlternativeNames");
  return [
    ...(textOf(mode) === "PERMISSIVE" && isSet(names) ? [effect(names, "subjectAlternativeNames", "a listener that is `PERMISSIVE` also takes calls without a certificate")] : []),
    ...(textOf(mode) === "STRICT" && !isSet(validation) ? [say["strict-for-any-client"].report({ at: placeOf(mode), with: {} })] : []),
  ];
}

/** What client and server say of TLS (AWS App Mesh User Guide, "Transport Layer Security"). */
function trust({ ref, tls, service, nodes }: Backend): readonly Diagnostic[] {
  const name = service.manifest.object.metadata.name;
  const place = placeOf(at(ref, "name"));
  const listeners = nodes.flatMap((node) => listenersOf(node).map((listener) => ({ node, tls: at(listener, "tls") })));
  const fromFile = listeners.some((each) => isSet(at(each.tls, "certificate", "file")) && textOf(at(each.tls, "mode")) !== "DISABLED");
  const plain = listeners.find((each) => !isSet(each.tls) || textOf(at(each.tls, "mode")) === "DISABLED");
  const enforced = isSet(tls) && at(tls, "enforce").value !== false && !isSet(at(tls, "ports"));
  return [
    ...(fromFile && !isSet(tls) ? [say["certificate-not-checked"].report({ at: place, with: { service: name } })] : []),
    ...(enforced && plain !== undefined ? [say["tls-to-plain-server"].report({ at: place, with: { service: name, node: titleOf(plain.node.manifest) } })] : []),
  ];
}

/** A call that waits for a longer one is ended by its own listener (AWS App Mesh User Guide, "Troubleshooting connectivity"). */
function cutFirst(node: Placed, { ref, service }: Backend, world: TrapWorld): readonly Diagnostic[] {
  const limits = listenersOf(node).filter((listener) => protocolOf(listener) !== "tcp").map(limitOf);
  const limit = limits.every(({ ms }) => ms !== null) ? [...limits].sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0))[0] : undefined;
  const provider = providerOf(world, service);
  if (limit === undefined || limit.ms === null || provider?.manifest.object.kind !== "VirtualRouter") return [];
  const ends = listOf(at(provider.spec, "routes")).flatMap((route) => {
    const found = bodyOf(route);
    return found === null || found.protocol === "tcp" ? [] : [millis(at(found.body, "timeout", "perRequest")) ?? defaultRequestMs];
  });
  const most = ends.includes(0) ? null : Math.max(0, ...ends);
  if (most !== null && most <= limit.ms) return [];
  return [say["caller-cut-first"].report({ at: placeOf(at(ref, "name")), with: { limit: limit.ms, written: limit.written, service: service.manifest.object.metadata.name, deadline: most } })];
}

/** Connections are told apart by their port alone. */
function sharedPorts(node: Placed, world: TrapWorld): readonly Diagnostic[] {
  const seen = new Map<number, string>();
  return backendsOf(node, world).flatMap(({ ref, service }) => {
    const provider = providerOf(world, service);
    const ports = provider === null ? [] : listenersOf(provider).filter((listener) => protocolOf(listener) === "tcp").map((listener) => numberOf(at(listener, "portMapping", "port")) ?? 0);
    const name = service.manifest.object.metadata.name;
    const taken = ports.find((port) => seen.has(port));
    for (const port of ports) if (!seen.has(port)) seen.set(port, name);
    return taken === undefined ? [] : [say["backends-share-port"].report({ at: placeOf(at(ref, "name")), with: { service: name, other: seen.get(taken) ?? "", port: taken } })];
  });
}

/** The kubelet has no certificate (`aws/aws-app-mesh-controller-for-k8s:docs/guide/troubleshooting.md`). */
function probes(node: Placed, world: TrapWorld): readonly Diagnostic[] {
  const strict = listenersOf(node).filter((listener) => textOf(at(listener, "tls", "mode")) === "STRICT").map((listener) => numberOf(at(listener, "portMapping", "port")));
  return plainProbes(world, at(node.spec, "podSelector", "matchLabels"), node.namespace).flatMap(({ get, port }) =>
    port === null || !strict.includes(port) ? [] : [say["probe-without-certificate"].report({ at: placeOf(at(get, "port")), with: { port, node: titleOf(node.manifest) } })],
  );
}
