import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capabilitiesMarkdown } from "../../src/reports/capabilities.ts";
import { targets } from "../../src/targets/index.ts";

/** `UPDATE=1` writes the pages anew. */
test.each(targets.map((target) => [target.name, target] as const))("docs/capabilities/%s.md says what the table says", (name, target) => {
  const page = join(__dirname, "..", "..", "docs", "capabilities", `${name}.md`);
  const expected = capabilitiesMarkdown(target);
  if (process.env["UPDATE"] === "1") writeFileSync(page, expected);
  expect(readFileSync(page, "utf8")).toBe(expected);
});
