import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reaches, thresholds } from "../diagnostics/levels.ts";
import type { Threshold } from "../diagnostics/levels.ts";
import { findingsReports } from "../reports/findings.ts";
import type { FindingsFormat } from "../reports/findings.ts";
import { summaryLine } from "../reports/text.ts";
import type { SourceFile } from "../source/origin.ts";
import type { Invocation, Option } from "./command.ts";
import { exit, wantsColour } from "./io.ts";

/** Options of every command that reports findings. */
export const findingsOptions: readonly Option[] = [
  { name: "format", value: "FORMAT", choices: Object.keys(findingsReports), help: "how findings are written (default: text)" },
  { name: "fail-on", value: "LEVEL", choices: thresholds, help: "the lowest level that makes the exit code 1 (default: error)" },
  { name: "min-severity", value: "LEVEL", choices: ["error", "warning", "info"], help: "the lowest level that is shown; the exit code does not change (default: info)" },
  { name: "quiet", short: "q", help: "no summary" },
];

/**
 * Writes findings to standard output in the format that was asked for and a summary to standard error. Answers the exit
 * code, which does not depend on the format.
 */
export function reportFindings(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], invocation: Invocation): number {
  const { io } = invocation;
  const format = (invocation.text("format") ?? "text") as FindingsFormat;
  const shown = diagnostics.filter(({ severity }) => reaches([{ severity }], (invocation.text("min-severity") ?? "info") as Threshold));
  io.stdout(findingsReports[format](shown, sources, { colour: format === "text" && wantsColour(io) }));
  if (!invocation.flag("quiet")) io.stderr(`${summaryLine(diagnostics, sources.length)}\n`);
  const threshold = (invocation.text("fail-on") ?? "error") as Threshold;
  return reaches(diagnostics, threshold) ? exit.findings : exit.fine;
}
