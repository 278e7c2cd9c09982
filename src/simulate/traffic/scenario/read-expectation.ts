import { found, originOf, below } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import type { Bound, Expectation as Written } from "../../../resources/generated/native/scenario.ts";
import { enumeration } from "../../../resources/wording.ts";
import { windowQuantiles } from "../engine/tally.ts";
import { callerName } from "./read-behaviour.ts";
import { readEndpoints } from "./read-event.ts";
import type { ReadPart } from "./read-load.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import type { Expectation, Measure, Subject } from "./scenario.ts";
import { spanMicros } from "./span.ts";

/** Measures whose bound is a time. */
const timed: readonly Measure[] = ["latency", "recovery"];

/** Reads one expectation. */
export function readExpectation(written: Written, place: Place, callers: readonly string[]): ReadPart<Expectation> {
  const problem = problemOf(written) ?? mixedLoads(written, callers);
  if (problem !== null) return { value: null, diagnostics: [say["expectation-unclear"].report({ ...found(problem.key === null ? place : below(place, problem.key)), with: { problem: problem.text } })] };
  const { measure, of, percentile = 99, start, end, after, atLeast, atMost } = written;
  const value: Expectation = {
    measure,
    of: readSubject(of, place.namespace, callers),
    quantile: percentile / 100,
    startMicros: start === undefined ? 0 : spanMicros(start),
    endMicros: end === undefined ? Infinity : spanMicros(end),
    after: after ?? null,
    atLeast: boundOf(atLeast),
    atMost: boundOf(atMost),
    text: textOf(written),
    origin: originOf(place),
  };
  return { value, diagnostics: [] };
}

function boundOf(bound: Bound | undefined): number | null {
  return bound === undefined ? null : typeof bound === "number" ? bound : spanMicros(bound);
}

interface Problem {
  readonly key: string | null;
  readonly text: string;
}

/** Percentiles that each window keeps. */
const keptPercentiles = windowQuantiles.map((share) => share * 100);

function problemOf({ measure, percentile = 99, atLeast, atMost, start, end, after }: Written): Problem | null {
  if (atLeast === undefined && atMost === undefined) return { key: null, text: "an expectation needs `atLeast` or `atMost`" };
  const isTimed = timed.includes(measure);
  const wrong = Object.entries({ atLeast, atMost }).find(([, bound]) => bound !== undefined && (typeof bound === "string") !== isTimed);
  if (wrong !== undefined) return { key: wrong[0], text: isTimed ? `the bound of ${measure} is a time such as \`800ms\`` : `the bound of ${measure} is a number, not a time` };
  if ((measure === "recovery") !== (after !== undefined)) return { key: after === undefined ? null : "after", text: measure === "recovery" ? "recovery is counted from the end of an event: name it with `after`" : "`after` belongs to `measure: recovery`" };
  const inRange = start !== undefined || end !== undefined;
  if (measure === "latency" && inRange && !keptPercentiles.includes(percentile)) return { key: "percentile", text: `between two times latency is known at the percentiles ${enumeration(keptPercentiles.map(String))}` };
  return start !== undefined && end !== undefined && spanMicros(start) >= spanMicros(end) ? { key: "end", text: "`start` has to be before `end`" } : null;
}

/** Tries behind the first service are not known by the load that caused them. */
function mixedLoads({ measure, of }: Written, callers: readonly string[]): Problem | null {
  if (measure !== "amplification" || callers.length < 2 || !callers.includes(of)) return null;
  return { key: "of", text: `tries of several kinds of load cannot be told apart: name the calls, such as \`${of} -> order\`, or a service` };
}

/** `shoppers`, `order`, `order@v2` or `web -> order`. */
function readSubject(text: string, namespace: string, callers: readonly string[]): Subject {
  const [from, to] = text.split(/ {0,9}-> {0,9}/);
  if (from !== undefined && to !== undefined) return { kind: "edge", from: callerName(from, namespace, callers), to: callerName(to, namespace, []) };
  if (callers.includes(text)) return { kind: "load", name: text };
  const { service, version } = readEndpoints(text, namespace, null);
  return { kind: "service", service, version };
}

/** Measures whose name alone does not read well. */
const wordings: Readonly<Partial<Record<Measure, string>>> = { refusedRetries: "refused retries", wasted: "wasted work", offered: "offered load" };

function textOf({ measure, of, percentile, start, end, after, atLeast, atMost }: Written): string {
  const words = [
    measure === "latency" ? `p${percentile ?? 99} latency` : (wordings[measure] ?? measure),
    `of ${of}`,
    ...(after === undefined ? [] : [`after ${after}`]),
    ...(start === undefined && end === undefined ? [] : [`from ${start ?? "0s"} to ${end ?? "the end"}`]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
  return words.join(" ");
}
