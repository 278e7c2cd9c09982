import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { productFiles, root } from "./sources.ts";

const codes = productFiles().flatMap((file) => [...file.text.matchAll(/\bcode: "(MW\d{4})"/g)].map((match) => ({ code: match[1] ?? "", path: file.path })));

test("no code is given twice", () => {
  const seen = codes.map(({ code }) => code);
  expect(seen.filter((code, index) => seen.indexOf(code) !== index)).toEqual([]);
});

test("every code has a page, and every page a code", () => {
  const pages = existsSync(join(root, "docs/rules")) ? readdirSync(join(root, "docs/rules")).filter((name) => /^MW\d{4}\.md$/.test(name)) : [];
  expect(codes.map(({ code }) => `${code}.md`).sort()).toEqual(pages.sort());
});
