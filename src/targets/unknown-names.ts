import { defineDiagnostics, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { wordFix } from "../diagnostics/word-fix.ts";
import type { KubernetesDocument } from "../dialects/dialect.ts";
import type { DocumentPath, SourceDocument } from "../source/origin.ts";
import { nearestWord } from "../support/nearest-word.ts";
import { targets } from "./index.ts";

/** The finding about a name that no target has. */
export const unknownNameDiagnostics = defineDiagnostics({
  "unknown-target": {
    code: "MW1045",
    severity: "error",
    what: (p: { name: string; near: string | null; known: string }) => `\`${p.name}\` is not a target`,
    why: "what is said about a mesh that does not exist would be believed and do nothing",
    help: (p) => (p.near === null ? `known targets are ${p.known}` : `did you mean \`${p.near}\`?`),
  },
});

/** Policies that speak of targets by names that none has: the schema leaves them open, so that a new target needs no change of it. */
export function unknownTargets(documents: readonly KubernetesDocument[]): readonly Diagnostic[] {
  const ours = documents.filter(({ apiVersion }) => apiVersion.startsWith("meshwright.dev/"));
  return ours.flatMap((document) => unknownTargetsAt(document, ["spec", "targets"], fieldOf(fieldOf(document.value, "spec"), "targets")));
}

/** The keys of a mapping by targets that no target is called. */
export function unknownTargetsAt(document: Pick<SourceDocument, "origin" | "file">, path: DocumentPath, mapping: unknown): readonly Diagnostic[] {
  const known = targets.map(({ name }) => name);
  if (typeof mapping !== "object" || mapping === null || Array.isArray(mapping)) return [];
  const strange = Object.keys(mapping).filter((name) => !known.includes(name));
  return strange.map((name) => {
    const near = nearestWord(name, known);
    const at = document.origin([...path, name], "key");
    const fixes = near === null ? [] : [wordFix(document.file, at, near)];
    return unknownNameDiagnostics["unknown-target"].report({ at, path: [...path, name].join("."), with: { name, near, known: known.join(", ") }, fixes });
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
