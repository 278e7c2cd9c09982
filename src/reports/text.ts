import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Origin, SourceFile } from "../source/origin.ts";
import { placeOf } from "../source/place.ts";
import { excerptOf } from "./excerpt.ts";
import { printable } from "./printable.ts";
import { countText, plural } from "./selection.ts";

/** How text for people is shown. */
export interface TextOptions {
  readonly colour: boolean;
}

const shades = { error: "31", warning: "33", info: "36", carets: "1", bold: "1", faint: "2" } as const;

/**
 * Findings for people: place, severity, code and message, the source with carets under the token, why, help, and related
 * places. Whatever a policy contains, the text cannot drive a terminal. Ends with a line end unless it is empty.
 */
export function textReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], options: TextOptions): string {
  const files = new Map(sources.map((file) => [file.path, file]));
  return diagnostics.map((diagnostic) => `${findingLines(diagnostic, files, options).join("\n")}\n`).join("\n");
}

type Files = ReadonlyMap<string, SourceFile>;

function findingLines(diagnostic: Diagnostic, files: Files, options: TextOptions): readonly string[] {
  const { severity, code, message, origin, why, help, related, fixes } = diagnostic;
  const paint = painter(options);
  return [
    `${paint("bold", placeText(origin, files))} ${paint(severity, severity)} ${code}: ${printable(message)}`,
    ...sourceLines(origin, files, paint),
    ...(why === undefined ? [] : [`  why: ${printable(why)}`]),
    ...(help === undefined ? [] : [`  help: ${printable(help)}`]),
    ...fixes.map((fix) => `  fix: ${printable(fix.label)}`),
    ...related.map((each) => `  ${placeText(each.origin, files)} ${printable(each.note)}`),
  ];
}

type Paint = (shade: keyof typeof shades, text: string) => string;

function painter({ colour }: TextOptions): Paint {
  return (shade, text) => (colour ? `\x1b[${shades[shade]}m${text}\x1b[0m` : text);
}

/** `path:line:column`, or the path alone of a file that was not handed over. */
function placeText(origin: Origin, files: Files): string {
  const file = files.get(origin.file);
  if (file === undefined) return printable(origin.file);
  const { line, column } = placeOf(file, origin.start);
  return `${printable(origin.file)}:${line}:${column}`;
}

function sourceLines(origin: Origin, files: Files, paint: Paint): readonly string[] {
  const file = files.get(origin.file);
  const excerpt = file === undefined ? null : excerptOf(file, origin);
  if (excerpt === null) return [];
  const width = Math.max(2, ...excerpt.lines.map(({ number }) => String(number).length));
  const margin = (number: string): string => paint("faint", `  ${number.padStart(width)} |`);
  const lines = excerpt.lines.map(({ number, text }) => `${margin(String(number))} ${text}`.trimEnd());
  return [...lines, `${margin("")} ${excerpt.carets.replace(/\^+/, (carets) => paint("carets", carets))}`];
}

/** `2 errors, 1 warning in 3 files`, for people, beside a report. */
export function summaryLine(diagnostics: readonly Diagnostic[], files: number): string {
  return `${countText(diagnostics) ?? "no findings"} in ${plural(files, "file")}`;
}
