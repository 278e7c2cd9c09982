import type { SourceFile } from "../source/origin.ts";
import type { Diagnostic } from "./diagnostic.ts";

/**
 * Findings in the order in which a reader meets them: by file (in the order given, then by path), place, code and message.
 * The same finding is kept once, also where an alias repeats what it is about.
 */
export function inReadingOrder(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): readonly Diagnostic[] {
  const ranks = new Map(files.map((file, index) => [file.path, index]));
  const rank = (diagnostic: Diagnostic): number => ranks.get(diagnostic.origin.file) ?? files.length;
  const sorted = [...diagnostics].sort((a, b) => rank(a) - rank(b) || compare(sortKey(a), sortKey(b)));
  return sorted.filter((diagnostic, index) => index === 0 || !isSame(diagnostic, sorted[index - 1]));
}

type Key = readonly (string | number)[];

function sortKey({ origin, code, message, path }: Diagnostic): Key {
  return [...placeKey({ origin, code, message }), path ?? ""];
}

function placeKey({ origin, code, message }: Pick<Diagnostic, "origin" | "code" | "message">): Key {
  return [origin.file, origin.start, origin.end, code, message];
}

function compare(a: Key, b: Key): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at === -1) return 0;
  return (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}

function isSame(a: Diagnostic, b: Diagnostic | undefined): boolean {
  return b !== undefined && compare(placeKey(a), placeKey(b)) === 0;
}
