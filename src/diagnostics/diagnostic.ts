import type { Origin } from "../source/origin.ts";

/** Errors fail a run; warnings and infos fail it only where the user asks for that. */
export type Severity = "error" | "warning" | "info";

/** A second place that a finding speaks of, with a note on its part in it. */
export interface Related {
  readonly origin: Origin;
  readonly note: string;
}

/** A mending edit: replace the text at `origin` by `text`. */
export interface Fix {
  readonly label: string;
  readonly edits: readonly { readonly origin: Origin; readonly text: string }[];
}

/** One finding of any stage. Codes never change their meaning; every code has a page in `docs/rules/`. */
export interface Diagnostic {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  /** What is wrong, lower case, no full stop, user text in backticks. */
  readonly message: string;
  /** Why it matters, when the message alone does not say it. */
  readonly why?: string;
  /** What to do about it. */
  readonly help?: string;
  readonly origin: Origin;
  /** The path in the document, such as `spec.routes[0].split.v2`. */
  readonly path?: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

/** null: nothing to say this time. */
type Text<P> = string | ((parameters: P) => string | null);

/** What is declared of a finding beside the code that reports it; `P` are the parameters of its texts. */
export interface DiagnosticDefinition<P> {
  readonly code: `MW${number}`;
  readonly severity: Severity;
  readonly what: (parameters: P) => string;
  readonly why?: Text<P>;
  readonly help?: Text<P>;
}

/** Where and with what a defined finding is reported. */
export interface Report<P> {
  readonly at: Origin;
  readonly with: P;
  readonly path?: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** A definition with its name, able to make diagnostics. */
export interface DefinedDiagnostic<P> extends DiagnosticDefinition<P> {
  readonly name: string;
  readonly report: (report: Report<P>) => Diagnostic;
}

type Definitions<P> = { readonly [K in keyof P]: DiagnosticDefinition<P[K]> };
type Defined<P> = { readonly [K in keyof P]: DefinedDiagnostic<P[K]> };

/**
 * Declares findings as data: the key is the finding's name, and the parameters of its texts are checked at every
 * report. A test lists all codes and holds each to its page in `docs/rules/`.
 */
export function defineDiagnostics<P>(definitions: Definitions<P>): Defined<P> {
  const entries = Object.entries(definitions) as [string, DiagnosticDefinition<never>][];
  return Object.fromEntries(entries.map(([name, definition]) => [name, withReport(name, definition)])) as Defined<P>;
}

function withReport<P>(name: string, definition: DiagnosticDefinition<P>): DefinedDiagnostic<P> {
  return { ...definition, name, report: (report) => toDiagnostic(name, definition, report) };
}

function toDiagnostic<P>(name: string, definition: DiagnosticDefinition<P>, report: Report<P>): Diagnostic {
  const { code, severity } = definition;
  const why = textOf(definition.why, report.with);
  const help = textOf(definition.help, report.with);
  return {
    code,
    name,
    severity,
    message: definition.what(report.with),
    ...(why !== undefined && { why }),
    ...(help !== undefined && { help }),
    origin: report.at,
    ...(report.path !== undefined && { path: report.path }),
    related: report.related ?? [],
    fixes: report.fixes ?? [],
  };
}

function textOf<P>(text: Text<P> | undefined, parameters: P): string | undefined {
  return typeof text === "function" ? (text(parameters) ?? undefined) : text;
}
