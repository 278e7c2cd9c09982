import type { PathMatch, PositiveMatch, Wish } from "../../model/index.ts";
import { compileRegex } from "../../support/regex.ts";

/** What a pattern is when nothing but literal text, anchors and a tail or head of `.*` stands in it. */
interface SimplePattern {
  readonly text: string;
  readonly startAnchored: boolean;
  readonly endAnchored: boolean;
  readonly anyBefore: boolean;
  readonly anyAfter: boolean;
}

/** The condition that a pattern becomes, or what is wrong with the pattern. */
export type PatternResult<T> = { readonly ok: true; readonly match: T } | { readonly ok: false; readonly problem: string };

/**
 * A pathRegex as a condition on the path without query; null for any path. `spec` anchors the start only, `full` both
 * ends (servicemeshinterface/smi-spec:apis/traffic-specs/v1alpha4/traffic-specs.md). Plainer kinds are used only where
 * they hold for the same paths.
 */
export function readPathPattern(pattern: Wish<string>, reading: "spec" | "full"): PatternResult<PathMatch | null> {
  const { value, origin } = pattern;
  if (value === "") return { ok: true, match: null };
  const composed = reading === "spec" ? `(?:${value})(?s:.*)` : `(?:${value})`;
  const problem = problemOf(value, composed);
  if (problem !== null) return { ok: false, problem };
  const simple = simplePattern(value);
  if (simple === null || simple.anyBefore) return { ok: true, match: isAnyPath(value) ? null : { kind: "regex", value: composed, origin } };
  const isPrefix = simple.anyAfter || (reading === "spec" && !simple.endAnchored);
  if (!isPrefix) return { ok: true, match: { kind: "exact", value: simple.text, origin } };
  const isAny = simple.text === "" || simple.text === "/";
  return { ok: true, match: isAny ? null : { kind: "stringPrefix", value: simple.text, origin } };
}

/** A header pattern as a condition on the value of a header that is there. */
export function readHeaderPattern(value: string, reading: "full" | "search"): PatternResult<PositiveMatch> {
  const composed = reading === "full" ? `(?:${value})` : `(?s:.*)(?:${value})(?s:.*)`;
  const problem = problemOf(value, composed);
  if (problem !== null) return { ok: false, problem };
  const simple = simplePattern(value);
  return { ok: true, match: simple === null ? { kind: "regex", value: composed } : plainMatch(simple, reading) };
}

function plainMatch(simple: SimplePattern, reading: "full" | "search"): PositiveMatch {
  const { text } = simple;
  const before = simple.anyBefore || (reading === "search" && !simple.startAnchored);
  const after = simple.anyAfter || (reading === "search" && !simple.endAnchored);
  if (text === "" && (before || after)) return { kind: "present" };
  if (before && after) return { kind: "contains", value: text };
  if (before) return { kind: "suffix", value: text };
  return after ? { kind: "prefix", value: text } : { kind: "exact", value: text };
}

function problemOf(value: string, composed: string): string | null {
  const alone = compileRegex(value);
  if (!alone.ok) return alone.problem;
  const whole = compileRegex(composed);
  return whole.ok ? null : whole.problem;
}

function isAnyPath(value: string): boolean {
  return value === ".*" || value === "^.*" || value === ".*$" || value === "^.*$";
}

/** Splits anchors and `.*` at the ends from literal text; null when anything else of a regular expression remains. */
function simplePattern(value: string): SimplePattern | null {
  const startAnchored = value.startsWith("^");
  let rest = startAnchored ? value.slice(1) : value;
  const anyBefore = rest.startsWith(".*");
  if (anyBefore) rest = rest.slice(2);
  const endAnchored = endsUnescaped(rest, "$");
  if (endAnchored) rest = rest.slice(0, -1);
  const anyAfter = endsUnescaped(rest, ".*");
  if (anyAfter) rest = rest.slice(0, -2);
  const text = literalText(rest);
  return text === null ? null : { text, startAnchored, endAnchored, anyBefore, anyAfter };
}

function endsUnescaped(value: string, end: string): boolean {
  if (!value.endsWith(end)) return false;
  const before = value.slice(0, -end.length);
  const backslashes = before.length - before.replace(/\\+$/, "").length;
  return backslashes % 2 === 0;
}

/** The text that a pattern without metacharacters stands for, escapes of punctuation resolved; null for others. */
export function literalText(pattern: string): string | null {
  const isLiteral = /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9\s])*$/.test(pattern);
  return isLiteral ? pattern.replace(/\\(.)/g, "$1") : null;
}

/** True when the pattern must reach the end of the value by itself, so that `spec` and `full` readings agree. */
export function reachesEnd(pattern: string): boolean {
  if (hasBareAlternation(pattern)) return false;
  return endsUnescaped(pattern, "$") || endsUnescaped(pattern, ".*") || pattern === "";
}

/** True when the pattern covers the value from its start, so that `full` and `search` readings agree there. */
export function reachesStart(pattern: string): boolean {
  return !hasBareAlternation(pattern) && (pattern.startsWith("^") || pattern.startsWith(".*"));
}

/** True when `|` stands outside every group and class. */
export function hasBareAlternation(pattern: string): boolean {
  const flat = pattern.replace(/\\./g, "").replace(/\[\]?[^\]]*\]/g, "");
  let depth = 0;
  for (const character of flat) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "|" && depth === 0) return true;
  }
  return false;
}

/** The literal `?` or `#` that the pattern asks for, which no path without query contains; null when there is none. */
export function literalQueryCharacter(pattern: string): string | null {
  return /\\([?#])/.exec(pattern)?.[1] ?? (/(?:^|[^(\\])(#)/.exec(pattern)?.[1] ?? null);
}
