import { fraction } from "../../../support/fraction.ts";
import type { BackendSettings, BudgetAnswer, MtlsMode } from "../../../model/index.ts";
import type { Ask } from "./ask.ts";
import type { TrafficPolicy } from "./config.ts";
import type { Features } from "./features.ts";

/** What a policy says of the connections to a backend; what Istio fills in is filled in. */
export function settingsOf(ask: Ask, policy: TrafficPolicy, mtls: MtlsMode | null): BackendSettings {
  const { connectionPool, loadBalancer, outlier } = policy;
  if (loadBalancer?.beyond != null) ask.unsupported(`the load balancing of \`${loadBalancer.beyond}\` is not modelled`);
  if (outlier?.beyond != null) ask.note(`the answer does not show \`${outlier.beyond}\` of the outlier detection`);
  return {
    balancing: loadBalancer?.balancing ?? "least-request",
    affinity: loadBalancer?.affinity ?? null,
    limits: limitsOf(connectionPool),
    outlier: outlier?.value ?? "off",
    slowStartMs: loadBalancer?.slowStartMs ?? null,
    locality: localityOf(policy),
    mtls,
    failover: null,
    rateLimit: null,
  };
}

function limitsOf(pool: TrafficPolicy["connectionPool"]): BackendSettings["limits"] {
  if (pool === null || (pool.maxConnections === null && pool.maxPendingRequests === null && pool.maxRequests === null)) return null;
  return pool;
}

/** Localities count only with outlier detection, and then unless switched off (istio/istio:pilot/pkg/networking/core/loadbalancer/loadbalancer.go). */
function localityOf({ loadBalancer, outlier }: TrafficPolicy): "prefer" | "off" {
  return outlier !== null && loadBalancer?.locality?.enabled !== false ? "prefer" : "off";
}

/** What Istio does where a policy is silent: the settings of a cluster without any rule. */
export function plainSettings(mtls: MtlsMode | null): BackendSettings {
  return { balancing: null, affinity: null, limits: null, outlier: null, slowStartMs: null, locality: null, mtls, failover: null, rateLimit: null };
}

/** Retries at once, of the requests at once; 20 % and 3 unless written (istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go). */
export function budgetOf(ask: Ask, { retryBudget }: TrafficPolicy, features: Features): BudgetAnswer | null {
  if (retryBudget === null) return null;
  if (!features.retryBudgets) {
    ask.note("this release does not know `retryBudget`");
    return null;
  }
  if (retryBudget.percent === null && features.budgetPercentDoubtful) ask.note("early patch releases read a retry budget without `percent` as 0.2 %");
  return {
    kind: "concurrency",
    percent: retryBudget.percent ?? fraction(1, 5),
    minConcurrency: retryBudget.minConcurrency ?? 3,
    intervalMs: features.budgetIntervals ? retryBudget.intervalMs : null,
  };
}
