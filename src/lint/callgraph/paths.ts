import { compareFractions, fraction, one, plus, times } from "../../support/fraction.ts";
import type { Fraction } from "../../support/fraction.ts";
import { groupBy } from "../../support/group-by.ts";
import type { CallEdge, CallGraph } from "./graph.ts";

/** Paths are walked no further than this: deeper graphs are not made by hand. */
const longestPath = 16;
/** As many paths as are looked at; a graph may have exponentially many. */
const mostPaths = 2_000;

/** Edges from the first caller to the last callee; no service twice. */
export type CallPath = readonly CallEdge[];

/** Simple paths, shortest first, that start at `from` (null: at services that nobody calls) and end at `to` (null: anywhere). */
export function callPaths(graph: CallGraph, from: string | null, to: string | null): readonly CallPath[] {
  const out = groupBy(graph.edges, (edge) => edge.from);
  const called = new Set(graph.edges.map((edge) => edge.to));
  const starts = from === null ? graph.nodes.map(({ id }) => id).filter((id) => !called.has(id)) : [from];
  const found: CallPath[] = [];
  let level: CallPath[] = starts.flatMap((start) => (out.get(start) ?? []).map((edge) => [edge]));
  for (let depth = 0; depth < longestPath && level.length > 0; depth += 1) {
    found.push(...level.filter((path) => to === null || path.at(-1)?.to === to));
    level = level.flatMap((path) => extended(path, out.get(path.at(-1)?.to ?? "") ?? [])).slice(0, mostPaths);
  }
  return found.slice(0, mostPaths);
}

function extended(path: CallPath, edges: readonly CallEdge[]): readonly CallPath[] {
  return edges.filter(({ to }) => path.every((step) => step.from !== to)).map((edge) => [...path, edge]);
}

/** The path to each callee on which retries multiply most within the budgets, among all that are walked. */
export function worstPaths(graph: CallGraph): ReadonlyMap<string, CallPath> {
  const worst = new Map<string, { readonly path: CallPath; readonly factor: Fraction }>();
  for (const path of callPaths(graph, null, null)) {
    const end = path.at(-1)?.to ?? "";
    const [factor, known] = [path.map(budgetedTries).reduce(times, one), worst.get(end)];
    if (known === undefined || compareFractions(factor, known.factor) > 0) worst.set(end, { path, factor });
  }
  return new Map([...worst].map(([end, { path }]) => [end, path]));
}

/** What reaches the end of a path for one request at its start. */
export interface Load {
  /** Calls when everything works. */
  readonly calls: Fraction;
  /** Tries when everything fails, without budgets. */
  readonly worst: Fraction;
  /** Tries when everything fails and every budget is used up, floors not counted. */
  readonly budgeted: Fraction;
}

/** The load of a path: products over its edges. */
export function loadOf(path: CallPath): Load {
  const product = (factor: (edge: CallEdge) => Fraction): Fraction => path.map(factor).reduce(times, one);
  return { calls: product(callsOf), worst: product((edge) => times(callsOf(edge), triesOf(edge))), budgeted: product((edge) => times(callsOf(edge), budgetedTries(edge))) };
}

/** Calls along an edge for one request of the caller. */
export function callsOf({ call }: CallEdge): Fraction {
  return times(fraction(call.perRequest ?? 1), call.probability ?? one);
}

/** Tries of one call along an edge, those of the application's own library included. */
export function triesOf({ cost }: CallEdge): Fraction {
  return fraction(cost.tries * cost.clientTries);
}

/** The same with the callee's budget used up: retries of the mesh are a share of the calls at most. */
export function budgetedTries({ cost }: CallEdge): Fraction {
  const all = fraction(cost.tries);
  const share = cost.budget === null ? all : plus(one, cost.budget);
  return times(compareFractions(share, all) < 0 ? share : all, fraction(cost.clientTries));
}
