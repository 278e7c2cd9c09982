import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reaches, thresholds } from "../diagnostics/levels.ts";
import type { Threshold } from "../diagnostics/levels.ts";
import type { ReportContext } from "../reports/context.ts";
import { findingsReports } from "../reports/findings.ts";
import type { FindingsFormat } from "../reports/findings.ts";
import { summaryLine } from "../reports/text.ts";
import type { SourceFile } from "../source/origin.ts";
import type { Invocation, Option } from "./command.ts";
import { complain } from "./complain.ts";
import type { UnsoundConfig } from "./config.ts";
import { formatsOf, formatsProblem } from "./formats.ts";
import { exit } from "./io.ts";
import { reportContext } from "./report-context.ts";
import { writeWhole } from "./write-file.ts";

/** Options of every command that reports findings. */
export const findingsOptions: readonly Option[] = [
  {
    name: "format",
    value: "FORMAT[=FILE]",
    choices: Object.keys(findingsReports),
    intoFile: true,
    problem: formatsProblem,
    repeats: true,
    help: "how findings are written, to standard output or a file (default: text)",
  },
  { name: "fail-on", value: "LEVEL", choices: thresholds, help: "the lowest level that makes the exit code 1 (default: error)" },
  { name: "min-severity", value: "LEVEL", choices: ["error", "warning", "info"], help: "the lowest level that is shown; the exit code does not change (default: info)" },
  { name: "quiet", short: "q", help: "no summary" },
];

/**
 * Writes findings in the formats that were asked for, to standard output and files, and a summary to standard error.
 * Answers the exit code, which does not depend on the formats.
 */
export function reportFindings(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], invocation: Invocation): number {
  const { io } = invocation;
  const threshold = (invocation.text("fail-on") ?? "error") as Threshold;
  const shown = diagnostics.filter(({ severity }) => reaches([{ severity }], (invocation.text("min-severity") ?? "info") as Threshold));
  const problems = writeReports(shown, sources, invocation, reportContext(io, threshold));
  if (!invocation.flag("quiet")) io.stderr(`${summaryLine(diagnostics, sources.length)}\n`);
  if (problems.length > 0) return complain(problems.join("; "), io);
  return reaches(diagnostics, threshold) ? exit.findings : exit.fine;
}

/**
 * Writes what is wrong with a configuration, for those who read findings from files or programs: the call is refused, and
 * they would find nothing, not even the file. For people it was said before; a KRM function answers nothing when it fails.
 */
export function reportUnsound(unsound: UnsoundConfig | null, invocation: Invocation): void {
  const { io } = invocation;
  if (unsound === null) return;
  const isTold = ["text", "krm"].includes(formatsOf(invocation).stdout);
  const silent = { ...invocation, io: { ...io, stdout: () => undefined } };
  const problems = writeReports(unsound.found, [unsound.file], isTold ? silent : invocation, reportContext(io, "error"));
  if (problems.length > 0) complain(problems.join("; "), io);
}

/** Answers what kept a file from being written. */
function writeReports(shown: readonly Diagnostic[], sources: readonly SourceFile[], invocation: Invocation, context: ReportContext): readonly string[] {
  const { io } = invocation;
  const written = (format: FindingsFormat, colour: boolean): string => {
    const { text, notes } = findingsReports[format](shown, sources, { ...context, colour });
    for (const note of notes) io.stderr(`${note}\n`);
    return text;
  };
  const { stdout, files } = formatsOf(invocation);
  io.stdout(written(stdout, stdout === "text" && context.colour));
  return files.flatMap(({ format, file }) => {
    const problem = writeWhole(file, written(format, false), io.cwd);
    return problem === null ? [] : [`\`${file}\` ${problem}`];
  });
}

/** Findings beside other data on standard output go to standard error, and are talk there: text, unless they go to a file. */
export function talking(invocation: Invocation): Invocation {
  const { io, texts } = invocation;
  const inFiles = (name: string): readonly string[] => texts(name).filter((value) => name !== "format" || value.includes("="));
  return { ...invocation, texts: inFiles, io: { ...io, stdout: io.stderr } };
}
