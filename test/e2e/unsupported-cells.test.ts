import { existsSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../cli/harness.ts";
import type { Feature } from "../../src/model/index.ts";
import { istioCapabilities } from "../../src/targets/istio/capabilities.ts";
import { istioVersions } from "../../src/targets/istio/versions.ts";
import { profile as profileOf } from "../istio/lower/support.ts";
import { markedPolicy, wishes } from "../support/unsupported-wishes.ts";

/** For every cell of the capability table that is unsupported: the policy that wishes it exits with 1 and leaves an empty disk. */
const profiles = ["sidecar", "ambient", "waypoint"] as const;
const ends = [istioVersions[0] ?? "", istioVersions.at(-1) ?? ""];
const tables = profiles.flatMap((name) => ends.map((version) => profileOf(name, version)));
const cells = tables.flatMap((profile) =>
  Object.entries(istioCapabilities(profile)).flatMap(([feature, { kind }]) => (kind === "unsupported" ? [{ feature: feature as Feature, profile }] : [])),
);

/** Wishes that the native language cannot speak of alone, or that are no field: lowering has tests of its own for them. */
const elsewhere: readonly Feature[] = ["path.stringPrefix", "split.zero", "split.missing", "noMatch"];

test("every cell that is unsupported has a policy here", () => {
  const asked = new Set(cells.map(({ feature }) => feature));
  expect([...asked].filter((feature) => wishes[feature] === undefined && !elsewhere.includes(feature))).toEqual([]);
  expect(Object.keys(wishes).filter((feature) => !asked.has(feature as Feature))).toEqual([]);
});

const shown = cells.filter(({ feature }) => wishes[feature] !== undefined).map(({ feature, profile }) => ({ feature, profile, name: `${profile.version}/${profile.name} ${feature}` }));

test.each(shown)("istio@$name", async ({ feature, profile }) => {
  const marked = markedPolicy(feature);
  const [before = "", inside = ""] = marked.split(/[‹›]/);
  const folder = newFolder({ "p.yaml": marked.replace(/[‹›]/g, "") });
  const { code, stdout, stderr } = await folder.run(["compile", "p.yaml", "-t", `istio@${profile.version}/${profile.name}`, "-o", "out", "--format", "json", "-q"]);
  expect({ code, stderr, out: existsSync(join(folder.path, "out")) }).toEqual({ code: 1, stderr: "", out: false });
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { code: string; message: string; line: number; column: number }[] };
  const found = diagnostics.filter((each) => each.code === "MW4001" && [`(${feature})`, ` \`${feature}\`:`].some((words) => each.message.includes(words)));
  const places = found.map(({ line, column }) => offset(marked.replace(/[‹›]/g, ""), line, column));
  expect(places.length).toBeGreaterThan(0);
  expect(places.filter((place) => place < before.length || place >= before.length + inside.length)).toEqual([]);
});

function offset(text: string, line: number, column: number): number {
  return text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
}
