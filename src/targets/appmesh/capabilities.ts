import type { CapabilityTable, Profile, Verdict } from "../../model/index.ts";

const exact: Verdict = { kind: "exact", condition: null };

function given(condition: string): Verdict {
  return { kind: "exact", condition };
}

function approximate(error: string): Verdict {
  return { kind: "approximate", error };
}

function unsupported(why: string): Verdict {
  return { kind: "unsupported", why };
}

const names = "workloads get certificates, from SPIRE or as files by the setting `certificates`, named `spiffe://<trust domain>/ns/<namespace>/sa/<account>`";
const noRequests = unsupported("an allow list is checked at the TLS handshake and never sees a request");
const noRewrites = unsupported("a route of a virtual router has no rewrite; only gateway routes have one");
const roundRobin = "proxies choose endpoints in turn and know no other balancer";

/** What the controller's kinds say (`aws/aws-app-mesh-controller-for-k8s:config/crd/bases`). */
const kubernetes: CapabilityTable = {
  destination: given("callers dial the names in the setting `names`, and the service is among their `calls`"),
  "path.exact": given("paths are at most 255 characters"),
  "path.prefix": given("patterns are at most 255 characters"),
  "path.regex": given("patterns are at most 255 characters"),
  "path.template": given("patterns are at most 255 characters"),
  "path.stringPrefix": exact,
  methods: given("each method is a route of its own, and a router has at most 50"),
  "methods.unusual": unsupported("a route matches GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE and PATCH only"),
  "header.exact": given("values are 1 to 255 characters, names at most 50, and there are at most 10"),
  "header.pattern": given("values are 1 to 255 characters, names at most 50, and there are at most 10"),
  "header.present": exact,
  "header.absent": exact,
  "header.not": given("each negated value is two routes: the header is another, or absent"),
  "query.exact": given("the value is not empty and the condition not negated"),
  "query.present": given("the condition is not negated"),
  "query.regex": unsupported("query parameters are compared exactly or by presence"),
  authority: unsupported("a route has no condition on the host: the virtual service's name is the host"),
  claims: unsupported("no route reads tokens"),
  grpc: exact,
  callers: unsupported("a route has no condition on the caller"),
  order: exact,
  noMatch: given("the caller lists the service among its `calls`"),
  noRoutes: exact,
  split: given("there are at most 10 backends, and the weights in lowest terms sum to at most 100"),
  "split.zero": unsupported("the answer to weights that are all zero is not defined"),
  "split.missing": unsupported("a router with a target that does not exist is not programmed at all"),
  "versions.service": given("the labels of the version's pods are known"),
  "versions.labels": given("the labels of the version's pods are known, and endpoints are found by DNS in a cluster, or in Cloud Map"),
  mirror: unsupported("requests cannot be mirrored (aws/aws-app-mesh-roadmap, issue 35)"),
  "rewrite.prefix": noRewrites,
  "rewrite.full": noRewrites,
  "rewrite.authority": noRewrites,
  redirect: unsupported("a route leads to virtual nodes only"),
  respond: unsupported("a route leads to virtual nodes only"),
  headers: unsupported("no field changes headers"),
  cors: unsupported("no field answers preflights"),
  deadline: given("the listeners of all targets are written with it"),
  "retry.attempts": given("conditions are groups of statuses: 409 is the only status that can be named alone"),
  "retry.perTryTimeout": exact,
  "retry.methods": given("each repeated method is a route of its own"),
  "retry.backoff": given("pauses are 25ms to 250ms"),
  retryBudget: unsupported("retries are not bounded over calls"),
  idleTimeout: exact,
  "circuitBreaker.limits": approximate("the limit is kept by each server instance over all of its callers instead of by each caller"),
  "circuitBreaker.outlier": exact,
  loadBalancing: given("the policy is round-robin"),
  "loadBalancing.ewma": unsupported(roundRobin),
  "loadBalancing.hash": unsupported(roundRobin),
  affinity: unsupported(roundRobin),
  slowStart: unsupported("endpoints are not warmed up"),
  locality: given("the locality is `off`"),
  failover: unsupported("a virtual node has no fallback"),
  rateLimit: unsupported("requests are not limited (aws/aws-app-mesh-roadmap, issue 107)"),
  "fault.delay": unsupported("faults are not injected (aws/aws-app-mesh-roadmap, issue 36)"),
  "fault.abort": unsupported("faults are not injected (aws/aws-app-mesh-roadmap, issue 36)"),
  "access.identity": given(`a namespace is every account that is known in it, which wants \`inventory: complete\` or consent; ${names}`),
  "access.cidr": unsupported("an allow list holds names of certificates, not addresses"),
  "access.request": noRequests,
  "access.header": noRequests,
  "access.claim": unsupported("no proxy reads tokens"),
  "access.deny": unsupported("a listener has an allow list only"),
  "access.default.service": given(names),
  "access.default.namespace": given(`inventory: complete, since each listener is guarded by itself; ${names}`),
  "access.default.mesh": given(`inventory: complete, since each listener is guarded by itself; ${names}`),
  "access.audit": unsupported("a handshake is refused or not; nothing is only recorded"),
  authentication: unsupported("no proxy reads tokens (aws/aws-app-mesh-roadmap, issue 81)"),
  mtls: given(names),
  "mtls.off": exact,
  expose: given("ports are above 1024, no connection is passed on unread, and callers send the host without a port"),
  external: given("it is one host by name, and the mesh starts no TLS to it"),
  "egress.default": given("callers keep their proxy: the filter binds clients only"),
  "tcp.split": exact,
  "tls.split": unsupported("server names of TLS connections are not read"),
  "telemetry.accessLog": given("the log is `all` or `off`: nothing filters it"),
  "telemetry.trace": unsupported("tracing is a flag of the controller for the whole cluster"),
};

/** The table: requests to the AWS API say what the controller's kinds say. */
export function appmeshCapabilities(_profile: Profile): CapabilityTable {
  return kubernetes;
}
