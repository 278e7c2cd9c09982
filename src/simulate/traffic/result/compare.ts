import type { Run } from "../engine/run.ts";
import type { TrafficPlan } from "../plan.ts";
import { countedSeconds, edgeCountsOf, loadTallies, percentOf, poolCountsOf, poolTallies, quantileMs, ratio } from "./measures.ts";
import { allTries } from "./expectations.ts";
import type { Difference } from "./result.ts";
import { estimate } from "./statistics.ts";

/** Runs of one plan, in the order of their seeds. */
export interface Side {
  readonly plan: TrafficPlan;
  readonly runs: readonly Run[];
}

/** Something that is measured in a run; null where there was nothing to measure. */
interface Measured {
  readonly of: string;
  readonly measure: Difference["measure"];
  readonly value: (plan: TrafficPlan, run: Run) => number | null;
}

/**
 * What has changed from one side to the other, seed by seed: both sides get the same requests at the same times, so that
 * the difference is known much better than either value.
 */
export function differencesOf(before: Side, after: Side): readonly Difference[] {
  return measuredIn(after.plan).flatMap(({ of, measure, value }) => {
    const [old, now] = [before, after].map(({ plan, runs }) => runs.map((run) => value(plan, run)));
    const change = (now ?? []).map((each, index) => (each === null || old?.[index] == null ? null : each - old[index]));
    const [was, is, difference] = [estimate(old ?? []), estimate(now ?? []), estimate(change)];
    return was === null || is === null || difference === null ? [] : [{ of, measure, before: was, after: is, difference }];
  });
}

function measuredIn(plan: TrafficPlan): readonly Measured[] {
  const services = [...new Set(plan.pools.map(({ service }) => service))].sort();
  return [...plan.entries.flatMap(({ name }) => ofLoad(name, plan.entries.length === 1)), ...services.flatMap(ofService)];
}

function ofLoad(name: string, alone: boolean): readonly Measured[] {
  const latency = (share: number) => (plan: TrafficPlan, run: Run): number | null => {
    const [tally] = loadTallies(plan, run, name);
    return tally === undefined ? null : quantileMs(tally.latency, share);
  };
  return [
    { of: name, measure: "successPercent", value: (plan, run) => withCounts(plan, run, name, ({ succeeded, failed }) => percentOf(succeeded, succeeded + failed)) },
    { of: name, measure: "goodputPerSecond", value: (plan, run) => withCounts(plan, run, name, ({ succeeded }) => ratio(succeeded, countedSeconds(plan, run))) },
    { of: name, measure: "p50Ms", value: latency(0.5) },
    { of: name, measure: "p99Ms", value: latency(0.99) },
    // Where several loads share the services, nobody can tell whose tries they are.
    ...(alone ? [{ of: name, measure: "triesPerRequest", value: (plan: TrafficPlan, run: Run) => withCounts(plan, run, name, ({ calls }) => ratio(allTries(plan, run, null), calls)) } as const] : []),
  ];
}

function withCounts(plan: TrafficPlan, run: Run, name: string, value: (counts: ReturnType<typeof edgeCountsOf>) => number | null): number | null {
  return value(edgeCountsOf(loadTallies(plan, run, name), null, plan));
}

function ofService(service: string): readonly Measured[] {
  const counted = (value: (counts: ReturnType<typeof poolCountsOf>, seconds: number) => number | null) => (plan: TrafficPlan, run: Run): number | null => {
    const tallies = poolTallies(plan, run, service, null);
    return tallies.length === 0 ? null : value(poolCountsOf(tallies, null, plan), countedSeconds(plan, run));
  };
  return [
    { of: service, measure: "offeredPerSecond", value: counted(({ offered }, seconds) => ratio(offered, seconds)) },
    { of: service, measure: "wastedPercent", value: counted(({ wastedMicros, workMicros }) => percentOf(wastedMicros, workMicros)) },
  ];
}
