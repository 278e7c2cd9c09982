import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { newFolder } from "../cli/harness.ts";
import { policy } from "./lint-text.ts";

/** 600 services of five findings each. */
const text = Array.from({ length: 600 }, (_, index) =>
  policy(`port: 8080\nretryBudget: { percent: 100 }\nroutes:\n  - { name: all, to: order-${index}, deadline: 2s, retry: { attempts: 3, perTryTimeout: 1s, on: [5xx], methods: all, backoff: { base: 1ms, max: 2ms } } }`, `order-${index}`),
).join("---\n");

test("3,000 findings stay inside the limits of GitHub, and what is left out is said", async () => {
  const folder = newFolder({ "policy.yaml": text });
  const { code, stdout, stderr } = await folder.run(["lint", "policy.yaml", "--format", "github", "--format", "sarif=out.sarif", "--format", "json=out.json", "--format", "markdown=out.md"]);
  expect(code).toBe(0);
  const found = (JSON.parse(readFileSync(join(folder.path, "out.json"), "utf8")) as { readonly diagnostics: readonly { readonly severity: string }[] }).diagnostics;
  expect(found.length).toBeGreaterThanOrEqual(3000);
  const sarif = readFileSync(join(folder.path, "out.sarif"), "utf8");
  const [run] = (JSON.parse(sarif) as { readonly runs: readonly { readonly results: readonly unknown[] }[] }).runs;
  expect(run?.results.length).toBe(found.length);
  expect(gzipSync(sarif).length).toBeLessThan(10_000_000);
  expect(run?.results.length).toBeLessThanOrEqual(25_000);
  const lines = stdout.trimEnd().split("\n");
  const annotations = (level: string): number => lines.filter((line) => line.startsWith(`::${level} `)).length;
  expect([annotations("error"), annotations("warning"), annotations("notice")].every((count) => count <= 10)).toBe(true);
  const warnings = found.filter(({ severity }) => severity === "warning").length;
  expect(lines.at(-1)).toMatch(new RegExp(`^${warnings - 10} warnings.* more not shown as annotations, since GitHub keeps 10 of each level$`));
  expect(readFileSync(join(folder.path, "out.md"), "utf8").length).toBeLessThan(65_536);
  expect(stderr).toContain("more not shown in Markdown");
});
