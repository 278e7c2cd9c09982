import { Histogram } from "../histogram.ts";
import { outcomeCount } from "../outcome.ts";

/** What is counted of an edge; the names are indices into its counts. */
export const edgeCounts = {
  calls: 0,
  succeeded: 1,
  failed: 2,
  tries: 3,
  retries: 4,
  retriesRefused: 5,
  tryTimeouts: 6,
  deadlines: 7,
  overflows: 8,
  ejections: 9,
  mirrored: 10,
} as const;

/** What is counted of a pool. */
export const poolCounts = { offered: 0, served: 1, rejected: 2, failed: 3, abandoned: 4, workMicros: 5, wastedMicros: 6, busyArea: 7, queueArea: 8, dropped: 9 } as const;

const edgeWidth = Object.keys(edgeCounts).length;
const poolWidth = Object.keys(poolCounts).length;

/** Bits of the histograms of totals and of single windows: 0.1 % and 0.8 %. */
const [totalBits, windowBits] = [10, 7];

/** Counts, latencies and their course over time; a row of `windows` for each window that is over. */
export interface EdgeTally {
  readonly counts: Float64Array;
  readonly before: Float64Array;
  readonly base: Float64Array;
  readonly outcomes: Float64Array;
  readonly latency: Histogram;
  readonly windowLatency: Histogram;
  readonly windows: number[][];
}

/** The same for a pool; `jobs` and `waiting` are its requests at work and in queues now. */
export interface PoolTally {
  readonly counts: Float64Array;
  readonly before: Float64Array;
  readonly base: Float64Array;
  readonly latency: Histogram;
  readonly windowLatency: Histogram;
  readonly windows: number[][];
  jobs: number;
  waiting: number;
  mostWaiting: number;
  updated: number;
}

/** Nothing counted yet. */
export function edgeTally(): EdgeTally {
  return { ...tally(edgeWidth), outcomes: new Float64Array(outcomeCount) };
}

/** Nothing counted yet. */
export function poolTally(): PoolTally {
  return { ...tally(poolWidth), jobs: 0, waiting: 0, mostWaiting: 0, updated: 0 };
}

function tally(width: number): Omit<EdgeTally, "outcomes"> {
  return {
    counts: new Float64Array(width),
    before: new Float64Array(width),
    base: new Float64Array(width),
    latency: new Histogram(totalBits),
    windowLatency: new Histogram(windowBits),
    windows: [],
  };
}

/** Adds the time since the last change to the areas under the numbers of requests at work and in queues. */
export function advance(tally: PoolTally, now: number): void {
  const span = now - tally.updated;
  tally.counts[poolCounts.busyArea]! += tally.jobs * span;
  tally.counts[poolCounts.queueArea]! += tally.waiting * span;
  tally.updated = now;
}

/** The quantiles that a window keeps, after its counts. */
export const windowQuantiles = [0.5, 0.95, 0.99] as const;

/** Ends a window: what was counted in it, then the latencies' quantiles. */
export function endWindow(one: EdgeTally | PoolTally): void {
  const row: number[] = [];
  for (let index = 0; index < one.counts.length; index += 1) row.push(one.counts[index]! - one.before[index]!);
  row.push(...one.windowLatency.quantiles(windowQuantiles));
  one.windows.push(row);
  one.before.set(one.counts);
  one.windowLatency.clear();
}

/** From here on totals count. */
export function beginTotals(one: EdgeTally | PoolTally): void {
  one.base.set(one.counts);
  one.latency.clear();
  if ("outcomes" in one) one.outcomes.fill(0);
  else one.mostWaiting = one.waiting;
}
