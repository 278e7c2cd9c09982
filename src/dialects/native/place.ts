import type { Wish } from "../../model/index.ts";
import type { DocumentPath, Origin, PathStep } from "../../source/origin.ts";
import { pathText } from "../../source/path-text.ts";
import type { KubernetesDocument } from "../dialect.ts";

/** A node of a policy that is being read: its document, the namespace of bare names, and the path to it. */
export interface Place {
  readonly document: KubernetesDocument;
  readonly namespace: string;
  readonly path: DocumentPath;
}

/** A place further inside. */
export function below({ document, namespace, path }: Place, ...steps: readonly PathStep[]): Place {
  return { document, namespace, path: path.concat(steps) };
}

/** Where the node stands in the text. */
export function originOf(place: Place, part?: "key" | "value"): Origin {
  return place.document.origin(place.path, part);
}

/** The value with its place. */
export function wish<T>(place: Place, value: T): Wish<T> {
  return { value, origin: originOf(place) };
}

/** The value with its place and those of its written fields; a word instead of fields has none. */
export function wishOfFields<T>(place: Place, written: unknown, value: T): Wish<T> {
  if (typeof written !== "object" || written === null) return wish(place, value);
  const origins = Object.fromEntries(Object.keys(written).map((key) => [key, originOf(below(place, key))]));
  return { value, origin: originOf(place), origins };
}

/** Origin and path of a finding about the node. */
export function found(place: Place, part?: "key" | "value"): { readonly at: Origin; readonly path: string } {
  return { at: originOf(place, part), path: pathText(place.path) };
}

/** Each item of a list with its place; nothing for an absent list. */
export function items<T>(place: Place, list: readonly T[] | undefined): readonly (readonly [T, Place])[] {
  return (list ?? []).map((item, index) => [item, below(place, index)] as const);
}

/** Each value of a mapping with its key and place, in the order they are written. */
export function entries<T>(place: Place, map: Readonly<Record<string, T | undefined>> | undefined): readonly (readonly [string, T, Place])[] {
  return Object.entries(map ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, value, below(place, key)] as const]));
}
