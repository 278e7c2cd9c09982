import type { Limits, Outlier } from "../../../model/model.ts";
import type { Defaults, MeshEntry, Meta, ProxyDefaults, ServiceKey, TerminatingGateway, UpstreamSettings } from "./config.ts";
import { at, duration, enterpriseText, entries, flag, isSet, items, number, refuse, says, text, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readExposed, readExtensions, readPathRates } from "./read-extensions.ts";

const fault = "consul-invalid-defaults";

/** `service-defaults` (hashicorp/consul:agent/structs/config_entry.go). Without a protocol the service speaks TCP. */
export function readDefaults(spec: Node, meta: Meta, key: ServiceKey): Defaults {
  if (key.name === "*") refuse(spec, "consul-invalid-name", "cannot be for `*`");
  if (spec.kubernetes && (says(at(spec, "mode")) || says(at(spec, "transparentProxy", "outboundListenerPort")))) refuse(spec, fault, "sets what an annotation of the pod sets");
  for (const field of ["maxInboundConnections", "localConnectTimeoutMs"]) whole(at(spec, field), 0, fault);
  word(at(spec, "balanceInboundConnections"), ["exact_balance"], fault);
  if (isSet(at(spec, "rateLimits")) && !spec.enterprise) refuse(at(spec, "rateLimits"), "consul-enterprise-only", "needs the enterprise edition");
  readPathRates(at(spec, "rateLimits", "instanceLevel"));
  readShared(spec);
  const upstream = at(spec, "upstreamConfig");
  if (isSet(upstream) && isSet(at(spec, "destination"))) refuse(upstream, fault, "cannot be set beside destination");
  const plain = at(upstream, "defaults");
  if (["name", "namespace", "partition", "peer"].some((field) => says(at(plain, field)))) refuse(plain, fault, "are for all services, and name none");
  return {
    meta,
    key,
    protocol: word(at(spec, "protocol"), ["tcp", "http", "http2", "grpc"], fault) ?? "tcp",
    localRequestTimeoutMs: whole(at(spec, "localRequestTimeoutMs"), 0, fault),
    mutualTls: word(at(spec, "mutualTLSMode"), ["strict", "permissive"], fault),
    rateLimit: readRate(at(spec, "rateLimits", "instanceLevel")),
    upstreamDefaults: readUpstream(plain),
    overrides: items(at(upstream, "overrides")).filter(isHere).map((item) => readOverride(item, key)),
    outside: readDestination(at(spec, "destination")),
    strange: strangeIn(spec),
    externalName: says(at(spec, "externalSNI")),
  };
}

/** Settings for a service of a peer are for no service that is known here. */
function isHere(node: Node): boolean {
  const peer = text(at(node, "peer"));
  if (peer !== "" && ["namespace", "partition"].some((field) => says(at(node, field)))) refuse(at(node, "peer"), fault, "excludes namespace and partition");
  return peer === "";
}

/** Fields that services and all proxies have alike. */
function readShared(spec: Node): void {
  word(at(spec, "meshGateway", "mode"), ["remote", "local", "none"], fault);
  readExtensions(at(spec, "envoyExtensions"));
  readExposed(at(spec, "expose"));
}

/** Fields that change what happens to requests in ways that are not modelled. */
function strangeIn(spec: Node): string | null {
  if (items(at(spec, "envoyExtensions")).length > 0) return "extensions of Envoy are not modelled";
  if (items(at(spec, "rateLimits", "instanceLevel", "routes")).length > 0) return "rate limits of paths are not modelled";
  return says(at(spec, "externalSNI")) ? "external names are not modelled" : null;
}

