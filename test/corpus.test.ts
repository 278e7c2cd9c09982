import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { textReport } from "../src/reports/text.ts";
import { analyseCorpus, corpusFolder } from "./support/corpus.ts";

/**
 * A case is a folder with `policy.yaml` and what a user sees of it. `UPDATE=1` writes `diagnostics.txt` anew; the
 * difference is for a reviewer to read.
 */
const cases = readdirSync(corpusFolder).filter((name) => existsSync(join(corpusFolder, name, "policy.yaml"))).sort();

test("there are at least 40 broken policies", () => expect(cases.length).toBeGreaterThanOrEqual(40));

test.each(cases)("%s", (name) => {
  const expected = join(corpusFolder, name, "diagnostics.txt");
  const { diagnostics, sources } = analyseCorpus(name);
  const found = textReport(diagnostics, sources, { colour: false });
  if (process.env["UPDATE"] === "1") writeFileSync(expected, found);
  expect(diagnostics.some((diagnostic) => diagnostic.severity === "error")).toBe(true);
  expect(found).toBe(readFileSync(expected, "utf8"));
});
