import type { FindingsFormat } from "../reports/findings.ts";
import type { Invocation } from "./command.ts";

/** Where findings go: one format to standard output, others to files. */
export interface Formats<Format extends string = FindingsFormat> {
  readonly stdout: Format;
  readonly files: readonly { readonly format: Format; readonly file: string }[];
}

interface Wanted {
  readonly format: string;
  readonly file: string | null;
}

/** The formats asked for with `--format f[=file]`, which were checked when the command line was read. Text when none goes to standard output. */
export function formatsOf<Format extends string = FindingsFormat>(invocation: Pick<Invocation, "texts">): Formats<Format | "text"> {
  const wanted = invocation.texts("format").map(wantedFormat);
  return {
    stdout: (wanted.find(({ file }) => file === null)?.format ?? "text") as Format,
    files: wanted.flatMap(({ format, file }) => (file === null ? [] : [{ format: format as Format, file }])),
  };
}

function wantedFormat(value: string): Wanted {
  const at = value.indexOf("=");
  const format = at === -1 ? value : value.slice(0, at);
  return { format, file: at === -1 ? null : value.slice(at + 1) };
}

/** What is wrong with several formats: two on standard output, two in one file, a file without a name. */
export function formatsProblem(values: readonly string[]): string | null {
  const wanted = values.map(wantedFormat);
  const open = wanted.filter(({ file }) => file === null);
  if (open.length > 1) return `only one format can go to standard output, not ${open.map(({ format }) => `\`${format}\``).join(" and ")}; write the others as \`--format ${open[1]?.format}=FILE\``;
  const unnamed = wanted.find(({ file }) => file === "");
  if (unnamed !== undefined) return `\`--format ${unnamed.format}=\` lacks the name of the file`;
  const twice = wanted.find(({ file }, index) => file !== null && wanted.findIndex((each) => each.file === file) < index);
  return twice === undefined ? null : `two formats would be written to \`${twice.file}\``;
}
