import type { Origin, SourceFile } from "../source/origin.ts";
import { lineText, placeOf } from "../source/place.ts";
import { displayWidth, printable } from "./printable.ts";

/** Longest piece of a line that is shown. */
const widest = 120;

/** The lines of source around a place: the line before, the line itself, and carets below the token. */
export interface Excerpt {
  readonly lines: readonly { readonly number: number; readonly text: string }[];
  /** What stands below the last line. */
  readonly carets: string;
}

/**
 * Shows a place in its source. Characters that a terminal would act on are escaped, long lines cut around the token; of
 * a token of several lines the first is shown. null when the place has no line to show.
 */
export function excerptOf(file: SourceFile, origin: Origin): Excerpt | null {
  const { line, column } = placeOf(file, origin.start);
  const text = lineText(file, line);
  if (text === "" && line > 1 && origin.start >= file.text.length) return lastLine(file, line - 1);
  const tokenEnd = Math.min(column - 1 + [...file.text.slice(origin.start, origin.end)].length, [...text].length);
  const cut = cutAround([...text], column - 1, tokenEnd);
  const before = line > 1 ? [{ number: line - 1, text: shortened(lineText(file, line - 1)) }] : [];
  const shown = printable(cut.before) + printable(cut.token) + printable(cut.after);
  const carets = " ".repeat(displayWidth(printable(cut.before))) + "^".repeat(Math.max(1, displayWidth(printable(cut.token))));
  return { lines: [...before.filter((each) => each.text.trim() !== ""), { number: line, text: shown }], carets };
}

/** A place at the end of the text is shown behind the last line. */
function lastLine(file: SourceFile, line: number): Excerpt | null {
  const text = shortened(lineText(file, line));
  return text === "" ? null : { lines: [{ number: line, text }], carets: `${" ".repeat(displayWidth(text))}^` };
}

interface Cut {
  readonly before: string;
  readonly token: string;
  readonly after: string;
}

/** Counted in characters, so that no pair of surrogates is torn. */
function cutAround(line: readonly string[], start: number, end: number): Cut {
  const part = (from: number, to: number): string => line.slice(from, to).join("");
  if (line.length <= widest) return { before: part(0, start), token: part(start, end), after: part(end, line.length) };
  const from = Math.max(0, start - widest / 3);
  const to = Math.min(line.length, from + widest);
  const tokenEnd = Math.min(end, to);
  return {
    before: (from > 0 ? "…" : "") + part(from, start),
    token: part(start, tokenEnd),
    after: part(tokenEnd, to) + (to < line.length ? "…" : ""),
  };
}

function shortened(text: string): string {
  const characters = [...text];
  return printable(characters.length > widest ? `${characters.slice(0, widest).join("")}…` : text);
}
