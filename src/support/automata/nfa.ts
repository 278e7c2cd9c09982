import type { CharSet } from "./chars.ts";
import type { RegexTree } from "./regex-tree.ts";

/** One state: consumes a character, forks without consuming, waits at an edge of the text, or accepts. */
export type NfaState =
  | { readonly kind: "chars"; readonly set: CharSet; readonly next: number }
  | { readonly kind: "fork"; readonly next: readonly number[] }
  | { readonly kind: "edge"; readonly at: "start" | "end"; readonly next: number }
  | { readonly kind: "accept" };

/** A nondeterministic automaton; state 0 accepts. */
export interface Nfa {
  readonly states: readonly NfaState[];
  readonly start: number;
}

/** Largest machine that is built; counted repetitions of counted repetitions can ask for much more. */
export const mostNfaStates = 50_000;

/** Thompson's construction, back to front; null when the machine would be larger than `mostNfaStates`. */
export function nfaOf(tree: RegexTree): Nfa | null {
  const states: NfaState[] = [{ kind: "accept" }];
  const start = build(states, tree, 0);
  return start === null ? null : { states, start };
}

function build(states: NfaState[], tree: RegexTree, next: number): number | null {
  if (states.length > mostNfaStates) return null;
  switch (tree.kind) {
    case "chars":
      return push(states, { kind: "chars", set: tree.set, next });
    case "edge":
      return push(states, { kind: "edge", at: tree.at, next });
    case "sequence":
      return tree.parts.reduceRight<number | null>((after, part) => (after === null ? null : build(states, part, after)), next);
    case "either":
      return fork(states, tree.options.map((option) => build(states, option, next)));
    case "repeat":
      return buildRepeat(states, tree, next);
  }
}

function buildRepeat(states: NfaState[], tree: RegexTree & { kind: "repeat" }, next: number): number | null {
  let start: number | null = tree.max === null ? buildLoop(states, tree.of, next) : next;
  for (let left = (tree.max ?? tree.min) - tree.min; left > 0 && start !== null; left -= 1) {
    start = fork(states, [build(states, tree.of, start), next]);
  }
  for (let left = tree.min; left > 0 && start !== null; left -= 1) start = build(states, tree.of, start);
  return start;
}

function buildLoop(states: NfaState[], of: RegexTree, next: number): number | null {
  const entry = push(states, { kind: "fork", next: [] });
  const body = build(states, of, entry);
  if (body === null) return null;
  states[entry] = { kind: "fork", next: [body, next] };
  return entry;
}

function fork(states: NfaState[], next: readonly (number | null)[]): number | null {
  const known = next.filter((state) => state !== null);
  return known.length < next.length ? null : push(states, { kind: "fork", next: known });
}

function push(states: NfaState[], state: NfaState): number {
  states.push(state);
  return states.length - 1;
}
