import type { Law } from "../../../src/simulate/traffic/law.ts";
import type { CallPlan, EdgePlan, Epoch, LanePlan, PoolPlan, TrafficPlan } from "../../../src/simulate/traffic/plan.ts";

/** What a test says of a plan with one service `s` that one entry calls; everything else is plain. */
export interface OnePool {
  readonly perSecond: number;
  readonly seconds: number;
  readonly work: Law;
  readonly pool?: Partial<PoolPlan>;
  readonly call?: Partial<CallPlan>;
  readonly lane?: Partial<LanePlan>;
  readonly edge?: Partial<EdgePlan>;
  readonly plan?: Partial<TrafficPlan>;
  readonly law?: "poisson" | "constant";
  readonly warmupSeconds?: number;
}

export const second = 1_000_000;
export const unlimited = { connections: Infinity, pending: Infinity, requests: Infinity };

export function poolPlan(key: string, work: Law, more: Partial<PoolPlan> = {}): PoolPlan {
  return {
    ...{ key, service: key, replicas: 1, concurrency: 1, queue: Infinity, order: "fifo", work, errors: [], warmUp: null, abandoned: "finish" },
    ...{ heedsDeadlines: false, failureStatus: 503, rateLimit: null, ...more },
  };
}

export function lanePlan(edge: number, pool: number, more: Partial<LanePlan> = {}): LanePlan {
  return { key: `lane ${edge}-${pool}`, edge, pool, balancing: "round-robin", multiplexed: true, limits: unlimited, ejection: { kind: "none" }, waiting: null, ...more };
}

export function callPlan(edge: number, lane: number, more: Partial<CallPlan> = {}): CallPlan {
  const branches = [{ upTo: 1, lane, status: 0, stages: [] }];
  return { edge, route: null, branches, deadlineMicros: Infinity, patienceMicros: Infinity, tryMicros: Infinity, lastTryUncut: false, retry: null, faults: [], redraws: false, mirrors: [], ...more };
}

export function edgePlan(from: string, to: string, more: Partial<EdgePlan> = {}): EdgePlan {
  return { key: `${from} -> ${to}`, from, to, clients: 1, budget: { kind: "none" }, ...more };
}

export function plain(epoch: Omit<Epoch, "atMicros">, pools: readonly PoolPlan[], perSecond: number, seconds: number, more: Partial<TrafficPlan> = {}): TrafficPlan {
  const rate = [{ atMicros: 0, perMicro: perSecond / second }, { atMicros: seconds * second, perMicro: perSecond / second }];
  return {
    durationMicros: seconds * second,
    warmupMicros: 0,
    windowMicros: seconds * second,
    maxEvents: 1e9,
    maxTries: 5e6,
    pools,
    epochs: [{ atMicros: 0, ...epoch }],
    entries: [{ name: "e", law: "poisson", rate, bursts: [], clients: 1 }],
    network: { latency: { kind: "constant", micros: 0 }, links: [], connectMicros: second },
    timeline: [],
    ...more,
  };
}

export function onePool({ perSecond, seconds, work, pool, call, lane, edge, plan, law = "poisson", warmupSeconds = 0 }: OnePool): TrafficPlan {
  const epoch = { roots: [[{ upTo: 1, call: callPlan(0, 0, call) }]], edges: [edgePlan("e", "s", edge)], lanes: [lanePlan(0, 0, lane)] };
  const made = plain(epoch, [poolPlan("s", work, pool)], perSecond, seconds, { warmupMicros: warmupSeconds * second, ...plan });
  return { ...made, entries: made.entries.map((entry) => ({ ...entry, law })) };
}
