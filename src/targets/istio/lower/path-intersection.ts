import type { PathMatch } from "../../../model/index.ts";
import { compileRegex } from "../../../support/regex.ts";
import { acceptance, pathUniverse, realisedAnswers, regexAutomaton } from "../../../support/automata/index.ts";
import { pathPattern, withoutSlash } from "./path-forms.ts";

/** One condition for the paths that fit both; `never` when none does, `unsayable` when no single condition says it. */
export function intersectPaths(a: PathMatch | null, b: PathMatch | null): PathMatch | null | "never" | "unsayable" {
  if (a === null || b === null) return a ?? b;
  if (a.kind === b.kind && a.value === b.value) return b;
  if (a.kind === "exact") return fits(b, a.value) ? a : "never";
  if (b.kind === "exact") return fits(a, b.value) ? b : "never";
  if (isAll(a)) return b;
  if (isAll(b)) return a;
  if (a.kind === "regex" || b.kind === "regex") return byLanguages(a, b);
  if (a.kind === "stringPrefix") return withStringPrefix(a, b);
  if (b.kind === "stringPrefix") return withStringPrefix(b, a);
  return bySegments(a, b);
}

/** What languages alone tell: that no path is in both, or that one condition has all paths of the other. */
function byLanguages(a: PathMatch, b: PathMatch): PathMatch | "never" | "unsayable" {
  const [left, right] = [regexAutomaton(pathPattern(a)), regexAutomaton(pathPattern(b))];
  if (!left.ok || !right.ok) return "unsayable";
  const found = realisedAnswers(pathUniverse, [acceptance(left.automaton), acceptance(right.automaton)], mostStates);
  const some = (answers: string): boolean => !found.ok || found.found.some((one) => one.answers === answers);
  if (!some("11")) return "never";
  return !some("10") ? a : !some("01") ? b : "unsayable";
}

const mostStates = { states: 50_000, cells: 4 };

function isAll(path: PathMatch): boolean {
  return (path.kind === "prefix" || path.kind === "stringPrefix") && path.value === "/";
}

function fits(path: PathMatch, text: string): boolean {
  const compiled = compileRegex(pathPattern(path));
  return compiled.ok && compiled.regex.matchesWhole(text);
}

function withStringPrefix(text: PathMatch, other: PathMatch): PathMatch | "never" | "unsayable" {
  if (other.kind === "template") return byLanguages(text, other);
  const base = withoutSlash(other.value);
  if (other.kind === "stringPrefix") return text.value.startsWith(other.value) ? text : other.value.startsWith(text.value) ? other : "never";
  if (base.startsWith(text.value)) return other;
  return text.value.startsWith(`${base}/`) ? text : "never";
}

/** Prefixes by segment and templates meet segment by segment. */
function bySegments(a: PathMatch, b: PathMatch): PathMatch | "never" {
  const [left, right] = [stepsOf(a), stepsOf(b)];
  const longer = left.length >= right.length ? left : right;
  if (a.kind === "template" && left.length < right.length) return "never";
  if (b.kind === "template" && right.length < left.length) return "never";
  if (a.kind === "template" && b.kind === "template" && left.length !== right.length) return "never";
  const steps = longer.map((_, index) => meet(left[index], right[index]));
  if (steps.some((step) => step === null)) return "never";
  const value = steps.join("/");
  const template = a.kind === "template" || b.kind === "template";
  const kind = !template ? "prefix" : steps.some((step) => step !== null && isHole(step)) ? "template" : "exact";
  return { kind, value, origin: b.origin };
}

function stepsOf(path: PathMatch): readonly string[] {
  return (path.kind === "prefix" ? withoutSlash(path.value) : path.value).split("/");
}

function meet(a: string | undefined, b: string | undefined): string | null {
  if (a === undefined || b === undefined) return a ?? b ?? null;
  if (isHole(a)) return b === "" ? null : b;
  if (isHole(b)) return a === "" ? null : a;
  return a === b ? a : null;
}

function isHole(step: string): boolean {
  return step.startsWith("{") && step.endsWith("}");
}
