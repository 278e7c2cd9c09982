import type { Origin } from "../source/origin.ts";
import { defineDiagnostics, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MeshModel, Profile, TargetSelection } from "../model/index.ts";
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

/** Findings about the versions and profiles that a MeshPolicy names. */
export const profileDiagnostics = defineDiagnostics({
  "unknown-target-version": {
    code: "MW4050",
    severity: "error",
    what: (p: { target: string; word: "version" | "profile" | "setting"; found: string; known: string }) =>
      `${p.target} has no ${p.word} \`${p.found}\` that is known here`,
    why: "what a target can say depends on it, so guessing would be silent loss",
    help: (p) => `known: ${p.known}`,
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
  const settings = Object.entries(written?.settings ?? {}).map(([name, wish]) => ({ value: name, origin: wish.origin }));
  return [
    ...unknown(target, "version", written?.version ?? null, target.versions),
    ...unknown(target, "profile", written?.profile ?? null, target.profiles),
    ...settings.flatMap((wish) => unknown(target, "setting", wish, Object.keys(target.settings))),
  ];
}

function unknown(
  target: Target,
  word: "version" | "profile" | "setting",
  wish: { readonly value: string; readonly origin: Origin } | null,
  words: readonly string[],
): readonly Diagnostic[] {
  if (wish === null || words.includes(wish.value)) return [];
  const found = { target: target.name, word, found: wish.value, known: words.join(", ") };
  return [profileDiagnostics["unknown-target-version"].report({ at: wish.origin, with: found })];
}
