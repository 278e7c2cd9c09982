import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Origin, SourceFile } from "../source/origin.ts";
import { placeOf } from "../source/place.ts";

/** A place with lines and columns from 1; the end is exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * Findings for programs: one JSON document `{ "version": 1, "diagnostics": [...] }`, in reading order. Fields may be added
 * in later versions, and never change their meaning.
 */
export function jsonReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[]): string {
  const files = new Map(sources.map((file) => [file.path, file]));
  const document = { version: 1, diagnostics: diagnostics.map((diagnostic) => jsonFinding(diagnostic, files)) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Texts by path. */
export type Files = ReadonlyMap<string, SourceFile>;

/** One finding as programs read it: all of its fields, null where there is nothing to say. */
export function jsonFinding(diagnostic: Diagnostic, files: Files): object {
  const { code, name, severity, message, why, help, path, origin, related, fixes } = diagnostic;
  return {
    code,
    name,
    severity,
    message,
    why: why ?? null,
    help: help ?? null,
    path: path ?? null,
    ...jsonPlace(origin, files),
    related: related.map((each) => ({ ...jsonPlace(each.origin, files), note: each.note })),
    fixes: fixes.map((fix) => ({ label: fix.label, edits: fix.edits.map((edit) => ({ ...jsonPlace(edit.origin, files), text: edit.text })) })),
  };
}

/** A place as programs read it; a file that was not handed over is all at 1:1. */
export function jsonPlace(origin: Origin, files: Files): JsonPlace {
  const file = files.get(origin.file) ?? { path: origin.file, text: "" };
  const start = placeOf(file, origin.start);
  const end = placeOf(file, origin.end);
  return { file: origin.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
