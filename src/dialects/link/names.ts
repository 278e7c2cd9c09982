import type { Name } from "../../model/index.ts";

/** `namespace/name`, the form of names in messages and of keys in maps. */
export function nameText(name: Name): string {
  return `${name.namespace}/${name.name}`;
}

/** True for one and the same name. */
export function sameName(a: Name, b: Name): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** Orders by code units of the text that a value is given. */
export function byText<T>(text: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}

/** Groups in the order in which their keys first occur. */
export function groupBy<T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}
