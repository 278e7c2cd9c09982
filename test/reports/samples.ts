import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic, Severity } from "../../src/diagnostics/diagnostic.ts";
import type { ReportContext } from "../../src/reports/context.ts";
import type { SourceFile } from "../../src/source/origin.ts";

/** What a stranger might write to be shown: ends of commands, tags, mentions, links, controls. */
export const nasty = "a]]>%0A::error::x</failure>`@admin <img src=x onerror=y> [b](http://evil.example) |\x1b[31m\u202e\n::warning::z #1 &\ufffe";

export const sources: readonly SourceFile[] = [
  { path: "policies/a, b:c.yaml", text: "first: 1\nsecond: 2\nthird: 👍 x\n" },
  { path: "policies/clean.yaml", text: "fine: true\n" },
];

export function finding(severity: Severity, more: Partial<Diagnostic> = {}): Diagnostic {
  const origin = { file: "policies/a, b:c.yaml", start: 9, end: 15 };
  return { code: "MW1003", name: "duplicate-key", severity, message: "key `x` is written twice", origin, related: [], fixes: [], ...more };
}

export function findings(count: number, severity: Severity): readonly Diagnostic[] {
  return Array.from({ length: count }, (_, index) => finding(severity, { message: `finding ${severity} ${index}`, path: `spec.routes[${index}]` }));
}

export const everything: readonly Diagnostic[] = [
  finding("error", { why: "tools disagree", help: `keep \`${nasty}\``, message: `key \`${nasty}\` is written twice`, path: "spec.x" }),
  finding("warning", {
    origin: { file: "policies/a, b:c.yaml", start: 26, end: 30 },
    related: [{ origin: { file: "policies/clean.yaml", start: 0, end: 4 }, note: `here ${nasty}` }],
    fixes: [{ label: "rename", edits: [{ origin: { file: "policies/a, b:c.yaml", start: 0, end: 5 }, text: "one" }] }],
  }),
  finding("info", { origin: { file: "gone.yaml", start: 0, end: 0 }, code: "MW9999", name: "no-page" }),
];

export const context: ReportContext = {
  colour: false,
  version: "1.2.3",
  page: (code) => (code === "MW9999" ? null : readFileSync(join(__dirname, `../../docs/rules/${code}.md`), "utf8")),
  repositoryPath: (file) => `deep/${file}`,
  failOn: "error",
};
