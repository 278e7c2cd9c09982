import { BlockList, isIP } from "node:net";
import type { KubernetesObject } from "../../src/model/index.ts";
import { compileRegex } from "../../src/support/regex.ts";

/** Plain data of a manifest, read without trust. */
type Json = Readonly<Record<string, unknown>>;

function mapping(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(mapping) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/**
 * What the API server and Linkerd's webhooks hold against an object: the rules of `linkerd/linkerd2:policy-controller/runtime/src/admission.rs`,
 * `linkerd/linkerd2:pkg/profiles/profiles.go` and of the CRDs. Empty: it is admitted.
 */
export function admissionFaults(object: KubernetesObject): readonly string[] {
  const spec = mapping(object.spec);
  switch (`${object.apiVersion.split("/")[0]}/${object.kind}`) {
    case "gateway.networking.k8s.io/HTTPRoute":
    case "policy.linkerd.io/HTTPRoute":
      return [...parentFaults(spec), ...annotationFaults(object, spec), ...list(spec["rules"]).flatMap(httpRuleFaults)];
    case "gateway.networking.k8s.io/GRPCRoute":
      return [...parentFaults(spec), ...annotationFaults(object, spec), ...list(spec["rules"]).flatMap(rpcRuleFaults)];
    case "gateway.networking.k8s.io/TLSRoute":
    case "gateway.networking.k8s.io/TCPRoute":
      return [...parentFaults(spec), ...(list(spec["rules"]).length === 1 ? [] : ["must hold one rule"])];
    case "policy.linkerd.io/Server":
      return serverFaults(spec);
    case "policy.linkerd.io/AuthorizationPolicy":
      return authorizationFaults(object, spec);
    case "policy.linkerd.io/MeshTLSAuthentication":
      return identityFaults(spec);
    case "policy.linkerd.io/NetworkAuthentication":
      return networkFaults(spec["networks"]);
    case "policy.linkerd.io/EgressNetwork":
      return [...wordFaults("trafficPolicy", spec["trafficPolicy"], ["Allow", "Deny"]), ...(spec["networks"] === undefined ? [] : networkFaults(spec["networks"]))];
    case "policy.linkerd.io/HTTPLocalRateLimitPolicy":
      return limitFaults(spec);
    case "policy.linkerd.io/ServerAuthorization":
      return clientFaults(mapping(spec["client"]));
    case "linkerd.io/ServiceProfile":
      return profileFaults(spec);
    default:
      return [];
  }
}

function parentFaults(spec: Json): readonly string[] {
  return list(spec["parentRefs"]).flatMap(({ kind, port }) => (kind === "EgressNetwork" && typeof port !== "number" ? ["a parent that is an EgressNetwork must name a port"] : []));
}

const statusItem = /^(?:5xx|gateway-error|[1-5]\d\d(?:-[1-5]\d\d)?)$/i;
const grpcItem = /^(?:cancelled|deadline-exceeded|internal|resource-exhausted|unavailable)$/;
const duration = /^\s*(?:0|\d{1,15}(?:ms|s|m|h|d))\s*$/;

const annotations: Readonly<Record<string, (value: string) => boolean>> = {
  "retry.linkerd.io/http": (value) => value.split(",").every((item) => statusItem.test(item)),
  "retry.linkerd.io/grpc": (value) => value.split(",").every((item) => grpcItem.test(item)),
  "retry.linkerd.io/limit": (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
  "retry.linkerd.io/timeout": (value) => duration.test(value),
  "timeout.linkerd.io/request": (value) => duration.test(value),
  "timeout.linkerd.io/response": (value) => duration.test(value),
  "timeout.linkerd.io/idle": (value) => duration.test(value),
};

/** Annotations are looked at where some parent is on the side of the caller. */
function annotationFaults({ metadata }: KubernetesObject, spec: Json): readonly string[] {
  const outbound = list(spec["parentRefs"]).some(({ kind }) => kind === "Service" || kind === "EgressNetwork");
  const entries = outbound ? Object.entries(metadata.annotations ?? {}) : [];
  return entries.flatMap(([key, value]) => (annotations[key]?.(value) === false ? [`${key} cannot be read: ${value}`] : []));
}

function httpRuleFaults(rule: Json): readonly string[] {
  const timeouts = mapping(rule["timeouts"]);
  const [request, backend] = [millis(timeouts["request"]), millis(timeouts["backendRequest"])];
  const late = request !== null && backend !== null && request > 0 && backend > request;
  return [
    ...list(rule["matches"]).flatMap((match) => [...pathFaults(mapping(match["path"])), ...valueFaults(match["headers"]), ...valueFaults(match["queryParams"])]),
    ...backendFaults(rule["backendRefs"]),
    ...[timeouts["request"], timeouts["backendRequest"]].flatMap((each) => (each !== undefined && millis(each) === null ? [`the timeout ${textOf(each)} is no duration from 0`] : [])),
    ...(late ? ["backendRequest is longer than request"] : []),
  ];
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration of the Gateway API. */
function millis(value: unknown): number | null {
  const written = textOf(value);
  if (!/^(?:\d{1,5}(?:h|m|s|ms)){1,4}$/.test(written)) return null;
  return [...written.matchAll(/(\d{1,5})(h|ms|m|s)/g)].reduce((sum, [, digits, unit]) => sum + Number(digits) * (unitMs[unit ?? ""] ?? 0), 0);
}

function pathFaults({ type = "PathPrefix", value }: Json): readonly string[] {
  if (value === undefined) return [];
  const text = textOf(value);
  if (type === "RegularExpression") return patternFaults(text);
  const odd = ["//", "/./", "/../", "%2f", "%2F", "#"].some((part) => text.includes(part)) || text.endsWith("/.") || text.endsWith("/..");
  return [...(text.startsWith("/") ? [] : [`the path ${text} is relative`]), ...(odd ? [`the path ${text} has parts that the API server refuses`] : [])];
}

/** Rust's syntax has no look-around, back references, \C or \Q. */
function patternFaults(pattern: string): readonly string[] {
  const odd = /\(\?(?:[=!]|<[=!])|\\[CQE1-9]/.test(pattern) || !compileRegex(pattern).ok;
  return odd ? [`${pattern} is no pattern`] : [];
}

function valueFaults(named: unknown): readonly string[] {
  return list(named).flatMap(({ name, type, value }) => [
    ...(/^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/.test(textOf(name)) ? [] : [`${textOf(name)} is no name`]),
    ...(type === "RegularExpression" ? patternFaults(textOf(value)) : textOf(value) === "" ? [`${textOf(name)} has no value`] : []),
  ]);
}

function rpcRuleFaults(rule: Json): readonly string[] {
  const matches = list(rule["matches"]).flatMap((match) => {
    const method = mapping(match["method"]);
    return [...(method["type"] === "RegularExpression" ? ["patterns of methods are not implemented"] : []), ...(match["method"] !== undefined && method["service"] === undefined && method["method"] === undefined ? ["a method says neither service nor method"] : []), ...valueFaults(match["headers"])];
  });
  return [...matches, ...backendFaults(rule["backendRefs"])];
}

function backendFaults(backends: unknown): readonly string[] {
  return list(backends).flatMap(({ group = "", kind = "Service", port }) => ((group === "" || group === "core") && kind === "Service" && typeof port !== "number" ? ["a Service backend must name a port"] : []));
}

function wordFaults(field: string, value: unknown, words: readonly string[]): readonly string[] {
  return words.includes(textOf(value)) ? [] : [`${field} is none of ${words.join(", ")}`];
}

function serverFaults(spec: Json): readonly string[] {
  const one = (spec["podSelector"] === undefined) !== (spec["externalWorkloadSelector"] === undefined);
  const port = spec["port"];
  return [
    ...(one ? [] : ["must have one selector"]),
    ...(typeof port === "number" || typeof port === "string" ? [] : ["must have a port"]),
    ...wordFaults("proxyProtocol", spec["proxyProtocol"] ?? "unknown", ["unknown", "HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"]),
    ...wordFaults("accessPolicy", spec["accessPolicy"] ?? "deny", ["all-unauthenticated", "all-authenticated", "cluster-unauthenticated", "cluster-authenticated", "deny", "audit"]),
  ];
}

function authorizationFaults({ metadata }: KubernetesObject, spec: Json): readonly string[] {
  const target = mapping(spec["targetRef"]);
  const refs = list(spec["requiredAuthenticationRefs"]);
  const identities = refs.filter(({ kind }) => kind === "MeshTLSAuthentication" || kind === "ServiceAccount");
  const networks = refs.filter(({ kind }) => kind === "NetworkAuthentication");
  const elsewhere = (target["namespace"] ?? metadata.namespace) !== metadata.namespace || (target["kind"] === "Namespace" && target["name"] !== metadata.namespace);
  return [
    ...wordFaults("targetRef.kind", target["kind"], ["Server", "HTTPRoute", "GRPCRoute", "Namespace"]),
    ...(elsewhere ? ["targets another namespace"] : []),
    ...(identities.length > 1 ? ["names more than one MeshTLSAuthentication or ServiceAccount"] : []),
    ...(networks.length > 1 ? ["names more than one NetworkAuthentication"] : []),
    ...(identities.length + networks.length < refs.length ? ["names an authentication of another kind"] : []),
  ];
}

function identityFaults(spec: Json): readonly string[] {
  const [plain, refs] = [spec["identities"], spec["identityRefs"]];
  const one = (plain === undefined) !== (refs === undefined);
  const texts = Array.isArray(plain) ? plain.map(textOf) : [];
  const odd = texts.filter((text) => text !== "*" && !text.startsWith("spiffe://") && !/^(?:\*|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(text));
  return [
    ...(one ? [] : ["must have one of identities and identityRefs"]),
    ...(one && texts.length + list(refs).length === 0 ? ["names nobody"] : []),
    ...odd.map((text) => `${text} is no identity`),
    ...list(refs).flatMap(({ kind, namespace }) => (kind === "Namespace" && namespace !== undefined ? ["a Namespace has no namespace"] : wordFaults("identityRefs.kind", kind, ["ServiceAccount", "Namespace"]))),
  ];
}

function networkFaults(networks: unknown): readonly string[] {
  const all = list(networks);
  return [...(all.length === 0 ? ["names no network"] : []), ...all.flatMap(blockFaults)];
}

function blockFaults({ cidr, except }: Json): readonly string[] {
  const [wide, size] = block(textOf(cidr));
  if (wide === null) return [`${textOf(cidr)} is no network`];
  const holes = Array.isArray(except) ? except.map(textOf) : [];
  return holes.flatMap((hole) => {
    const [address = ""] = hole.split("/");
    const [inner, innerSize] = block(hole);
    if (inner === null || !wide.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")) return [`${hole} lies outside of ${textOf(cidr)}`];
    return innerSize <= size ? [`${hole} covers ${textOf(cidr)}`] : [];
  });
}

function block(text: string): readonly [BlockList | null, number] {
  const [address = "", size] = text.split("/");
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  const bits = size === undefined ? most : Number(size);
  if (family === 0 || !Number.isInteger(bits) || bits < 0 || bits > most) return [null, 0];
  const found = new BlockList();
  found.addSubnet(address, bits, family === 6 ? "ipv6" : "ipv4");
  return [found, bits];
}

function limitFaults(spec: Json): readonly string[] {
  const target = mapping(spec["targetRef"]);
  const rate = (value: unknown): number | null => (mapping(value)["requestsPerSecond"] === undefined ? null : Number(mapping(value)["requestsPerSecond"]));
  const [total, identity] = [rate(spec["total"]), rate(spec["identity"])];
  const overrides = list(spec["overrides"]);
  const rates = [total, identity, ...overrides.map(rate)].filter((each) => each !== null);
  const above = [identity, ...overrides.map(rate)].some((each) => each !== null && total !== null && each > total);
  return [
    ...wordFaults("targetRef.kind", target["kind"], ["Server"]),
    ...rates.flatMap((each) => (Number.isInteger(each) && each > 0 && each <= 4_294_967_295 ? [] : [`${each} is no rate`])),
    ...(above ? ["a rate is above the total"] : []),
    ...overrides.flatMap(({ clientRefs }) => list(clientRefs).flatMap(({ kind }) => wordFaults("clientRefs.kind", kind, ["ServiceAccount"]))),
  ];
}

function clientFaults(client: Json): readonly string[] {
  const tls = client["meshTLS"] === undefined ? null : mapping(client["meshTLS"]);
  const open = client["unauthenticated"] === true;
  const named = tls !== null && (tls["identities"] !== undefined || tls["serviceAccounts"] !== undefined);
  return [
    ...(open === (tls !== null) ? ["must be either unauthenticated or by mutual TLS"] : []),
    ...(tls?.["unauthenticatedTLS"] === true && named ? ["unauthenticatedTLS has no identities"] : []),
    ...(client["networks"] === undefined || list(client["networks"]).length === 0 ? [] : networkFaults(client["networks"])),
  ];
}

const goDuration = /^(?:0|(?:\d+(?:\.\d+)?(?:h|ms|m|s))+)$/;

function profileFaults(spec: Json): readonly string[] {
  const budget = spec["retryBudget"] === undefined ? null : mapping(spec["retryBudget"]);
  return [
    ...unknownFields(spec, ["routes", "retryBudget", "dstOverrides", "opaquePorts"]),
    ...list(spec["routes"]).flatMap(profileRouteFaults),
    ...(budget === null || (typeof budget["retryRatio"] === "number" && budget["retryRatio"] >= 0) ? [] : ["the ratio is below 0"]),
    ...(budget === null || goDuration.test(textOf(budget["ttl"])) ? [] : ["the budget has no ttl"]),
    ...(budget === null || Number.isInteger(budget["minRetriesPerSecond"]) ? [] : ["the budget has no minRetriesPerSecond"]),
  ];
}

function profileRouteFaults(route: Json): readonly string[] {
  const condition = mapping(route["condition"]);
  return [
    ...unknownFields(route, ["name", "condition", "isRetryable", "timeout", "responseClasses"]),
    ...(textOf(route["name"]) === "" ? ["a route has no name"] : []),
    ...(Object.keys(condition).length === 0 ? ["a route has no condition"] : unknownFields(condition, ["pathRegex", "method", "all", "any", "not"])),
    ...(route["timeout"] === undefined || goDuration.test(textOf(route["timeout"])) ? [] : ["a timeout is no duration"]),
  ];
}

function unknownFields(fields: Json, known: readonly string[]): readonly string[] {
  return Object.keys(fields).flatMap((key) => (known.includes(key) ? [] : [`${key} is no field`]));
}
