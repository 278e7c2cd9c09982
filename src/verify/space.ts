import { canonicalDimension } from "../model/evaluate.ts";
import { atomKey } from "../model/predicate-key.ts";
import type { Atom, Dimension } from "../model/index.ts";
import type { Cell, CellsResult } from "./cell.ts";

/** Works out the cells of a dimension under a list of questions. */
export type CellsOf = (dimension: Dimension, atoms: readonly Atom[]) => CellsResult;

/** A question put to a request, and its answer. */
export interface Answer {
  readonly atom: Atom;
  readonly key: string;
  readonly answer: boolean;
}

/** The answers of one visit by dimension. */
export type Answers = ReadonlyMap<Dimension, readonly Answer[]>;

/** A question that cannot be cut into cells, and why. */
export interface Undecided {
  readonly dimension: Dimension;
  readonly reason: string;
}

interface Axis {
  readonly atoms: Atom[];
  /** Place of each decided question in the vectors; the reason of each undecided one. */
  readonly places: Map<string, number | string>;
  /** Every cell that ever was; one that was cut finer has children instead of being live. */
  readonly cells: Cell[];
  readonly children: Map<number, readonly number[]>;
  live: readonly number[];
  /** How many questions did not fit; after some, new ones are no longer tried. */
  misfits: number;
}

const mostMisfits = 3;

const keys = new WeakMap<object, Map<Dimension, string>>();

/** The record of an answer. */
export function answerTo(atom: Atom, answer: boolean): Answer {
  return { atom, key: rememberedKey(atom), answer };
}

/** Readers ask with the same predicate objects over and over. */
function rememberedKey(atom: Atom): string {
  const known = keys.get(atom.predicate) ?? new Map<Dimension, string>();
  keys.set(atom.predicate, known);
  const key = known.get(atom.dimension) ?? atomKey(atom);
  known.set(atom.dimension, key);
  return key;
}

/**
 * The request space of one entry, cut along each dimension into cells that answer alike. Cells are numbered for good:
 * when a new question cuts a cell, the number stands for its parts from then on.
 */
export class Space {
  readonly #axes = new Map<Dimension, Axis>();
  readonly #cellsOf: CellsOf;

  constructor(cellsOf: CellsOf) {
    this.#cellsOf = cellsOf;
  }

