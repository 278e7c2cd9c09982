import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import type { ReportContext } from "./context.ts";
import { rulePage } from "./rule-page.ts";
import { shortened } from "./selection.ts";

/** A rule as SARIF lists it; the properties are those that GitHub reads. */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration: { readonly level: ReturnType<typeof sarifLevel> };
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Severity in the words of SARIF. */
export function sarifLevel(severity: Severity): "error" | "warning" | "note" {
  return severity === "info" ? "note" : severity;
}

/** Subjects by the first digit of a code. */
const subjects: Readonly<Record<string, string>> = { 1: "schema", 2: "references", 3: "mesh-safety", 4: "targets", 5: "verification", 6: "cluster" };

/** The rules of these findings, by code, with their pages as help (github/docs: SARIF support for code scanning). */
export function sarifRules(diagnostics: readonly Diagnostic[], context: ReportContext): readonly SarifRule[] {
  const byCode = new Map([...diagnostics].reverse().map((diagnostic) => [diagnostic.code, diagnostic]));
  const codes = [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return codes.map((diagnostic) => rule(diagnostic, context));
}

function rule({ code, name, severity }: Diagnostic, context: ReportContext): SarifRule {
  const { title, summary, markdown } = rulePage(code, name, context.page(code));
  const kind = severity === "info" ? "recommendation" : severity;
  return {
    id: code,
    name,
    shortDescription: { text: title },
    fullDescription: { text: shortened(summary, 1000) },
    help: { text: markdown, markdown },
    defaultConfiguration: { level: sarifLevel(severity) },
    properties: { tags: ["service-mesh", subjects[code.charAt(2)] ?? "other"], precision: "very-high", "problem.severity": kind },
  };
}