/** Addresses outside the mesh (hashicorp/consul-k8s:control-plane/api/v1alpha1/servicedefaults_types.go). */
function readDestination(node: Node): boolean {
  if (!isSet(node)) return false;
  const addresses = texts(at(node, "addresses"));
  const port = whole(at(node, "port"), 1, fault) ?? 0;
  if (addresses.length === 0) refuse(at(node, "addresses"), fault, "must name at least one address");
  for (const [index, address] of addresses.entries()) {
    if (addresses.indexOf(address) < index) refuse(at(node, "addresses", index), fault, "is named before");
    if (!/^[A-Za-z0-9:.-]+$/.test(address)) refuse(at(node, "addresses", index), fault, "is neither a host nor an address; wildcards are not allowed");
  }
  if (port < 1 || port > 65535) refuse(at(node, "port"), fault, "must be from 1 to 65535");
  return true;
}

/** `terminating-gateway` (hashicorp/consul:agent/structs/config_entry_gateways.go). */
export function readTerminatingGateway(spec: Node, meta: Meta, own: ServiceKey): TerminatingGateway {
  const services = items(at(spec, "services")).map((item) => ({ name: text(at(item, "name")), namespace: enterpriseText(at(item, "namespace")) || own.namespace }));
  return { meta, services };
}

/** A bucket for each instance that holds the burst, or else what one second brings (hashicorp/consul-k8s:control-plane/api/v1alpha1/servicedefaults_types.go). */
function readRate(node: Node): Defaults["rateLimit"] {
  const perSecond = whole(at(node, "requestsPerSecond"), 0, fault) ?? 0;
  const burst = whole(at(node, "requestsMaxBurst"), 0, fault) ?? 0;
  if (burst > 0 && perSecond === 0) refuse(at(node, "requestsMaxBurst"), fault, "needs requestsPerSecond above 0");
  if (perSecond === 0) return null;
  const requests = burst === 0 ? perSecond : burst;
  return { requests, perMs: (requests * 1000) / perSecond };
}

function readOverride(node: Node, own: ServiceKey): UpstreamSettings & { readonly key: ServiceKey } {
  const name = text(at(node, "name"));
  if (name === "" || name === "*") refuse(at(node, "name"), fault, "must name one service");
  const namespace = enterpriseText(at(node, "namespace"));
  if (text(at(node, "protocol")) !== "") refuse(at(node, "protocol"), "consul-without-effect", "of one caller is not modelled; the caller would leave the routes");
  return { key: { name, namespace: namespace === "" ? own.namespace : namespace }, ...readUpstream(node) };
}

function readUpstream(node: Node): UpstreamSettings {
  const escapes = ["envoyClusterJSON", "envoyListenerJSON"].map((field) => at(node, field)).filter(says);
  for (const escape of escapes) if (!isJson(text(escape))) refuse(escape, "consul-refused-by-proxies", "is no JSON");
  const raw = escapes.length > 0;
  return { limits: readLimits(at(node, "limits")), outlier: readOutlier(at(node, "passiveHealthCheck")), raw };
}

function readLimits(node: Node): Limits | null {
  if (!isSet(node)) return null;
  if (entries(node).length === 0) refuse(node, "consul-without-effect", "names no limit");
  return {
    maxConnections: whole(at(node, "maxConnections"), 0, fault),
    maxPendingRequests: whole(at(node, "maxPendingRequests"), 0, fault),
    maxRequests: whole(at(node, "maxConcurrentRequests"), 0, fault),
  };
}

/** Consul and Envoy fill in what is not written (envoyproxy/envoy:api/envoy/config/cluster/v3/outlier_detection.proto). */
function readOutlier(node: Node): Outlier | "off" | null {
  if (!isSet(node)) return null;
  const enforcing = percent(at(node, "enforcingConsecutive5xx"));
  const [interval, base] = [duration(at(node, "interval")) ?? 0, duration(at(node, "baseEjectionTime"))];
  if (interval < 0) refuse(at(node, "interval"), fault, "must not be negative");
  if ((base ?? 0) < 0) refuse(at(node, "baseEjectionTime"), fault, "must not be negative");
  if (base === 0) refuse(at(node, "baseEjectionTime"), "consul-refused-by-proxies", "must be above 0");
  const outlier = {
    consecutiveErrors: whole(at(node, "maxFailures"), 0, fault) || 5,
    intervalMs: interval || 10_000,
    baseEjectionMs: base ?? 30_000,
    maxEjectedPercent: percent(at(node, "maxEjectionPercent")) ?? 10,
  };
  return enforcing === 0 ? "off" : outlier;
}

