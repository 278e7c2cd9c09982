import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Origin } from "../source/origin.ts";

/** Whatever knows the texts that origins point into, such as the world of a lint. */
export interface Readable {
  readonly settings: { readonly textAt: (origin: Origin) => string };
}

/** A fix that writes another word in the place of one, in its quotes; none where the place is not that of one word. */
export function rewritten(at: Origin, text: string, label: string, world: Readable): readonly Fix[] {
  const before = world.settings.textAt(at);
  const quote = /^(["']).*\1$/.exec(before)?.[1] ?? "";
  const isWord = /^["']?[^\s"'{}[\],:#&*!|>%@`]+["']?$/.test(before);
  return isWord ? [{ label, edits: [{ origin: at, text: `${quote}${text}${quote}` }] }] : [];
}

/** A fix that says an entry of a mapping, `regex: …`, with another key and value, quoted as before; none where the key does not stand before the value. */
export function reworded(value: Origin, from: string, to: { readonly key: string; readonly text: string }, world: Readable): readonly Fix[] {
  const { textAt } = world.settings;
  const before = textAt({ ...value, start: Math.max(0, value.start - from.length - 10), end: value.start });
  const found = new RegExp(`(["']?)${from}\\1: *$`).exec(before);
  if (found === null) return [];
  const quote = /^["']/.exec(textAt(value))?.[0] ?? (/^[-/\w.~]+$/.test(to.text) ? "" : '"');
  const key = `${found[1] ?? ""}${to.key}${found[1] ?? ""}`;
  return [{ label: `write \`${to.key}: ${to.text}\``, edits: [{ origin: { ...value, start: value.start - found[0].length }, text: `${key}: ${quote}${to.text}${quote}` }] }];
}

/** As much text around an item as is looked at. */
const reach = 2_000;

/** A fix that takes an item out of a list, in block or flow style; none where it shares its lines, or is the only one. */
export function itemRemoved(item: Origin, label: string, world: Readable): readonly Fix[] {
  const { textAt } = world.settings;
  const before = textAt({ ...item, start: Math.max(0, item.start - reach), end: item.start });
  const behind = textAt({ ...item, start: item.end, end: item.end + reach });
  const edit = lines(item, before, behind) ?? flow(item, before, behind);
  return edit === null ? [] : [{ label, edits: [{ origin: edit, text: "" }] }];
}

/** Whole lines, the item being all that is on them, beside another item of the same list. */
function lines(item: Origin, before: string, behind: string): Origin | null {
  const head = /(?:^|\n)( *)- *$/.exec(before);
  const tail = /^[ \t]*(?:\n|$)/.exec(behind);
  if (head === null || tail === null) return null;
  const indent = head[1] ?? "";
  const hasNext = behind.slice(tail[0].length).startsWith(`${indent}- `);
  const above = before.slice(0, before.length - head[0].length);
  const hasPrevious = above.includes(`\n${indent}- `) && !above.slice(above.lastIndexOf(`\n${indent}- `) + 1).split("\n").slice(1).some((line) => line.trim() !== "" && !line.startsWith(`${indent} `));
  const start = item.start - (head[0].length - (head[0].startsWith("\n") ? 1 : 0));
  return hasNext || hasPrevious ? { file: item.file, start, end: item.end + tail[0].length } : null;
}

/** With the comma before it or behind it. */
function flow(item: Origin, before: string, behind: string): Origin | null {
  const [comma, next] = [/, *$/.exec(before), /^ *, */.exec(behind)];
  if (comma !== null && /^ *[,\]]/.test(behind)) return { file: item.file, start: item.start - comma[0].length, end: item.end };
  return next !== null && /\[ *$/.test(before) ? { file: item.file, start: item.start, end: item.end + next[0].length } : null;
}

/**
 * A fix that takes an entry out of a mapping, in block or flow style; none where it shares its lines with something, or where
 * nothing else is seen to be in the mapping.
 */
export function entryRemoved(key: Origin, value: Origin, label: string, world: Readable): readonly Fix[] {
  const { textAt } = world.settings;
  const entry = { file: key.file, start: key.start, end: value.end };
  const before = textAt({ ...entry, start: Math.max(0, entry.start - reach), end: entry.start });
  const behind = textAt({ ...entry, start: entry.end, end: entry.end + reach });
  const edit = entryLines(entry, before, behind) ?? entryInFlow(entry, before, behind);
  return edit === null ? [] : [{ label, edits: [{ origin: edit, text: "" }] }];
}

/** Whole lines below or above another entry of the same mapping. */
function entryLines(entry: Origin, before: string, behind: string): Origin | null {
  const indent = /(?:^|\n)( *)$/.exec(before)?.[1];
  const tail = /^[ \t]*(?:\r?\n|$)/.exec(behind)?.[0];
  if (indent === undefined || tail === undefined) return null;
  const above = before.slice(0, before.length - indent.length).split("\n").reverse();
  const outer = above.find((line) => isContent(line) && columnOf(line) <= indent.length);
  const below = behind.slice(tail.length).split("\n").find(isContent);
  const isSibling = (line: string | undefined): boolean => line !== undefined && columnOf(line) === indent.length;
  const hasNext = isSibling(below) && !below?.trimStart().startsWith("- ");
  return isSibling(outer) || hasNext ? { file: entry.file, start: entry.start - indent.length, end: entry.end + tail.length } : null;
}

function isContent(line: string): boolean {
  return /^\s*[^\s#]/.test(line);
}

/** Where the first key of a line stands, behind the dashes of items. */
function columnOf(line: string): number {
  return /^ *(?:- +)*/.exec(line)?.[0].length ?? 0;
}

function entryInFlow(entry: Origin, before: string, behind: string): Origin | null {
  const [comma, next] = [/, *$/.exec(before), /^ *, */.exec(behind)];
  if (comma !== null && /^ *[,}]/.test(behind)) return { ...entry, start: entry.start - comma[0].length };
  return next !== null && /\{ *$/.test(before) ? { ...entry, end: entry.end + next[0].length } : null;
}
