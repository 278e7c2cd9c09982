import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyseManifests } from "../../src/analyse-manifests.ts";
import { found } from "../gateway-api-target/pitfalls/read.ts";
import { rowLists } from "../pitfalls/rows.ts";
import { answered } from "./section-24.ts";

/** The same as `found`, of `meshwright lint --on gateway-api`. */
function foundOn(text: string, settings: Readonly<Record<string, string>>): readonly string[] {
  const choice = { target: "gateway-api", version: null, profile: null };
  const { diagnostics } = analyseManifests([{ path: "in.yaml", text }], { defaultNamespace: "shop", settings }, { asOf: null }, choice);
  return diagnostics.map(({ code, origin }) => `${code} ${text.slice(origin.start, origin.end).split("\n")[0]}`);
}

const codeOf = (finding: string): string => finding.slice(0, 6);

describe.each(answered)("$name", ({ lint, on, why, text, sound, settings }) => {
  const commands = [["lint", lint, found], ["lint --on gateway-api", on, foundOn]] as const;

  test.each(commands)("%s says %s", (_, finding, say) => {
    if (finding === null) return expect(why).not.toBe("");
    expect(say(text, settings)).toContain(finding);
    expect(say(sound, settings).map(codeOf)).not.toContain(codeOf(finding));
  });
});

test("where the experimental channel is chosen its fields are there, and where the standard one is, they are lost", () => {
  const text = answered.find(({ on }) => on === "MW1213 retry")?.text ?? "";
  const found = (profile: string): readonly string[] => analyseManifests([{ path: "in.yaml", text }], { defaultNamespace: "shop", settings: {} }, { asOf: null }, { target: "gateway-api", version: null, profile }).diagnostics.map(({ code, severity }) => `${code} ${severity}`);
  expect(found("standard")).toContain("MW1213 warning");
  expect(found("experimental").filter((each) => each.startsWith("MW1213"))).toEqual([]);
});

test.each([["MW2266", "25 %"], ["MW3154", "25 %"]])("how many calls are lost is said in percent: %s", (code, words) => {
  const { text } = answered.find(({ name, lint, on }) => name.includes("#L43") && (lint ?? on)?.startsWith(code)) ?? { text: "" };
  const { diagnostics } = analyseManifests([{ path: "in.yaml", text }], { defaultNamespace: "shop", settings: {} }, { asOf: null }, { target: "gateway-api", version: null, profile: null });
  expect(diagnostics.find((each) => each.code === code)?.message).toContain(words);
});

test("a usual installation, with redirects, splits, gRPC and TLS to a backend, has none of it", () => {
  expect(foundOn(readFileSync(join(__dirname, "usual.yaml"), "utf8"), {})).toEqual([]);
});

test("every row of the list is answered by one of the two commands", () => {
  const rows = Object.keys(rowLists.find(({ list }) => list === "gateway-api 24")?.rows ?? {});
  const tags = answered.filter(({ lint, on }) => lint !== null || on !== null).map(({ name }) => /#(\w+)\]/.exec(name)?.[1] ?? "");
  expect([...new Set(tags)].sort()).toEqual([...rows].sort());
});
