import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import type { ReportContext, WrittenReport } from "./context.ts";
import { githubReport } from "./github.ts";
import { gitlabReport } from "./gitlab.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { krmReport } from "./krm.ts";
import { markdownReport } from "./markdown.ts";
import { ndjsonReport } from "./ndjson.ts";
import { sarifReport } from "./sarif.ts";
import { textReport } from "./text.ts";

/** Writes findings in one format. */
export type FindingsReport = (diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext) => WrittenReport;

/** A format without limits: whatever is found is in the report. */
function whole(write: (...given: Parameters<FindingsReport>) => string): FindingsReport {
  return (...given) => ({ text: write(...given), notes: [] });
}

/** Every format of findings by its name on the command line; a new one is a file and a line here. */
export const findingsReports = {
  text: whole(textReport),
  json: whole(jsonReport),
  ndjson: whole(ndjsonReport),
  sarif: sarifReport,
  junit: whole(junitReport),
  github: githubReport,
  gitlab: whole(gitlabReport),
  markdown: markdownReport,
  krm: whole(krmReport),
} as const satisfies Readonly<Record<string, FindingsReport>>;

/** Name of a format of findings. */
export type FindingsFormat = keyof typeof findingsReports;
