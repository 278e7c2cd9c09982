import type { Law } from "./law.ts";

/**
 * Everything that the engine needs to know, and nothing of where it came from: times in whole microseconds from the start,
 * shares from 0 to 1, `Infinity` where there is no bound. Pools, edges and lanes are referred to by their index.
 */
export interface TrafficPlan {
  readonly durationMicros: number;
  /** What began before is left out of the totals. */
  readonly warmupMicros: number;
  readonly windowMicros: number;
  /** The run ends when so many events have happened. */
  readonly maxEvents: number;
  /** The run ends when so many tries, or so many calls, are under way at once. */
  readonly maxTries: number;
  readonly pools: readonly PoolPlan[];
  /** At least one; the first is in force at the start. */
  readonly epochs: readonly Epoch[];
  readonly entries: readonly EntryPlan[];
  readonly network: NetworkPlan;
  /** Sorted by time. */
  readonly timeline: readonly Change[];
}

/** The endpoints of one version of a service. */
export interface PoolPlan {
  /** `shop/order` or `shop/order@v2`. */
  readonly key: string;
  /** `shop/order`: who it is when it calls others. */
  readonly service: string;
  readonly replicas: number;
  /** Requests at work at once in one endpoint, waiting for their own calls included. */
  readonly concurrency: number;
  /** Requests that may wait at one endpoint; more are answered 503 at once. */
  readonly queue: number;
  readonly order: "fifo" | "lifo";
  readonly work: Law;
  readonly errors: readonly ErrorRule[];
  /** The work of an endpoint that has just started takes `factor` times as long, falling in a straight line to 1. */
  readonly warmUp: { readonly micros: number; readonly factor: number } | null;
  /** What becomes of requests that nobody waits for any more: done all the same, dropped when their turn comes, or stopped at once. */
  readonly abandoned: "finish" | "drop" | "stop";
  /** Requests whose time is over are not begun, and begun ones are given up at that time; calls get what is left of it. */
  readonly heedsDeadlines: boolean;
  /** What it answers when a call that it needs fails. */
  readonly failureStatus: number;
  readonly rateLimit: { readonly requests: number; readonly perMicros: number } | null;
}

