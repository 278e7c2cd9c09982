import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import type { ReportContext, WrittenReport } from "./context.ts";
import { jsonPlace } from "./json.ts";
import type { Files } from "./json.ts";
import { printable } from "./printable.ts";
import { countText, severities, shortened } from "./selection.ts";

/** Annotations that GitHub keeps of each level and step (actions/toolkit:docs/problem-matchers.md). */
const most = 10;

const commands = { error: "error", warning: "warning", info: "notice" } as const satisfies Readonly<Record<Severity, string>>;

/**
 * Findings as workflow commands, which GitHub shows beside the lines they speak of. It drops all after the tenth of a
 * level without a word, so the others are counted in the last line.
 */
export function githubReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext): WrittenReport {
  const files = new Map(sources.map((file) => [file.path, file]));
  const levels = severities.map((severity) => diagnostics.filter((each) => each.severity === severity));
  const shown = levels.flatMap((level) => level.slice(0, most)).map((diagnostic) => annotation(diagnostic, files, context));
  const left = countText(levels.flatMap((level) => level.slice(most)));
  const note = left === null ? [] : [`${left} more not shown as annotations, since GitHub keeps ${most} of each level`];
  return { text: [...shown, ...note].map((line) => `${line}\n`).join(""), notes: [] };
}

function annotation(diagnostic: Diagnostic, files: Files, { repositoryPath }: ReportContext): string {
  const { severity, code, name, message, why, help, origin } = diagnostic;
  const { line, column, endLine, endColumn } = jsonPlace(origin, files);
  const properties = { file: repositoryPath(origin.file), line, endLine, ...(line === endLine && { col: column, endColumn }), title: `${code} ${name}` };
  const parts = [message, ...(why === undefined ? [] : [`why: ${why}`]), ...(help === undefined ? [] : [`help: ${help}`])];
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${commands[severity]} ${listed.join(",")}::${data(parts.map((part) => printable(shortened(part, 1000))).join("\n"))}`;
}

/** Escaping as in actions/toolkit:packages/core/src/command.ts. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
