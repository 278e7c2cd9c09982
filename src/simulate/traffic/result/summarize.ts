import type { Run } from "../engine/run.ts";
import type { EdgeTally, PoolTally } from "../engine/tally.ts";
import { outcomeText } from "../outcome.ts";
import type { EdgePlan, PoolPlan, TrafficPlan } from "../plan.ts";
import { generatorName } from "../random.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { coursesOf } from "./courses.ts";
import { allTries, checkExpectation } from "./expectations.ts";
import { countedSeconds, edgeCountsOf, percentOf, poolCountsOf, quantileMs, ratio } from "./measures.ts";
import type { EdgeCounts, PoolCounts } from "./measures.ts";
import { firstFaultMicros, isMetastable, recoveryMicros } from "./recovery.ts";
import type { Band, EdgeSummary, Latencies, LoadSummary, Recovery, ServiceSummary, SimulationResult } from "./result.ts";
import { estimate, rounded } from "./statistics.ts";
import type { Estimate } from "./statistics.ts";

/** What was asked and how. */
export interface Asked {
  readonly scenario: Scenario;
  readonly plan: TrafficPlan;
  readonly on: string;
  readonly notes: readonly string[];
}

/** Sums up the runs of a scenario. */
export function summarize({ scenario, plan, on, notes }: Asked, runs: readonly Run[]): SimulationResult {
  const { namespace, name } = scenario.id;
  return {
    scenario: `${namespace}/${name}`,
    on,
    generator: generatorName,
    seeds: runs.map(({ seed }) => seed),
    durationMs: plan.durationMicros / 1000,
    warmupMs: plan.warmupMicros / 1000,
    windowMs: plan.windowMicros / 1000,
    events: runs.reduce((sum, { events }) => sum + events, 0),
    stopped: runs.flatMap(({ seed, stopped, endMicros }) => (stopped === null ? [] : [{ seed, bound: stopped, atMs: rounded(endMicros / 1000) }])),
    loads: plan.entries.map((entry) => loadSummary(entry.name, plan, runs)),
    services: sorted(plan.pools, ({ key }) => key).map(({ item, index }) => serviceSummary(item, plan, runs, (run) => run.pools[index] as PoolTally)),
    edges: sorted(edgesOf(plan), ({ key }) => key).map(({ item, index }) => edgeSummary(item, plan, runs, (run) => run.edges[index] as EdgeTally)),
    courses: coursesOf(plan, runs),
    bands: scenario.timeline.map(bandOf),
    recoveries: recoveriesOf(scenario, plan, runs),
    expectations: scenario.expect.map((expectation) => checkExpectation(expectation, scenario, plan, runs)),
    notes,
    comparison: null,
  };
}

/** Edges are the same in all epochs. */
export function edgesOf(plan: TrafficPlan): readonly EdgePlan[] {
  return plan.epochs[0]?.edges ?? [];
}

/** Items in the order of their names, with the index that they had. */
export function sorted<T>(items: readonly T[], nameOf: (item: T) => string): readonly { readonly item: T; readonly index: number }[] {
  return items.map((item, index) => ({ item, index })).sort((a, b) => (nameOf(a.item) < nameOf(b.item) ? -1 : 1));
}

function loadSummary(name: string, plan: TrafficPlan, runs: readonly Run[]): LoadSummary {
  const index = edgesOf(plan).findIndex(({ from }) => from === name);
  const tallyOf = (run: Run): EdgeTally => run.edges[index] as EdgeTally;
  const counted = (value: (counts: EdgeCounts, run: Run) => number | null): Estimate | null => estimate(runs.map((run) => value(edgeCountsOf([tallyOf(run)], null, plan), run)));
  return {
    name,
    to: edgesOf(plan)[index]?.to ?? "",
    requestsPerSecond: counted(({ calls }, run) => ratio(calls, countedSeconds(plan, run))),
    successPercent: counted(({ succeeded, failed }) => percentOf(succeeded, succeeded + failed)),
    goodputPerSecond: counted(({ succeeded }, run) => ratio(succeeded, countedSeconds(plan, run))),
    latencyMs: latencies(runs, tallyOf),
    triesPerRequest: plan.entries.length === 1 ? counted(({ calls }, run) => ratio(allTries(plan, run, null), calls)) : null,
  };
}

function latencies(runs: readonly Run[], tallyOf: (run: Run) => EdgeTally | PoolTally): Latencies {
  const quantile = (share: number): Estimate | null => estimate(runs.map((run) => quantileMs(tallyOf(run).latency, share)));
  const mean = estimate(runs.map((run) => ratio(tallyOf(run).latency.sum / 1000, tallyOf(run).latency.count)));
  return { mean, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), p999: quantile(0.999) };
}

