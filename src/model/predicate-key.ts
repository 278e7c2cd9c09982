import type { Atom } from "./predicate.ts";
import { canonicalDimension } from "./evaluate.ts";

/**
 * The canonical text of an atom: two atoms have the same text exactly when they ask the same question in the same
 * words (`ignoreCase: false` and its absence are one; pseudo-headers are the dimension they stand for).
 */
export function atomKey(atom: Atom): string {
  return `${JSON.stringify(canonicalDimension(atom.dimension))} ${canonicalText(atom.predicate)}`;
}

function canonicalText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([key, field]) => field !== undefined && !(key === "ignoreCase" && field === false));
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`).join(",")}}`;
}
