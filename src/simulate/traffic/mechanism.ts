import type { UnsaidSetting, VendorDefault } from "../../model/index.ts";
import type { EjectionPlan, LanePlan } from "./plan.ts";

/** How a mesh goes about what a decision says: the parts of its behaviour that no policy and no manifest spells out. */
export interface Mechanism {
  readonly name: string;
  readonly pause: "full-jitter" | "envoy" | "linkerd";
  /** Each try draws the split and injected faults anew; otherwise once a call. */
  readonly redraws: boolean;
  /** How often a retry picks again while the pick falls on an endpoint that was tried. */
  readonly reselections: number;
  /** The last permitted try may run on beyond the limit of a try. */
  readonly lastTryUncut: boolean;
  /** What a retry budget by calls in a window becomes. */
  readonly windowBudget: "window" | "tokens";
  /** Retries under way at once where no budget is written. */
  readonly mostRetries: number;
  readonly balancing: LanePlan["balancing"];
  readonly ejection: "textbook" | "sweeps" | "accrual";
  /** Below this percentage of usable endpoints all are used. */
  readonly panicPercent: number;
  /** How much of the calls the healthy share of endpoints takes before others stand in, as a factor. */
  readonly spill: number;
  readonly limits: LanePlan["limits"];
  readonly waiting: LanePlan["waiting"];
  readonly connectMicros: number;
}

const unlimited = { connections: Infinity, pending: Infinity, requests: Infinity };

/** What the policy's own words mean, without any mesh: exact windows, ejections that end on time, no hidden limits. */
export const textbook: Mechanism = {
  name: "policy",
  pause: "full-jitter",
  redraws: false,
  reselections: 0,
  lastTryUncut: false,
  windowBudget: "window",
  mostRetries: Infinity,
  balancing: "round-robin",
  ejection: "textbook",
  panicPercent: 0,
  spill: Infinity,
  limits: unlimited,
  waiting: null,
  connectMicros: 10_000_000,
};

/**
 * Envoy as it is without configuration (envoyproxy/envoy:api/envoy/config/cluster/v3/circuit_breaker.proto, cluster.proto;
 * what spills over: envoyproxy/envoy:docs/root/intro/arch_overview/upstream/load_balancing/priority.rst).
 */
export const envoy: Mechanism = {
  ...textbook,
  name: "envoy",
  pause: "envoy",
  mostRetries: 3,
  ejection: "sweeps",
  panicPercent: 50,
  spill: 1.4,
  limits: { connections: 1024, pending: 1024, requests: 1024 },
  connectMicros: 5_000_000,
};

/**
 * Istio lifts Envoy's limits and switches panic off (istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go), and its
 * retries look for another endpoint (istio/istio:pilot/pkg/networking/core/route/retry/retry.go).
 */
export const istio: Mechanism = {
  ...envoy,
  name: "istio",
  reselections: 5,
  mostRetries: Infinity,
  balancing: "least-request",
  panicPercent: 0,
  limits: unlimited,
  connectMicros: 10_000_000,
};

/** Linkerd's proxy (linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/logical/policy/route.rs, http/concrete/balance.rs). */
export const linkerd: Mechanism = {
  ...textbook,
  name: "linkerd",
  pause: "linkerd",
  redraws: true,
  lastTryUncut: true,
  windowBudget: "tokens",
  balancing: "ewma",
  ejection: "accrual",
  waiting: { calls: 100, micros: 3_000_000 },
  connectMicros: 1_000_000,
};

const families: Readonly<Record<string, Mechanism>> = { policy: textbook, istio, linkerd, consul: { ...envoy, name: "consul" }, appmesh: { ...envoy, name: "appmesh" } };

/**
 * The mechanism of a target, with what its table of defaults says where that is a number. A target that is an interface
 * rather than a mesh (`gateway-api`) is taken at its word, like the policy.
 */
export function mechanismOf(target: string, defaults: readonly VendorDefault[]): Mechanism {
  const family = families[target] ?? { ...textbook, name: target };
  const amount = (setting: UnsaidSetting, usual: number): number => amountOf(defaults, setting, usual);
  return {
    ...family,
    mostRetries: amount("limits.retries", family.mostRetries),
    panicPercent: amount("panic", family.panicPercent),
    limits: {
      connections: amount("limits.connections", family.limits.connections),
      pending: amount("limits.pending", family.limits.pending),
      requests: amount("limits.requests", family.limits.requests),
    },
    connectMicros: amount("connectTimeout", family.connectMicros / 1000) * 1000,
  };
}

/** A row without a number that says so means that there is no bound. */
function amountOf(defaults: readonly VendorDefault[], setting: UnsaidSetting, usual: number): number {
  const row = defaults.find((one) => one.setting === setting);
  if (row === undefined) return usual;
  return row.amount ?? (row.does.startsWith("unlimited") ? Infinity : usual);
}

/** How endpoints are left out, of what the policy or a manifest says. */
export function ejectionPlan(mechanism: Mechanism, outlier: { readonly consecutiveErrors: number; readonly intervalMs: number; readonly baseEjectionMs: number; readonly maxEjectedPercent: number } | "off" | null): EjectionPlan {
  if (outlier === null || outlier === "off") return { kind: "none" };
  const base = outlier.baseEjectionMs * 1000;
  if (mechanism.ejection === "accrual") return { kind: "accrual", consecutive: outlier.consecutiveErrors, minMicros: base, maxMicros: Math.max(base, 60_000_000), jitter: 0.5 };
  return {
    kind: "outlier",
    consecutive: outlier.consecutiveErrors,
    intervalMicros: Math.max(1, outlier.intervalMs) * 1000,
    baseMicros: base,
    maxMicros: mechanism.ejection === "sweeps" ? 300_000_000 : base,
    maxPercent: outlier.maxEjectedPercent,
    panicPercent: mechanism.panicPercent,
    sweeps: mechanism.ejection === "sweeps",
  };
}
