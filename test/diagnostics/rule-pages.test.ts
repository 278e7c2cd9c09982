import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { analyseManifests } from "../../src/analyse-manifests.ts";
import { analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import { remembered } from "../../src/support/remember.ts";
import { lintTargets } from "../../src/targets/lint-facts.ts";
import { isTrap, profileOfTrap, targetOfTrap } from "../lint/traps.ts";

const folder = join(__dirname, "../../docs/rules");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => ({ code: name.slice(0, -".md".length), text: readFileSync(join(folder, name), "utf8") }));

function blocks(text: string, info: string): readonly string[] {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === info).map(([, , block]) => block ?? "");
}

/** The hundreds of the fourth thousand belong to one target each; what all share is shown with Istio. */
const targetOf: Readonly<Record<string, string>> = { MW43: "linkerd", MW44: "consul", MW45: "appmesh", MW46: "gateway-api" };

type Found = readonly { readonly code: string; readonly severity: string }[];

/** Findings of the dialect about what no policy holds are shown among manifests for the Gateway API, where holding it is no fault. */
const ofManifests = ["MW2263", "MW2267", "MW2268", "MW2269", "MW2270", "MW2273", "MW2274", "MW2275"];

/** Asked for by two tests. */
const failingFindings = remembered((page: (typeof pages)[number]) => findingsIn(blocks(page.text, "yaml failing")[0] ?? "", page.code));

/** Findings of the fourth thousand, and of proofs (MW50), come up when a sound policy is compiled. */
function findingsIn(text: string, code: string): Found {
  const files = [{ path: "example.yaml", text }];
  if (isTrap(code)) return analyseManifests(files, defaultAnalysis, { asOf: "2026-11-21" }, { target: targetOfTrap(code), version: null, profile: profileOfTrap(code) }).diagnostics;
  if (ofManifests.includes(code)) return analyseManifests(files, defaultAnalysis, { asOf: "2026-11-21" }, { target: "gateway-api", version: null, profile: null }).diagnostics;
  const { model, diagnostics } = analyseAndLint(files, defaultAnalysis, { asOf: "2026-11-21", targetsOf: (model) => lintTargets(model, []) });
  if (!/^MW(?:4|50)/.test(code)) return diagnostics;
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const choice = { target: targetOf[code.slice(0, 4)] ?? "istio", version: null, profile: null };
  return compile(model, files, { targets: [choice], asOf: "2026-11-21", verify: code.startsWith("MW5") }).diagnostics;
}

function codesOf(found: Found): readonly string[] {
  return found.map(({ code }) => code);
}

const examples = pages.filter(({ text }) => blocks(text, "yaml failing").length > 0);

test.each(pages)("$code is headed by its code and name", ({ code, text }) => {
  expect(text).toMatch(new RegExp(`^# ${code}: [a-z0-9-]+\n`));
});

test.each(pages)("$code has both a failing and a mended example, or shows one as text", ({ text }) => {
  const [failing, mended] = [blocks(text, "yaml failing").length, blocks(text, "yaml mended").length];
  expect([failing, mended]).toEqual(failing > 0 ? [1, 1] : [0, 0]);
  if (failing === 0) expect(text).toMatch(/^## Example\n[\s\S]*^```text\n/m);
});

test.each(examples)("the failing example of $code yields it", (page) => {
  expect(codesOf(failingFindings(page))).toContain(page.code);
});

test.each(examples)("the mended example of $code does not, and has no error", ({ code, text }) => {
  const found = findingsIn(blocks(text, "yaml mended")[0] ?? "", code);
  expect(codesOf(found)).not.toContain(code);
  expect(codesOf(found.filter(({ severity }) => severity === "error"))).toEqual([]);
});

test.each(examples)("the failing example of $code shows nothing else that is wrong", (page) => {
  const others = failingFindings(page).filter((each) => each.severity === "error" && each.code !== page.code);
  expect(codesOf(others)).toEqual([]);
});
