import type { Dimension } from "../model/index.ts";
import { byDimension, Space } from "./space.ts";
import type { Answer, Answers, CellsOf, Undecided } from "./space.ts";
import type { Value, Values } from "./values.ts";

/** What was seen of one request: every question that was asked about it, and what the readers' answers came to. */
export interface Visit<Finding> {
  readonly answers: readonly Answer[];
  /** The readers differ on this request. */
  readonly finding: Finding | null;
  /** Why equal answers here do not prove equal answers for the whole box; null when they do. */
  readonly open: string | null;
}

/** How long a sweep may go on, in counts. */
export interface SweepLimits {
  readonly boxes: number;
  /** Requests tried in what is left once a bound was hit. */
  readonly samples: number;
}

/** How a sweep of the whole space ended. */
export type Sweep<Finding> =
  | { readonly kind: "agreed"; readonly boxes: number }
  | { readonly kind: "differs"; readonly finding: Finding; readonly values: Values; readonly boxes: number }
  | { readonly kind: "open"; readonly reasons: readonly string[]; readonly boxes: number; readonly sampled: number };

type Box = ReadonlyMap<Dimension, readonly number[]>;

/**
 * Visits one request of every box of requests that cannot be told apart by the questions asked about it, until the boxes
 * cover the space or a visit differs. The readers must see nothing of a request but the recorded questions: then all
 * requests of a box fare alike, and a sweep without open box is exact. Questions need not be known beforehand; one that
 * comes up cuts the cells of its dimension on the spot, and boxes that never met it need no second visit.
 */
export function sweep<Finding>(cellsOf: CellsOf, visit: (values: Values) => Visit<Finding>, limits: SweepLimits): Sweep<Finding> {
  const space = new Space(cellsOf);
  let work: Box[] = [new Map()];
  const reasons = new Set<string>();
  let [boxes, visits] = [0, 0];
  for (let box = work.pop(); box !== undefined; box = work.pop()) {
    if (visits >= limits.boxes) return sample(space, [...work, box], visit, limits, boxes);
    const chosen = representative(space, box);
    const values = valuesOf(space, chosen);
    const seen = visit(values);
    visits += 1;
    if (seen.finding !== null) return { kind: "differs", finding: seen.finding, values, boxes };
    const answers = byDimension(seen.answers);
    if (!space.learn(answers)) {
      work = [new Map()];
      boxes = 0;
      continue;
    }
    const undecided = shrink(space, box, chosen, answers, work);
    for (const one of undecided) reasons.add(`${one.dimension}: ${one.reason}`);
    if (seen.open !== null) reasons.add(seen.open);
    if (undecided.length === 0 && seen.open === null) boxes += 1;
  }
  if (reasons.size === 0) return { kind: "agreed", boxes };
  return { kind: "open", reasons: [...reasons].sort(), boxes, sampled: visits };
}

type Chosen = ReadonlyMap<Dimension, number>;

/** The first cell of the box in every dimension: the simplest request of the box. */
function representative(space: Space, box: Box): Chosen {
  return new Map(
    space.dimensions.map((dimension) => {
      const first = space.resolve(dimension, box.get(dimension))[0];
      if (first === undefined) throw new Error(`a box without any value of ${dimension}`);
      return [dimension, first];
    }),
  );
}

function valuesOf(space: Space, chosen: Chosen): Values {
  return new Map([...chosen].map(([dimension, cell]): [Dimension, Value] => [dimension, space.valueOf(dimension, cell)]));
}

/** Puts what of the box answers otherwise back to work, one dimension after the other. */
function shrink(space: Space, box: Box, chosen: Chosen, answers: Answers, work: Box[]): readonly Undecided[] {
  const undecided: Undecided[] = [];
  const rests: Box[] = [];
  let current = box;
  for (const dimension of space.dimensions) {
    const all = space.resolve(dimension, current.get(dimension));
    const agreed = space.agreeing(dimension, all, answers);
    undecided.push(...agreed.undecided);
    const kept = new Set(agreed.cells);
    checkVisited(space, dimension, chosen.get(dimension), kept);
    if (kept.size === all.length) continue;
    rests.push(new Map([...current, [dimension, all.filter((cell) => !kept.has(cell))]]));
    current = new Map([...current, [dimension, agreed.cells]]);
  }
  work.push(...rests.reverse());
  return undecided;
}

/** Cells and answers are worked out by different means; where they disagree, nothing is proved. */
function checkVisited(space: Space, dimension: Dimension, cell: number | undefined, kept: ReadonlySet<number>): void {
  const visited = space.resolve(dimension, cell === undefined ? undefined : [cell]);
  if (!visited.some((part) => kept.has(part))) throw new Error(`the visited value of ${dimension} answers unlike its class`);
}

function sample<Finding>(space: Space, left: readonly Box[], visit: (values: Values) => Visit<Finding>, limits: SweepLimits, boxes: number): Sweep<Finding> {
  const chosen = left.slice(-limits.samples);
  for (const box of chosen) {
    const values = valuesOf(space, representative(space, box));
    const seen = visit(values);
    if (seen.finding !== null) return { kind: "differs", finding: seen.finding, values, boxes };
  }
  return { kind: "open", reasons: [`more than ${limits.boxes} boxes of requests`], boxes, sampled: chosen.length };
}
