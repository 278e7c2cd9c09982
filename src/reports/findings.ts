import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import { jsonReport } from "./json.ts";
import { textReport } from "./text.ts";
import type { TextOptions } from "./text.ts";

/** Writes findings in one format. */
export type FindingsReport = (diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], options: TextOptions) => string;

/** Every format of findings by its name on the command line; a new one is a file and a line here. */
export const findingsReports = { text: textReport, json: jsonReport } as const satisfies Readonly<Record<string, FindingsReport>>;

/** Name of a format of findings. */
export type FindingsFormat = keyof typeof findingsReports;
