import { dead } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { charAt, readableOrder } from "./chars.ts";
import { acceptance, realisedAnswers } from "./product.ts";
import { regexAutomaton, treeAutomaton } from "./regex-automaton.ts";
import { anyText, either, emptyText, literal, sequence } from "./regex-tree.ts";
import type { RegexTree } from "./regex-tree.ts";
import { pathUniverse } from "./universe.ts";

/** What an automaton question can end in: yes, no, or over the bound. */
export type Decided = "yes" | "no" | "undecided";

/** Largest product that is walked to compare two languages. */
export const mostProductStates = 50_000;

/** The path forms that a pattern can be said in more plainly. */
export type SimplePath =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "stringPrefix"; readonly value: string };

/** Whether two RE2 patterns match the same texts of the alphabet as a whole. */
export function regexEquals(patternA: string, patternB: string): Decided {
  const [a, b] = [regexAutomaton(patternA), regexAutomaton(patternB)];
  return a.ok && b.ok ? sameLanguage(anything(), a.automaton, b.automaton) : "undecided";
}

/** Whether two automata accept the same texts of a universe. */
export function sameLanguage(universe: Automaton, a: Automaton, b: Automaton): Decided {
  const result = realisedAnswers(universe, [acceptance(a), acceptance(b)], { states: mostProductStates, cells: 4, settledBy: ["01", "10"] });
  if (!result.ok) return "undecided";
  return result.found.some(({ answers }) => answers === "01" || answers === "10") ? "no" : "yes";
}

/** Whether some text of the universe is accepted by both. */
export function automataOverlap(universe: Automaton, a: Automaton, b: Automaton): Decided {
  const result = realisedAnswers(universe, [acceptance(a), acceptance(b)], { states: mostProductStates, cells: 4, settledBy: ["11"] });
  if (!result.ok) return "undecided";
  return result.found.some(({ answers }) => answers === "11") ? "yes" : "no";
}

/**
 * The plainer form of a path pattern that matches the same paths (of the universe of `pathUniverse`): one path, a prefix
 * by segment (`/a` for `/a(/.*)?`), or a prefix of the text (`/a` for `/a.*`). Null when it has none, or none is found
 * within the bounds.
 */
export function asSimplePath(pattern: string): SimplePath | null {
  const result = regexAutomaton(pattern);
  if (!result.ok) return null;
  const value = forcedStart(result.automaton);
  if (!value.startsWith("/")) return null;
  const trimmed = value.length > 1 && value.endsWith("/") ? value.slice(0, -1) : value;
  const candidates: readonly [SimplePath, RegexTree][] = [
    [{ kind: "exact", value }, literal(value)],
    [{ kind: "prefix", value: trimmed }, segmentPrefix(trimmed)],
    [{ kind: "stringPrefix", value }, sequence(literal(value), anyText)],
  ];
  return candidates.find(([, tree]) => equalsTree(result.automaton, tree))?.[0] ?? null;
}

/** Paths that are the value or continue it after a `/`; a trailing slash of the value does not count. */
export function segmentPrefix(value: string): RegexTree {
  const base = value.endsWith("/") ? value.slice(0, -1) : value;
  const below = sequence(literal("/"), anyText);
  return sequence(literal(base), base === "" ? below : either(emptyText, below));
}

function equalsTree(automaton: Automaton, tree: RegexTree): boolean {
  const other = treeAutomaton(tree);
  return other.ok && sameLanguage(pathUniverse, automaton, other.automaton) === "yes";
}

const longestForcedStart = 1024;

/** The longest text that every accepted path starts with, as far as single steps show it. */
function forcedStart(automaton: Automaton): string {
  let text = "";
  let states: readonly [number, number] = [pathUniverse.start, automaton.start];
  while (text.length < longestForcedStart && !(pathUniverse.accepts(states[0]) && automaton.accepts(states[1]))) {
    const ways = livingSteps(automaton, states);
    const only = ways.length === 1 ? ways[0] : undefined;
    if (only === undefined) return text;
    text += charAt(only);
    states = [pathUniverse.step(states[0], only), automaton.step(states[1], only)];
  }
  return text;
}

function livingSteps(automaton: Automaton, [path, state]: readonly [number, number]): readonly number[] {
  return readableOrder.filter((char) => pathUniverse.step(path, char) !== dead && automaton.step(state, char) !== dead);
}

function anything(): Automaton {
  const result = treeAutomaton(anyText);
  if (!result.ok) throw new Error("the automaton of all texts must exist");
  return result.automaton;
}
