import { dead } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { classesOf, membersOf } from "./chars.ts";
import type { CharSet } from "./chars.ts";
import { minimised } from "./minimise.ts";
import { mostNfaStates, nfaOf } from "./nfa.ts";
import type { Nfa } from "./nfa.ts";
import { parseRegex } from "./regex-parser.ts";
import type { RegexTree } from "./regex-tree.ts";

/** An automaton, or why there is none. */
export type Decidable =
  | { readonly ok: true; readonly automaton: Automaton }
  | { readonly ok: false; readonly reason: string };

/** The automaton of the texts that a pattern in RE2 syntax matches as a whole. */
export function regexAutomaton(pattern: string): Decidable {
  const parsed = parseRegex(pattern);
  return parsed.ok ? treeAutomaton(parsed.tree) : parsed;
}

/** Up to this size automata are made as small as they can be; larger ones are walked as they come. */
const mostMinimisedStates = 10_000;

/** The automaton of a tree. */
export function treeAutomaton(tree: RegexTree): Decidable {
  const nfa = nfaOf(tree);
  if (nfa === null) return { ok: false, reason: `the expression needs more than ${mostNfaStates} states` };
  return { ok: true, automaton: minimised(determinise(nfa), mostMinimisedStates) };
}

/** Subset construction on demand. */
function determinise(nfa: Nfa): Automaton {
  const sets: (readonly number[])[] = [];
  const steps: Map<number, number>[] = [];
  const numbers = new Map<string, number>();
  const classes = classesOf(nfa.states.flatMap((state) => (state.kind === "chars" ? [state.set] : [])));
  const members = membersByState(nfa);

  function intern(members: readonly number[], mark = ""): number {
    if (members.length === 0) return dead;
    const key = mark + members.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, sets.length);
    steps.push(new Map());
    return sets.push(members) - 1;
  }

  function step(state: number, char: number): number {
    if (state === dead) return dead;
    const kind = classes[char] ?? 0;
    const known = steps[state]?.get(kind);
    if (known !== undefined) return known;
    const next = intern(closure(nfa, movesOf(nfa, members, sets[state] ?? [], char), false));
    steps[state]?.set(kind, next);
    return next;
  }

  const start = intern(closure(nfa, [nfa.start], true), "start:");
  const ends = (state: number): boolean => reachesAccept(nfa, sets[state] ?? [], state === start);
  return { start, step, accepts: (state) => state !== dead && ends(state), classes };
}

/** What each consuming state takes; states with one set share one table. */
function membersByState(nfa: Nfa): readonly (readonly boolean[])[] {
  const tables = new Map<CharSet, readonly boolean[]>();
  return nfa.states.map((state) => {
    if (state.kind !== "chars") return [];
    const table = tables.get(state.set) ?? membersOf(state.set);
    tables.set(state.set, table);
    return table;
  });
}

function movesOf(nfa: Nfa, members: readonly (readonly boolean[])[], from: readonly number[], char: number): readonly number[] {
  return from.flatMap((member) => {
    const state = nfa.states[member];
    return state?.kind === "chars" && members[member]?.[char] === true ? [state.next] : [];
  });
}

/** States reachable without a character, sorted; only those that consume, accept or wait for the end are kept. */
function closure(nfa: Nfa, from: readonly number[], atStart: boolean): readonly number[] {
  const kept = reach(nfa, from, (edge) => edge === "start" && atStart);
  return kept
    .filter((member) => {
      const state = nfa.states[member];
      return state?.kind === "chars" || state?.kind === "accept" || (state?.kind === "edge" && state.at === "end");
    })
    .sort((a, b) => a - b);
}

/** At the end of the text; the empty text has its start there too. */
function reachesAccept(nfa: Nfa, members: readonly number[], atStart: boolean): boolean {
  return reach(nfa, members, (edge) => edge === "end" || atStart).some((member) => nfa.states[member]?.kind === "accept");
}

function reach(nfa: Nfa, from: readonly number[], passes: (edge: "start" | "end") => boolean): number[] {
  const seen = new Set<number>(from);
  const work = [...from];
  for (let member = work.pop(); member !== undefined; member = work.pop()) {
    for (const next of followers(nfa, member, passes)) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return [...seen];
}

function followers(nfa: Nfa, member: number, passes: (edge: "start" | "end") => boolean): readonly number[] {
  const state = nfa.states[member];
  if (state?.kind === "fork") return state.next;
  return state?.kind === "edge" && passes(state.at) ? [state.next] : [];
}
