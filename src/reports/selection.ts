import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";

/** Severities, the worst first. */
export const severities: readonly Severity[] = ["error", "warning", "info"];

/** Findings by severity, the worst first; those of one severity stay in their order. */
export function worstFirst(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return severities.flatMap((severity) => diagnostics.filter((each) => each.severity === severity));
}

/** `2 errors, 1 warning`; null for nothing. */
export function countText(diagnostics: readonly Pick<Diagnostic, "severity">[]): string | null {
  const counts = severities.flatMap((severity) => {
    const count = diagnostics.filter((each) => each.severity === severity).length;
    return count === 0 ? [] : [plural(count, severity === "info" ? "note" : severity)];
  });
  return counts.length === 0 ? null : counts.join(", ");
}

/** `1 file`, `2 files`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A text of at most `length` characters, the cut marked; no pair of surrogates is torn. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text.slice(0, length * 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
