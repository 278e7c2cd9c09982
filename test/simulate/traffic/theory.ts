import type { Run } from "../../../src/simulate/traffic/engine/run.ts";
import { runTraffic } from "../../../src/simulate/traffic/engine/run.ts";
import type { TrafficPlan } from "../../../src/simulate/traffic/plan.ts";

/**
 * Holds a measure of independent runs to what theory says: theory has to lie within four standard errors of their mean
 * (for 12 runs and more a false alarm in some 2000 tests, and with fixed seeds none ever), and the standard error has to
 * be so small that a wrong model would be seen.
 */
export function expectTheory(values: readonly number[], theory: number, relativePrecision: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length);
  expect({ theory, precise: error <= relativePrecision * theory, error }).toEqual({ theory, precise: true, error });
  expect({ theory, mean, within: Math.abs(mean - theory) <= 4 * error + 1e-9 }).toEqual({ theory, mean, within: true });
}

/** Runs with the seeds 1 to n. */
export function replications(plan: TrafficPlan, runs: number): readonly Run[] {
  return Array.from({ length: runs }, (_, index) => runTraffic(plan, index + 1));
}

/** A count of n independent draws with probability p lies within four standard deviations of n·p. */
export function expectBinomial(hits: number, draws: number, p: number): void {
  const limit = 4 * Math.sqrt(draws * p * (1 - p));
  expect({ p, share: hits / draws, within: Math.abs(hits - draws * p) <= limit }).toEqual({ p, share: hits / draws, within: true });
}

/** Mean time in the first pool in seconds, waiting included. */
export function meanTime(run: Run): number {
  const { latency } = run.pools[0] ?? raise();
  return latency.sum / latency.count / 1e6;
}

export function raise(): never {
  throw new Error("there is none");
}
