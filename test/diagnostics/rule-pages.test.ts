import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";

const folder = join(__dirname, "../../docs/rules");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => ({ code: name.slice(0, -".md".length), text: readFileSync(join(folder, name), "utf8") }));

function blocks(text: string, info: string): readonly string[] {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === info).map(([, , block]) => block ?? "");
}

function codesIn(text: string): readonly string[] {
  return analyse([{ path: "example.yaml", text }]).diagnostics.map(({ code }) => code);
}

const compiled = /^MW[45]/;
const examples = pages.filter(({ code, text }) => !compiled.test(code) && blocks(text, "yaml failing").length > 0);

test.each(pages)("$code is headed by its code and name", ({ code, text }) => {
  expect(text).toMatch(new RegExp(`^# ${code}: [a-z0-9-]+\n`));
});

test.each(pages)("$code has both a failing and a mended example, or shows one as text", ({ text }) => {
  const counts = [blocks(text, "yaml failing").length, blocks(text, "yaml mended").length, blocks(text, "text").length];
  expect([[1, 1, 0], [0, 0, 1]]).toContainEqual(counts);
});

test.each(examples)("the failing example of $code yields it", ({ code, text }) => {
  expect(codesIn(blocks(text, "yaml failing")[0] ?? "")).toContain(code);
});

test.each(examples)("the mended example of $code does not", ({ code, text }) => {
  expect(codesIn(blocks(text, "yaml mended")[0] ?? "")).not.toContain(code);
});
