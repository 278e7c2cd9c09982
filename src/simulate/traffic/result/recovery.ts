import type { Run } from "../engine/run.ts";
import { edgeCounts } from "../engine/tally.ts";
import type { TrafficPlan } from "../plan.ts";
import { edgeCountsOf, loadTallies, percentOf } from "./measures.ts";

/** Windows in a row that have to be well again, and how well: a share of the success before. */
const [steadyWindows, wellShare] = [3, 0.95];

/**
 * Microseconds from the end of a fault until the load's success is back at 95 % of what it was before the fault, three
 * windows in a row; null when it never is. Windows in which nothing ended say nothing and count as well.
 */
export function recoveryMicros(plan: TrafficPlan, run: Run, load: string, event: { readonly atMicros: number; readonly untilMicros: number }): number | null {
  if (event.untilMicros >= run.endMicros) return null;
  const tallies = loadTallies(plan, run, load);
  const before = edgeCountsOf(tallies, { start: Math.min(plan.warmupMicros, event.atMicros), end: event.atMicros }, plan);
  const wanted = wellShare * (percentOf(before.succeeded, before.succeeded + before.failed) ?? 100);
  const windows = Math.floor(run.endMicros / plan.windowMicros);
  let well = 0;
  for (let index = Math.floor(event.untilMicros / plan.windowMicros); index < windows; index += 1) {
    const row = (count: number): number => tallies.reduce((sum, tally) => sum + (tally.windows[index]?.[count] ?? 0), 0);
    const success = percentOf(row(edgeCounts.succeeded), row(edgeCounts.succeeded) + row(edgeCounts.failed));
    well = success === null || success >= wanted ? well + 1 : 0;
    if (well === steadyWindows) return Math.max(0, (index + 1 - steadyWindows) * plan.windowMicros - event.untilMicros);
  }
  return null;
}
