import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { below, found, items } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import type { Expectation, Scenario as Written } from "../../../resources/generated/native/scenario.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import { spanMicros } from "./span.ts";

type Spec = Written["spec"];

/** Steps that courses over time may have. */
const mostWindows = 10_000;

/** Times that are over before they begin, or begin when all is over, and steps that are too fine. */
export function timeFindings(spec: Spec, place: Place): readonly Diagnostic[] {
  return [...zeroFindings(spec, place), ...lateFindings(spec, place), ...windowFindings(spec, place)];
}

function zeroFindings({ duration, window, load }: Spec, place: Place): readonly Diagnostic[] {
  const zero = (what: string, time: string | undefined, at: Place): readonly Diagnostic[] => (time === undefined || spanMicros(time) > 0 ? [] : [say["scenario-time-zero"].report({ ...found(at), with: { what } })]);
  return [
    ...zero("`duration`", duration, below(place, "duration")),
    ...zero("`window`", window, below(place, "window")),
    ...items(below(place, "load"), load).flatMap(([{ recorded }, at]) => zero("the step of recorded rates", recorded?.step, below(at, "recorded", "step"))),
  ];
}

function lateFindings({ duration, warmup, window, load, timeline, expect }: Spec, place: Place): readonly Diagnostic[] {
  const limit = spanMicros(duration);
  if (limit === 0) return [];
  const late = (what: string, time: string | undefined, at: Place, from = limit): readonly Diagnostic[] => (time === undefined || spanMicros(time) < from ? [] : [say["scenario-time-outside"].report({ ...found(at), with: { what, time, limit: duration } })]);
  return [
    ...late("the warm-up of", warmup, below(place, "warmup")),
    ...late("the first window up to", window, below(place, "window"), limit + 1),
    ...items(below(place, "load"), load).flatMap(([{ bursts }, at]) => items(below(at, "bursts"), bursts).flatMap(([burst, inner]) => late("the burst at", burst.at, below(inner, "at")))),
    ...items(below(place, "timeline"), timeline).flatMap(([{ at: time }, at]) => late("the event at", time, below(at, "at"))),
    ...items(below(place, "expect"), expect).flatMap(([{ start, end }, at]) => [...late("the expectation from", start, below(at, "start")), ...late("the expectation up to", end, below(at, "end"), limit + 1)]),
  ];
}

function windowFindings({ duration, window = "1s", expect }: Spec, place: Place): readonly Diagnostic[] {
  const [limit, width] = [spanMicros(duration), spanMicros(window)];
  if (width === 0) return [];
  const windows = Math.ceil(limit / width);
  if (windows > mostWindows) return [say["scenario-too-fine"].report({ ...found(below(place, "window")), with: { windows, limit: mostWindows } })];
  return items(below(place, "expect"), expect).flatMap(([written, at]) => (holdsWindow(written, limit, width) ? [] : [narrow(written, window, duration, at)]));
}

/** Whether a whole window lies between the times of an expectation; one that is beyond the end or upside down is told otherwise. */
function holdsWindow({ start = "0s", end }: Expectation, limit: number, width: number): boolean {
  const [from, to] = [spanMicros(start), end === undefined ? limit : spanMicros(end)];
  return from >= to || from >= limit || to > limit || Math.ceil(from / width) < Math.floor(to / width) || (from === 0 && end === undefined);
}

function narrow({ start = "0s", end }: Expectation, window: string, duration: string, place: Place): Diagnostic {
  const problem = `between ${start} and ${end ?? duration} there is no whole \`window\` of ${window}`;
  return say["expectation-unclear"].report({ ...found(end === undefined ? below(place, "start") : below(place, "end")), with: { problem } });
}
