import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reaches } from "../diagnostics/levels.ts";
import type { SourceFile } from "../source/origin.ts";
import type { ReportContext } from "./context.ts";
import { jsonPlace } from "./json.ts";
import { textReport } from "./text.ts";
import { element, xmlLines, xmlText } from "./xml.ts";

/**
 * Findings as a JUnit report: a suite a file, a case a finding. Findings that fail the run are failures, others are cases
 * that pass and say so in their output; a file without findings is one case that passes.
 */
export function junitReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext): string {
  const files = [...new Set([...sources.map(({ path }) => path), ...diagnostics.map(({ origin }) => origin.file)])];
  const byFile = new Map(files.map((file) => [file, diagnostics.filter(({ origin }) => origin.file === file)]));
  const suites = files.map((file) => suite(context.repositoryPath(file), byFile.get(file) ?? [], sources, context));
  const cases = files.reduce((sum, file) => sum + Math.max(1, byFile.get(file)?.length ?? 0), 0);
  const failed = diagnostics.filter((each) => fails(each, context)).length;
  const all = element("testsuites", { name: "meshwright", tests: cases, failures: failed, errors: 0 }, suites.join(""));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}`;
}

function suite(name: string, found: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext): string {
  const cases = found.length === 0 ? [element("testcase", { name: "no findings", classname: name, file: name }, "")] : found.map((each) => testCase(name, each, sources, context));
  const failures = found.filter((each) => fails(each, context)).length;
  return element("testsuite", { name, tests: cases.length, failures, errors: 0, skipped: 0 }, cases.join(""));
}

function testCase(file: string, diagnostic: Diagnostic, sources: readonly SourceFile[], context: ReportContext): string {
  const { code, name, message, severity, origin } = diagnostic;
  const { line, column } = jsonPlace(origin, new Map(sources.map((each) => [each.path, each])));
  const text = xmlLines(textReport([diagnostic], sources, { colour: false }));
  const inside = fails(diagnostic, context)
    ? `<failure message="${xmlText(message)}" type="${severity}">${text}</failure>\n`
    : `<system-out>${text}</system-out>\n`;
  return element("testcase", { name: `${code} ${name} at ${line}:${column}`, classname: file, file, line }, inside);
}

function fails(diagnostic: Diagnostic, { failOn }: ReportContext): boolean {
  return reaches([diagnostic], failOn);
}
