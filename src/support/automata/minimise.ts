import { dead } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { alphabetSize } from "./chars.ts";
import { groupBy } from "../group-by.ts";

interface Table {
  /** For each state the state after each letter, `dead` included. */
  readonly steps: readonly (readonly number[])[];
  readonly accepting: readonly boolean[];
}

/**
 * The smallest automaton of the same language (Hopcroft's algorithm), where the given one has at most so many states;
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

/** The block of each state, numbered in the order of the states: states of one block accept the same continuations. */
function refine({ steps, accepting }: Table): readonly number[] {
  const partition = firstPartition(accepting);
  const before = predecessors(steps);
  for (let splitter = partition.waiting.pop(); splitter !== undefined; splitter = partition.waiting.pop()) {
    partition.isWaiting[splitter] = false;
    const members = [...(partition.members[splitter] ?? [])];
    for (const into of before) split(partition, members.flatMap((state) => into[state] ?? []));
  }
  const numbers = new Map<number, number>();
  return steps.map((_, state) => {
    const block = partition.blockOf[state] ?? 0;
    const number = numbers.get(block) ?? numbers.size;
    numbers.set(block, number);
    return number;
  });
}

/** Blocks that get finer, and those by which others are still to be split. */
interface Partition {
  readonly blockOf: number[];
  readonly members: (readonly number[])[];
  readonly waiting: number[];
  readonly isWaiting: boolean[];
}

/** States that accept, states that do not, and the dead state, which comes last. */
function firstPartition(accepting: readonly boolean[]): Partition {
  const states = accepting.map((_, state) => state);
  const members = [states.filter((state) => accepting[state] === true), states.filter((state) => accepting[state] === false), [accepting.length]];
  return { blockOf: [...accepting.map((accepts) => (accepts ? 0 : 1)), 2], members, waiting: [0, 1, 2], isWaiting: [true, true, true] };
}

/** For each letter and state the states that lead there. */
function predecessors(steps: Table["steps"]): readonly (readonly (readonly number[])[])[] {
  const letters = steps[0]?.length ?? 0;
  return Array.from({ length: letters }, (_, letter) => {
    const into: number[][] = Array.from({ length: steps.length + 1 }, () => []);
    steps.forEach((row, state) => into[row[letter] === dead ? steps.length : (row[letter] ?? steps.length)]?.push(state));
    return into;
  });
}

/** Parts every block into the states of a set and the others; of the two parts the smaller one has to be looked at again. */
function split(partition: Partition, set: readonly number[]): void {
  const { blockOf, members } = partition;
  for (const [block, inside] of groupBy(set, (state) => blockOf[state] ?? 0)) {
    const all = members[block] ?? [];
    if (inside.length === all.length) continue;
    const fresh = members.push(inside) - 1;
    for (const state of inside) blockOf[state] = fresh;
    members[block] = all.filter((state) => blockOf[state] === block);
    wait(partition, partition.isWaiting[block] === true || inside.length <= all.length / 2 ? fresh : block);
  }
}

function wait({ waiting, isWaiting }: Partition, block: number): void {
  waiting.push(block);
  isWaiting[block] = true;
}

/** A block that leads nowhere but to itself and accepts nothing. */
function isHopeless(table: Table, blocks: readonly number[], block: number, state: number): boolean {
  const stays = (table.steps[state] ?? []).every((to) => to === dead || blocks[to] === block);
  return stays && table.accepting[state] === false;
}
