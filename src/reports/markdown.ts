import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import type { ReportContext, WrittenReport } from "./context.ts";
import { jsonPlace } from "./json.ts";
import type { Files } from "./json.ts";
import { plain } from "./markdown-plain.ts";
import { countText, shortened, worstFirst } from "./selection.ts";
import { summaryLine } from "./text.ts";

/** A comment on GitHub has at most 65,536 characters; the rest is for what a workflow writes around it. */
const longest = 60_000;

/** First words of every such comment, by which a workflow finds its own to replace it. */
export const commentMark = "<!-- meshwright -->";

const heads = { error: "❌ error", warning: "⚠️ warning", info: "ℹ️ note" } as const;

/**
 * Findings as a comment for a pull request: counts, and a table with the worst first. What a policy contains is shown as
 * text: it makes no links, mentions nobody and cannot leave its cell.
 */
export function markdownReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext): WrittenReport {
  const head = `${commentMark}\n### Meshwright: ${summaryLine(diagnostics, sources.length)}\n`;
  if (diagnostics.length === 0) return { text: head, notes: [] };
  const files = new Map(sources.map((file) => [file.path, file]));
  const sorted = worstFirst(diagnostics);
  const rows = fitting(sorted.map((each) => row(each, files, context)));
  const left = countText(sorted.slice(rows.length));
  const notes = left === null ? [] : [`${left} more not shown in Markdown, since a comment has room for ${longest} characters`];
  const table = `\n| | where | what |\n| --- | --- | --- |\n${rows.join("")}`;
  return { text: `${head}${table}${notes.map((note) => `\n${note}\n`).join("")}`, notes };
}

function fitting(rows: readonly string[]): readonly string[] {
  let length = 0;
  return rows.slice(0, rows.findIndex((each) => (length += each.length) > longest - 1000) >>> 0);
}

function row(diagnostic: Diagnostic, files: Files, { repositoryPath }: ReportContext): string {
  const { severity, code, message, why, help, fixes, origin } = diagnostic;
  const { line, column } = jsonPlace(origin, files);
  const more = [why, help, fixes.length === 0 ? undefined : "`lint --fix` mends it"].flatMap((each) => (each === undefined ? [] : [`<br>${rich(each)}`]));
  const place = asCode(`${repositoryPath(origin.file)}:${line}:${column}`);
  return `| ${heads[severity]} | ${place} | **${code}** ${rich(message)}${more.join("")} |\n`;
}

/** Our own words plain, what stands in backticks as code. */
function rich(text: string): string {
  const parts = shortened(text, 600).split("`");
  return parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? asCode(part) : plain(part))).join("");
}

function asCode(text: string): string {
  return text === "" ? "" : `<code>${plain(text)}</code>`;
}
