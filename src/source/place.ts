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
  return { line: index + 1, column: characters(file, start, at) + 1 };
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

/** How many characters lie between two offsets: pairs of surrogates are one, a byte order mark is none. */
function characters(file: SourceFile, from: number, to: number): number {
  return to - from <= stride ? counted(file.text, from, to) : charactersBefore(file, to) - charactersBefore(file, from);
}

/** Distance of the marks at which characters are counted beforehand: files may be one long line. */
const stride = 1024;
const marks = new WeakMap<SourceFile, readonly number[]>();

function charactersBefore(file: SourceFile, offset: number): number {
  const mark = Math.floor(offset / stride);
  return (countedMarks(file)[mark] ?? 0) + counted(file.text, mark * stride, offset);
}

function countedMarks(file: SourceFile): readonly number[] {
  const known = marks.get(file);
  if (known !== undefined) return known;
  const found = [0];
  for (let at = stride; at <= file.text.length; at += stride) found.push((found.at(-1) ?? 0) + counted(file.text, at - stride, at));
  marks.set(file, found);
  return found;
}

function counted(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (begins(text, at)) count += 1;
  return count;
}

/** Whether a character begins here: not in the middle of a pair of surrogates, and not at a byte order mark. */
function begins(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 0xfeff) return false;
  return unit < 0xdc00 || unit > 0xdfff || at === 0 || (text.charCodeAt(at - 1) & 0xfc00) !== 0xd800;
}
