import { parseTargetChoice, type TargetChoice } from "../../targets/profile.ts";
import { targets } from "../../targets/index.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import type { Config } from "../config.ts";
import { refuse, type Asked } from "../io.ts";

/** The targets that `meshwright.yaml` names, with their version and profile where it says them. */
export function configuredTargets({ settings }: Config): readonly TargetChoice[] {
  return Object.entries(settings.targets ?? {}).map(([target, { version, profile }]) => ({ target, version: version ?? null, profile: profile ?? null }));
}

/**
 * The targets to compile for: the words of the command line (`istio,linkerd`, `istio@1.29/waypoint`), else those of the
 * configuration. Sorted and each once, so that the order of arguments makes no difference.
 */
export function chosenTargets(words: readonly string[], configured: readonly TargetChoice[]): Asked<readonly TargetChoice[]> {
  const texts = words.flatMap((word) => word.split(",")).filter((text) => text !== "");
  const choices = texts.length === 0 ? configured : texts.map((text) => parseTargetChoice(text) ?? { target: text, version: null, profile: null });
  const problem = choices.map(problemOf).find((found) => found !== null);
  if (problem !== undefined) return refuse(problem);
  if (choices.length === 0) return refuse(`which target? Name one with -t: ${names()}`);
  const repeated = choices.find((choice, index) => choices.findIndex(({ target }) => target === choice.target) !== index);
  if (repeated !== undefined) return refuse(`\`${repeated.target}\` is asked for twice`);
  return { ok: true, value: [...choices].sort((a, b) => (a.target < b.target ? -1 : 1)) };
}

function problemOf({ target: name, version, profile }: TargetChoice): string | null {
  const target = targets.find((each) => each.name === name);
  if (target === undefined) return `\`${name}\` is not a target; ${hint(name)}`;
  if (version !== null && !target.versions.includes(version)) return `${name} has no version \`${version}\` that is known here: ${target.versions.join(", ")}`;
  if (profile !== null && !target.profiles.includes(profile)) return `${name} has no profile \`${profile}\`: ${target.profiles.join(", ")}`;
  return null;
}

function hint(name: string): string {
  const near = nearestWord(name, targets.map((target) => target.name));
  return near === null ? `known: ${names()}` : `did you mean \`${near}\`?`;
}

function names(): string {
  return targets.map(({ name }) => name).join(", ");
}
