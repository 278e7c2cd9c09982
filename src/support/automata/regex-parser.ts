import { compileRegex } from "../regex.ts";
import { allChars, charIndex, charsOf, charsWhere, eitherCase } from "./chars.ts";
import type { CharSet } from "./chars.ts";
import { chars, either, emptyText, repeat, sequence } from "./regex-tree.ts";
import type { RegexTree } from "./regex-tree.ts";

/** A pattern as a tree, or why there is none. */
export type ParsedRegex =
  | { readonly ok: true; readonly tree: RegexTree }
  /** Why the pattern cannot be decided: it is no RE2 syntax, or uses something outside regular texts. */
  | { readonly ok: false; readonly reason: string };

interface Cursor {
  readonly text: string;
  at: number;
  ignoreCase: boolean;
}

class Undecided extends Error {}

/**
 * Reads RE2 syntax (`google/re2:doc/syntax.txt`) as a tree over the alphabet; characters outside it match nothing.
 * Syntax is checked by the engine that runs patterns, so what is read here is what runs. Word boundaries and raw bytes
 * are not decided. Never throws.
 */
export function parseRegex(pattern: string): ParsedRegex {
  const compiled = compileRegex(pattern);
  if (!compiled.ok) return { ok: false, reason: compiled.problem };
  try {
    return { ok: true, tree: readEither({ text: pattern, at: 0, ignoreCase: false }, 0) };
  } catch (error) {
    if (error instanceof Undecided) return { ok: false, reason: error.message };
    throw error;
  }
}

const deepestGroup = 200;

function readEither(cursor: Cursor, depth: number): RegexTree {
  if (depth > deepestGroup) throw new Undecided(`groups are nested deeper than ${deepestGroup}`);
  const { ignoreCase } = cursor;
  const options = [readSequence(cursor, depth)];
  while (peek(cursor) === "|") {
    cursor.at += 1;
    options.push(readSequence(cursor, depth));
  }
  cursor.ignoreCase = ignoreCase;
  return options.length === 1 ? (options[0] ?? emptyText) : either(...options);
}

function readSequence(cursor: Cursor, depth: number): RegexTree {
  const parts: RegexTree[] = [];
  while (cursor.at < cursor.text.length && peek(cursor) !== "|" && peek(cursor) !== ")") {
    const atoms = readAtom(cursor, depth);
    const last = atoms.at(-1);
    parts.push(...atoms.slice(0, -1));
    if (last !== undefined) parts.push(readRepeats(cursor, last));
  }
  return sequence(...parts);
}

/** Usually one tree; several for quoted text (a repetition binds to the last), none for a flag group. */
function readAtom(cursor: Cursor, depth: number): readonly RegexTree[] {
  const char = peek(cursor);
  if (char === "(") return readGroup(cursor, depth);
  if (char === "[") return [chars(readClass(cursor))];
  if (char === "\\") return readEscape(cursor);
  const taken = String.fromCodePoint(cursor.text.codePointAt(cursor.at) ?? 0);
  cursor.at += taken.length;
  if (taken === ".") return [chars(allChars)];
  if (taken === "^") return [{ kind: "edge", at: "start" }];
  if (taken === "$") return [{ kind: "edge", at: "end" }];
  return [oneChar(taken, cursor.ignoreCase)];
}

function readGroup(cursor: Cursor, depth: number): readonly RegexTree[] {
  const opening = /^\((?:\?P?<\w+>|\?([imsU]*)(?:-([imsU]+))?([:)]))?/.exec(cursor.text.slice(cursor.at, cursor.at + 300));
  if (opening === null) throw new Undecided("a group could not be read");
  const [whole, on = "", off = "", closes] = opening;
  cursor.at += whole.length;
  const before = cursor.ignoreCase;
  cursor.ignoreCase = off.includes("i") ? false : before || on.includes("i");
  if (closes === ")") return [];
  const tree = readEither(cursor, depth + 1);
  cursor.at += 1;
  cursor.ignoreCase = before;
  return [tree];
}

function readClass(cursor: Cursor): CharSet {
  const start = cursor.at;
  cursor.at += cursor.text[cursor.at + 1] === "^" ? 2 : 1;
  if (peek(cursor) === "]") cursor.at += 1;
  while (peek(cursor) !== "]") skipClassItem(cursor);
  cursor.at += 1;
  return charsMatching(cursor.text.slice(start, cursor.at), cursor.ignoreCase);
}

function skipClassItem(cursor: Cursor): void {
  const rest = cursor.text.slice(cursor.at, cursor.at + 40);
  cursor.at += /^(?:\[:\^?\w+:\]|\\[pPx]\{[^}]*\}|\\[^])/.exec(rest)?.[0].length ?? 1;
}

function readEscape(cursor: Cursor): readonly RegexTree[] {
  const rest = cursor.text.slice(cursor.at);
  if (rest.startsWith("\\Q")) return readQuoted(cursor);
  const token = /^\\(?:[pP]\{[^}]*\}|[pP][A-Z]|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|[^])/u.exec(rest)?.[0] ?? "\\";
  cursor.at += token.length;
  if (token === "\\A") return [{ kind: "edge", at: "start" }];
  if (token === "\\z") return [{ kind: "edge", at: "end" }];
  if (/^\\[bBC]$/.test(token)) throw new Undecided(`\`${token}\` is not decided`);
  return [chars(charsMatching(token, cursor.ignoreCase))];
}

function readQuoted(cursor: Cursor): readonly RegexTree[] {
  const end = cursor.text.indexOf("\\E", cursor.at);
  const stop = end < 0 ? cursor.text.length : end;
  const text = cursor.text.slice(cursor.at + 2, stop);
  cursor.at = end < 0 ? stop : stop + 2;
  return [...text].map((char) => oneChar(char, cursor.ignoreCase));
}

function readRepeats(cursor: Cursor, of: RegexTree): RegexTree {
  const found = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})\??/.exec(cursor.text.slice(cursor.at, cursor.at + 14));
  if (found === null) return of;
  const [whole, min, comma, max] = found;
  cursor.at += whole.length;
  if (min === undefined) return simpleRepeat(whole, of);
  const least = Number(min);
  return repeat(of, least, comma === undefined ? least : max === undefined || max === "" ? null : Number(max));
}

function simpleRepeat(sign: string, of: RegexTree): RegexTree {
  if (sign.startsWith("?")) return repeat(of, 0, 1);
  return repeat(of, sign.startsWith("+") ? 1 : 0, null);
}

function oneChar(char: string, ignoreCase: boolean): RegexTree {
  if (charIndex(char) >= 0) return chars(ignoreCase ? eitherCase(char) : charsOf(char));
  return chars(charsMatching(char.replace(/[\\^$.|?*+()[\]{}]/, "\\$&"), ignoreCase));
}

const matching = new Map<string, CharSet>();

/** The characters that a one-character expression matches, asked of the engine itself. */
function charsMatching(token: string, ignoreCase: boolean): CharSet {
  const pattern = ignoreCase ? `(?i)${token}` : token;
  const known = matching.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileRegex(pattern);
  if (!compiled.ok) throw new Undecided(compiled.problem);
  const set = charsWhere((char) => compiled.regex.matchesWhole(char));
  if (matching.size > 10_000) matching.clear();
  matching.set(pattern, set);
  return set;
}

function peek(cursor: Cursor): string | undefined {
  return cursor.text[cursor.at];
}
