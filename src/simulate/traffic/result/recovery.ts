import type { Run } from "../engine/run.ts";
import { edgeCounts } from "../engine/tally.ts";
import type { TrafficPlan } from "../plan.ts";
import type { ScenarioEvent } from "../scenario/scenario.ts";
import { edgeCountsOf, loadTallies, percentOf } from "./measures.ts";

/** Windows in a row that have to be well again, and how well: a share of the success before. */
const [steadyWindows, wellShare] = [3, 0.95];

/**
 * Microseconds from the end of an event, or from its beginning if it has no end, until the load's success is back at 95 % of
 * what it was before the first fault, three windows in a row; null when it never is, or never was. Windows in which nothing ended say
 * nothing and count as well. The first fault begins at `firstMicros`.
 */
export function recoveryMicros(plan: TrafficPlan, run: Run, load: string, event: Pick<ScenarioEvent, "atMicros" | "untilMicros">, firstMicros: number): number | null {
  const from = event.untilMicros === Infinity ? event.atMicros : event.untilMicros;
  const tallies = loadTallies(plan, run, load);
  const wanted = wellShare * successBefore(plan, run, load, event, firstMicros);
  if (wanted === 0) return null;
  const windows = Math.floor(run.endMicros / plan.windowMicros);
  let well = 0;
  for (let index = Math.floor(from / plan.windowMicros); index < windows; index += 1) {
    const row = (count: number): number => tallies.reduce((sum, tally) => sum + (tally.windows[index]?.[count] ?? 0), 0);
    const success = percentOf(row(edgeCounts.succeeded), row(edgeCounts.succeeded) + row(edgeCounts.failed));
    well = success === null || success >= wanted ? well + 1 : 0;
    if (well === steadyWindows) return Math.max(0, (index + 1 - steadyWindows) * plan.windowMicros - from);
  }
  return null;
}

/** When the first fault begins, changes of policy and of scale aside; Infinity where there is none. */
export function firstFaultMicros(timeline: readonly ScenarioEvent[]): number {
  return timeline.reduce((first, { atMicros, what }) => (what.kind === "policy" || what.kind === "scale" ? first : Math.min(first, atMicros)), Infinity);
}

/** Success in percent before the first fault; all of it where nothing had ended by then. */
function successBefore(plan: TrafficPlan, run: Run, load: string, { atMicros }: Pick<ScenarioEvent, "atMicros">, firstMicros: number): number {
  const end = Math.min(atMicros, firstMicros);
  const { succeeded, failed } = edgeCountsOf(loadTallies(plan, run, load), { start: Math.min(plan.warmupMicros, end), end }, plan);
  return percentOf(succeeded, succeeded + failed) ?? 100;
}

/** What of the time after a fault is looked at, at its end; and what is down (Bronson and others, Metastable Failures in Distributed Systems, 2021). */
const [lastShare, downShare, manyTries] = [0.2, 0.5, 1.5];

/** Whether an overload keeps itself up at the end of the run, though what caused it is over. */
export function isMetastable(plan: TrafficPlan, run: Run, load: string, event: Pick<ScenarioEvent, "atMicros" | "untilMicros">, firstMicros: number): boolean {
  if (event.untilMicros >= run.endMicros) return false;
  const start = run.endMicros - lastShare * (run.endMicros - event.untilMicros);
  const last = { start, end: run.endMicros };
  const { succeeded, failed } = edgeCountsOf(loadTallies(plan, run, load), last, plan);
  const success = percentOf(succeeded, succeeded + failed);
  if (success === null || success >= downShare * successBefore(plan, run, load, event, firstMicros)) return false;
  // Retries may multiply anywhere on the way of the load.
  return run.edges.some((edge) => {
    const { calls, tries } = edgeCountsOf([edge], last, plan);
    return tries > manyTries * calls;
  });
}
