import type { Listener, Meta, VirtualNode } from "./config.ts";
import { at, duration, isSet, items, keys, member, refuse, text, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { protocols, readClientTls, readListenerTls, readPortMapping, readRef, readSelector, readTimes } from "./read-common.ts";

/** `spec` of a VirtualNode. */
export function readVirtualNode(spec: Node, meta: Meta): VirtualNode {
  keys(spec, ["awsName", "podSelector", "listeners", "serviceDiscovery", "backends", "backendGroups", "backendDefaults", "logging", "meshRef"]);
  if (isSet(at(spec, "meshRef"))) refuse(at(spec, "meshRef"), "appmesh-refused-field", "is filled in by the webhook and refused when written");
  const listeners = items(at(spec, "listeners")).map(readListener);
  const discovery = readDiscovery(at(spec, "serviceDiscovery"));
  if (listeners.length > 0 && discovery === null) refuse(spec, "appmesh-refused-field", "has listeners and no serviceDiscovery");
  const backends = items(at(spec, "backends")).flatMap((item) => readBackend(item, meta));
  const names = backends.map(({ ref }) => (ref.kind === "ref" ? `${ref.name}-${ref.namespace}` : null)).filter((name) => name !== null);
  if (new Set(names).size < names.length) refuse(at(spec, "backends"), "appmesh-refused-field", "names a virtual service twice");
  const groups = items(at(spec, "backendGroups")).map((item) => ({ namespace: text(at(item, "namespace")) ?? meta.namespace, name: text(at(item, "name")) ?? "" }));
  const podSelector = readSelector(at(spec, "podSelector"));
  return { meta, podSelector, listeners, discovery, backends, defaults: readClientTls(at(spec, "backendDefaults", "clientPolicy")), groups };
}

function readBackend(node: Node, meta: Meta): VirtualNode["backends"] {
  const service = at(node, "virtualService");
  keys(service, ["virtualServiceRef", "virtualServiceARN", "clientPolicy"]);
  const ref = readRef(service, "virtualService", meta.namespace);
  return ref === null ? [] : [{ ref, tls: readClientTls(at(service, "clientPolicy")) }];
}

function readListener(node: Node): Listener {
  keys(node, ["portMapping", "timeout", "tls", "outlierDetection", "connectionPool", "healthCheck"]);
  const { port, protocol } = readPortMapping(at(node, "portMapping"));
  return {
    port,
    protocol,
    times: readListenerTimes(at(node, "timeout"), protocol),
    tls: readListenerTls(at(node, "tls")),
    outlier: readOutlier(at(node, "outlierDetection")),
    pool: readPool(at(node, "connectionPool"), protocol),
  };
}

/** Times of the listener's own protocol: any other member is refused by AWS (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, ListenerTimeout). */
function readListenerTimes(node: Node, protocol: Listener["protocol"]): Listener["times"] {
  const kind = isSet(node) ? member(node, protocols) : null;
  if (kind === null) return { perRequestMs: null, idleMs: null };
  if (kind !== protocol) refuse(at(node, kind), "appmesh-refused-field", `is not the listener's protocol ${protocol}`);
  return readTimes(at(node, kind));
}

function readOutlier(node: Node): Listener["outlier"] {
  if (!isSet(node)) return null;
  keys(node, ["maxServerErrors", "interval", "baseEjectionDuration", "maxEjectionPercent"]);
  const [errors, interval] = [whole(at(node, "maxServerErrors"), 1), duration(at(node, "interval"))];
  const [base, percent] = [duration(at(node, "baseEjectionDuration")), whole(at(node, "maxEjectionPercent"), 0, 100)];
  if (errors === null || interval === null || base === null || percent === null) {
    refuse(node, "appmesh-refused-field", "needs all four of its fields");
    return null;
  }
  return { consecutiveErrors: errors, intervalMs: interval, baseEjectionMs: base, maxEjectedPercent: percent };
}

/** The pool in words: it bounds what the server's own proxy opens, over all callers. */
function readPool(node: Node, protocol: Listener["protocol"]): string | null {
  if (!isSet(node)) return null;
  const kind = member(node, protocols);
  if (kind === null) return null;
  if (kind !== protocol) refuse(at(node, kind), "appmesh-refused-field", `is not the listener's protocol ${protocol}`);
  const names = kind === "http" ? ["maxConnections", "maxPendingRequests"] : kind === "tcp" ? ["maxConnections"] : ["maxRequests"];
  const written = keys(at(node, kind), names);
  if (!written.includes(names[0] ?? "")) refuse(at(node, kind), "appmesh-refused-field", `needs \`${names[0] ?? ""}\``);
  return written.map((name) => `${name} ${whole(at(node, kind, name), 1) ?? 0}`).join(", ");
}

function readDiscovery(node: Node): VirtualNode["discovery"] {
  if (!isSet(node)) return null;
  const kind = member(node, ["dns", "awsCloudMap"]);
  if (kind !== "dns") return kind === null ? null : readCloudMap(at(node, kind));
  keys(at(node, "dns"), ["hostname", "responseType"]);
  const hostname = text(at(node, "dns", "hostname"));
  if (hostname === null) refuse(at(node, "dns"), "appmesh-refused-field", "needs a hostname");
  return { kind, hostname: hostname ?? "", lists: word(at(node, "dns", "responseType"), ["ENDPOINTS", "LOADBALANCER"]) === "ENDPOINTS" };
}

/** Both names are asked for (`…:config/crd/bases/appmesh.k8s.aws_virtualnodes.yaml`). */
function readCloudMap(node: Node): VirtualNode["discovery"] {
  keys(node, ["namespaceName", "serviceName", "attributes"]);
  const [namespace, service] = [text(at(node, "namespaceName"), 1024, 1), text(at(node, "serviceName"), 1024, 1)];
  if (namespace === null || service === null) refuse(node, "appmesh-refused-field", "needs `namespaceName` and `serviceName`");
  const attributes = items(at(node, "attributes")).map((item) => [text(at(item, "key"), 255, 1) ?? "", text(at(item, "value"), 1024, 1) ?? ""] as const);
  return { kind: "cloudMap", namespace: namespace ?? "", service: service ?? "", attributes: Object.fromEntries(attributes) };
}