  /** The dimensions that questions were asked about, in the order of their first question. */
  get dimensions(): readonly Dimension[] {
    return [...this.#axes.keys()];
  }

  /** The live cells behind numbers given earlier; all of the dimension for undefined. */
  resolve(dimension: Dimension, cells: readonly number[] | undefined): readonly number[] {
    const axis = this.#axes.get(dimension);
    if (axis === undefined) return [];
    return cells === undefined ? axis.live : cells.flatMap((cell) => parts(axis, cell));
  }

  /** A value of a live cell. */
  valueOf(dimension: Dimension, cell: number): Cell["value"] {
    return this.#axes.get(dimension)?.cells[cell]?.value ?? null;
  }

  /**
   * Learns the questions of one visit, cutting cells where they are new. False when the universe itself grew (a question
   * named something that it had left out): then what was visited before is not all there is.
   */
  learn(answers: Answers): boolean {
    let whole = true;
    for (const [dimension, asked] of answers) {
      const axis = this.#axes.get(dimension) ?? newAxis();
      this.#axes.set(dimension, axis);
      const fresh = new Map(asked.filter(({ key }) => !axis.places.has(key)).map((answer) => [answer.key, answer.atom]));
      if (fresh.size > 0 || axis.cells.length === 0) whole = this.#cut(dimension, axis, [...fresh]) && whole;
    }
    return whole;
  }

  /** The given cells whose values answer as asked, and the questions that could not be decided. */
  agreeing(dimension: Dimension, cells: readonly number[], answers: Answers): { readonly cells: readonly number[]; readonly undecided: readonly Undecided[] } {
    const axis = this.#axes.get(dimension);
    const asked = answers.get(dimension) ?? [];
    if (axis === undefined || asked.length === 0) return { cells, undecided: [] };
    const yesFirst = [...asked.filter(({ answer }) => answer), ...asked.filter(({ answer }) => !answer)];
    const wanted = yesFirst.map(({ key, answer }) => ({ place: axis.places.get(key), answer: answer ? "1" : "0" }));
    const fits = (cell: number): boolean =>
      wanted.every(({ place, answer }) => typeof place !== "number" || axis.cells[cell]?.answers[place] === answer);
    const reasons = new Set(wanted.flatMap(({ place }) => (typeof place === "string" ? [place] : [])));
    return { cells: cells.filter(fits), undecided: [...reasons].map((reason) => ({ dimension, reason })) };
  }

  /** Cuts by all new questions at once or, where that cannot be, by as many as can. */
  #cut(dimension: Dimension, axis: Axis, fresh: Fresh): boolean {
    const result = axis.misfits < mostMisfits ? this.#cellsOf(dimension, [...axis.atoms, ...fresh.map(([, atom]) => atom)]) : misfit;
    if (result.ok) return adopt(axis, fresh, result.cells);
    if (fresh.length > 1 && axis.misfits < mostMisfits) {
      const groups = smallerGroups(fresh);
      return groups.map((group) => this.#cut(dimension, axis, group)).every((whole) => whole);
    }
    axis.misfits += 1;
    for (const [key] of fresh) axis.places.set(key, result.reason);
    return axis.cells.length > 0 || adoptWhole(axis, dimension, this.#cellsOf);
  }
}

type Fresh = readonly (readonly [string, Atom])[];

/** Plain texts stay together, since they hardly cost anything; everything else stands for itself. */
function smallerGroups(fresh: Fresh): readonly Fresh[] {
  const plain = fresh.filter(([, { predicate }]) => ["exact", "prefix", "segments"].includes(predicate.kind));
  if (plain.length === fresh.length) return [fresh.slice(0, fresh.length >> 1), fresh.slice(fresh.length >> 1)];
  const others = fresh.filter((one) => !plain.includes(one));
  return [...(plain.length > 0 ? [plain] : []), ...others.map((one) => [one])];
}

const misfit = { ok: false, reason: `more than ${mostMisfits} questions could not be decided` } as const;

/** One cell for all values, where no question could be decided. */
function adoptWhole(axis: Axis, dimension: Dimension, cellsOf: CellsOf): boolean {
  const whole = cellsOf(dimension, []);
  if (!whole.ok) throw new Error(`the values of ${dimension} cannot be told: ${whole.reason}`);
  return adopt(axis, [], whole.cells);
}

function newAxis(): Axis {
  return { atoms: [], places: new Map(), cells: [], children: new Map(), live: [], misfits: 0 };
}

/** Answers by the dimension that they are about, pseudo-headers by the one they stand for. */
export function byDimension(answers: readonly Answer[]): Answers {
  const groups = new Map<Dimension, Answer[]>();
  for (const answer of answers) {
    const dimension = canonicalDimension(answer.atom.dimension);
    const group = groups.get(dimension) ?? [];
    groups.set(dimension, group);
    group.push(answer);
  }
  return groups;
}

function parts(axis: Axis, cell: number): readonly number[] {
  const children = axis.children.get(cell);
  return children === undefined ? [cell] : children.flatMap((child) => parts(axis, child));
}

/** New cells take the place of the old ones whose answers they begin with; false when one belongs to no old cell. */
function adopt(axis: Axis, fresh: Fresh, cells: readonly Cell[]): boolean {
  const before = axis.atoms.length;
  for (const [key, atom] of fresh) axis.places.set(key, axis.atoms.push(atom) - 1);
  const born = new Map<string, number[]>();
  const live = cells.map((cell) => {
    const number = axis.cells.push(cell) - 1;
    const old = cell.answers.slice(0, before);
    born.set(old, [...(born.get(old) ?? []), number]);
    return number;
  });
  const old = axis.live.map((cell) => axis.cells[cell]?.answers ?? "");
  for (const [index, cell] of axis.live.entries()) axis.children.set(cell, born.get(old[index] ?? "") ?? []);
  axis.live = live;
  return old.length === 0 || born.size <= old.length;
}
