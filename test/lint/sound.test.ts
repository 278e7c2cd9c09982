import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { lintFiles } from "./lint-text.ts";

/** Policies that are as they should be: whoever reports them is wrong. */
const folder = join(__dirname, "sound");
const names = readdirSync(folder).sort();

test("the suite is large enough to mean something", () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});

test.each(names)("%s: no error, no warning and no lint", (name) => {
  const findings = lintFiles([{ path: name, text: readFileSync(join(folder, name), "utf8") }]);
  expect(findings.filter(({ code, severity }) => severity !== "info" || code.startsWith("MW3")).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
