import { analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../src/source/origin.ts";

/** All findings about a text, on a fixed day. */
export function lintText(text: string): readonly Diagnostic[] {
  return lintFiles([{ path: "policy.yaml", text }]);
}

/** All findings about some files, on a fixed day. */
export function lintFiles(files: readonly SourceFile[]): readonly Diagnostic[] {
  return analyseAndLint(files, defaultAnalysis, { asOf: "2026-11-21" }).diagnostics;
}

/** A ServicePolicy `shop/order` of these lines of `spec`. */
export function policy(spec: string, name = "order"): string {
  const lines = spec.trim().split("\n").map((line) => `  ${line}\n`);
  return `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: ${name}, namespace: shop }\nspec:\n${lines.join("")}`;
}

/** The source text at a finding. */
export function pointedAt(text: string, { origin }: Diagnostic): string {
  return text.slice(origin.start, origin.end);
}
