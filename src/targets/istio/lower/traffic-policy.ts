import type { Affinity, Balancing, Limits, Outlier, RetryBudget, Service } from "../../../model/index.ts";
import { durationText } from "../../../support/duration.ts";
import { fraction, times } from "../../../support/fraction.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** Settings that also reach the server's own inbound side when they stand at the top of a DestinationRule. */
export type Scope = "top" | "subset";

/**
 * The `trafficPolicy` that a policy wishes for the endpoints of its versions. A subset carries every block, since blocks
 * of the top are replaced and not merged; limits and the budget stand on subsets only.
 */
export function trafficPolicy(service: Service, scope: Scope, host: string): Json {
  return compact({
    connectionPool: scope === "subset" && service.limits !== null ? connectionPool(service.limits.value, service) : undefined,
    loadBalancer: loadBalancer(service),
    outlierDetection: service.outlier === null ? undefined : outlierDetection(service.outlier.value),
    retryBudget: scope === "subset" && service.retryBudget !== null ? retryBudget(service.retryBudget.value) : undefined,
    tls: service.external?.tls.value === "simple" ? { mode: "SIMPLE", sni: host, subjectAltNames: [host] } : undefined,
  });
}

/** Zero would mean 'unlimited', so only written limits appear (`istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go`). */
function connectionPool(limits: Limits, service: Service): Json {
  const http = compact({
    http1MaxPendingRequests: limits.maxPendingRequests ?? undefined,
    http2MaxRequests: limits.maxRequests ?? undefined,
  });
  const requests = service.ports.some((port) => port.protocol !== "tcp" && port.protocol !== "tls");
  return compact({
    tcp: limits.maxConnections === null ? undefined : { maxConnections: limits.maxConnections },
    http: requests && Object.keys(http).length > 0 ? http : undefined,
  });
}

/**
 * The largest share of ejected endpoints is always written: unset it is 10 %, which ejects nobody below ten endpoints.
 * Gateway errors are not counted apart, and panic mode is off, as in the policy's meaning.
 */
function outlierDetection(outlier: Outlier): Json {
  return {
    consecutive5xxErrors: outlier.consecutiveErrors,
    interval: durationText(outlier.intervalMs),
    baseEjectionTime: durationText(outlier.baseEjectionMs),
    maxEjectionPercent: outlier.maxEjectedPercent,
    minHealthPercent: 0,
  };
}

/**
 * The percentage is always written (its default was 0.2 in old patches), and the smallest floor that can be said: 0 means
 * the default of 3.
 */
function retryBudget(budget: RetryBudget): Json {
  const percent = times(budget.percent, fraction(100));
  return { percent: Number(percent.num) / Number(percent.den), minRetryConcurrency: 1 };
}

const simple: Readonly<Partial<Record<Balancing, string>>> = {
  "round-robin": "ROUND_ROBIN",
  random: "RANDOM",
  "least-request": "LEAST_REQUEST",
};

/** Unspecified balancing is pinned to LEAST_REQUEST, Istio's default since 1.14. */
function loadBalancer(service: Service): Json {
  const policy = service.balancing?.value ?? "least-request";
  const hashed = service.affinity !== null;
  return compact({
    simple: hashed ? undefined : (simple[policy] ?? "LEAST_REQUEST"),
    consistentHash: service.affinity === null ? undefined : consistentHash(service.affinity.value, policy),
    localityLbSetting: { enabled: service.locality?.value === "prefer" },
    warmup: service.slowStartMs === null ? undefined : { duration: durationText(service.slowStartMs.value), minimumPercent: 10, aggression: 1 },
  });
}

/** `maglev: {}` is refused although its default is documented (`istio/istio:pkg/config/validation/validation.go`). */
function consistentHash(affinity: Affinity, policy: Balancing): Json {
  const algorithm = policy === "maglev" ? { maglev: { tableSize: 65537 } } : { ringHash: { minimumRingSize: 1024 } };
  return { ...hashKey(affinity), ...algorithm };
}

/** A cookie with `ttl: 0s` is a session cookie that the proxy sets; without `ttl` it would only be read. */
function hashKey(affinity: Affinity): Json {
  switch (affinity.kind) {
    case "header":
      return { httpHeaderName: affinity.name };
    case "cookie":
      return { httpCookie: { name: affinity.name, path: "/", ttl: durationText(affinity.ttlMs ?? 0) } };
    case "sourceIp":
      return { useSourceIp: true };
  }
}
