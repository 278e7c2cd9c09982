import { defineDiagnostics, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MeshModel, Profile, TargetSelection, Wish } from "../model/index.ts";
import { targetDiagnostics } from "./target.diagnostics.ts";
import type { Target } from "./target.ts";

/** A target as it is asked for: `istio`, `istio@1.29`, `istio/waypoint` or `istio@1.29/waypoint`. */
export interface TargetChoice {
  readonly target: string;
  readonly version: string | null;
  readonly profile: string | null;
}

/** Reads a choice; null when the text has another form. */
export function parseTargetChoice(text: string): TargetChoice | null {
  const match = /^([a-z][a-z-]*)(?:@([\w.-]+))?(?:\/([a-z][a-z-]*))?$/.exec(text);
  return match === null ? null : { target: match[1] ?? "", version: match[2] ?? null, profile: match[3] ?? null };
}

/** Findings about what a MeshPolicy says of an installation. */
export const profileDiagnostics = defineDiagnostics({
  "unknown-target-setting": {
    code: "MW4050",
    severity: "error",
    what: (p: { target: string; setting: string; known: string }) => `${p.target} has no install setting \`${p.setting}\` that is known here`,
    why: "a setting that does nothing would be believed",
    help: (p) => `known settings are ${p.known}`,
  },
});

/**
 * The deployment to compile for: what the command line says, else the MeshPolicy, else the target's default. Unknown
 * words are findings at the policy; on the command line they are refused before.
 */
export function profileOf(target: Target, model: MeshModel, choice: TargetChoice): { readonly profile: Profile; readonly diagnostics: readonly Diagnostic[] } {
  const written = model.mesh.targets.find((selection) => selection.target === target.name);
  const version = choice.version ?? known(written?.version?.value, target.versions) ?? target.defaultVersion;
  const name = choice.profile ?? known(written?.profile?.value, target.profiles) ?? target.profiles[0] ?? "";
  const settings = { ...target.settings, ...writtenSettings(target, written) };
  return { profile: { target: target.name, version, name, settings }, diagnostics: findings(target, written) };
}

function known(value: string | undefined, words: readonly string[]): string | null {
  return value !== undefined && words.includes(value) ? value : null;
}

function writtenSettings(target: Target, written: TargetSelection | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(written?.settings ?? {}).filter(([name]) => name in target.settings);
  return Object.fromEntries(entries.map(([name, wish]) => [name, wish.value]));
}

function findings(target: Target, written: TargetSelection | undefined): readonly Diagnostic[] {
  const [version, profile] = [written?.version ?? null, written?.profile ?? null];
  return [
    ...unless(version === null || target.versions.includes(version.value), () => unknownVersion(target, version)),
    ...unless(profile === null || target.profiles.includes(profile.value), () => unknownProfile(target, profile)),
    ...Object.entries(written?.settings ?? {}).flatMap(([name, wish]) => unless(name in target.settings, () => unknownSetting(target, name, wish))),
  ];
}

function unless(fine: boolean, finding: () => readonly Diagnostic[]): readonly Diagnostic[] {
  return fine ? [] : finding();
}

function unknownVersion(target: Target, wish: Wish<string> | null): readonly Diagnostic[] {
  if (wish === null) return [];
  const words = { target: target.name, version: wish.value, known: target.versions.join(", ") };
  return [targetDiagnostics["unknown-target-version"].report({ at: wish.origin, with: words })];
}

function unknownProfile(target: Target, wish: Wish<string> | null): readonly Diagnostic[] {
  if (wish === null) return [];
  const words = { target: target.name, profile: wish.value, known: target.profiles.join(", ") };
  return [targetDiagnostics["unknown-target-profile"].report({ at: wish.origin, with: words })];
}

function unknownSetting(target: Target, setting: string, wish: Wish<string>): readonly Diagnostic[] {
  const words = { target: target.name, setting, known: Object.keys(target.settings).join(", ") };
  return [profileDiagnostics["unknown-target-setting"].report({ at: wish.origin, with: words })];
}
