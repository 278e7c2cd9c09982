import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { analyse, analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import { lintModel } from "../../src/lint/index.ts";
import type { LintTarget } from "../../src/lint/lint-target.ts";
import { usualLint } from "../../src/lint/world.ts";
import type { UnsaidSetting, VendorDefault } from "../../src/model/index.ts";
import { targets } from "../../src/targets/index.ts";
import { lintTargets } from "../../src/targets/lint-facts.ts";
import { policy } from "./lint-text.ts";

function row(setting: UnsaidSetting, amount: number | null, more: Partial<VendorDefault> = {}): VendorDefault {
  return { setting, where: null, does: `${amount}`, amount, written: null, source: "a/b:c", ...more };
}

function mesh(name: string, ...defaults: readonly VendorDefault[]): LintTarget {
  return { name, defaults, patternProblem: () => null, orderLost: () => null };
}

function codes(text: string, ...chosen: readonly LintTarget[]): readonly string[] {
  const { model, diagnostics } = analyse([{ path: "policy.yaml", text }]);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return lintModel(model, { ...usualLint, targets: chosen }).map(({ code }) => code);
}

const endless = policy("port: 8080\nroutes:\n  - { name: all, to: order }");
const legacy = (port: string): string => `---\napiVersion: v1\nkind: Service\nmetadata: { name: legacy, namespace: shop }\nspec: { selector: { app: legacy }, ports: [{ port: 80, name: ${port} }] }\n`;
const caller = policy("port: 8080\ncalls: [legacy]\nroutes:\n  - { name: all, to: order, deadline: 9s }");
const retrying = mesh("r", row("retry.attempts", 2, { written: "Some.field" }));
const ejecting = policy("port: 8080\ncircuitBreaker: { outlier: { consecutiveErrors: 5, maxEjectedPercent: 60 } }\nroutes:\n  - { name: all, to: order, deadline: 1s }");

test.each<[string, string, readonly LintTarget[], readonly string[]]>([
  ["nobody ends the calls", endless, [], ["MW3001"]],
  ["one mesh ends them, another never does", endless, [mesh("a", row("deadline", 15_000)), mesh("b", row("deadline", null))], ["MW3001", "MW3012"]],
  ["every mesh ends them", endless, [mesh("a", row("deadline", 15_000))], ["MW3012"]],
  ["what manifests say otherwise is not in force", endless, [mesh("a", row("deadline", 15_000, { written: "x" }))], ["MW3001"]],
  ["what is about connections is not about calls", endless, [mesh("a", row("deadline", 15_000, { where: "TCP connections" }))], ["MW3001"]],
  ["a service that runs and has no policy is called with the mesh's own retries", caller + legacy("http"), [retrying], ["MW3013"]],
  ["a service of connections is not", caller + legacy("tcp"), [retrying], []],
  ["a service that another repository may speak of is not reported", caller, [retrying], []],
  ["a mesh without retries of its own does not repeat", caller + legacy("http"), [mesh("n", row("retry.attempts", 0))], []],
  ["what only routes are given is not given to a service without any", caller + legacy("http"), [mesh("l", row("retry.attempts", 1, { where: "a route with conditions alone" }))], []],
  ["a service that is left out of a mesh has nothing of it", `${ejecting}  targets: { istio: { excluded: true, because: not there yet } }\n`, [mesh("istio", row("panic", 50))], []],
  ["half of the endpoints and more may go, and panic brings them back", ejecting, [mesh("p", row("panic", 50))], ["MW3055"]],
  ["not where there is no panic", ejecting, [mesh("p", row("panic", 0))], []],
  ["nor where the manifests turn it off", ejecting, [mesh("p", row("panic", 50, { written: "x" }))], []],
])("%s", (_, text, chosen, expected) => {
  expect(codes(text, ...chosen)).toEqual(expected);
});

const sound = join(__dirname, "sound");
const ordered = targets.filter(({ name }) => name !== "gateway-api").map(({ name }) => ({ target: name, version: null, profile: null }));

/** Gateway API itself promises neither an order for patterns nor a dialect of them. */
test.each(readdirSync(sound))("%s is sound on the meshes that state their patterns, too", (name) => {
  const { diagnostics } = analyseAndLint([{ path: name, text: readFileSync(join(sound, name), "utf8") }], defaultAnalysis, { asOf: "2026-11-21", targetsOf: (model) => lintTargets(model, ordered) });
  expect(diagnostics.filter(({ code }) => code.startsWith("MW3")).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
