import { everyCall } from "../../model/blank.ts";
import type { Arm } from "../../model/index.ts";
import { contains, isEmpty, overlaps, without } from "./boxes.ts";
import { gridOf, valuesIn } from "./grid.ts";
import type { Box, Grid, Values } from "./grid.ts";
import { regionOf } from "./region.ts";

/** What the arms before one leave of it. */
export type ArmFate =
  /** `shown` reaches the arm. */
  | { readonly kind: "alive"; readonly shown: Values; readonly partly: Overlap | null }
  /** No request meets its conditions, whatever stands before it. */
  | { readonly kind: "impossible" }
  /**
   * The arms of `by` take all of its requests; the one at `killer` takes the last, `shown` among them. Right before
   * that one it would be reached; anywhere later it is dead.
   */
  | { readonly kind: "dead"; readonly by: readonly number[]; readonly killer: number; readonly same: boolean; readonly shown: Values }
  | { readonly kind: "undecided" };

/** An earlier arm that takes a part of the requests without being the narrower one. */
export interface Overlap {
  readonly earlier: number;
  readonly shown: Values;
}

/** The fates of a list of arms, and a request that none of them takes (null: there is none). */
export type Shadows =
  | { readonly ok: true; readonly fates: readonly ArmFate[]; readonly unmatched: Values | null | "undecided" }
  | { readonly ok: false; readonly reason: string };

/** Which arms of an ordered list can be reached, exactly, over the requests that every proxy reads alike. */
export function shadowsOf(arms: readonly Arm[], port: number): Shadows {
  const result = gridOf(arms.map(({ when }) => regionOf(when)), port);
  if (!result.ok) return result;
  const { grid } = result;
  const fates = arms.map((_, index) => fateOf(index, grid, arms));
  const left = grid.boxes.reduce<readonly Box[] | null>((rest, box) => (rest === null ? null : without(rest, box)), [grid.whole]);
  const [unmatched] = left ?? [];
  return { ok: true, fates, unmatched: left === null ? "undecided" : unmatched === undefined ? null : valuesIn(grid, unmatched) };
}

function fateOf(index: number, grid: Grid, arms: readonly Arm[]): ArmFate {
  const own = grid.boxes[index] ?? [];
  if (isEmpty(own)) return { kind: "impossible" };
  let rest: readonly Box[] = [own];
  for (let earlier = 0; earlier < index; earlier += 1) {
    const box = grid.boxes[earlier] ?? [];
    const after = without(rest, box);
    if (after === null) return { kind: "undecided" };
    if (after.length === 0) return { kind: "dead", ...deadBy(index, earlier, grid), shown: valuesIn(grid, rest[0] ?? own) };
    rest = after;
  }
  return { kind: "alive", shown: valuesIn(grid, rest[0] ?? own), partly: partlyBy(index, grid, arms) };
}

/** One arm that takes everything is named alone; else all that take a part. */
function deadBy(index: number, killer: number, grid: Grid): { readonly by: readonly number[]; readonly killer: number; readonly same: boolean } {
  const own = grid.boxes[index] ?? [];
  const box = grid.boxes[killer] ?? [];
  if (contains(box, own)) return { by: [killer], killer, same: contains(own, box) };
  const by = grid.boxes.slice(0, killer + 1).flatMap((other, at) => (overlaps(other, own) ? at : []));
  return { by, killer, same: false };
}

/** The first earlier arm of another route that overlaps without being inside, and is not the more specific one. */
function partlyBy(index: number, grid: Grid, arms: readonly Arm[]): Overlap | null {
  const own = grid.boxes[index] ?? [];
  const conditions = (at: number): number => regionOf(arms[at]?.when ?? everyCall).length;
  const earlier = grid.boxes.findIndex(
    (box, at) => at < index && arms[at]?.route.name !== arms[index]?.route.name && overlaps(box, own) && !contains(own, box) && conditions(at) <= conditions(index),
  );
  if (earlier < 0) return null;
  const both = own.map((mask, at) => mask & (grid.boxes[earlier]?.[at] ?? 0n));
  return { earlier, shown: valuesIn(grid, both) };
}