function percent(node: Node): number | null {
  const value = whole(node, 0, fault);
  if ((value ?? 0) > 100) refuse(node, fault, "must be at most 100");
  return value;
}

/** `proxy-defaults`; there is one, named `global` (hashicorp/consul-k8s:control-plane/api/v1alpha1/proxydefaults_types.go). */
export function readProxyDefaults(spec: Node, meta: Meta): ProxyDefaults {
  if (meta.name !== "global") refuse({ ...spec, path: ["metadata", "name"] }, "consul-invalid-name", 'must be "global"');
  const config = at(spec, "config");
  readShared(spec);
  readAccessLogs(at(spec, "accessLogs"));
  const known = ["protocol", "local_request_timeout_ms", "local_idle_timeout_ms", "local_connect_timeout_ms"];
  const other = entries(config).find(([field]) => !known.includes(field) && !/^envoy_(?:prometheus|stats|dogstatsd|tracing|extra_stats|listener_tracing)/.test(field));
  return {
    meta,
    protocol: text(at(config, "protocol")),
    localRequestTimeoutMs: number(at(config, "local_request_timeout_ms")),
    localIdleTimeoutMs: number(at(config, "local_idle_timeout_ms")),
    mutualTls: word(at(spec, "mutualTLSMode"), ["strict", "permissive"], fault),
    strange: items(at(spec, "envoyExtensions")).length > 0 ? "extensions of Envoy are not modelled" : other === undefined ? null : `\`${other[0]}\` of proxy-defaults is not modelled`,
  };
}

/** Logs decide nothing; what is wrong in them refuses the object all the same. */
function readAccessLogs(node: Node): void {
  const type = word(at(node, "type"), ["file", "stdout", "stderr"], fault);
  const [path, json] = [text(at(node, "path")), text(at(node, "jsonFormat"))];
  if ((path !== "") !== (type === "file")) refuse(at(node, "path"), fault, "is needed for the type file, and for no other");
  if (json !== "" && text(at(node, "textFormat")) !== "") refuse(at(node, "jsonFormat"), fault, "excludes textFormat");
  if (json !== "" && !isJson(json)) refuse(at(node, "jsonFormat"), fault, "is no JSON");
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const tlsVersions = ["TLS_AUTO", "TLSv1_0", "TLSv1_1", "TLSv1_2", "TLSv1_3"];

/** `mesh`; there is one, named `mesh`. */
export function readMesh(spec: Node, meta: Meta): MeshEntry {
  if (meta.name !== "mesh") refuse({ ...spec, path: ["metadata", "name"] }, "consul-invalid-name", 'must be "mesh"');
  for (const side of ["incoming", "outgoing"]) for (const field of ["tlsMinVersion", "tlsMaxVersion"]) word(at(spec, "tls", side, field), tlsVersions, fault);
  const paths = at(spec, "http", "incoming", "requestNormalization");
  word(at(paths, "pathWithEscapedSlashesAction"), ["IMPLEMENTATION_SPECIFIC_DEFAULT", "KEEP_UNCHANGED", "REJECT_REQUEST", "UNESCAPE_AND_REDIRECT", "UNESCAPE_AND_FORWARD"], fault);
  word(at(paths, "headersWithUnderscoresAction"), ["ALLOW", "REJECT_REQUEST", "DROP_HEADER"], fault);
  return { meta, permissive: flag(at(spec, "allowEnablingPermissiveMutualTLS")) };
}
