import type { Run } from "../engine/run.ts";
import { edgeCounts, poolCounts } from "../engine/tally.ts";
import type { EdgeTally, PoolTally } from "../engine/tally.ts";
import type { Histogram } from "../histogram.ts";
import type { TrafficPlan } from "../plan.ts";

/** A time range in microseconds; `null` is all of the run but its warm-up. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Counts by the names of the tally, in a range or in all. */
export type Counts<K extends string> = Readonly<Record<K, number>>;
/** What was counted of edges. */
export type EdgeCounts = Counts<keyof typeof edgeCounts>;
/** What was counted of pools. */
export type PoolCounts = Counts<keyof typeof poolCounts>;

/** What was counted of some edges together. */
export function edgeCountsOf(tallies: readonly EdgeTally[], range: Range | null, plan: TrafficPlan): EdgeCounts {
  return summed(tallies, edgeCounts, range, plan.windowMicros);
}

/** What was counted of some pools together. */
export function poolCountsOf(tallies: readonly PoolTally[], range: Range | null, plan: TrafficPlan): PoolCounts {
  return summed(tallies, poolCounts, range, plan.windowMicros);
}

function summed<K extends string>(tallies: readonly (EdgeTally | PoolTally)[], names: Readonly<Record<K, number>>, range: Range | null, windowMicros: number): Counts<K> {
  const entries = (Object.keys(names) as K[]).map((name) => [name, tallies.reduce((sum, tally) => sum + countIn(tally, names[name], range, windowMicros), 0)]);
  return Object.fromEntries(entries) as Counts<K>;
}

function countIn(tally: EdgeTally | PoolTally, index: number, range: Range | null, windowMicros: number): number {
  if (range === null) return (tally.counts[index] ?? 0) - (tally.base[index] ?? 0);
  return windowsIn(tally, range, windowMicros).reduce((sum, row) => sum + (row[index] ?? 0), 0);
}

/** Rows of the windows that lie in the range altogether. */
export function windowsIn(tally: EdgeTally | PoolTally, { start, end }: Range, windowMicros: number): readonly (readonly number[])[] {
  return tally.windows.filter((_, index) => index * windowMicros >= start && (index + 1) * windowMicros <= end);
}

/** How many windows lie in the range altogether. */
export function countWindows(range: Range, { windowMicros }: TrafficPlan, { pools, edges }: Run): number {
  const [tally] = [...edges, ...pools];
  return tally === undefined ? 0 : windowsIn(tally, range, windowMicros).length;
}

/** `part` of `all` in percent; null when there is nothing. */
export function percentOf(part: number, all: number): number | null {
  return all > 0 ? (100 * part) / all : null;
}

/** `part` for one of `all`; null when there is nothing. */
export function ratio(part: number, all: number): number | null {
  return all > 0 ? part / all : null;
}

/** Milliseconds that a share of the values does not exceed; null when there are none. */
export function quantileMs(latency: Histogram, share: number): number | null {
  return latency.count === 0 ? null : latency.quantile(share) / 1000;
}

/** Tallies of the edges that a load's requests take first. */
export function loadTallies(plan: TrafficPlan, run: Run, name: string): readonly EdgeTally[] {
  return edgeTallies(plan, run, (from) => from === name);
}

/** Tallies of edges by their ends. */
export function edgeTallies(plan: TrafficPlan, run: Run, wanted: (from: string, to: string) => boolean): readonly EdgeTally[] {
  const edges = plan.epochs[0]?.edges ?? [];
  return run.edges.filter((_, index) => wanted(edges[index]?.from ?? "", edges[index]?.to ?? ""));
}

/** Tallies of the pools of a service, or of one of its versions. */
export function poolTallies(plan: TrafficPlan, run: Run, service: string, version: string | null): readonly PoolTally[] {
  return run.pools.filter((_, index) => plan.pools[index]?.service === service && (version === null || plan.pools[index]?.key === `${service}@${version}`));
}

/** Simulated seconds that totals are about. */
export function countedSeconds(plan: TrafficPlan, run: Run): number {
  return Math.max(0, run.endMicros - plan.warmupMicros) / 1e6;
}
