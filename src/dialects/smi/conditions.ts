import { everyCall } from "../../model/blank.ts";
import type { Conditions } from "../../model/index.ts";
import type { GroupMatch, RouteGroup, Split } from "./resources.ts";
import type { World } from "./world.ts";

/** A match of a group as conditions of an arm. */
export function conditionsOf(match: GroupMatch): Conditions {
  return { ...everyCall, path: match.path, methods: match.methods, headers: match.headers };
}

/** A group by name in the namespace of whoever refers to it. */
export function findGroup(namespace: string, name: string, world: World): RouteGroup | undefined {
  return world.resources.groups.find(({ meta }) => meta.id.namespace === namespace && meta.id.name === name);
}

/** The matches of all groups that a split refers to, in the order written; null for a split of every call. */
export function matchesOf(split: Split, world: World): readonly GroupMatch[] | null {
  if (split.matches === null) return null;
  return split.matches.flatMap(({ value }) => findGroup(split.meta.id.namespace, value, world)?.matches ?? []);
}
