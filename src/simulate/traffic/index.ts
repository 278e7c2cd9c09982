import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { runTraffic } from "./engine/run.ts";
import { planTraffic } from "./planning/plan.ts";
import type { PlanningWorld } from "./planning/draft.ts";
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
  const { plan, diagnostics, notes } = planTraffic(scenario, choice);
  if (plan === null) return { result: null, diagnostics };
  const { seeds, on, progress } = choice;
  const runs = seeds.map((seed, index) => runTraffic(plan, seed, (now) => progress?.((index + now / plan.durationMicros) / seeds.length)));
  return { result: summarize({ scenario, plan, on, notes }, runs), diagnostics };
}
