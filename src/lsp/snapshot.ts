import { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver/node";
import type { Analysis } from "../analyse.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { KubernetesDocument } from "../dialects/dialect.ts";
import type { Origin, SourceFile } from "../source/origin.ts";

/** What was read and found at one moment: the texts of the disk, and over them those that are open in the editor. */
export interface Snapshot {
  /** Every text that findings may point into. */
  readonly sources: readonly SourceFile[];
  readonly analysis: Analysis;
  /** What `meshwright lint` would say of the same texts. */
  readonly findings: readonly Diagnostic[];
  /** The texts as editors count them, by path. */
  readonly texts: ReadonlyMap<string, TextDocument>;
  /** The address of a path for the editor. */
  readonly uriOf: (path: string) => string;
  /** Namespace of documents that name none. */
  readonly defaultNamespace: string;
}

/** Texts that know lines and UTF-16 columns, by path. */
export function textsOf(sources: readonly SourceFile[]): Snapshot["texts"] {
  return new Map(sources.map(({ path, text }) => [path, TextDocument.create(path, "yaml", 0, text)]));
}

/** The range of an origin, lines and UTF-16 columns from 0; the first place of a file whose text is not known. */
export function rangeOf({ file, start, end }: Origin, { texts }: Pick<Snapshot, "texts">): Range {
  const text = texts.get(file);
  const nowhere = { line: 0, character: 0 };
  return text === undefined ? { start: nowhere, end: nowhere } : { start: text.positionAt(start), end: text.positionAt(end) };
}

/** The document that an offset of a file lies in, with the path to the key or value there; null outside of all documents. */
export function documentAt(file: string, offset: number, { analysis }: Snapshot): { readonly document: KubernetesDocument; readonly path: readonly (string | number)[] } | null {
  const around = analysis.documents.filter((document) => document.file.path === file && isIn(offset, document.origin([])));
  const document = around.at(-1);
  const path = document?.pathAt?.({ file, start: offset, end: offset }) ?? null;
  return document === undefined || path === null ? null : { document, path };
}

function isIn(offset: number, { start, end }: Origin): boolean {
  return start <= offset && offset <= end;
}
