import type { CapabilityTable, Feature, Profile, Verdict } from "../../model/index.ts";
import { atLeast } from "./versions.ts";
import { approximate, exact, given, unsupported } from "../verdicts.ts";

const allNegations = given("the excluded condition can be said, and a later route takes every call");
const noFault = "no kind of Linkerd delays calls";

/** What the newest version says (`linkerd/linkerd2:policy-controller`, `linkerd/linkerd2-proxy:linkerd/app/outbound`). */
const newest: CapabilityTable = {
  destination: given("the Service has a ClusterIP, and its port no `appProtocol` that hides requests"),
  "path.exact": exact,
  "path.prefix": exact,
  "path.regex": given("the pattern is in the common part of RE2 and Rust's syntax, and its rank is known"),
  "path.template": given("proxies rank routes by the length of paths"),
  "path.stringPrefix": given("proxies rank routes by the length of paths"),
  methods: exact,
  "methods.unusual": unsupported("a match knows the nine usual methods only"),
  "header.exact": exact,
  "header.pattern": exact,
  "header.present": exact,
  "header.absent": allNegations,
  "header.not": allNegations,
  "query.exact": exact,
  "query.present": exact,
  "query.regex": exact,
  authority: given("in the mesh calls are addressed by the names of the service; the port makes no difference"),
  claims: unsupported("no resource reads tokens"),
  grpc: given("the port has no `appProtocol`, or `kubernetes.io/h2c`, where calls are repeated by gRPC statuses, conditions name services or methods"),
  callers: unsupported("routes of a caller's namespace are merged with those of the Service instead of taking their place"),
  order: given("the ranking by specificity can be made to agree with the list"),
  noMatch: exact,
  noRoutes: exact,
  split: given("the share of a backend without ready endpoints goes to the others"),
  "split.zero": exact,
  "split.missing": exact,
  "versions.service": exact,
  "versions.labels": given("a Service is written for the version; the selector and container ports of the service are known"),
  mirror: unsupported("a route with a mirror is not used at all"),
  "rewrite.prefix": unsupported("a route with a rewrite is not used at all"),
  "rewrite.full": unsupported("a route with a rewrite is not used at all"),
  "rewrite.authority": unsupported("a route with a rewrite is not used at all"),
  redirect: approximate("the status is 301 or 302, and a new path drops the query"),
  respond: unsupported("no route answers by itself; only redirects do"),
  headers: given("at most 16 changes of a kind; a gRPC port is routed as HTTP"),
  cors: unsupported("no resource answers preflights"),
  deadline: given("at most 99999 of one unit"),
  "retry.attempts": given("statuses and gRPC conditions are not mixed"),
  "retry.perTryTimeout": exact,
  "retry.methods": exact,
  "retry.backoff": given("pauses are from 25ms to 250ms"),
  retryBudget: approximate("left out, each call being repeated as its route says; by the setting `retryBudget: profile` a ServiceProfile keeps it, which costs all conditions but path and method, splits by route, header changes, breakers, and the count and pauses of retries, in ratios of one over a whole number with the floor on top"),
  idleTimeout: given("routes with the same idle timeout and retries stand in one object"),
  "circuitBreaker.limits": unsupported("queues and connections of proxies are fixed"),
  "circuitBreaker.outlier": approximate("errors are counted continuously, the ejection doubles with each failed probe, and all endpoints may be ejected"),
  loadBalancing: approximate("endpoints are chosen by latency and load, whichever policy is wished"),
  "loadBalancing.ewma": exact,
  "loadBalancing.hash": unsupported("no balancer hashes"),
  affinity: unsupported("no balancer keeps callers with an endpoint"),
  slowStart: unsupported("new endpoints get calls at once"),
  locality: unsupported("zones are hints of the Service's own EndpointSlices"),
  failover: approximate("the services that stand in have the smallest weight, and get that share of the calls all the time"),
  rateLimit: given("the service has one port, and the limit is per second"),
  "fault.delay": unsupported(noFault),
  "fault.abort": given("the status is 500, and the port speaks HTTP"),
  "access.identity": given("callers run as service accounts of the mesh; identities by SPIFFE are not among `anyAuthenticated`"),
  "access.cidr": exact,
  "access.request": given("the rules can be made disjoint or nested, and rules admit the pods' probes"),
  "access.header": given("the condition is not negated, and no route adds a line to the header"),
  "access.claim": unsupported("no resource reads tokens"),
  "access.deny": given("the denied callers can be taken out of the allow rules"),
  "access.default.service": given("for the ports that the policy names; probe paths of pods stay open while no rule reads requests"),
  "access.default.namespace": given("inventory: complete; for the ports of services that have a policy"),
  "access.default.mesh": given("inventory: complete; for the ports of services that have a policy"),
  "access.audit": given("the rules are about callers only, and mutual TLS is not demanded"),
  authentication: unsupported("no resource reads tokens"),
  mtls: given("for the ports that the policy names; probe paths of pods stay open"),
  "mtls.off": unsupported("mutual TLS between meshed pods cannot be turned off"),
  expose: unsupported("Linkerd has no gateway; a meshed ingress controller of another vendor is needed"),
  external: unsupported("egress is governed for each namespace and by address, never for one service"),
  "egress.default": given("for addresses outside the `clusterNetworks` of the installation, from pods that skip no ports"),
  "tcp.split": given("the Service gives the port no `appProtocol` of HTTP; a connection has neither timeouts nor retries"),
  "tls.split": given("the Service gives the port no `appProtocol`; a connection has neither timeouts nor retries"),
  "telemetry.accessLog": unsupported("access logs are turned on by an annotation of pods"),
  "telemetry.trace": unsupported("the sampling rate belongs to the installation"),
};

/** Cells that older versions cannot say: the first version that can, and why the ones before it cannot. */
const since: Partial<Record<Feature, { readonly version: string; readonly why: string }>> = {
  "egress.default": { version: "2.17", why: "EgressNetwork came with 2.17" },
  "tcp.split": { version: "2.17", why: "TCPRoute came with 2.17" },
  "tls.split": { version: "2.17", why: "TLSRoute came with 2.17" },
  rateLimit: { version: "2.17", why: "HTTPLocalRateLimitPolicy came with 2.17" },
};

/** The table for a version. */
export function linkerdCapabilities(profile: Profile): CapabilityTable {
  const entries = Object.entries(newest) as [Feature, Verdict][];
  return Object.fromEntries(entries.map(([feature, verdict]) => [feature, verdictIn(feature, verdict, profile)])) as CapabilityTable;
}

function verdictIn(feature: Feature, verdict: Verdict, { version }: Profile): Verdict {
  const first = since[feature];
  return first === undefined || verdict.kind === "unsupported" || atLeast(version, first.version) ? verdict : unsupported(first.why);
}
