import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Configuration } from "../resources/generated/config/configuration.ts";
import type { SourceDocument } from "../source/origin.ts";
import { targets } from "../targets/index.ts";
import { targetDiagnostics } from "../targets/target.diagnostics.ts";

/** Versions and profiles of a configuration that the targets that it names do not have. */
export function misnamedDeployments(document: Pick<SourceDocument, "origin">, { targets: named = {} }: Configuration): readonly Diagnostic[] {
  return targets.flatMap(({ name, versions, profiles }) => {
    const { version, profile } = named[name] ?? {};
    const at = (field: string): Diagnostic["origin"] => document.origin(["targets", name, field]);
    return [
      ...(version === undefined || versions.includes(version) ? [] : [targetDiagnostics["unknown-target-version"].report({ at: at("version"), with: { target: name, version, known: versions.join(", ") } })]),
      ...(profile === undefined || profiles.includes(profile) ? [] : [targetDiagnostics["unknown-target-profile"].report({ at: at("profile"), with: { target: name, profile, known: profiles.join(", ") } })]),
    ];
  });
}
