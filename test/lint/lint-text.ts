import { analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { usualOptions } from "../../src/lint/options.ts";
import type { LintOptions } from "../../src/lint/options.ts";
import type { Origin, SourceFile } from "../../src/source/origin.ts";
import { lintTargets } from "../../src/targets/lint-facts.ts";

/** All findings about a text, on a fixed day. */
export function lintText(text: string): readonly Diagnostic[] {
  return lintFiles([{ path: "policy.yaml", text }]);
}

/** All findings about some files, on a fixed day, for the meshes that their MeshPolicies name. */
export function lintFiles(files: readonly SourceFile[], options: LintOptions = usualOptions): readonly Diagnostic[] {
  return analyseAndLint(files, defaultAnalysis, { asOf: "2026-11-21", options, targetsOf: (model) => lintTargets(model, []) }).diagnostics;
}

/** Every place that findings about the meaning of a text name, related ones too. */
export function placesOfMeaning(text: string): readonly Origin[] {
  return lintText(text).flatMap(({ code, origin, related }) => (!code.startsWith("MW1") ? [origin, ...related.map((each) => each.origin)] : []));
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