/** Answers that fail by themselves; the first rule that strikes decides. */
export interface ErrorRule {
  readonly share: number;
  readonly status: number;
  /** How long such an answer takes instead of the usual work; null: as long. */
  readonly work: Law | null;
  /** Only requests that came by this route; null: all. */
  readonly route: string | null;
  /** Only requests of this caller; null: all. */
  readonly from: string | null;
  /** Only while more than this share of the endpoint's concurrency is at work. */
  readonly busyAbove: number;
  /** Only between these times. */
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** What the mesh does between two changes of policy. */
export interface Epoch {
  readonly atMicros: number;
  /** For each entry its requests, with the running sum of their shares. */
  readonly roots: readonly (readonly { readonly upTo: number; readonly call: CallPlan }[])[];
  readonly edges: readonly EdgePlan[];
  readonly lanes: readonly LanePlan[];
}

/** All calls of one service, or of one entry, to another service. */
export interface EdgePlan {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** Instances of the caller: each has budgets, limits, ejections and balancing of its own. */
  readonly clients: number;
  readonly budget: BudgetPlan;
}

/** What limits retries of one caller instance. */
export type BudgetPlan =
  | { readonly kind: "none" }
  /** Retries in the window are at most max(share × calls in it, floor). */
  | { readonly kind: "window"; readonly share: number; readonly windowMicros: number; readonly floor: number }
  /** Tokens of tower's TpsBudget: deposits of results that are not repeated, a reserve, ten slots. */
  | { readonly kind: "tokens"; readonly share: number; readonly windowMicros: number; readonly minPerSecond: number }
  /** Retries under way at once, pauses included, are fewer than max(trunc(share × requests under way), floor). */
  | { readonly kind: "concurrency"; readonly share: number; readonly floor: number; readonly intervalMicros: number }
  /** Retries under way at once, pauses included, are fewer than this. */
  | { readonly kind: "count"; readonly most: number };

/** Calls of one edge to one pool: what Envoy calls a cluster. */
export interface LanePlan {
  readonly key: string;
  readonly edge: number;
  readonly pool: number;
  readonly balancing: "round-robin" | "random" | "least-request" | "two-choices" | "ewma" | "sticky";
  /** Many requests share a connection; otherwise each has one to itself. */
  readonly multiplexed: boolean;
  readonly limits: { readonly connections: number; readonly pending: number; readonly requests: number };
  readonly ejection: EjectionPlan;
  /** Waits for an endpoint when none can be used, so many calls and so long; null: fails at once. */
  readonly waiting: { readonly calls: number; readonly micros: number } | null;
}

/** When a caller leaves an endpoint out. */
export type EjectionPlan =
  | { readonly kind: "none" }
  | {
      /** Envoy's outlier detection; `sweeps: false` is the textbook: back exactly when the time is over, always for the same time. */
      readonly kind: "outlier";
      readonly consecutive: number;
      readonly intervalMicros: number;
      readonly baseMicros: number;
      readonly maxMicros: number;
      readonly maxPercent: number;
      /** Below this share of usable endpoints all are used. */
      readonly panicPercent: number;
      readonly sweeps: boolean;
    }
  /** Linkerd's failure accrual: shut, wait, one trial request. */
  | { readonly kind: "accrual"; readonly consecutive: number; readonly minMicros: number; readonly maxMicros: number; readonly jitter: number };

/** One kind of call along an edge, as the mesh treats it. */
export interface CallPlan {
  readonly edge: number;
  /** The route that took it; null where there is none. */
  readonly route: string | null;
  /** In running sums of shares; the last one is 1. */
  readonly branches: readonly Branch[];
  /** The mesh's limit, from the end of injected delays on. */
  readonly deadlineMicros: number;
  /** The caller's own limit, from the start on; that it gives up says nothing about an endpoint. */
  readonly patienceMicros: number;
  readonly tryMicros: number;
  /** The last permitted try is not cut by `tryMicros`. */
  readonly lastTryUncut: boolean;
  readonly retry: RetryPlan | null;
  readonly faults: readonly FaultPlan[];
  /** Each try draws faults and branch anew; otherwise they are drawn once a call. */
  readonly redraws: boolean;
  readonly mirrors: readonly { readonly share: number; readonly branch: Branch }[];
}

/** Where a share of the calls goes: to a pool, or an answer of the proxy itself. */
export interface Branch {
  readonly upTo: number;
  /** -1: answered by the proxy with `status`. */
  readonly lane: number;
  readonly status: number;
  /** Calls that the answer needs: groups after one another, calls of a group at once. */
  readonly stages: readonly (readonly Need[])[];
  readonly failover?: FailoverPlan;
}

/** Who stands in for endpoints that are left out, in order; each with branches of its own. */
export interface FailoverPlan {
  readonly groups: readonly (readonly Branch[])[];
  /** A group takes its healthy share times this of what those before it leave; Infinity: all while one endpoint is healthy. */
  readonly spill: number;
}

/** A call that the service makes for an answer. */
export interface Need {
  readonly call: CallPlan;
  readonly probability: number;
  /** The answer does without it. */
  readonly optional: boolean;
}

/** How often and when a try is repeated. */
export interface RetryPlan {
  readonly attempts: number;
  /** By outcome: 1 where it is repeated. */
  readonly repeats: Uint8Array;
  /** How often another endpoint is picked while the pick falls on one that was tried for this call. */
  readonly reselections: number;
  readonly pause: PausePlan;
}

/** The pause before retry i = 1, 2, …, in microseconds. */
export type PausePlan =
  | { readonly kind: "none" }
  /** Uniform in [0, min(max, base·2^(i-1))). */
  | { readonly kind: "full-jitter"; readonly base: number; readonly max: number }
  /** Uniform whole milliseconds in [0, I_i): I_1 = base, doubled while below max/2, then max. */
  | { readonly kind: "envoy"; readonly base: number; readonly max: number }
  /** b = min(base·2^(i-1), max), and up to jitter·b more, but never above max. */
  | { readonly kind: "linkerd"; readonly base: number; readonly max: number; readonly jitter: number };

/** A fault that the policy injects into calls. */
export type FaultPlan = { readonly kind: "delay"; readonly share: number; readonly micros: number } | { readonly kind: "abort"; readonly share: number; readonly status: number };

/** Who sends requests from outside, independently of how they fare (an open workload). */
export interface EntryPlan {
  readonly name: string;
  readonly law: "poisson" | "constant";
  /** Requests per microsecond, straight lines between points; nothing before the first and after the last. */
  readonly rate: readonly { readonly atMicros: number; readonly perMicro: number }[];
  /** Requests that come all at once. */
  readonly bursts: readonly { readonly atMicros: number; readonly requests: number }[];
  readonly clients: number;
}

/** The way between two services. */
export interface NetworkPlan {
  /** One way. */
  readonly latency: Law;
  /** Other ways, by the caller's and the called service's name. */
  readonly links: readonly { readonly from: string; readonly to: string; readonly latency: Law }[];
  /** How long a connection to somebody out of reach is tried. */
  readonly connectMicros: number;
}

/** Endpoints of a pool by their index: from `first` (0 unless written) on, below `count`. */
interface Some {
  readonly pool: number;
  readonly first?: number;
  readonly count: number;
}

/** Something that changes while the simulation runs; each sets what holds from then on. */
export type Change =
  | { readonly kind: "epoch"; readonly atMicros: number; readonly epoch: number }
  | ({ readonly kind: "endpoints"; readonly atMicros: number; readonly up: boolean } & Some)
  /** Endpoints stop taking work up: it waits until they go on. */
  | ({ readonly kind: "pause"; readonly atMicros: number; readonly paused: boolean } & Some)
  | ({ readonly kind: "slow"; readonly atMicros: number; readonly factor: number; readonly extraMicros: number } & Some)
  | ({ readonly kind: "errors"; readonly atMicros: number; readonly share: number; readonly status: number } & Some)
  | { readonly kind: "partition"; readonly atMicros: number; readonly from: string; readonly to: string; readonly cut: boolean }
  | { readonly kind: "replicas"; readonly atMicros: number; readonly pool: number; readonly count: number };
