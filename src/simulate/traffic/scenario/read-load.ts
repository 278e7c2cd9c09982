import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { below, found, items, originOf } from "../../../dialects/native/place.ts";
import type { Place } from "../../../dialects/native/place.ts";
import type { Load as Written } from "../../../resources/generated/native/scenario.ts";
import type { NameWorld } from "../../request-names.ts";
import { callerWorld, readCaller, readDestination } from "../../request-names.ts";
import type { EntryPlan } from "../plan.ts";
import { scenarioDiagnostics as say } from "./scenario.diagnostics.ts";
import type { Load } from "./scenario.ts";
import { spanMicros } from "./span.ts";

/** A part of a scenario that was read, and what is wrong with it; null when too much is. */
export interface ReadPart<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one kind of load. */
export function readLoad(written: Written, place: Place, durationMicros: number, world: NameWorld): ReadPart<Load> {
  const shape = shapeFindings(written, place);
  const destination = readDestination(written.to, world);
  if (!destination.ok) return { value: null, diagnostics: [...shape, unreadable(below(place, "to"), destination.problem)] };
  const caller = readCaller(written.from ?? "none", callerWorld(destination.value.to, world));
  if (!caller.ok) return { value: null, diagnostics: [...shape, unreadable(below(place, "from"), caller.problem)] };
  const value: Load = {
    name: written.name,
    law: written.arrivals ?? "poisson",
    rate: readRate(written, durationMicros),
    bursts: (written.bursts ?? []).map(({ at, requests }) => ({ atMicros: spanMicros(at), requests })),
    clients: written.clients ?? 1,
    to: destination.value.to,
    authority: destination.value.authority ?? null,
    from: caller.value,
    patienceMicros: written.timeout === undefined ? Infinity : spanMicros(written.timeout),
    requests: (written.requests ?? [{}]).map(({ method = "GET", path = "/", headers = {}, weight = 1 }) => ({ method, path, headers, weight })),
    origin: originOf(place),
  };
  return { value, diagnostics: shape };
}

function unreadable(place: Place, problem: string): Diagnostic {
  return say["scenario-address-unreadable"].report({ ...found(place), with: { problem } });
}

function shapeFindings(written: Written, place: Place): readonly Diagnostic[] {
  const words = (["rate", "recorded", "bursts"] as const).filter((key) => written[key] !== undefined);
  const both = written.rate !== undefined && written.recorded !== undefined;
  const unclear = words.length === 0 || both ? [say["scenario-load-unclear"].report({ ...found(both ? below(place, "recorded") : place, both ? "key" : "value"), with: { found: words.length === 0 ? "none of them" : "both" } })] : [];
  const points = typeof written.rate === "object" ? items(below(place, "rate"), written.rate) : [];
  const wrong = points.find(([{ at }], index) => index > 0 && spanMicros(at) <= spanMicros(points[index - 1]?.[0].at ?? "0s"));
  return wrong === undefined ? unclear : [...unclear, say["scenario-not-rising"].report({ ...found(below(wrong[1], "at")), with: { what: "the times of a course" } })];
}

/** Straight lines between points; the last rate holds to the end. Recorded steps are level. */
function readRate({ rate, recorded }: Written, durationMicros: number): EntryPlan["rate"] {
  if (recorded !== undefined) {
    const step = spanMicros(recorded.step);
    return recorded.requests.flatMap((count, index) => [index, index + 1].map((edge) => ({ atMicros: edge * step, perMicro: step === 0 ? 0 : count / step })));
  }
  const points = (typeof rate === "object" ? rate : rate === undefined ? [] : [{ at: "0s", perSecond: rate }]).map(({ at, perSecond }) => ({ atMicros: spanMicros(at), perMicro: perSecond / 1e6 }));
  const last = points.at(-1);
  return last === undefined || last.atMicros >= durationMicros ? points : [...points, { atMicros: durationMicros, perMicro: last.perMicro }];
}
