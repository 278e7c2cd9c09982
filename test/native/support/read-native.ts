import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { DialectResult } from "../../../src/dialects/dialect.ts";
import { native } from "../../../src/dialects/native/index.ts";
import { recognise } from "../../../src/dialects/recognise.ts";
import { readDocuments } from "../../../src/source/index.ts";

export interface NativeResult extends DialectResult {
  readonly text: string;
}

/** Reads YAML as native policy. */
export function readNative(text: string, path = "policy.yaml"): NativeResult {
  const { documents, diagnostics } = readDocuments([{ path, text }]);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const known = documents.flatMap((document) => recognise(document).document ?? []);
  const result = native.read(known, { defaultNamespace: "shop", services: [], workloads: [], inventory: "partial", settings: {} });
  return { ...result, text };
}

/** One line a finding: line, code, the token in brackets, the message, and the help after an arrow. */
export function findingText(text: string, { origin, code, message, help }: Diagnostic): string {
  const line = text.slice(0, origin.start).split("\n").length;
  const token = text.slice(origin.start, origin.end).replace(/\s+/g, " ");
  return `${line} ${code} [${token}] ${message}${help === undefined ? "" : ` -> ${help}`}`;
}

/** All findings of a text, as lines. */
export function findingsOf(text: string): readonly string[] {
  return readNative(text).diagnostics.map((finding) => findingText(text, finding));
}

/** A ServicePolicy of service `order` with this spec, indented by two. */
export function policy(spec: string): string {
  const body = spec.trim().split("\n").map((line) => `  ${line}`).join("\n");
  return `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: order, namespace: shop }\nspec:\n${body}\n`;
}