function serviceSummary(pool: PoolPlan, plan: TrafficPlan, runs: readonly Run[], tallyOf: (run: Run) => PoolTally): ServiceSummary {
  const counted = (value: (counts: PoolCounts, seconds: number) => number | null): Estimate | null =>
    estimate(runs.map((run) => value(poolCountsOf([tallyOf(run)], null, plan), countedSeconds(plan, run))));
  const workers = pool.replicas * pool.concurrency;
  return {
    name: pool.key,
    service: pool.service,
    version: pool.key === pool.service ? null : pool.key.slice(pool.service.length + 1),
    replicas: pool.replicas,
    offeredPerSecond: counted(({ offered }, seconds) => ratio(offered, seconds)),
    servedPerSecond: counted(({ served }, seconds) => ratio(served, seconds)),
    rejectedPercent: counted(({ rejected, offered }) => percentOf(rejected, offered)),
    failedPercent: counted(({ failed, served }) => percentOf(failed, served)),
    latencyMs: latencies(runs, tallyOf),
    busy: counted(({ busyArea }, seconds) => ratio(busyArea, seconds * 1e6)),
    utilisationPercent: workers === Infinity ? null : counted(({ busyArea }, seconds) => percentOf(busyArea, seconds * 1e6 * workers)),
    queue: counted(({ queueArea }, seconds) => ratio(queueArea, seconds * 1e6)),
    queueMost: estimate(runs.map((run) => tallyOf(run).mostWaiting)),
    wastedPercent: counted(({ wastedMicros, workMicros }) => percentOf(wastedMicros, workMicros)),
  };
}

function edgeSummary({ from, to }: EdgePlan, plan: TrafficPlan, runs: readonly Run[], tallyOf: (run: Run) => EdgeTally): EdgeSummary {
  const counted = (value: (counts: EdgeCounts, seconds: number) => number | null): Estimate | null =>
    estimate(runs.map((run) => value(edgeCountsOf([tallyOf(run)], null, plan), countedSeconds(plan, run))));
  return {
    from,
    to,
    callsPerSecond: counted(({ calls }, seconds) => ratio(calls, seconds)),
    triesPerSecond: counted(({ tries }, seconds) => ratio(tries, seconds)),
    successPercent: counted(({ succeeded, failed }) => percentOf(succeeded, succeeded + failed)),
    latencyMs: latencies(runs, tallyOf),
    amplification: counted(({ tries, calls }) => ratio(tries, calls)),
    retriesPercent: counted(({ retries, calls }) => percentOf(retries, calls)),
    refusedRetriesPercent: counted(({ retriesRefused, calls }) => percentOf(retriesRefused, calls)),
    tryTimeouts: counted(({ tryTimeouts }) => tryTimeouts),
    deadlines: counted(({ deadlines }) => deadlines),
    overflows: counted(({ overflows }) => overflows),
    ejections: counted(({ ejections }) => ejections),
    outcomes: outcomesOf(runs.map(tallyOf)),
  };
}

function outcomesOf(tallies: readonly EdgeTally[]): EdgeSummary["outcomes"] {
  const sums = Array.from({ length: tallies[0]?.outcomes.length ?? 0 }, (_, outcome) => ({ outcome, count: tallies.reduce((sum, tally) => sum + (tally.outcomes[outcome] ?? 0), 0) }));
  const total = sums.reduce((sum, { count }) => sum + count, 0);
  const found = sums.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || a.outcome - b.outcome);
  return found.map(({ outcome, count }) => ({ outcome: outcomeText(outcome), percent: rounded((100 * count) / total) }));
}

function bandOf({ name, what, atMicros, untilMicros }: Scenario["timeline"][number]): Band {
  return { name, kind: what.kind, fromMs: atMicros / 1000, untilMs: untilMicros === Infinity ? null : untilMicros / 1000 };
}

function recoveriesOf({ timeline }: Scenario, plan: TrafficPlan, runs: readonly Run[]): readonly Recovery[] {
  const first = firstFaultMicros(timeline);
  const faults = timeline.filter(({ what, untilMicros }) => what.kind !== "policy" && untilMicros < plan.durationMicros);
  return faults.flatMap((event) =>
    plan.entries.map(({ name }) => {
      const times = runs.map((run) => recoveryMicros(plan, run, name, event, first));
      const timeMs = estimate(times.map((time) => (time === null ? null : time / 1000)));
      const metastableRuns = runs.filter((run) => isMetastable(plan, run, name, event, first)).length;
      return { event: event.name, load: name, metastableRuns, recoveredRuns: times.filter((time) => time !== null).length, runs: runs.length, timeMs };
    }),
  );
}
