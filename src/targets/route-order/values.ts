import { holds } from "../../model/evaluate.ts";
import type { PositiveMatch } from "../../model/index.ts";
import { textAutomaton } from "../../model/text-automaton.ts";
import { acceptance, realisedAnswers } from "../../support/automata/index.ts";
import type { Automaton } from "../../support/automata/index.ts";

/** True when both are the same condition in the same words. */
export function sameValue(a: PositiveMatch, b: PositiveMatch): boolean {
  return a.kind === b.kind && textOf(a) === textOf(b);
}

/** True when the second condition surely holds wherever the first does. */
export function valueImplies(given: PositiveMatch, wanted: PositiveMatch): boolean {
  if (wanted.kind === "present" || sameValue(given, wanted)) return true;
  return given.kind === "exact" && holds(wanted, given.value);
}

/** True when no value of the universe meets both conditions; false too when that is not decided. */
export function valuesDisjoint(a: PositiveMatch, b: PositiveMatch, universe: Automaton): boolean {
  if (a.kind === "exact") return !holds(b, a.value);
  if (b.kind === "exact") return !holds(a, b.value);
  if (sameValue(a, b)) return false;
  const found = answersOf(a, b, universe);
  return found !== null && !found.some(({ answers }) => answers === "11");
}

/** A value that meets both conditions; null when none is found. */
export function valueOfBoth(a: PositiveMatch, b: PositiveMatch, universe: Automaton): string | null {
  if (a.kind === "exact") return holds(b, a.value) ? a.value : null;
  if (b.kind === "exact") return holds(a, b.value) ? b.value : null;
  return answersOf(a, b, universe)?.find(({ answers }) => answers === "11")?.text ?? null;
}

function answersOf(a: PositiveMatch, b: PositiveMatch, universe: Automaton): readonly { readonly answers: string; readonly text: string }[] | null {
  const [left, right] = [textAutomaton(a), textAutomaton(b)];
  if (!left.ok || !right.ok) return null;
  const result = realisedAnswers(universe, [acceptance(left.automaton), acceptance(right.automaton)], { states: 50_000, cells: 4 });
  return result.ok ? result.found : null;
}

function textOf(match: PositiveMatch): string {
  return match.kind === "present" ? "" : match.value;
}
