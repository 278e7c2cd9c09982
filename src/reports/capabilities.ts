import { features, type Feature } from "../model/capability.ts";
import type { CapabilityTable, Profile, Verdict } from "../model/index.ts";
import type { Target } from "../targets/target.ts";

/** One table of a target, for one profile and version. */
export interface TargetTable {
  readonly profile: Profile;
  readonly table: CapabilityTable;
}

/** Every table that a target has: each profile with each version, in the target's order. */
export function targetTables(target: Target): readonly TargetTable[] {
  return target.profiles.flatMap((name) =>
    target.versions.map((version) => {
      const profile = { target: target.name, version, name, settings: target.settings };
      return { profile, table: target.capabilities(profile) };
    }),
  );
}

/** The capability page of a target: a column a profile, and below what changes by version. */
export function capabilitiesMarkdown(target: Target): string {
  const newest = target.versions.at(-1) ?? "";
  const columns = targetTables(target).filter(({ profile }) => profile.version === newest);
  const head = `| feature | ${columns.map(({ profile }) => profile.name).join(" | ")} |\n| --- | ${columns.map(() => "---").join(" | ")} |\n`;
  const notes = [...new Set(features.flatMap((feature) => columns.flatMap(({ table }) => sentence(table[feature]) ?? [])))];
  const rows = features.map((feature) => `| \`${feature}\` | ${columns.map(({ table }) => `${marked(table[feature], notes)}${isUnjudged(target, feature, table[feature]) ? " °" : ""}`).join(" | ")} |\n`).join("");
  const foot = notes.map((note, index) => `[^${index + 1}]: ${note}\n`).join("");
  const intro = `What ${target.name} ${newest} can say, by profile. \`=\` exact; \`=\` with a condition that is checked or printed as an assumption;\n\`~\` approximate, only with consent in the policy; \`–\` cannot be said: an error at the line of the policy.\n${target.unjudged.length === 0 ? "" : unjudgedText}`;
  return `# Capabilities: ${target.name}\n\nWritten by \`meshwright targets ${target.name} --format markdown\`.\n\n${intro}\n${head}${rows}\n${foot}\n## By version\n\n${byVersion(target)}`;
}

const unjudgedText =
  "`°` no program of others decides requests by what is written for the cell: our reading of the vendor's sources and our tests vouch\nfor it; the structure of the manifests is judged by others all the same.\n";

/** Whether nobody but us judges what is written for the cell. */
function isUnjudged(target: Target, feature: Feature, { kind }: Verdict): boolean {
  return kind !== "unsupported" && target.unjudged.includes(feature);
}

/** The sign of a cell with the number of its sentence. */
function marked(verdict: Verdict, notes: readonly string[]): string {
  const note = sentence(verdict);
  return note === null ? sign(verdict) : `${sign(verdict)}[^${notes.indexOf(note) + 1}]`;
}

/** The sign of a cell and its sentence. */
function cell(verdict: Verdict): string {
  const note = sentence(verdict);
  return note === null ? sign(verdict) : `${sign(verdict)} ${note}`;
}

function sign({ kind }: Verdict): string {
  return { exact: "=", approximate: "~", "default-dependent": "default", unsupported: "–" }[kind];
}

function sentence(verdict: Verdict): string | null {
  switch (verdict.kind) {
    case "exact":
      return verdict.condition;
    case "approximate":
      return verdict.error;
    case "default-dependent":
    case "unsupported":
      return verdict.why;
  }
}

/** Cells that differ from those of the next newer version. */
function byVersion(target: Target): string {
  const lines = target.profiles.flatMap((name) => target.versions.slice(0, -1).flatMap((version, index) => changes(target, name, version, target.versions[index + 1] ?? version)));
  return lines.length === 0 ? "The same for every version that is known.\n" : lines.join("");
}

function changes(target: Target, name: string, version: string, next: string): readonly string[] {
  const tableOf = (each: string): CapabilityTable => target.capabilities({ target: target.name, version: each, name, settings: target.settings });
  const [older, newer] = [tableOf(version), tableOf(next)];
  const changed = features.filter((feature: Feature) => cell(older[feature]) !== cell(newer[feature]));
  return changed.map((feature) => `- ${name}, up to ${version}: \`${feature}\` ${cell(older[feature])}\n`);
}

/** The same for programs: a list of the tables of targets with their verdicts. */
export function capabilitiesJson(chosen: readonly Target[]): string {
  const tables = chosen.flatMap((target) =>
    targetTables(target).map(({ profile, table }) => ({ target: profile.target, version: profile.version, profile: profile.name, features: table, unjudged: target.unjudged })),
  );
  return `${JSON.stringify(tables, null, 2)}\n`;
}

/** For a terminal: one profile of one version, a line a feature. */
export function capabilitiesText({ profile, table }: TargetTable): string {
  const width = Math.max(...features.map(({ length }) => length));
  const rows = features.map((feature) => `  ${feature.padEnd(width)}  ${cell(table[feature])}\n`).join("");
  return `${profile.target} ${profile.version} (${profile.name})\n${rows}`;
}
