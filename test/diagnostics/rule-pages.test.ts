import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";

const folder = join(__dirname, "../../docs/rules");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => ({ code: name.slice(0, -".md".length), text: readFileSync(join(folder, name), "utf8") }));

function blocks(text: string, info: string): readonly string[] {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === info).map(([, , block]) => block ?? "");
}

/** Findings of the fourth and fifth thousand come up when a sound policy is compiled. */
function codesIn(text: string, code: string): readonly string[] {
  const files = [{ path: "example.yaml", text }];
  const { model, diagnostics } = analyse(files);
  if (!/^MW[45]/.test(code)) return diagnostics.map((each) => each.code);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const istio = { target: "istio", version: null, profile: null };
  const compiled = compile(model, files, { targets: [istio], asOf: "2026-01-01", verify: code.startsWith("MW5") });
  return compiled.diagnostics.map((each) => each.code);
}

const examples = pages.filter(({ text }) => blocks(text, "yaml failing").length > 0);

test.each(pages)("$code is headed by its code and name", ({ code, text }) => {
  expect(text).toMatch(new RegExp(`^# ${code}: [a-z0-9-]+\n`));
});

test.each(pages)("$code has both a failing and a mended example, or shows one as text", ({ text }) => {
  const [failing, mended] = [blocks(text, "yaml failing").length, blocks(text, "yaml mended").length];
  expect([failing, mended]).toEqual(failing > 0 ? [1, 1] : [0, 0]);
  expect(failing + blocks(text, "text").length).toBeGreaterThan(0);
});

test.each(examples)("the failing example of $code yields it", ({ code, text }) => {
  expect(codesIn(blocks(text, "yaml failing")[0] ?? "", code)).toContain(code);
});

test.each(examples)("the mended example of $code does not", ({ code, text }) => {
  expect(codesIn(blocks(text, "yaml mended")[0] ?? "", code)).not.toContain(code);
});
