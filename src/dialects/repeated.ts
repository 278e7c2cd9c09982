import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { groupBy } from "../support/group-by.ts";
import type { KubernetesDocument } from "./dialect.ts";
import { repeatedDiagnostics } from "./repeated.diagnostics.ts";

interface Named {
  readonly document: KubernetesDocument;
  readonly name: string;
}

/** Objects of one kind and name that say different things; whoever writes the same twice says it once. */
export function repeatedObjects(documents: readonly KubernetesDocument[], defaultNamespace: string): readonly Diagnostic[] {
  const named = documents.flatMap((document): readonly Named[] => {
    const name = nameOf(document, defaultNamespace);
    return name === null ? [] : [{ document, name }];
  });
  const same = groupBy(named, ({ document: { apiVersion, kind }, name }) => `${apiVersion.split("/")[0] ?? ""} ${kind} ${name}`);
  return [...same.values()].flatMap(([first, ...others]) => (first === undefined ? [] : others.filter((other) => textOf(other) !== textOf(first)).map((other) => repeated(other, first))));
}

function nameOf({ value }: KubernetesDocument, defaultNamespace: string): string | null {
  const { metadata } = value as { readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown } | null };
  if (typeof metadata?.name !== "string") return null;
  return `${typeof metadata.namespace === "string" ? metadata.namespace : defaultNamespace}/${metadata.name}`;
}

function textOf({ document }: Named): string {
  return JSON.stringify(document.value);
}

function repeated({ document, name }: Named, first: Named): Diagnostic {
  const related = [{ origin: first.document.origin(["metadata", "name"]), note: "the first" }];
  return repeatedDiagnostics["object-stated-twice"].report({ at: document.origin(["metadata", "name"]), with: { kind: document.kind, name }, related });
}
