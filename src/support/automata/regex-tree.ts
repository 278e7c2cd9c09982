import { allChars, charsOf, eitherCase } from "./chars.ts";
import type { CharSet } from "./chars.ts";

/** A regular expression over the alphabet, without anything that only matters to groups and greed. */
export type RegexTree =
  | { readonly kind: "chars"; readonly set: CharSet }
  | { readonly kind: "sequence"; readonly parts: readonly RegexTree[] }
  | { readonly kind: "either"; readonly options: readonly RegexTree[] }
  /** `max` null: without end. */
  | { readonly kind: "repeat"; readonly of: RegexTree; readonly min: number; readonly max: number | null }
  /** Matches the empty text at the start or the end of the whole text. */
  | { readonly kind: "edge"; readonly at: "start" | "end" };

/** The empty text. */
export const emptyText: RegexTree = { kind: "sequence", parts: [] };

/** Any text, the empty one included. */
export const anyText: RegexTree = { kind: "repeat", of: { kind: "chars", set: allChars }, min: 0, max: null };

/** One text, letter case of ASCII letters ignored on request. */
export function literal(text: string, ignoreCase = false): RegexTree {
  const parts = [...text].map((char): RegexTree => ({ kind: "chars", set: ignoreCase ? eitherCase(char) : charsOf(char) }));
  return { kind: "sequence", parts };
}

/** One after the other. */
export function sequence(...parts: readonly RegexTree[]): RegexTree {
  return { kind: "sequence", parts };
}

/** One of several. */
export function either(...options: readonly RegexTree[]): RegexTree {
  return { kind: "either", options };
}

/** So many times and at most so many; `max` null: without end. */
export function repeat(of: RegexTree, min: number, max: number | null): RegexTree {
  return { kind: "repeat", of, min, max };
}

/** One character of a set. */
export function chars(set: CharSet): RegexTree {
  return { kind: "chars", set };
}
