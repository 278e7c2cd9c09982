import type { CapabilityTable, Profile, Verdict } from "../../model/index.ts";

const exact: Verdict = { kind: "exact", condition: null };

function given(condition: string): Verdict {
  return { kind: "exact", condition };
}

function unsupported(why: string): Verdict {
  return { kind: "unsupported", why };
}

/** What the community edition says (`hashicorp/consul-k8s:control-plane/api/v1alpha1`, `hashicorp/consul:agent/structs`). */
const community: CapabilityTable = {
  destination: given("a service has one port, and no other namespace has a service of its name"),
  "path.exact": exact,
  "path.prefix": exact,
  "path.regex": exact,
  "path.template": exact,
  "path.stringPrefix": exact,
  methods: exact,
  "methods.unusual": unsupported("a route knows only the nine usual methods"),
  "header.exact": exact,
  "header.pattern": exact,
  "header.present": exact,
  "header.absent": exact,
  "header.not": given("an arm comes to at most 64 combinations"),
  "query.exact": given("the condition is not negated"),
  "query.present": given("the condition is not negated"),
  "query.regex": given("the condition is not negated"),
  authority: unsupported("the routes of a service hold for every host"),
  claims: unsupported("routes do not see tokens"),
  grpc: exact,
  callers: unsupported("all callers of a service share its routes"),
  order: exact,
  noMatch: { kind: "approximate", error: "calls that no route takes are answered 503 instead of 404" },
  noRoutes: exact,
  split: given("shares are whole hundredths of a percent that the proxies do not round"),
  "split.zero": unsupported("weights must add up to 100"),
  "split.missing": unsupported("a service that does not exist answers 503, or keeps the whole route from being accepted"),
  "versions.service": given("the service that selects the pods of every version carries the label consul.hashicorp.com/service-ignore"),
  "versions.labels": given("pods carry the labels as annotations consul.hashicorp.com/service-meta-…"),
  mirror: unsupported("no kind of Consul copies requests"),
  "rewrite.prefix": given("the path condition is exact or a prefix, and the new prefix is not `/` where the old one ends the path"),
  "rewrite.full": given("the path condition is exact, and the new path is not `/`"),
  "rewrite.authority": unsupported("no kind of Consul changes the host"),
  redirect: unsupported("no kind of Consul answers with a redirect"),
  respond: unsupported("no kind of Consul answers in the place of a service"),
  headers: given("names are not `host` and not pseudo-headers"),
  cors: unsupported("no kind of Consul answers preflights"),
  deadline: given("no annotation of a pod sets a shorter time at the serving side"),
  "retry.attempts": given("at most three retries run at the same time for each caller process and destination"),
  "retry.perTryTimeout": { kind: "approximate", error: "a try may take as long as the whole call: the only timer of a try is the serving side's, which is one for all routes and callers" },
  "retry.methods": given("on a gRPC port retries hold for all calls"),
  "retry.backoff": given("pauses begin at 25ms and grow to 250ms"),
  retryBudget: unsupported("no kind of Consul bounds retries by a share of the calls; three may run at the same time"),
  idleTimeout: exact,
  "circuitBreaker.limits": given("callers are declared, since each carries the limits in its own configuration"),
  "circuitBreaker.outlier": given("callers are declared, since each carries the settings in its own configuration"),
  loadBalancing: exact,
  "loadBalancing.ewma": unsupported("no balancer weighs endpoints by latency"),
  "loadBalancing.hash": given("the policy names a key under `affinity`"),
  affinity: given("the key is a header or a cookie; affinity holds inside the drawn backend"),
  slowStart: unsupported("no kind of Consul warms endpoints up"),
  locality: given("only `off`: zones are preferred in the enterprise edition"),
  failover: given("calls spill to the next service below 72 % healthy endpoints"),
  rateLimit: unsupported("requests per time are limited in the enterprise edition only"),
  "fault.delay": unsupported("faults are injected in the enterprise edition only"),
  "fault.abort": unsupported("faults are injected in the enterprise edition only"),
  "access.identity": given("each account is the identity of services of its own, and callers are named one by one"),
  "access.cidr": unsupported("an intention does not see addresses"),
  "access.request": given("methods are the nine usual ones, and the port speaks HTTP"),
  "access.header": given("the port speaks HTTP"),
  "access.claim": given("a claim is compared with one text, and rules that one request may fit ask for the same claims"),
  "access.deny": exact,
  "access.default.service": exact,
  "access.default.namespace": unsupported("the community edition has no namespaces: a default binds one service, or all"),
  "access.default.mesh": exact,
  "access.audit": unsupported("an intention has no dry run"),
  authentication: given("tokens are required, the provider names no audience, and the installation refuses calls that no intention is about"),
  mtls: given("permissive needs transparent proxies, and a service whose rules admit everybody"),
  "mtls.off": unsupported("the proxies always offer mutual TLS"),
  expose: unsupported("its gateways never ask the routes of the service behind them, sort their own by length of path and number of conditions, and leave deadlines, retries, redirects and copies out without a word"),
  external: given("a terminating gateway runs, hosts have no wildcard, and no route or setting of callers is wished for"),
  "egress.default": given("pods cannot bypass their transparent proxy"),
  "tcp.split": unsupported("a TCP service has no routes: it forwards to itself"),
  "tls.split": unsupported("a TLS service has no routes: it forwards to itself"),
  "telemetry.accessLog": given("the whole mesh logs all calls, or none"),
  "telemetry.trace": unsupported("traces are sampled for the whole mesh only, by Envoy's own configuration, which also names the collector"),
};

const enterprise: CapabilityTable = {
  ...community,
  destination: given("a service has one port, and namespaces are mirrored"),
  "access.default.namespace": exact,
  locality: exact,
  rateLimit: given("requests per second are a whole number"),
  "fault.delay": unsupported("at which side a fault enters is not documented well enough to write it"),
  "fault.abort": unsupported("at which side a fault enters is not documented well enough to write it"),
};

/** What is otherwise where no Kubernetes registers the instances (`hashicorp/consul:agent/structs/config_entry.go`). */
const elsewhere: Partial<CapabilityTable> = {
  "versions.service": given("the instances of each version are registered under its own name"),
  "versions.labels": given("instances are registered with the labels as metadata"),
  deadline: given("no registration of a proxy sets a shorter time at the serving side"),
  "access.identity": given("each account is the identity of services of its own, and only their instances get tokens to register under its name"),
  "egress.default": given("instances cannot bypass their transparent proxy"),
};

const byProfile: Readonly<Record<string, CapabilityTable>> = {
  community,
  enterprise,
  "community-entries": { ...community, ...elsewhere },
  "enterprise-entries": { ...enterprise, ...elsewhere, destination: given("a service has one port, and is registered in the namespace of its policy") },
};

/** The table for a profile; all known versions say the same, unknown profiles are read as `community`. */
export function consulCapabilities(profile: Pick<Profile, "name">): CapabilityTable {
  return byProfile[profile.name] ?? community;
}
