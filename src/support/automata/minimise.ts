import { dead } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { alphabetSize } from "./chars.ts";

interface Table {
  /** For each state the state after each letter, `dead` included. */
  readonly steps: readonly (readonly number[])[];
  readonly accepting: readonly boolean[];
}

/**
 * The smallest automaton of the same language (Moore's algorithm), where the given one has at most so many states;
 * otherwise the given one.
 */
export function minimised(automaton: Automaton, mostStates: number): Automaton {
  const letters = firstOfEachClass(automaton.classes);
  const table = explore(automaton, letters, mostStates);
  if (table === null) return automaton;
  const blocks = refine(table);
  const sample = new Map(blocks.map((block, state) => [block, state]));
  const letterOf = automaton.classes.map((kind) => letters.findIndex((letter) => automaton.classes[letter] === kind));
  const hopeless = new Set([...sample].filter(([block, state]) => isHopeless(table, blocks, block, state)).map(([block]) => block));
  const block = (state: number): number => (state === dead || hopeless.has(blocks[state] ?? dead) ? dead : (blocks[state] ?? dead));
  return {
    start: block(0),
    step: (state, char) => block(table.steps[sample.get(state) ?? dead]?.[letterOf[char] ?? dead] ?? dead),
    accepts: (state) => table.accepting[sample.get(state) ?? dead] ?? false,
    classes: automaton.classes,
  };
}

function firstOfEachClass(classes: readonly number[]): readonly number[] {
  const all = Array.from({ length: alphabetSize }, (_, index) => index);
  return all.filter((index) => classes.indexOf(classes[index] ?? 0) === index);
}

/** All states from 0 (the start) on, or null when they are too many. */
function explore(automaton: Automaton, letters: readonly number[], mostStates: number): Table | null {
  const numbers = new Map([[automaton.start, 0]]);
  const states = [automaton.start];
  const steps: number[][] = [];
  for (const state of states) {
    if (states.length > mostStates) return null;
    const row = letters.map((letter) => {
      const next = automaton.step(state, letter);
      if (next === dead) return dead;
      const known = numbers.get(next) ?? states.push(next) - 1;
      numbers.set(next, known);
      return known;
    });
    steps.push(row);
  }
  return { steps, accepting: states.map((state) => automaton.accepts(state)) };
}

/** The block of each state: states of one block accept the same continuations. */
function refine({ steps, accepting }: Table): readonly number[] {
  let blocks: readonly number[] = accepting.map(Number);
  for (let count = 0; ; ) {
    const numbers = new Map<string, number>();
    const next = blocks.map((block, state) => {
      const key = `${block}:${(steps[state] ?? []).map((to) => (to === dead ? dead : (blocks[to] ?? dead))).join()}`;
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
    if (numbers.size === count) return blocks;
    count = numbers.size;
    blocks = next;
  }
}

/** A block that leads nowhere but to itself and accepts nothing. */
function isHopeless(table: Table, blocks: readonly number[], block: number, state: number): boolean {
  const stays = (table.steps[state] ?? []).every((to) => to === dead || blocks[to] === block);
  return stays && table.accepting[state] === false;
}
