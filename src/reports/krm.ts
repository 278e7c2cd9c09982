import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceDocument, SourceFile } from "../source/origin.ts";
import { pathText } from "../source/path-text.ts";
import { readDocuments } from "../source/read.ts";
import type { ReportContext } from "./context.ts";

const emptyList = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n";

/**
 * Findings as a KRM function answers (`kustomize:cmd/config/docs/api-conventions/functions-spec.md`): the ResourceList of
 * standard input as it came, comments and all, with `results`; an empty list where there was none.
 */
export function krmReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext): string {
  const given = sources.find(({ path, text }) => path === "-" && /\bkind"?:\s*"?ResourceList\b/.test(text));
  const { documents } = readDocuments(sources);
  return withResults(given?.text ?? emptyList, diagnostics.map((diagnostic) => resultOf(diagnostic, documents, sources, context)));
}

/** A list in JSON stays JSON; in YAML the results are written behind everything else, as JSON, which YAML contains. */
function withResults(text: string, results: readonly object[]): string {
  const json = jsonObject(text);
  if (json !== null) return `${JSON.stringify({ ...json, results }, null, 2)}\n`;
  const rest = withoutResults(text).replace(/\n?(?:\.\.\.\s*)?$/, "\n");
  return results.length === 0 ? rest : `${rest}results:\n${results.map((result) => `- ${JSON.stringify(result)}\n`).join("")}`;
}

function jsonObject(text: string): object | null {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

/** What a function before this one said is its own; ours take their place, as the specification asks for one list. */
function withoutResults(text: string): string {
  const start = /^results:.*$/m.exec(text);
  if (start === null) return text;
  const behind = text.slice(start.index + start[0].length);
  const next = /^(?![\s#-])./m.exec(behind);
  return text.slice(0, start.index) + (next === null ? "" : behind.slice(next.index));
}

function resultOf(diagnostic: Diagnostic, documents: readonly SourceDocument[], sources: readonly SourceFile[], context: ReportContext): object {
  const { code, name, severity, message, why, help, origin } = diagnostic;
  const document = documents.find((each) => each.pathAt?.(origin) != null && isObject(each.value));
  const text = [message, ...(why === undefined ? [] : [`why: ${why}`]), ...(help === undefined ? [] : [`help: ${help}`])].join("\n");
  return {
    message: text,
    severity,
    ...(document !== undefined && { resourceRef: referenceOf(document.value), field: fieldOf(diagnostic, document, sources) }),
    ...fileOf(diagnostic, document, context),
    tags: { code, name },
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

interface Meta {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly annotations?: Readonly<Record<string, unknown>> | null;
}

function metaOf(value: unknown): Meta {
  return (value as { readonly metadata?: Meta | null }).metadata ?? {};
}

function referenceOf(value: unknown): object {
  const { apiVersion, kind } = value as Readonly<Record<string, unknown>>;
  const { name, namespace } = metaOf(value);
  const said = { apiVersion, kind, name, namespace };
  return Object.fromEntries(Object.entries(said).filter(([, each]) => typeof each === "string"));
}

/** The value as it is written, and the one that a fix of this very place would write. */
function fieldOf({ origin, fixes }: Diagnostic, document: SourceDocument, sources: readonly SourceFile[]): object {
  const text = sources.find(({ path }) => path === origin.file)?.text ?? "";
  const [edit, second] = fixes[0]?.edits ?? [];
  const isHere = edit !== undefined && second === undefined && edit.origin.start === origin.start && edit.origin.end === origin.end;
  const path = pathText(document.pathAt?.(origin) ?? []);
  return { path, currentValue: text.slice(origin.start, origin.end), ...(isHere && { proposedValue: edit.text }) };
}

const paths = ["internal.config.kubernetes.io/path", "config.kubernetes.io/path"];
const indexes = ["internal.config.kubernetes.io/index", "config.kubernetes.io/index"];

/** The file that the orchestrator took the object from, else the one that was read. */
function fileOf({ origin }: Diagnostic, document: SourceDocument | undefined, { repositoryPath }: ReportContext): object {
  const annotations = document === undefined ? {} : (metaOf(document.value).annotations ?? {});
  const named = (keys: readonly string[]): string | undefined => keys.flatMap((key) => (typeof annotations[key] === "string" ? [annotations[key]] : []))[0];
  const path = named(paths) ?? (origin.file === "-" ? undefined : repositoryPath(origin.file));
  const index = named(indexes);
  return path === undefined ? {} : { file: { path, ...(index !== undefined && /^\d+$/.test(index) && { index: Number(index) }) } };
}
