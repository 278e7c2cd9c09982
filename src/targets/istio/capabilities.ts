import type { CapabilityTable, Feature, Profile, Verdict } from "../../model/index.ts";
import { atLeast } from "./versions.ts";
import { approximate, exact, given, unsupported } from "../verdicts.ts";

/** What sidecars of the newest version say (`istio/api:networking/v1alpha3`, `istio/api:security/v1beta1`). */
const sidecar: CapabilityTable = {
  destination: exact,
  "path.exact": exact,
  "path.prefix": exact,
  "path.regex": given("patterns are at most 1024 bytes"),
  "path.template": exact,
  "path.stringPrefix": exact,
  methods: exact,
  "methods.unusual": exact,
  "header.exact": exact,
  "header.pattern": exact,
  "header.present": exact,
  "header.absent": exact,
  "header.not": exact,
  "query.exact": exact,
  "query.present": exact,
  "query.regex": exact,
  authority: exact,
  claims: given("only on calls that come through a gateway"),
  grpc: exact,
  callers: given("the caller has a sidecar"),
  order: exact,
  noMatch: exact,
  noRoutes: exact,
  split: exact,
  "split.zero": exact,
  "split.missing": approximate("the share of a backend that does not exist answers 503 instead of 500"),
  "versions.service": exact,
  "versions.labels": exact,
  mirror: given("percentages are multiples of 0.0001"),
  "rewrite.prefix": exact,
  "rewrite.full": exact,
  "rewrite.authority": exact,
  redirect: exact,
  respond: exact,
  headers: exact,
  cors: given("the arm sees OPTIONS, and the age is whole seconds"),
  deadline: exact,
  "retry.attempts": exact,
  "retry.perTryTimeout": exact,
  "retry.methods": exact,
  "retry.backoff": given("the longest pause is ten times the base"),
  retryBudget: approximate("the budget bounds retries that run at the same time instead of retries in a window, so at low load nothing is bounded"),
  idleTimeout: unsupported("a route has no idle timeout; only connections have one"),
  "circuitBreaker.limits": exact,
  "circuitBreaker.outlier": exact,
  loadBalancing: exact,
  "loadBalancing.ewma": unsupported("no balancer weighs endpoints by latency"),
  "loadBalancing.hash": given("the policy names a key under `affinity`"),
  affinity: given("affinity holds inside the drawn backend"),
  slowStart: given("balancing is round-robin or least-request"),
  locality: given("preferring the own locality needs `circuitBreaker.outlier`"),
  failover: unsupported("calls fail over between localities of one host only, never to another service"),
  rateLimit: unsupported("no kind of Istio limits requests per time; only an EnvoyFilter can, and none is written"),
  "fault.delay": given("percentages are multiples of 0.0001"),
  "fault.abort": given("percentages are multiples of 0.0001"),
  "access.identity": exact,
  "access.cidr": exact,
  "access.request": given("paths are exact, prefixes, suffixes or templates"),
  "access.header": given("values are exact, prefixes or suffixes"),
  "access.claim": given("values are exact, prefixes or suffixes"),
  "access.deny": exact,
  "access.default.service": exact,
  "access.default.namespace": exact,
  "access.default.mesh": exact,
  "access.audit": given("the dry-run annotation of AuthorizationPolicy is an alpha feature"),
  authentication: exact,
  mtls: exact,
  "mtls.off": exact,
  expose: exact,
  external: exact,
  "egress.default": given("pods cannot bypass their sidecar"),
  "tcp.split": exact,
  "tls.split": given("clients name the service as their server name"),
  "telemetry.accessLog": exact,
  "telemetry.trace": exact,
};

/** Cells that older versions cannot say: the first version that can, and why the ones before it cannot. */
const since: Partial<Record<Feature, { readonly version: string; readonly why: string }>> = {
  retryBudget: { version: "1.29", why: "budgets came with 1.27, and before 1.29.2 one on a subset is ignored (istio/istio:releasenotes/notes/retry-budget-subset-merge.yaml)" },
};

const noSidecar = "no proxy reads requests in ambient mode without a waypoint: ztunnel forwards connections";

/** What ztunnel still says by itself: nothing about requests, access of connections by identity, address and port. */
const kept: readonly Feature[] = [
  "destination",
  "noRoutes",
  "versions.service",
  "grpc",
  "access.identity",
  "access.cidr",
  "access.deny",
  "access.default.service",
  "access.default.namespace",
  "access.default.mesh",
  "mtls",
];

const ambient: CapabilityTable = {
  ...mapTable(sidecar, (feature, verdict) => (kept.includes(feature) ? verdict : unsupported(noSidecar))),
  "mtls.off": unsupported("ambient mode keeps mutual TLS between meshed workloads whatever DISABLE says"),
};

const waypoint: CapabilityTable = {
  ...sidecar,
  claims: unsupported("claims are read on calls through a gateway, and such calls go past the waypoint, where their tokens would be verified"),
  callers: unsupported("a waypoint compares `sourceNamespace` with its own namespace, not the caller's"),
  "access.cidr": unsupported("a waypoint sees the address of a proxy, not of the caller"),
  "access.audit": unsupported("ztunnel ignores the dry-run annotation, and the waypoint sees only half of the traffic"),
  "egress.default": unsupported("the Sidecar kind, which bounds what may be called, does not reach waypoints or ztunnel"),
  "access.default.namespace": given("inventory: complete, since waypoints ignore policies of a namespace: one is written for each service"),
  "access.default.mesh": given("inventory: complete, since waypoints ignore policies of the mesh: one is written for each service"),
  "mtls.off": unsupported("ambient mode keeps mutual TLS between meshed workloads whatever DISABLE says"),
  "tls.split": unsupported("a waypoint does not look at the server names of TLS connections"),
};

const byProfile: Readonly<Record<string, CapabilityTable>> = { sidecar, ambient, waypoint };

/** The table for a version and profile; unknown profiles are read as `sidecar`, the finding about them is lowering's. */
export function istioCapabilities(profile: Profile): CapabilityTable {
  const newest = byProfile[profile.name] ?? sidecar;
  return mapTable(newest, (feature, verdict) => {
    const first = since[feature];
    const known = first === undefined || atLeast(profile.version, first.version);
    return known || verdict.kind === "unsupported" ? verdict : unsupported(first.why);
  });
}

function mapTable(table: CapabilityTable, change: (feature: Feature, verdict: Verdict) => Verdict): CapabilityTable {
  const entries = Object.entries(table) as [Feature, Verdict][];
  return Object.fromEntries(entries.map(([feature, verdict]) => [feature, change(feature, verdict)])) as CapabilityTable;
}
