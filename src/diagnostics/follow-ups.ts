import type { Origin, SourceFile } from "../source/origin.ts";
import type { Diagnostic } from "./diagnostic.ts";

/**
 * Findings without those of schemas (`MW1xxx`) that only repeat a fault of reading: a value that could not be read was
 * replaced, and what is said of the replacement, there or of what is around it, would send the user after nothing.
 */
export function withoutFollowUps(findings: readonly Diagnostic[], faults: readonly Diagnostic[], files: readonly SourceFile[]): readonly Diagnostic[] {
  if (faults.length === 0) return findings;
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const follows = (place: Origin): boolean => faults.some(({ origin }) => origin.file === place.file && repeats(place, origin, texts.get(place.file) ?? ""));
  return findings.filter(({ code, origin }) => !code.startsWith("MW1") || !follows(origin));
}

/** The fault lies inside the place, or only blanks of one line stand between the two: a tag and its value. */
function repeats(place: Origin, fault: Origin, text: string): boolean {
  if (fault.start >= place.start && fault.end <= place.end) return true;
  return fault.end <= place.start && /^ {0,80}$/.test(text.slice(fault.end, Math.min(place.start, fault.end + 81)));
}
