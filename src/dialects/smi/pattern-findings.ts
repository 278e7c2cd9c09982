import type { Wish } from "../../model/index.ts";
import { compileRegex } from "../../support/regex.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import { placeOf } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { hasBareAlternation, literalQueryCharacter, reachesEnd, reachesStart } from "./pattern.ts";
import type { Settings } from "./settings.ts";

/** Reports what is odd about one pathRegex whatever its reading: alternatives outside a group, its start, a query. */
export function reportPathPattern(pattern: Wish<string>, sink: Sink): void {
  const { value, origin } = pattern;
  const problem = shapeProblem(value);
  if (problem !== null) sink(meaningFindings["smi-path-shape"].report({ at: origin, with: { pattern: value, problem } }));
  const character = literalQueryCharacter(value);
  if (character !== null) sink(meaningFindings["smi-path-query"].report({ at: origin, with: { pattern: value, character } }));
}

function shapeProblem(value: string): string | null {
  if (hasBareAlternation(value)) return "has alternatives outside a group";
  return value === "" || /^[/.^([]/.test(value) ? null : "does not begin like a path";
}

/** Reports once for a group that its path patterns mean less where the whole path must match. */
export function reportPathReadings(paths: readonly Node[], settings: Settings, sink: Sink): void {
  if (settings.stated.has("smi.pathRegex")) return;
  const open = paths.filter(({ value }) => isPattern(value) && !reachesEnd(value));
  const [first, ...others] = open;
  if (first === undefined) return;
  const parameters = { pattern: String(first.value), reading: "the beginning of a path", other: "a whole path" };
  const related = others.map((node) => ({ origin: placeOf(node), note: "read likewise" }));
  sink(meaningFindings["smi-path-reading"].report({ at: placeOf(first), with: parameters, related }));
}

/** Reports once for a group that its header patterns mean more where a part of the value is enough. */
export function reportHeaderReadings(headers: readonly Node[], settings: Settings, sink: Sink): void {
  if (settings.stated.has("smi.headerRegex")) return;
  const [first, ...others] = headers.filter(({ value }) => isPattern(value) && !(reachesStart(value) && reachesEnd(value)));
  if (first === undefined) return;
  const parameters = { header: String(first.path.at(-1)), pattern: String(first.value), reading: "the whole value", other: "a part of it" };
  const related = others.map((node) => ({ origin: placeOf(node), note: "read likewise" }));
  sink(meaningFindings["smi-header-reading"].report({ at: placeOf(first), with: parameters, related }));
}

/** Only patterns that compile are looked at further: their length is bounded. */
function isPattern(value: unknown): value is string {
  return typeof value === "string" && compileRegex(value).ok;
}
