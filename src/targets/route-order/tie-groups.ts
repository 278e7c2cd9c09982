import type { ClosedArm } from "./close.ts";
import { mayTie } from "./orders.ts";
import type { RouteOrder } from "./orders.ts";
import type { RankedMatch } from "./match.ts";
import { coversMeeting, mayOverlap } from "./relations.ts";

/**
 * The arms of a closed list (by their place in it) in groups that must stand in one object each, where the list settles
 * ties; between objects age would. Two arms of different groups lead to the same action, share no call, never tie, or leave
 * the calls that they share to a third one that goes before both.
 */
export function tieGroups<T>(arms: readonly ClosedArm<T>[], orders: readonly RouteOrder[], actionKey: (item: T) => string | null): readonly (readonly number[])[] {
  const groupOf = arms.map((_, index) => index);
  arms.forEach((arm, index) => {
    arms.slice(0, index).forEach((other, before) => {
      const differ = actionKey(arm.item) !== actionKey(other.item) && mayOverlap(other.match, arm.match);
      const tied = differ && orders.some((order) => mayTie(order, other.match, arm.match)) && !arms.some(({ match }) => outranks(match, other.match, arm.match, orders));
      if (tied) merge(groupOf, before, index);
    });
  });
  return [...new Set(groupOf)].map((group) => arms.flatMap((_, index) => (groupOf[index] === group ? [index] : [])));
}

/** True when a match takes all calls of both others, and surely goes before either. */
function outranks(match: RankedMatch, a: RankedMatch, b: RankedMatch, orders: readonly RouteOrder[]): boolean {
  return coversMeeting(match, a, b) && [a, b].every((each) => orders.every((order) => order.compare(match, each).every((sign) => sign > 0)));
}

function merge(groupOf: number[], a: number, b: number): void {
  const [from, to] = [groupOf[b], groupOf[a]];
  groupOf.forEach((group, index) => {
    if (group === from && to !== undefined) groupOf[index] = to;
  });
}
