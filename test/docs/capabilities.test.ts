import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capabilitiesMarkdown } from "../../src/reports/capabilities.ts";
import { features } from "../../src/model/capability.ts";
import { capabilitySummary, summaryRows } from "../../src/reports/capability-summary.ts";
import { targets } from "../../src/targets/index.ts";

/** `UPDATE=1` writes the pages anew. */
test.each(targets.map((target) => [target.name, target] as const))("docs/capabilities/%s.md says what the table says", (name, target) => {
  const page = join(__dirname, "..", "..", "docs", "capabilities", `${name}.md`);
  const expected = capabilitiesMarkdown(target);
  if (process.env["UPDATE"] === "1") writeFileSync(page, expected);
  expect(readFileSync(page, "utf8")).toBe(expected);
});

test("README.md shows the summary of `meshwright targets --summary` between its marks", () => {
  const page = join(__dirname, "..", "..", "README.md");
  const written = readFileSync(page, "utf8");
  const expected = written.replace(/(<!-- meshwright targets --summary -->\n)[^]*?(<!-- end -->)/, (_, begin: string, end: string) => `${begin}${capabilitySummary(targets)}${end}`);
  if (process.env["UPDATE"] === "1") writeFileSync(page, expected);
  expect(readFileSync(page, "utf8")).toBe(expected);
  expect(expected).toContain(capabilitySummary(targets));
});

test("every feature stands in one row of the summary", () => {
  expect(summaryRows().flatMap(({ of }) => of).sort()).toEqual([...features].sort());
});
