import type { Measure } from "../../simulate/traffic/scenario/scenario.ts";

const units: Readonly<Record<Measure, string>> = { success: "%", latency: " ms", amplification: "", offered: "/s", retries: "%", refusedRetries: "%", wasted: "%", ejections: "", queue: "", recovery: " ms" };

/** A range of what was measured for an expectation, with its unit; long times in seconds. A measure that is not known has no unit. */
export function rangeText(measure: string, values: readonly number[], numberText: (value: number) => string): string {
  const unit = Object.hasOwn(units, measure) ? units[measure as Measure] : "";
  const isLong = unit === " ms" && values.every((value) => value >= 1000);
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => numberText(isLong ? value / 1000 : value));
  return `${least === most ? least : `${least} to ${most}`}${isLong ? " s" : unit}`;
}

/** What is written where there is no number. */
export function nothingText(measure: string): string {
  return measure === "recovery" ? "no recovery" : "nothing measured";
}
