import { locate } from "./locate.ts";
import type { Syntax } from "./locate.ts";
import { narrowed, pathTo } from "./narrow.ts";
import type { DocumentPath, SourceDocument, SourceFile } from "./origin.ts";

/** A document over its syntax; `at` is where its value stands in the document of the text, `[]` for all of it. */
export function sourceDocument(file: SourceFile, value: unknown, syntax: Syntax, at: DocumentPath): SourceDocument {
  return {
    file,
    value,
    origin: (path, part = "value") => ({ file: file.path, ...locate(syntax, [...at, ...path], part) }),
    token: (place) => (place.file === file.path ? { file: file.path, ...narrowed(syntax, place) } : place),
    pathAt: (place) => (place.file === file.path ? below(at, pathTo(syntax, place)) : null),
  };
}

function below(at: DocumentPath, path: DocumentPath): DocumentPath | null {
  return at.every((step, index) => path[index] === step) ? path.slice(at.length) : null;
}

/**
 * The objects of a `kind: List` or `kind: …List`, each as a document of its own, lists in lists too; any other document
 * alone. Items of a typed list may leave out what their list says of them, as the Kubernetes API does.
 */
export function unfolded(document: SourceDocument, at: DocumentPath, syntax: Syntax): readonly SourceDocument[] {
  const list = asList(document.value);
  if (list === null) return [document];
  return list.items.flatMap((item, index) => {
    const path = [...at, "items", index];
    return unfolded(sourceDocument(document.file, typed(item, list), syntax, path), path, syntax);
  });
}

interface List {
  readonly items: readonly unknown[];
  readonly apiVersion: unknown;
  /** null for a plain `List`, whose items name their own kind. */
  readonly itemKind: string | null;
}

function asList(value: unknown): List | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, items, apiVersion } = value as Readonly<Record<string, unknown>>;
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) return null;
  return { items, apiVersion, itemKind: kind === "List" ? null : kind.slice(0, -"List".length) };
}

function typed(item: unknown, list: List): unknown {
  if (list.itemKind === null || typeof item !== "object" || item === null || Array.isArray(item)) return item;
  return { apiVersion: list.apiVersion, kind: list.itemKind, ...item };
}
