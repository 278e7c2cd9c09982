import type { OrderedArm } from "./close.ts";
import { intersectMatches } from "./intersection.ts";
import type { RankedMatch } from "./match.ts";
import type { Excluded, RankedArm } from "./ranked-arms.ts";
import { coversMeeting } from "./relations.ts";

/** An ordered list without negations, or the arm whose negation cannot be spelt out, and why. */
export type Positive<T> =
  | { readonly ok: true; readonly arms: readonly OrderedArm<T>[] }
  | { readonly ok: false; readonly item: T; readonly why: "unsayable" | "no-catch-all" | "too-many" };

/**
 * Spells out negations for targets that have none: before an arm with `not m`, everything that comes after it is written
 * for the calls with `m`, then the arm without the condition. That needs an `m` that can be said (`sayable`), and later arms
 * that take all of those calls, since a call with `m` that no later arm took would fall to the arm itself.
 */
export function withoutNegation<T>(arms: readonly RankedArm<T>[], sayable: (excluded: Excluded) => boolean, most = 1000): Positive<T> {
  let tail: readonly OrderedArm<T>[] = [];
  for (const arm of arms.toReversed()) {
    const before: OrderedArm<T>[] = [];
    for (const excluded of arm.not) {
      const copies = sayable(excluded) ? tailFor(arm.match, excluded, tail) : "unsayable";
      if (typeof copies === "string") return { ok: false, item: arm.item, why: copies };
      before.push(...copies);
    }
    tail = [...before, { match: arm.match, item: arm.item }, ...tail];
    if (tail.length > most) return { ok: false, item: arm.item, why: "too-many" };
  }
  return { ok: true, arms: tail };
}

/** The later arms for the calls that fit a match and the excluded condition, up to the first that takes all of them. */
function tailFor<T>(match: RankedMatch, excluded: Excluded, tail: readonly OrderedArm<T>[]): readonly OrderedArm<T>[] | "unsayable" | "no-catch-all" {
  const region = intersectMatches(match, { ...match, headers: [], query: [], [excluded.place]: [{ name: excluded.name, match: excluded.match }] });
  if (region === "never") return [];
  if (region === "unsayable") return "unsayable";
  const copies: OrderedArm<T>[] = [];
  for (const arm of tail) {
    const both = intersectMatches(region, arm.match);
    if (both === "unsayable") return "unsayable";
    if (both !== "never") copies.push({ match: both, item: arm.item });
    if (coversMeeting(arm.match, region, region)) return copies;
  }
  return "no-catch-all";
}
