import type { Run } from "../engine/run.ts";
import { edgeCounts } from "../engine/tally.ts";
import type { TrafficPlan } from "../plan.ts";
import type { ScenarioEvent } from "../scenario/scenario.ts";
import { edgeCountsOf, loadTallies, percentOf } from "./measures.ts";

/** Windows in a row that have to be well again, and how well: a share of the success before. */
const [steadyWindows, wellShare] = [3, 0.95];

/**
 * Microseconds from the end of an event, or from its beginning if it has no end, until the load's success is back at 95 % of
 * what it was before the first fault, three windows in a row; null when it never is. Windows in which nothing ended say
 * nothing and count as well.
 */
export function recoveryMicros(plan: TrafficPlan, run: Run, load: string, event: Pick<ScenarioEvent, "atMicros" | "untilMicros">, timeline: readonly ScenarioEvent[]): number | null {
  const from = event.untilMicros === Infinity ? event.atMicros : event.untilMicros;
  const tallies = loadTallies(plan, run, load);
  const firstFault = Math.min(event.atMicros, ...timeline.flatMap(({ what, atMicros }) => (what.kind === "policy" || what.kind === "scale" ? [] : [atMicros])));
  const before = edgeCountsOf(tallies, { start: Math.min(plan.warmupMicros, firstFault), end: firstFault }, plan);
  const wanted = wellShare * (percentOf(before.succeeded, before.succeeded + before.failed) ?? 100);
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
