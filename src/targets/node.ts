import type { DocumentPath, PathStep } from "../source/origin.ts";

/** A value of a manifest that is being read, with its path; readers add how they report what is wrong with it. */
export interface PlacedValue {
  readonly value: unknown;
  readonly path: DocumentPath;
}

/** The value under keys and indexes, reported in the same way; undefined where there is none. */
export function at<N extends PlacedValue>(node: N, ...steps: readonly PathStep[]): N {
  return { ...node, value: steps.reduce<unknown>(valueAt, node.value), path: [...node.path, ...steps] };
}

function valueAt(value: unknown, step: PathStep): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<PathStep, unknown>>)[step];
}

/** Whether something is written; null is nothing. */
export function isSet({ value }: PlacedValue): boolean {
  return value !== undefined && value !== null;
}
