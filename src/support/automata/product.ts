import { dead } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { charAt, commonClasses, readableOrder } from "./chars.ts";

/** An automaton whose states answer a fixed list of questions, as a text of `0` and `1`. */
export interface Component {
  readonly start: number;
  step(state: number, char: number): number;
  answer(state: number): string;
  readonly classes: readonly number[];
}

/** An answer vector that some text has, with the shortest such text. */
export interface Realised {
  readonly answers: string;
  readonly text: string;
}

/** How large a product may grow. */
export interface ProductLimits {
  readonly states: number;
  readonly cells: number;
  /** An answer vector that settles the question: nothing is looked for behind it. */
  readonly settledBy?: readonly string[];
}

/** The answer vectors, or the limit that was hit. */
export type ProductResult =
  | { readonly ok: true; readonly found: readonly Realised[]; readonly states: number }
  | { readonly ok: false; readonly limit: "states" | "cells" };

/** One question, answered by acceptance. */
export function acceptance(automaton: Automaton): Component {
  return { ...automaton, answer: (state) => (automaton.accepts(state) ? "1" : "0") };
}

/**
 * Walks all automata together over the texts of the universe, breadth first, and returns every answer vector (those of
 * the components joined in order) with its shortest text, shortest first.
 */
export function realisedAnswers(universe: Automaton, components: readonly Component[], limits: ProductLimits): ProductResult {
  const letters = lettersOf([universe, ...components]).map((letter) => ({ letter, char: charAt(letter) }));
  const walkers = [universe, ...components];
  const found = new Map<string, string>();
  const seen = new Set<string>();
  let level: Reached[] = [{ states: walkers.map((walker) => walker.start), text: "" }];
  seen.add(String(level[0]?.states));
  while (level.length > 0) {
    const next: Reached[] = [];
    for (const { states, text } of level) {
      if (universe.accepts(states[0] ?? dead)) {
        const answers = components.map((component, index) => component.answer(states[index + 1] ?? dead)).join("");
        if (!found.has(answers)) found.set(answers, text);
        if (found.size > limits.cells) return { ok: false, limit: "cells" };
        if (limits.settledBy?.includes(answers) === true) return resultOf(found, seen);
      }
      for (const { letter, char } of letters) {
        if (universe.step(states[0] ?? dead, letter) === dead) continue;
        const after = states.map((state, index) => walkers[index]?.step(state, letter) ?? dead);
        const key = after.join();
        if (seen.has(key)) continue;
        if (seen.size >= limits.states) return { ok: false, limit: "states" };
        seen.add(key);
        next.push({ states: after, text: text + char });
      }
    }
    level = next;
  }
  return resultOf(found, seen);
}

function resultOf(found: ReadonlyMap<string, string>, seen: ReadonlySet<string>): ProductResult {
  return { ok: true, found: [...found].map(([answers, text]) => ({ answers, text })), states: seen.size };
}

interface Reached {
  readonly states: readonly number[];
  readonly text: string;
}

/** One readable character for each class that no walker tells apart. */
function lettersOf(walkers: readonly { readonly classes: readonly number[] }[]): readonly number[] {
  const classes = commonClasses(walkers.map((walker) => walker.classes));
  const seen = new Set<number>();
  return readableOrder.filter((char) => {
    const kind = classes[char] ?? 0;
    if (seen.has(kind)) return false;
    seen.add(kind);
    return true;
  });
}
