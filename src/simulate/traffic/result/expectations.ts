import type { Run } from "../engine/run.ts";
import { edgeCounts, poolCounts, windowQuantiles } from "../engine/tally.ts";
import type { EdgeTally, PoolTally } from "../engine/tally.ts";
import type { TrafficPlan } from "../plan.ts";
import type { Expectation, Scenario, Subject } from "../scenario/scenario.ts";
import { countWindows, edgeCountsOf, edgeTallies, loadTallies, percentOf, poolCountsOf, poolTallies, ratio, windowsIn, countedSeconds } from "./measures.ts";
import type { Range } from "./measures.ts";
import { firstFaultMicros, recoveryMicros } from "./recovery.ts";
import type { ExpectationResult } from "./result.ts";
import { rounded } from "./statistics.ts";

/** Holds every run to an expectation; it has to hold in each. */
export function checkExpectation(expectation: Expectation, scenario: Scenario, plan: TrafficPlan, runs: readonly Run[]): ExpectationResult {
  const values = runs.map((run) => measured(expectation, scenario, plan, run));
  const failedSeeds = runs.filter((_, index) => !keeps(values[index] ?? null, expectation)).map(({ seed }) => seed);
  const timed = expectation.measure === "latency" || expectation.measure === "recovery";
  const shown = values.map((value) => (value === null || !Number.isFinite(value) ? null : rounded(timed ? value / 1000 : value)));
  return { text: expectation.text, measure: expectation.measure, holds: failedSeeds.length === 0, values: shown, failedSeeds, origin: expectation.origin };
}

function keeps(value: number | null, { atLeast, atMost }: Expectation): boolean {
  return value !== null && (atLeast === null || value >= atLeast) && (atMost === null || value <= atMost);
}

function measured(expectation: Expectation, scenario: Scenario, plan: TrafficPlan, run: Run): number | null {
  const range = rangeOf(expectation, run);
  if (expectation.measure === "recovery") return recovered(expectation, scenario, plan, run);
  const { of } = expectation;
  if (of.kind === "service") return ofService(expectation, poolTallies(plan, run, of.service, of.version), range, plan, run);
  const tallies = of.kind === "load" ? loadTallies(plan, run, of.name) : edgeTallies(plan, run, (from, to) => from === of.from && to === of.to);
  return ofEdges(expectation, tallies, range, plan, run);
}

function rangeOf({ startMicros, endMicros }: Expectation, run: Run): Range | null {
  return startMicros === 0 && endMicros === Infinity ? null : { start: startMicros, end: Math.min(endMicros, run.endMicros) };
}

/** A run that does not recover takes longer than any bound. */
function recovered({ of, after }: Expectation, { timeline }: Scenario, plan: TrafficPlan, run: Run): number | null {
  const event = timeline.find(({ name }) => name === after);
  if (event === undefined || of.kind !== "load") return null;
  return recoveryMicros(plan, run, of.name, event, firstFaultMicros(timeline)) ?? Infinity;
}

function seconds(range: Range | null, plan: TrafficPlan, run: Run): number {
  return range === null ? countedSeconds(plan, run) : (countWindows(range, plan, run) * plan.windowMicros) / 1e6;
}

function ofEdges({ measure, quantile, of }: Expectation, tallies: readonly EdgeTally[], range: Range | null, plan: TrafficPlan, run: Run): number | null {
  const counts = edgeCountsOf(tallies, range, plan);
  switch (measure) {
    case "success":
      return percentOf(counts.succeeded, counts.succeeded + counts.failed);
    case "latency":
      return worstLatency(tallies, quantile, range, plan);
    case "amplification":
      return of.kind === "load" ? ratio(allTries(plan, run, range), counts.calls) : ratio(counts.tries, counts.calls);
    case "offered":
      return ratio(counts.tries, seconds(range, plan, run));
    case "retries":
      return percentOf(counts.retries, counts.calls);
    case "refusedRetries":
      return percentOf(counts.retriesRefused, counts.calls);
    case "ejections":
      return counts.ejections;
    case "wasted":
      return wasted(run.pools, range, plan);
    case "queue":
      return mostQueued(run.pools, range, plan);
    case "recovery":
      return null;
  }
}

/** Tries of all edges together. */
export function allTries(plan: TrafficPlan, run: Run, range: Range | null): number {
  return edgeCountsOf(run.edges, range, plan).tries;
}

function ofService({ measure, quantile, of }: Expectation, tallies: readonly PoolTally[], range: Range | null, plan: TrafficPlan, run: Run): number | null {
  const counts = poolCountsOf(tallies, range, plan);
  switch (measure) {
    case "success":
      return percentOf(counts.served - counts.failed, counts.served + counts.rejected + counts.dropped);
    case "latency":
      return worstLatency(tallies, quantile, range, plan);
    case "amplification":
      return ratio(counts.offered, callsFromOutside(plan, run, range));
    case "offered":
      return ratio(counts.offered, seconds(range, plan, run));
    case "wasted":
      return wasted(tallies, range, plan);
    case "queue":
      return mostQueued(tallies, range, plan);
    case "retries":
    case "refusedRetries":
    case "ejections":
      return ofEdges({ measure, quantile, of } as Expectation, edgeTallies(plan, run, (_, to) => to === serviceOf(of)), range, plan, run);
    case "recovery":
      return null;
  }
}

function serviceOf(of: Subject): string {
  return of.kind === "service" ? of.service : "";
}

function callsFromOutside(plan: TrafficPlan, run: Run, range: Range | null): number {
  const names = plan.entries.map(({ name }) => name);
  return edgeCountsOf(edgeTallies(plan, run, (from) => names.includes(from)), range, plan).calls;
}

/** The largest of several; in a range that of its worst window, which keeps the percentile: the reader saw to it. */
function worstLatency(tallies: readonly (EdgeTally | PoolTally)[], quantile: number, range: Range | null, plan: TrafficPlan): number | null {
  const known = tallies.filter(({ latency }) => range !== null || latency.count > 0);
  if (range === null) return known.length === 0 ? null : Math.max(...known.map(({ latency }) => latency.quantile(quantile)));
  const kept = windowQuantiles.findIndex((share) => share === quantile);
  // A window without an answer has no latency, not a good one.
  const values = tallies.flatMap((tally) => windowsIn(tally, range, plan.windowMicros).flatMap((row) => ((row[answered(tally)] ?? 0) === 0 ? [] : (row[tally.counts.length + kept] ?? 0))));
  return values.length === 0 ? null : Math.max(...values);
}

/** The count of what a tally's latencies are of. */
function answered(tally: EdgeTally | PoolTally): number {
  return "outcomes" in tally ? edgeCounts.succeeded : poolCounts.served;
}

function wasted(tallies: readonly PoolTally[], range: Range | null, plan: TrafficPlan): number | null {
  const counts = poolCountsOf(tallies, range, plan);
  return percentOf(counts.wastedMicros, counts.workMicros);
}

/** In a range the largest average of a window. */
function mostQueued(tallies: readonly PoolTally[], range: Range | null, plan: TrafficPlan): number {
  if (range === null) return Math.max(0, ...tallies.map(({ mostWaiting }) => mostWaiting));
  return Math.max(0, ...tallies.flatMap((tally) => windowsIn(tally, range, plan.windowMicros).map((row) => (row[poolCounts.queueArea] ?? 0) / plan.windowMicros)));
}
