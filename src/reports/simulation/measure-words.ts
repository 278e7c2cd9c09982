import type { Measure } from "../../simulate/traffic/scenario/scenario.ts";

const units: Readonly<Record<Measure, string>> = { success: "%", latency: " ms", amplification: "", offered: "/s", retries: "%", refusedRetries: "%", wasted: "%", ejections: "", queue: "", recovery: " ms" };

/** What is written after a number that was measured for an expectation; nothing for a measure that is not known. */
export function unitOf(measure: string): string {
  return Object.hasOwn(units, measure) ? units[measure as Measure] : "";
}

/** What is written where there is no number. */
export function nothingText(measure: string): string {
  return measure === "recovery" ? "no recovery" : "nothing measured";
}
