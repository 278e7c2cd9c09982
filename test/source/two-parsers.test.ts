import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { defaultLimits } from "../../src/source/limits.ts";
import { recover } from "../../src/source/recover.ts";
import { parseSound } from "../../src/source/sound.ts";
import type { SyntaxNode } from "../../src/source/syntax-tree.ts";

/** Text without faults is read by one parser, any other by another; both must see the same tree at the same places. */
const runs = 1000;

/** What both parsers see, with the faults that only one of them can tell; null where the fast one does not take the text. */
function both(text: string): { readonly sound: unknown; readonly recovered: unknown } | null {
  const sound = parseSound(text, defaultLimits);
  if (sound === null) return null;
  const { documents, tooDeepAt } = recover(text, defaultLimits);
  return {
    sound: { documents: sound.filter(isSomething), faults: [], tooDeepAt: null },
    recovered: { documents: documents.map(({ contents }) => contents).filter(isSomething), faults: documents.flatMap(({ faults }) => faults), tooDeepAt },
  };
}

function isSomething(node: SyntaxNode | null): boolean {
  return node !== null && !(node.kind === "scalar" && node.plain === "");
}

const root = join(__dirname, "../..");
const files = globSync(["policies/**/*.yaml", "out/**/*.yaml", "test/**/*.yaml", ".github/**/*.y*ml", "action.yml"], { cwd: root, dot: true });

test("both parsers see the same in every file of this repository", () => {
  const compared = files.map((file) => ({ file, seen: both(readFileSync(join(root, file), "utf8")) })).filter(({ seen }) => seen !== null);
  expect(compared.length).toBeGreaterThan(150);
  for (const { file, seen } of compared) expect({ file, seen: seen?.sound }).toEqual({ file, seen: seen?.recovered });
});

/** What people write, in pieces that join to text which is mostly sound. */
const values = ["a", "1", "-1.5", "0x1F", "0o17", "1e3", "~", "null", "True", "yes", ".inf", "''", "'it''s'", '"a\\nb"', '"\\u00e9"', "*x", "&x a", "[a, 'b', 1]", "[ ]", "{}", "{ a: 1, 'b': [c] }", "{a, b: }", "[a: b]", "{a: {b: c}, }", "|\n    text\n     more\n", ">-\n    folded\n    text\n\n", "", "# c", "a # c", "a#b", "a:b", "/v1/*", "a b\n    c", "<<", "GET /a?b=c&d", "é", "-", "- x"];
const line = fc.tuple(fc.constantFrom("", "  ", "  ", "    ", "- ", "  - "), fc.constantFrom("a", "b", "c", "'k'", "1", "<<", "? a"), fc.constantFrom(": ", ":", ":  ", " : "), fc.constantFrom(...values), fc.constantFrom("\n", "\n", "\n", "\n\n", " # c\n", "\r\n", "\n---\n", "\n...\n"));
const written = fc.array(line, { maxLength: 8 }).map((lines) => lines.map((parts) => parts.join("")).join(""));

/** Signs in any order, which few parsers agree about. */
const signs = ["a", "a: ", "b: ", ": ", "- ", "\n", "\n  ", "\n    ", "\t", "[", "]", "{", "}", ", ", "&x ", "*x", "*x ", "<<: ", "| ", ">-\n", '"', "'", "#", "# c\n", "---\n", "...\n", "\\", "\r\n", "\r", "\u0085", "1", "~", "\ufeff", "\u2028", "@", "`"];
const soup = fc.array(fc.constantFrom(...signs), { maxLength: 14 }).map((parts) => parts.join(""));

test.each([
  ["that people write", written, 20],
  ["of signs in any order", soup, 50],
])("both parsers see the same in text %s", (_, text, atLeast) => {
  let compared = 0;
  const sameTree = fc.property(text, (each) => {
    const seen = both(each);
    if (seen === null) return;
    compared += 1;
    expect(seen.sound).toEqual(seen.recovered);
  });
  fc.assert(sameTree, { numRuns: runs });
  expect(compared).toBeGreaterThan(runs / atLeast);
});
