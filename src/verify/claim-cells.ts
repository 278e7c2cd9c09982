import type { TextPredicate } from "../model/index.ts";
import type { CellLimits, CellsResult } from "./cell.ts";
import { limitReason, textCells } from "../model/text-cells.ts";
import type { TextCell, TextUniverse } from "../model/text-cells.ts";

/**
 * The cells of a claim. A list answers yes where one of its values does, so lists add the unions of the vectors of single
 * values; they are closed under union, and longer lists add nothing.
 */
export function claimCells(universe: TextUniverse, predicates: readonly TextPredicate[], limits: CellLimits): CellsResult {
  const single = textCells(universe, predicates, limits);
  if (!single.ok) return single;
  const known = new Map(single.cells.map((cell) => [cell.answers, cell]));
  const values = single.cells.filter((cell) => cell.value !== null);
  const work = [...values];
  for (let left = work.shift(); left !== undefined; left = work.shift()) {
    for (const right of values) {
      const joined = union(left, right);
      if (known.has(joined.answers)) continue;
      known.set(joined.answers, joined);
      if (known.size > limits.cells) return { ok: false, reason: limitReason("cells", limits) };
      work.push(joined);
    }
  }
  return { ok: true, cells: [...known.values()] };
}

function union(left: TextCell, right: TextCell): TextCell {
  const answers = [...left.answers].map((answer, index) => (answer === "1" || right.answers[index] === "1" ? "1" : "0")).join("");
  return { answers, value: [...listOf(left), ...listOf(right)] };
}

function listOf({ value }: TextCell): readonly string[] {
  if (typeof value === "string") return [value];
  return value ?? [];
}
