import type { ClosedArm } from "./close.ts";
import { mayTie } from "./orders.ts";
import type { RouteOrder } from "./orders.ts";
import { mayOverlap } from "./relations.ts";

/**
 * The arms of a closed list (by their place in it) in groups that must stand in one object each, where the list settles
 * ties; between objects age would. Two arms of different groups lead to the same action, share no call, or never tie.
 */
export function tieGroups<T>(arms: readonly ClosedArm<T>[], orders: readonly RouteOrder[], actionKey: (item: T) => string | null): readonly (readonly number[])[] {
  const groupOf = arms.map((_, index) => index);
  arms.forEach((arm, index) => {
    arms.slice(0, index).forEach((other, before) => {
      const tied = actionKey(arm.item) !== actionKey(other.item) && mayOverlap(other.match, arm.match) && orders.some((order) => mayTie(order, other.match, arm.match));
      if (tied) merge(groupOf, before, index);
    });
  });
  return [...new Set(groupOf)].map((group) => arms.flatMap((_, index) => (groupOf[index] === group ? [index] : [])));
}

function merge(groupOf: number[], a: number, b: number): void {
  const [from, to] = [groupOf[b], groupOf[a]];
  groupOf.forEach((group, index) => {
    if (group === from && to !== undefined) groupOf[index] = to;
  });
}
