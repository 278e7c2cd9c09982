import type { Diagnostic, Severity } from "./diagnostic.ts";

/** Levels by code, as a configuration sets them. */
export type Levels = Readonly<Record<string, Severity | "off">>;

/**
 * Findings with their configured levels; those that are `off` are left out. Errors stay errors whatever is configured:
 * what could not be understood cannot be excused.
 */
export function withLevels(diagnostics: readonly Diagnostic[], levels: Levels): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = Object.hasOwn(levels, diagnostic.code) ? levels[diagnostic.code] : undefined;
    if (level === undefined || diagnostic.severity === "error") return diagnostic;
    return level === "off" ? [] : { ...diagnostic, severity: level };
  });
}

/** From which severity on findings fail a run. */
export type Threshold = Severity | "never";

/** Thresholds by name, strictest last. */
export const thresholds: readonly Threshold[] = ["never", "error", "warning", "info"];

/** Whether one of the findings reaches the threshold. */
export function reaches(diagnostics: readonly Pick<Diagnostic, "severity">[], threshold: Threshold): boolean {
  return diagnostics.some(({ severity }) => thresholds.indexOf(severity) <= thresholds.indexOf(threshold));
}
