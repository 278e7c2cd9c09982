import type { CapabilityTable, Feature, Profile, Verdict } from "../../model/index.ts";
import { atLeast } from "./versions.ts";
import { approximate, exact, given, unsupported } from "../verdicts.ts";

const pattern = "the dialect and anchoring of patterns are the implementation's own; the setting `regularExpressions: re2` states them";
const noAccess = "no kind of the API says who may call a service";
const noProxySetting = "no kind of the API sets connections, endpoints or balancing";

/** The experimental channel of the newest release (`kubernetes-sigs/gateway-api:config/crd/experimental`). */
const newest: CapabilityTable = {
  destination: exact,
  "path.exact": exact,
  "path.prefix": exact,
  "path.regex": unsupported(pattern),
  "path.template": given("it is a gRPC service or method; other templates need the setting `regularExpressions: re2`"),
  "path.stringPrefix": unsupported(pattern),
  methods: exact,
  "methods.unusual": unsupported("methods are GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE and PATCH"),
  "header.exact": exact,
  "header.pattern": unsupported(pattern),
  "header.present": unsupported("a match cannot ask whether a header is there"),
  "header.absent": unsupported("a match cannot ask whether a header is absent"),
  "header.not": given("the value is exact, and later routes take all of the excluded calls"),
  "query.exact": given("the condition is not negated, or later routes take all of the excluded calls"),
  "query.present": unsupported("a match cannot ask whether a parameter is there"),
  "query.regex": unsupported(pattern),
  authority: given("it is asked at gateways, as a host name or what follows `*.`; in a mesh it holds for all names of the service or for none"),
  claims: unsupported("a match cannot read tokens"),
  grpc: exact,
  callers: given("the callers' namespaces are not the service's own, and all others have routes too"),
  order: given("the list can be closed so that ranking by specificity agrees with it"),
  noMatch: exact,
  noRoutes: exact,
  split: given("at most 16 backends with weights up to 1000000"),
  "split.zero": exact,
  "split.missing": exact,
  "versions.service": exact,
  "versions.labels": given("the selector of the Service is known; a Service of its own is written for each version"),
  mirror: exact,
  "rewrite.prefix": exact,
  "rewrite.full": exact,
  "rewrite.authority": exact,
  redirect: given("no response headers are changed beside it"),
  respond: unsupported("a route cannot answer by itself"),
  headers: exact,
  cors: given("origins are exact or any, and the age is written in whole seconds"),
  deadline: given("HTTPRoutes carry it, gRPC services too"),
  "retry.attempts": given("the conditions cover lost connections, and statuses are 400 to 599"),
  "retry.perTryTimeout": given("the bound counts the whole answer of a try"),
  "retry.methods": exact,
  "retry.backoff": approximate("the pause before a retry is at least the base; its longest length is the implementation's own"),
  retryBudget: given("the percentage is whole, the window from 1s to 1h, the floor at least one retry in an hour"),
  idleTimeout: unsupported("there are timeouts for requests and tries only"),
  "circuitBreaker.limits": unsupported(noProxySetting),
  "circuitBreaker.outlier": unsupported(noProxySetting),
  loadBalancing: unsupported(noProxySetting),
  "loadBalancing.ewma": unsupported(noProxySetting),
  "loadBalancing.hash": unsupported(noProxySetting),
  affinity: unsupported("session persistence hands out a token of its own instead of reading a header or cookie of the caller, keeps calls with one endpoint even against weights, and has another shape in each release"),
  slowStart: unsupported(noProxySetting),
  locality: unsupported(noProxySetting),
  failover: unsupported("backends have weights, no order"),
  rateLimit: unsupported("no kind of the API limits rates"),
  "fault.delay": unsupported("no filter delays calls"),
  "fault.abort": unsupported("no filter answers in place of the backend"),
  "access.identity": unsupported(noAccess),
  "access.cidr": unsupported(noAccess),
  "access.request": unsupported(noAccess),
  "access.header": unsupported(noAccess),
  "access.claim": unsupported(noAccess),
  "access.deny": unsupported(noAccess),
  "access.default.service": unsupported(noAccess),
  "access.default.namespace": unsupported(noAccess),
  "access.default.mesh": unsupported(noAccess),
  "access.audit": unsupported(noAccess),
  authentication: unsupported("no kind of the API verifies tokens"),
  mtls: unsupported("mutual TLS between workloads is the mesh's own setting"),
  "mtls.off": unsupported("mutual TLS between workloads is the mesh's own setting"),
  expose: given("a port hands on requests, or connections by server name, or all of its connections to one place"),
  external: unsupported("routes hang on Services of the cluster, and a call to a host outside dials none; the experimental XBackend is where a route may lead, not what is called"),
  "egress.default": unsupported("no kind of the API bounds what may be called"),
  "tcp.split": given("one route takes every connection"),
  "tls.split": given("every route names its server names, or one route takes every connection"),
  "telemetry.accessLog": unsupported("no kind of the API sets access logs"),
  "telemetry.trace": unsupported("no kind of the API samples traces"),
};

/** The first release of a cell in each channel (`kubernetes-sigs/gateway-api:CHANGELOG`); null: not in the standard one. */
const since: Partial<Record<Feature, { readonly standard: string | null; readonly experimental: string; readonly what: string }>> = {
  mirror: { standard: "1.3", experimental: "1.3", what: "the percentage of a mirror" },
  cors: { standard: "1.5", experimental: "1.3", what: "the CORS filter" },
  "retry.attempts": { standard: null, experimental: "1.2", what: "`retry`" },
  "retry.perTryTimeout": { standard: null, experimental: "1.2", what: "`retry`" },
  "retry.methods": { standard: null, experimental: "1.2", what: "`retry`" },
  "retry.backoff": { standard: null, experimental: "1.2", what: "`retry`" },
  retryBudget: { standard: null, experimental: "1.3", what: "XBackendTrafficPolicy" },
  "tcp.split": { standard: "1.6", experimental: "1.2", what: "TCPRoute" },
  "tls.split": { standard: "1.5", experimental: "1.2", what: "TLSRoute" },
};

/** Cells that stated patterns open. */
const patterns: readonly Feature[] = ["path.regex", "path.template", "path.stringPrefix", "header.pattern", "header.present", "query.present", "query.regex"];

/** The table for a version, channel and what is stated of the implementation. */
export function gatewayApiCapabilities(profile: Profile): CapabilityTable {
  const entries = Object.entries(newest) as [Feature, Verdict][];
  return Object.fromEntries(entries.map(([feature, verdict]) => [feature, verdictFor(feature, verdict, profile)])) as CapabilityTable;
}

function verdictFor(feature: Feature, verdict: Verdict, profile: Profile): Verdict {
  if (readsPatterns(profile) && patterns.includes(feature)) return given("the implementation reads RE2 over the whole value, and no other route overlaps a pattern of a path, or `regexRank` states how it ranks");
  const first = since[feature];
  if (first === undefined) return verdict;
  if (feature === "tls.split" && profile.name === "standard" && profile.version === "1.5") return given("every route names its server names: one for every connection is a TCPRoute, which came with 1.6");
  const release = profile.name === "standard" ? first.standard : first.experimental;
  if (release === null) return unsupported(`${first.what} is not in the standard channel, whose API server drops it in silence`);
  return atLeast(profile.version, release) ? verdict : unsupported(`${first.what} came with ${release}`);
}

/** True when it is stated that patterns are RE2 over the whole value. */
export function readsPatterns(profile: Profile): boolean {
  return profile.settings["regularExpressions"] === "re2";
}
