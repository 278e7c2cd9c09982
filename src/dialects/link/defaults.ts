import type { Wish } from "../../model/index.ts";
import type { MeshFragment } from "../fragment.ts";
import type { LinkContext } from "./draft.ts";

type Defaults = MeshFragment["defaults"];
type Value<T> = T extends Wish<infer V> ? V : never;

/** The default of a setting for a namespace, marked as inherited: the namespace's own wins over the mesh's. */
export function inherited<K extends keyof Defaults>(key: K, namespace: string, context: LinkContext): Wish<Value<NonNullable<Defaults[K]>>> | null {
  const found = context.namespaces.get(namespace)?.defaults[key] ?? context.mesh?.defaults[key];
  if (found === undefined || !("value" in found)) return null;
  return { value: found.value as Value<NonNullable<Defaults[K]>>, origin: found.origin, inherited: true, ...("origins" in found && { origins: found.origins }) };
}

/** A wish or the default in its place; `none` shields from the default and means nothing is wished. */
export function orNone<T>(written: Wish<T | "none"> | null, otherwise: Wish<T | "none"> | null): Wish<T> | null {
  const wish = written ?? otherwise;
  return wish === null || wish.value === "none" ? null : (wish as Wish<T>);
}
