import type { Diagnostic } from "./diagnostic.ts";
import { suppressDiagnostics } from "./suppress.diagnostics.ts";
import type { Suppression, Suppressions } from "./suppression.ts";

/** What is asked besides the orders. */
export interface SuppressOptions {
  /** The day that end dates are compared with, such as `2026-12-31`. */
  readonly asOf: string;
  /** Whether this run would have found findings of a code; only then an order without any is unused. */
  readonly judges: (code: string) => boolean;
}

/**
 * Findings without those that are to be ignored, and with findings about orders that are unused, expired, unreadable or
 * would ignore an error. While there are errors, part of the checks may not have run, and nothing is called unused.
 */
export function withoutSuppressed(found: readonly Diagnostic[], { suppressions, diagnostics }: Suppressions, options: SuppressOptions): readonly Diagnostic[] {
  const matches = new Map(suppressions.map((each) => [each, found.filter((diagnostic) => diagnostic.code === each.code && each.covers(diagnostic))]));
  const inForce = suppressions.filter(({ until }) => until === null || until >= options.asOf);
  const ignored = new Set(inForce.flatMap((each) => (matches.get(each) ?? []).filter(({ severity }) => severity !== "error")));
  const isBroken = found.some(({ severity }) => severity === "error");
  const about = suppressions.flatMap((each) => remark(each, matches.get(each) ?? [], isBroken, options));
  return [...found.filter((diagnostic) => !ignored.has(diagnostic)), ...diagnostics, ...about];
}

function remark({ code, until, origin }: Suppression, matched: readonly Diagnostic[], isBroken: boolean, { asOf, judges }: SuppressOptions): readonly Diagnostic[] {
  if (matched.some(({ severity }) => severity === "error")) return [suppressDiagnostics["suppressed-error"].report({ at: origin, with: { code } })];
  if (until !== null && until < asOf) return [suppressDiagnostics["expired-suppression"].report({ at: origin, with: { code, until } })];
  const isUnused = matched.length === 0 && judges(code) && !isBroken;
  return isUnused ? [suppressDiagnostics["unused-suppression"].report({ at: origin, with: { code } })] : [];
}
