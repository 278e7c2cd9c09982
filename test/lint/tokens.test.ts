import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments, isMap, isScalar, isSeq } from "yaml";
import { placesOfLint } from "./lint-text.ts";

/** The failing examples of the lints' pages. */
const folder = join(__dirname, "../../docs/rules");
const examples = readdirSync(folder)
  .filter((name) => /^MW3\d{3}\.md$/.test(name))
  .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/^```yaml (?:failing|mended)\n([\s\S]*?)^```$/gm)].map((match, index) => [`${name} ${index}`, match[1] ?? ""] as const));

/** Every key and scalar of a text, as offsets. */
function tokensOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (isScalar(node)) found.add(`${node.range?.[0]} ${node.range?.[1]}`);
    else if (isSeq(node)) node.items.forEach(visit);
    else if (isMap(node)) for (const { key, value } of node.items) [key, value].forEach(visit);
  };
  for (const { contents } of parseAllDocuments(text)) visit(contents);
  return found;
}

test("there are examples to look at", () => expect(examples.length).toBeGreaterThan(80));

test.each(examples)("every place of %s is one key or scalar", (_, text) => {
  const tokens = tokensOf(text);
  const wide = placesOfLint(text).filter(({ start, end }) => !tokens.has(`${start} ${end}`));
  expect(wide.map(({ start, end }) => text.slice(start, end))).toEqual([]);
});
