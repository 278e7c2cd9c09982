import type { ExpectationResult, SimulationResult } from "../../simulate/traffic/result/result.ts";
import { nothingText, rangeText } from "./measure-words.ts";
import { estimateText, meanText, numberText } from "./numbers.ts";

/** A table for people: what it is about, the heads of its columns, its rows. */
export interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a result says, in tables; those without rows are left out. */
export function tablesOf(result: SimulationResult): readonly Table[] {
  return [loads(result), edges(result), endings(result), services(result), recoveries(result), differences(result)].filter(({ rows }) => rows.length > 0);
}

function loads({ loads: all }: SimulationResult): Table {
  return {
    title: "load",
    heads: ["load", "requests/s", "success", "goodput/s", "p50 ms", "p99 ms", "tries/request"],
    rows: all.map((one) => [
      `${one.name} -> ${one.to}`,
      estimateText(one.requestsPerSecond),
      estimateText(one.successPercent, "%"),
      estimateText(one.goodputPerSecond),
      estimateText(one.latencyMs.p50),
      estimateText(one.latencyMs.p99),
      estimateText(one.triesPerRequest),
    ]),
  };
}

function edges({ edges: all }: SimulationResult): Table {
  return {
    title: "calls",
    heads: ["calls", "calls/s", "success", "p50 ms", "p99 ms", "tries/call", "retries", "refused by budget", "ejections"],
    rows: all.map((one) => [
      `${one.from} -> ${one.to}`,
      meanText(one.callsPerSecond),
      estimateText(one.successPercent, "%"),
      meanText(one.latencyMs.p50),
      meanText(one.latencyMs.p99),
      estimateText(one.amplification),
      meanText(one.retriesPercent, "%"),
      meanText(one.refusedRetriesPercent, "%"),
      meanText(one.ejections),
    ]),
  };
}

/** As many ways to end as fit into a line. */
const mostEndings = 5;

/** How calls ended, where not all of them ended well. */
function endings({ edges: all }: SimulationResult): Table {
  const mixed = all.filter(({ successPercent }) => successPercent !== null && successPercent.mean < 100);
  return {
    title: "endings",
    heads: ["calls that ended", "with"],
    rows: mixed.map(({ from, to, outcomes }) => [`${from} -> ${to}`, outcomes.slice(0, mostEndings).map(({ outcome, percent }) => `${outcome}: ${numberText(percent)}%`).join(", ")]),
  };
}

function services({ services: all }: SimulationResult): Table {
  return {
    title: "services",
    heads: ["service", "offered/s", "served/s", "failed", "rejected", "p99 ms", "busy", "queue", "most queued", "wasted work"],
    rows: all.map((one) => [
      `${one.name} (${one.replicas})`,
      meanText(one.offeredPerSecond),
      meanText(one.servedPerSecond),
      meanText(one.failedPercent, "%"),
      meanText(one.rejectedPercent, "%"),
      meanText(one.latencyMs.p99),
      one.utilisationPercent === null ? meanText(one.busy) : meanText(one.utilisationPercent, "%"),
      meanText(one.queue),
      meanText(one.queueMost),
      estimateText(one.wastedPercent, "%"),
    ]),
  };
}

function recoveries({ recoveries: all }: SimulationResult): Table {
  return {
    title: "recovery",
    heads: ["after", "load", "recovered", "within s"],
    rows: all.map(({ event, load, recoveredRuns, metastableRuns, runs, timeMs }) => [event, load, `${recoveredRuns} of ${runs} runs${metastableRuns > 0 ? `, ${metastableRuns} metastable` : ""}`, timeMs === null ? "never" : estimateText({ mean: timeMs.mean / 1000, low: null, high: timeMs.high === null ? null : timeMs.high / 1000 })]),
  };
}

const measures = {
  successPercent: "success, %",
  goodputPerSecond: "goodput/s",
  p50Ms: "p50 ms",
  p99Ms: "p99 ms",
  triesPerRequest: "tries/request",
  offeredPerSecond: "offered/s",
  wastedPercent: "wasted work, %",
} as const;

/** Whether a comparison was asked for and shows no difference. */
export function unchanged(result: SimulationResult): boolean {
  return result.comparison !== null && differences(result).rows.length === 0;
}

/** Only what has changed: the interval of its difference leaves out 0. */
function differences({ comparison }: SimulationResult): Table {
  const changed = (comparison?.differences ?? []).filter(({ difference }) => difference.mean !== 0 && !((difference.low ?? 1) <= 0 && (difference.high ?? -1) >= 0));
  return {
    title: "changes",
    heads: [`since ${comparison?.revision ?? ""}`, "measure", "then", "now", "change"],
    rows: changed.map(({ of, measure, before, after, difference }) => [of, measures[measure], meanText(before), meanText(after), `${difference.mean > 0 ? "+" : ""}${estimateText(difference)}`]),
  };
}

/** The range of what was measured for an expectation, with its unit. */
export function valuesText({ values, measure }: Pick<ExpectationResult, "values" | "measure">): string {
  const known = values.flatMap((value) => value ?? []);
  const nothing = nothingText(measure);
  if (known.length < values.length && known.length === 0) return nothing;
  const range = rangeText(measure, known, numberText);
  return known.length < values.length ? `${range}, in ${values.length - known.length} of ${values.length} runs ${nothing}` : range;
}
