import type { Position, SourceFile } from "./origin.ts";

const starts = new WeakMap<SourceFile, readonly number[]>();

/**
 * Line and column of an offset, both from 1. Columns count characters, not code units, and leave out a byte order mark;
 * `\r\n` ends a line once. An offset past the end is taken for the end.
 */
export function placeOf(file: SourceFile, offset: number): Position {
  const lines = lineStarts(file);
  const at = Math.max(0, Math.min(offset, file.text.length));
  const index = lastAtOrBefore(lines, at);
  const start = lines[index] ?? 0;
  return { line: index + 1, column: characters(file.text, start, at) + 1 };
}

/** The text of a line (from 1) without its end; empty past the last line. */
export function lineText(file: SourceFile, line: number): string {
  const lines = lineStarts(file);
  const start = lines[line - 1];
  if (start === undefined) return "";
  const text = file.text.slice(start, lines[line] ?? file.text.length);
  return text.replace(/\r?\n$/, "").replace(/^\ufeff/, "");
}

/** The offsets at which lines start, the first being 0; worked out once a file. */
export function lineStarts(file: SourceFile): readonly number[] {
  const known = starts.get(file);
  if (known !== undefined) return known;
  const found = [0];
  for (let at = file.text.indexOf("\n"); at !== -1; at = file.text.indexOf("\n", at + 1)) found.push(at + 1);
  starts.set(file, found);
  return found;
}

function lastAtOrBefore(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function characters(text: string, from: number, to: number): number {
  let count = 0;
  for (const character of text.slice(from, to)) if (character !== "\ufeff") count += 1;
  return count;
}
