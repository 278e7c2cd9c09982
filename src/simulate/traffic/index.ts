import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { runTraffic } from "./engine/run.ts";
import type { PlanningWorld } from "./planning/draft.ts";
import { planTraffic } from "./planning/plan.ts";
import { differencesOf } from "./result/compare.ts";
import type { Side } from "./result/compare.ts";
import type { SimulationResult } from "./result/result.ts";
import { summarize } from "./result/summarize.ts";
import type { Scenario } from "./scenario/scenario.ts";

/** How a scenario is run. */
export interface SimulationChoice extends PlanningWorld {
  /** Whose behaviour it is, for the result: `policy` or a target as it was asked for. */
  readonly on: string;
  /** One run for each. */
  readonly seeds: readonly number[];
  /** Told now and then which share (0 to 1) of the whole is done. */
  readonly progress?: (share: number) => void;
}

/** The result, or what keeps the scenario from being simulated. */
export interface Simulated {
  readonly result: SimulationResult | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Simulates a scenario once for each seed. The same input gives the same result, to the byte. */
export function simulateScenario(scenario: Scenario, choice: SimulationChoice): Simulated {
  const { result, diagnostics } = ran(scenario, choice);
  return { result, diagnostics };
}

/** The same load, faults and seeds on the policies of another revision too: the result carries what has changed since then. */
export function compareScenario(scenario: Scenario, choice: SimulationChoice, other: { readonly revision: string; readonly world: PlanningWorld }): Simulated {
  const half = (from: number) => (share: number): void => choice.progress?.(from + share / 2);
  const before = ran(scenario, { ...choice, ...other.world, progress: half(0) });
  const after = ran(scenario, { ...choice, progress: half(0.5) });
  const diagnostics = [...before.diagnostics, ...after.diagnostics];
  if (before.result === null || after.result === null || before.side === null || after.side === null) return { result: null, diagnostics };
  const comparison = { revision: other.revision, base: before.result, differences: differencesOf(before.side, after.side) };
  const then = before.result.notes.filter((note) => !after.result?.notes.includes(note)).map((note) => `${other.revision}: ${note}`);
  return { result: { ...after.result, notes: [...after.result.notes, ...then], comparison }, diagnostics };
}

function ran(scenario: Scenario, choice: SimulationChoice): Simulated & { readonly side: Side | null } {
  const { plan, diagnostics, notes } = planTraffic(scenario, choice, choice.seeds.length);
  if (plan === null) return { result: null, side: null, diagnostics };
  const { seeds, on, progress } = choice;
  const runs = seeds.map((seed, index) => runTraffic(plan, seed, (now) => progress?.((index + now / plan.durationMicros) / seeds.length)));
  return { result: summarize({ scenario, plan, on, notes }, runs), side: { plan, runs }, diagnostics };
}
