import type { Profile, VendorDefault } from "../model/index.ts";
import { unsaidSettings } from "../model/vendor-default.ts";
import type { Target } from "../targets/target.ts";

/** What one target does by itself, for one profile of one version. */
export interface TargetDefaults {
  readonly profile: Profile;
  readonly defaults: readonly VendorDefault[];
}

/** The defaults of a target for each of its profiles, in one version. */
export function targetDefaults(target: Target, version: string): readonly TargetDefaults[] {
  return target.profiles.map((name) => {
    const profile = { target: target.name, version, name, settings: target.settings };
    return { profile, defaults: inOrder(target.defaults(profile)) };
  });
}

/** In the order of the settings, and as the target lists them where one setting has several. */
function inOrder(defaults: readonly VendorDefault[]): readonly VendorDefault[] {
  return unsaidSettings.flatMap((setting) => defaults.filter((each) => each.setting === setting));
}

/** For a terminal: a line a setting, with the field by which it is said outright. */
export function defaultsText({ profile, defaults }: TargetDefaults): string {
  const width = Math.max(...unsaidSettings.map(({ length }) => length));
  const rows = defaults.map((each) => `  ${each.setting.padEnd(width)}  ${doesText(each)}${each.written === null ? "" : `; written out as ${each.written}`}\n`).join("");
  return `${profile.target} ${profile.version} (${profile.name})\n${rows}`;
}

/** The page of a target's defaults: a table for each profile, equal ones together. */
export function defaultsMarkdown(all: readonly TargetDefaults[]): string {
  const bodies = [...new Set(all.map(({ defaults }) => tableText(defaults)))];
  const [first] = all;
  const intro = `# Defaults: ${first?.profile.target ?? ""}\n\nWhat ${first?.profile.target ?? ""} ${first?.profile.version ?? ""} does by itself about what a policy leaves unsaid, and the field by which Meshwright says so outright.\n`;
  const parts = bodies.map((body) => {
    const names = all.filter(({ defaults }) => tableText(defaults) === body).map(({ profile }) => `\`${profile.name}\``);
    return `\n## ${names.join(", ")}\n\n${body}`;
  });
  return `${intro}${parts.join("")}`;
}

function tableText(defaults: readonly VendorDefault[]): string {
  const rows = defaults.map((each) => `| \`${each.setting}\` | ${doesText(each)} | ${each.written === null ? "" : `\`${each.written}\``} | ${each.source} |\n`);
  return `| unsaid | the mesh does | written out as | decided in |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}

function doesText({ does, where }: VendorDefault): string {
  return where === null ? does : `${does} (${where})`;
}

/** The same for programs: a list of profiles with their defaults. */
export function defaultsJson(all: readonly TargetDefaults[]): string {
  const shown = all.map(({ profile, defaults }) => ({ target: profile.target, version: profile.version, profile: profile.name, defaults }));
  return `${JSON.stringify(shown, null, 2)}\n`;
}
