import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments, isMap, isScalar, isSeq } from "yaml";
import { corpusFolder } from "../support/corpus.ts";
import { placesOfMeaning } from "./lint-text.ts";

/** The examples of the pages of findings about what policies mean, and the corpus. What syntax and schemas say is shown where it is said. */
const folder = join(__dirname, "../../docs/rules");
const corpus = readdirSync(corpusFolder).flatMap((name) => (existsSync(join(corpusFolder, name, "policy.yaml")) ? [[name, readFileSync(join(corpusFolder, name, "policy.yaml"), "utf8")] as const] : []));
const examples = readdirSync(folder)
  .filter((name) => /^MW[23]\d{3}\.md$/.test(name))
  .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/^```yaml (?:failing|mended)\n([\s\S]*?)^```$/gm)].map((match, index) => [`${name} ${index}`, match[1] ?? ""] as const));

/** Every key and scalar of a text, as offsets. */
function tokensOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (isScalar(node)) found.add(`${node.range?.[0]} ${node.range?.[1]}`);
    else if (isSeq(node)) node.items.forEach(visit);
    else if (isMap(node)) for (const { key, value } of node.items) [key, value].forEach(visit);
  };
  for (const { contents } of parseAllDocuments(text, { uniqueKeys: false })) visit(contents);
  return found;
}

test("there are examples to look at", () => expect(examples.length).toBeGreaterThan(80));

test.each([...examples, ...corpus])("every place of %s is one key or scalar", (_, text) => {
  const tokens = tokensOf(text);
  const wide = placesOfMeaning(text).filter(({ start, end }) => !tokens.has(`${start} ${end}`));
  expect(wide.map(({ start, end }) => text.slice(start, end))).toEqual([]);
});
