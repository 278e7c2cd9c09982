import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { below, entries, found, items } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import { nameText } from "../../../model/name.ts";
import { nameIn } from "../../../dialects/native/read/scalars.ts";
import type { Behaviour as Written, Errors, Law as WrittenLaw } from "../../../resources/generated/native/scenario.ts";
import type { ErrorRule } from "../plan.ts";
import { lawProblem, readLaw } from "./laws.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import type { Behaviour } from "./scenario.ts";
import { spanMicros } from "./span.ts";

/** The behaviour that is written; `callers` are names of the load, which errors may be limited to. */
export function readBehaviour(written: Written, namespace: string, callers: readonly string[]): Behaviour {
  const { replicas, latency, concurrency, queue, order, errors, warmUp, abandoned, deadlines, failure } = written;
  return {
    ...(replicas !== undefined && { replicas }),
    ...(latency !== undefined && { work: readLaw(latency) }),
    ...(concurrency !== undefined && { concurrency }),
    ...(queue !== undefined && { queue }),
    ...(order !== undefined && { order }),
    ...(warmUp !== undefined && { warmUp: { micros: spanMicros(warmUp.for), factor: warmUp.factor } }),
    ...(abandoned !== undefined && { abandoned }),
    ...(deadlines !== undefined && { heedsDeadlines: deadlines === "propagated" }),
    ...(failure !== undefined && { failureStatus: failure }),
    ...(errors !== undefined && { errors: errors.map((error) => readError(error, namespace, callers)) }),
  };
}

function readError(written: Errors[number], namespace: string, callers: readonly string[]): ErrorRule {
  const { percent, status = 503, latency, route = null, from, busyAbove = 0, between } = written;
  return {
    share: percent / 100,
    status,
    work: latency === undefined ? null : readLaw(latency),
    route,
    from: from === undefined ? null : callerName(from, namespace, callers),
    busyAbove: busyAbove / 100,
    fromMicros: between === undefined ? 0 : spanMicros(between.start),
    toMicros: between === undefined ? Infinity : spanMicros(between.end),
  };
}

/** A name of the load as it is, a service in full. */
export function callerName(text: string, namespace: string, callers: readonly string[]): string {
  return callers.includes(text) ? text : nameText(nameIn(text, namespace));
}

/** What is wrong with the times of a behaviour. */
export function behaviourFindings(written: Written, place: Place): readonly Diagnostic[] {
  return [
    ...lawFindings(written.latency, below(place, "latency")),
    ...items(below(place, "errors"), written.errors).flatMap(([{ latency, between }, inner]) => [
      ...lawFindings(latency, below(inner, "latency")),
      ...(between !== undefined && spanMicros(between.start) >= spanMicros(between.end) ? [notRising(below(inner, "between", "end"), "the two ends of `between`")] : []),
    ]),
  ];
}

/** Times of a law that are out of order. */
export function lawFindings(written: WrittenLaw | undefined, place: Place): readonly Diagnostic[] {
  const problem = written === undefined ? null : lawProblem(readLaw(written));
  return problem === null ? [] : [notRising(below(place, ...entries(place, written as Readonly<Record<string, unknown>>).slice(0, 1).map(([key]) => key)), problem)];
}

/** A finding about things out of order. */
export function notRising(place: Place, what: string): Diagnostic {
  return say["scenario-not-rising"].report({ ...found(place), with: { what } });
}
