import { runTraffic } from "../../../src/simulate/traffic/engine/run.ts";
import { edgeCounts } from "../../../src/simulate/traffic/engine/tally.ts";
import { markedOutcomes } from "../../../src/simulate/traffic/outcome.ts";
import type { BudgetPlan, PausePlan, PoolPlan, TrafficPlan } from "../../../src/simulate/traffic/plan.ts";
import { onePool, second } from "./plans.ts";

/** A row of the table of overloads. */
export interface Overload {
  readonly perSecond: number;
  readonly tries: number;
  readonly pause?: PausePlan;
  readonly budget?: BudgetPlan;
  readonly pool?: Partial<PoolPlan>;
}

/**
 * One queue before `servers` servers with exponential work of 50 ms, Poisson arrivals, tries of at most half a second that
 * are repeated at once and go on being served when nobody waits for them; all servers stop from 60 to 65 s.
 */
export function overload({ perSecond, tries, pause = { kind: "none" }, budget = { kind: "none" }, pool }: Overload, servers: number, seconds: number): TrafficPlan {
  const retry = tries === 1 ? null : { attempts: tries - 1, repeats: markedOutcomes(["t", "s503"]), reselections: 0, pause };
  const paused = { kind: "pause" as const, pool: 0, count: 1 };
  return onePool({
    perSecond,
    seconds,
    work: { kind: "exponential", mean: 50_000 },
    pool: { concurrency: servers, ...pool },
    edge: { budget },
    call: { tryMicros: second / 2, retry },
    plan: { windowMicros: second, timeline: [{ ...paused, atMicros: 60 * second, paused: true }, { ...paused, atMicros: 65 * second, paused: false }] },
  });
}

/** Success between two times, and tries for a call at the end. */
export function success(plan: TrafficPlan, seed: number, spans: readonly (readonly [number, number])[]): { readonly shares: readonly number[]; readonly tries: number } {
  const rows = runTraffic(plan, seed).edges[0]?.windows ?? [];
  const sum = (from: number, to: number, count: number): number => rows.slice(from, to).reduce((total, row) => total + (row[count] ?? 0), 0);
  const share = ([from, to]: readonly [number, number]): number => sum(from, to, edgeCounts.succeeded) / (sum(from, to, edgeCounts.succeeded) + sum(from, to, edgeCounts.failed));
  const last = spans.at(-1) ?? [0, 0];
  return { shares: spans.map(share), tries: sum(last[0], last[1], edgeCounts.tries) / sum(last[0], last[1], edgeCounts.calls) };
}
