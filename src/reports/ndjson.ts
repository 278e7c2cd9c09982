import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import { jsonFinding } from "./json.ts";

/** Findings for programs that read line by line: one JSON object a line, with the fields of `--format json`. */
export function ndjsonReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[]): string {
  const files = new Map(sources.map((file) => [file.path, file]));
  return diagnostics.map((diagnostic) => `${JSON.stringify(jsonFinding(diagnostic, files))}\n`).join("");
}
