import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Configuration } from "../resources/generated/config/configuration.ts";
import type { DocumentPath, SourceDocument } from "../source/origin.ts";
import { configDiagnostics } from "./config.diagnostics.ts";
import { pageOf } from "./explain.ts";
import type { Io } from "./io.ts";

/** Codes in a configuration that no finding has. */
export function strangeCodes(document: Pick<SourceDocument, "origin">, { lint = {}, suppress = [] }: Configuration, io: Io): readonly Diagnostic[] {
  const report = (code: string, path: DocumentPath, part: "key" | "value"): readonly Diagnostic[] =>
    isCode(code, io) ? [] : [configDiagnostics["unknown-code"].report({ at: document.origin(path, part), with: { code } })];
  return [...Object.keys(lint).flatMap((code) => report(code, ["lint", code], "key")), ...suppress.flatMap(({ code }, index) => report(code, ["suppress", index, "code"], "value"))];
}

/** Whether a finding has the code: it has a page then. */
export function isCode(code: string, io: Io): boolean {
  return pageOf(code, io) !== null;
}
