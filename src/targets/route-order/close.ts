import type { RankedMatch } from "./match.ts";
import { ranksAtLeast } from "./orders.ts";
import type { RouteOrder } from "./orders.ts";
import { coversMeeting, join, mayOverlap } from "./relations.ts";
import { witnessOf } from "./witness.ts";

/** An arm of an ordered list with whatever the caller hangs on it. */
export interface OrderedArm<T> {
  readonly match: RankedMatch;
  readonly item: T;
}

/** An arm of the closed list; `added` when it is a join that the list needs in order to survive the ranking. */
export interface ClosedArm<T> extends OrderedArm<T> {
  readonly added: boolean;
}

/** Why a list cannot be said: which two arms clash, and a call for which the wrong one would win. */
export interface Clash<T> {
  readonly kind:
    /** The rank of one of the paths is not stated, or the part that both take has no condition of its own. */
    | "rank-unknown"
    /** The earlier arm is to answer like no route at all, which only the absence of a route does. */
    | "absence"
    /** The list would grow over the limit. */
    | "too-many";
  readonly earlier: T;
  readonly later: T;
  readonly witness: string;
}

/** A list whose ranking agrees with its order, with the arms that no call ever reaches; or the clash. */
export type Closed<T> =
  | { readonly ok: true; readonly arms: readonly ClosedArm<T>[]; readonly dead: readonly T[] }
  | { readonly ok: false; readonly clash: Clash<T> };

/** The most arms a closed list may have. */
export interface CloseOptions {
  readonly most: number;
}

/**
 * Closes an ordered list under joins, so that ranking by specificity (in every one of the orders, with ties settled by the
 * place in the list) finds for each call the arm that comes first in the given list, or one with the same action. Joining
 * is enough since every order is monotone: conditions added to an arm never lower its key. `actionKey` is everything that
 * happens to the calls of an arm, as text; null for an arm that answers like no route at all, which is not emitted.
 */
export function closeOrder<T>(
  arms: readonly OrderedArm<T>[],
  orders: readonly RouteOrder[],
  actionKey: (item: T) => string | null,
  options: CloseOptions = { most: 1000 },
): Closed<T> {
  const { live, dead } = withoutDead(arms);
  const lists = live.map(({ match, item }): Entry<T> => ({ item, action: actionKey(item), matches: [match] }));
  const pending: Added[] = live.map(({ match }, index) => ({ index, match }));
  let size = lists.length;
  for (let next = 0; next < pending.length; next += 1) {
    const added = pending[next];
    if (added === undefined) break;
    for (const [i, x, j, y] of pairsOf(added, lists, pending, next)) {
      const step = settle(lists, i, x, j, y, orders);
      if (step.kind === "fine") continue;
      if (step.kind === "join") size += 1;
      const clash = step.kind === "clash" ? step.clash : size > options.most ? "too-many" : null;
      if (clash !== null || step.kind !== "join") return refused(lists, clash ?? "too-many", i, x, j, y);
      lists[i]?.matches.push(step.match);
      pending.push({ index: i, match: step.match });
    }
  }
  return { ok: true, arms: lists.flatMap(written), dead };
}

interface Entry<T> {
  readonly item: T;
  readonly action: string | null;
  /** The arm's own match, then the joins. */
  readonly matches: RankedMatch[];
}

interface Added {
  readonly index: number;
  readonly match: RankedMatch;
}

/** An arm that one earlier arm covers never wins. */
function withoutDead<T>(arms: readonly OrderedArm<T>[]): { readonly live: readonly OrderedArm<T>[]; readonly dead: readonly T[] } {
  const live: OrderedArm<T>[] = [];
  const dead: T[] = [];
  for (const arm of arms) {
    if (live.some(({ match }) => coversMeeting(match, arm.match, arm.match))) dead.push(arm.item);
    else live.push(arm);
  }
  return { live, dead };
}

type Pair = readonly [number, RankedMatch, number, RankedMatch];

/** The pairs of a match with those that were taken up before it; every two matches meet once. */
function pairsOf<T>(added: Added, lists: readonly Entry<T>[], pending: readonly Added[], before: number): readonly Pair[] {
  return pending.slice(0, before).flatMap((other): readonly Pair[] => {
    if (other.index === added.index || lists[other.index]?.action === lists[added.index]?.action) return [];
    return [other.index < added.index ? [other.index, other.match, added.index, added.match] : [added.index, added.match, other.index, other.match]];
  });
}

type Step = { readonly kind: "fine" } | { readonly kind: "join"; readonly match: RankedMatch } | { readonly kind: "clash"; readonly clash: Clash<never>["kind"] };

/** What the earlier match `x` needs so that the later `y` does not take its calls. */
function settle<T>(lists: readonly Entry<T>[], i: number, x: RankedMatch, j: number, y: RankedMatch, orders: readonly RouteOrder[]): Step {
  const absent = lists[i]?.action === null;
  if (lists[j]?.action === null || !mayOverlap(x, y)) return { kind: "fine" };
  if (!absent && atLeast(x, y, orders)) return { kind: "fine" };
  const guarded = lists.slice(0, i + 1).some((entry) => entry.action !== null && entry.matches.some((z) => coversMeeting(z, x, y) && atLeast(z, y, orders)));
  if (guarded) return { kind: "fine" };
  if (absent) return { kind: "clash", clash: "absence" };
  const joined = join(x, y);
  return joined !== null && atLeast(joined, y, orders) ? { kind: "join", match: joined } : { kind: "clash", clash: "rank-unknown" };
}

function atLeast(a: RankedMatch, b: RankedMatch, orders: readonly RouteOrder[]): boolean {
  return orders.every((order) => ranksAtLeast(order, a, b));
}

function written<T>({ item, action, matches }: Entry<T>): readonly ClosedArm<T>[] {
  return action === null ? [] : matches.map((match, index) => ({ match, item, added: index > 0 }));
}

function refused<T>(lists: readonly Entry<T>[], kind: Clash<T>["kind"], i: number, x: RankedMatch, j: number, y: RankedMatch): Closed<T> {
  const [earlier, later] = [lists[i], lists[j]];
  if (earlier === undefined || later === undefined) throw new Error("a clash is between two arms of the list");
  return { ok: false, clash: { kind, earlier: earlier.item, later: later.item, witness: witnessOf(x, y) } };
}
