import { fingerprints } from "../diagnostics/fingerprint.ts";
import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import type { ReportContext } from "./context.ts";
import { jsonPlace } from "./json.ts";

/** Levels of GitLab are info, minor, major, critical and blocker (docs.gitlab.com: ci/testing/code_quality). */
const levels = { error: "critical", warning: "minor", info: "info" } as const satisfies Readonly<Record<Severity, string>>;

/** Findings as a code quality report of GitLab: a list of issues with fingerprints that stay while lines move. */
export function gitlabReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], { repositoryPath }: ReportContext): string {
  const files = new Map(sources.map((file) => [file.path, file]));
  const names = fingerprints(diagnostics, sources, repositoryPath);
  const issues = diagnostics.map((diagnostic, index) => {
    const { code, severity, message, help, origin } = diagnostic;
    const { line, endLine } = jsonPlace(origin, files);
    return {
      type: "issue",
      check_name: code,
      description: help === undefined ? message : `${message}; ${help}`,
      severity: levels[severity],
      fingerprint: names[index],
      location: { path: repositoryPath(origin.file), lines: { begin: line, end: endLine } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
