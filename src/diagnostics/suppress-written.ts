import { commentsOf } from "../source/comments.ts";
import type { Origin, SourceDocument, SourceFile } from "../source/origin.ts";
import { lineText, placeOf } from "../source/place.ts";
import { suppressDiagnostics } from "./suppress.diagnostics.ts";
import { suppressionWords } from "./suppression.ts";
import type { Suppression, Suppressions } from "./suppression.ts";

const mark = "meshwright-ignore";

/** Annotation of an object whose value lists orders to ignore, one a line. */
export const ignoreAnnotation = "meshwright.dev/ignore";

/**
 * Orders in comments: `# meshwright-ignore MW3001 -- reason`. A comment behind something counts for its line; one on a
 * line of its own for the next line that is neither blank nor a comment.
 */
export function suppressionsInComments(files: readonly SourceFile[]): Suppressions {
  const written = files.filter(({ text }) => text.includes(mark));
  return joined(written.flatMap((file) => commentsOf(file).map((comment) => inComment(comment, file))));
}

function inComment(comment: Origin, file: SourceFile): Suppressions {
  const text = file.text.slice(comment.start, comment.end);
  const found = /^#+\s*meshwright-ignore(?![\w-])\s*/.exec(text);
  if (found === null) return nothing;
  const line = coveredLine(comment, file);
  const covers: Suppression["covers"] = ({ origin }) => origin.file === file.path && placeOf(file, origin.start).line === line;
  return order(text.slice(found[0].length), { ...comment, start: comment.start + found[0].length }, covers, file);
}

/** Lines that may stand between a comment and what it speaks of. */
const farthest = 20;

function coveredLine(comment: Origin, file: SourceFile): number {
  const { line } = placeOf(file, comment.start);
  if (!isComment(lineText(file, line))) return line;
  const skipped = (text: string): boolean => isComment(text) || text.trim() === "";
  let next = line + 1;
  while (next <= line + farthest && skipped(lineText(file, next))) next += 1;
  return next;
}

function isComment(text: string): boolean {
  return text.trimStart().startsWith("#");
}

/** Orders in annotations: `meshwright.dev/ignore: "MW3001: reason"`, several on lines of their own. They count for their object. */
export function suppressionsInAnnotations(documents: readonly SourceDocument[]): Suppressions {
  return joined(documents.flatMap((document) => inAnnotation(document)));
}

function inAnnotation(document: SourceDocument): readonly Suppressions[] {
  const value = annotationOf(document.value);
  if (value === null) return [];
  const all = document.origin([]);
  const covers: Suppression["covers"] = ({ origin }) => origin.file === all.file && origin.start >= all.start && origin.start <= all.end;
  const at = document.origin(["metadata", "annotations", ignoreAnnotation]);
  const lines = value.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => order(line, at, covers, document.file));
}

function annotationOf(value: unknown): string | null {
  const { metadata } = (value ?? {}) as { readonly metadata?: { readonly annotations?: Readonly<Record<string, unknown>> | null } | null };
  const annotations = metadata?.annotations;
  const found = typeof annotations === "object" && annotations !== null && Object.hasOwn(annotations, ignoreAnnotation) ? annotations[ignoreAnnotation] : null;
  return typeof found === "string" ? found : null;
}

/** The orders of one text, each at its code as it stands in the source. */
function order(text: string, at: Origin, covers: Suppression["covers"], file: SourceFile): Suppressions {
  const words = suppressionWords(text);
  if (!words.ok) return { suppressions: [], diagnostics: [suppressDiagnostics["unreadable-suppression"].report({ at, with: words })] };
  const { codes, until, reason } = words;
  return { suppressions: codes.map((code) => ({ code, reason, until, origin: placeOfWord(code, at, file), covers })), diagnostics: [] };
}

function placeOfWord(word: string, at: Origin, file: SourceFile): Origin {
  const start = file.text.indexOf(word, at.start);
  return start === -1 || start >= at.end ? at : { file: at.file, start, end: start + word.length };
}

const nothing: Suppressions = { suppressions: [], diagnostics: [] };

/** Several readings as one. */
export function joined(all: readonly Suppressions[]): Suppressions {
  return { suppressions: all.flatMap(({ suppressions }) => suppressions), diagnostics: all.flatMap(({ diagnostics }) => diagnostics) };
}
