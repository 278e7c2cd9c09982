import { holds } from "./evaluate.ts";
import { textAutomaton } from "./text-automaton.ts";
import type { TextPredicate } from "./predicate.ts";
import { acceptance, literalComponent, realisedAnswers } from "../support/automata/index.ts";
import type { Automaton, Component, Decidable, LiteralQuestion } from "../support/automata/index.ts";

/** Texts that answer alike: one `0` or `1` for each question, and a value that shows it (a list for claims, null for absent). */
export interface TextCell {
  readonly answers: string;
  readonly value: string | readonly string[] | null;
}

/** How finely one dimension may be cut. */
export interface CellLimits {
  /** States of the product of one dimension's automata. */
  readonly states: number;
  /** Cells of one dimension. */
  readonly cells: number;
}

/** The cells of a dimension of texts, or why they cannot be told. */
export type TextCellsResult =
  | { readonly ok: true; readonly cells: readonly TextCell[] }
  | { readonly ok: false; readonly reason: string };

/** All texts that a dimension can have, besides being absent. */
export interface TextUniverse {
  readonly texts: Automaton;
  readonly mayBeAbsent: boolean;
  /** Values to show instead of a cell's shortest one, best first. */
  readonly preferred: readonly string[];
}

/**
 * The cells of a text dimension: every vector of answers that some value has, with its shortest value; absence first,
 * then preferred values, then by length.
 */
export function textCells(universe: TextUniverse, predicates: readonly TextPredicate[], limits: CellLimits): TextCellsResult {
  const plan = planOf(predicates);
  if (!plan.ok) return plan;
  const result = realisedAnswers(universe.texts, plan.components, limits);
  if (!result.ok) return { ok: false, reason: limitReason(result.limit, limits) };
  const found = result.found.map(({ answers, text }): TextCell => ({ answers: plan.inOrder(answers), value: text }));
  const preferred = candidateCells(universe.preferred, predicates);
  const absent = universe.mayBeAbsent ? candidateCells([null], predicates) : [];
  return { ok: true, cells: distinct([...absent, ...preferred, ...found]) };
}

/** The cells of a dimension that has only these values. */
export function candidateCells(values: readonly (string | readonly string[] | null)[], predicates: readonly TextPredicate[]): readonly TextCell[] {
  return distinct(
    values.map((value) => ({ answers: predicates.map((predicate) => (holds(predicate, value) ? "1" : "0")).join(""), value })),
  );
}

/** The first cell of each vector of answers. */
export function distinct<T extends { readonly answers: string }>(cells: readonly T[]): readonly T[] {
  const seen = new Map<string, T>();
  for (const cell of cells) if (!seen.has(cell.answers)) seen.set(cell.answers, cell);
  return [...seen.values()];
}

/** The sentence about a bound that was hit. */
export function limitReason(limit: "states" | "cells", limits: CellLimits): string {
  return limit === "states" ? `its automata need more than ${limits.states} states` : `it has more than ${limits.cells} classes of values`;
}

type Plan =
  | { readonly ok: true; readonly components: readonly Component[]; inOrder(answers: string): string }
  | { readonly ok: false; readonly reason: string };

/** Literal questions share one component, every other question has its own behind it. */
function planOf(predicates: readonly TextPredicate[]): Plan {
  const literals: LiteralQuestion[] = [];
  const literalAt: number[] = [];
  const others: Component[] = [];
  const otherAt: number[] = [];
  for (const [index, predicate] of predicates.entries()) {
    const question = literalQuestion(predicate);
    if (question !== null) {
      literals.push(question);
      literalAt.push(index);
      continue;
    }
    const automaton = rememberedAutomaton(predicate);
    if (!automaton.ok) return automaton;
    others.push(acceptance(automaton.automaton));
    otherAt.push(index);
  }
  const places = [...literalAt, ...otherAt];
  const inOrder = (answers: string): string => {
    const ordered = new Array<string>(places.length);
    for (const [from, to] of places.entries()) ordered[to] = answers[from] ?? "0";
    return ordered.join("");
  };
  return { ok: true, components: [literalComponent(literals), ...others], inOrder };
}

function literalQuestion(predicate: TextPredicate): LiteralQuestion | null {
  if (predicate.kind !== "exact" && predicate.kind !== "prefix" && predicate.kind !== "segments") return null;
  if (predicate.kind !== "segments" && predicate.ignoreCase === true) return null;
  return /^[ -~]*$/.test(predicate.value) ? { kind: predicate.kind, value: predicate.value } : null;
}

const automata = new WeakMap<TextPredicate, Decidable>();

/** Automata grow while they are walked; a question that is asked again goes on with what is known. */
function rememberedAutomaton(predicate: TextPredicate): Decidable {
  const known = automata.get(predicate) ?? textAutomaton(predicate);
  automata.set(predicate, known);
  return known;
}
