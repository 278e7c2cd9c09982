import type { Diagnostic } from "./diagnostic.ts";
import { suppressDiagnostics } from "./suppress.diagnostics.ts";

/** A finding that was there when the baseline was written. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly code: string;
  /** Path relative to the baseline. */
  readonly file: string;
}

/** Findings with their fingerprints and their paths relative to the baseline. */
export type Fingerprinted = readonly { readonly diagnostic: Diagnostic; readonly entry: BaselineEntry }[];

/** The text of a baseline: every finding but errors, which cannot be excused, sorted, so that differences read well. */
export function baselineText(found: Fingerprinted): string {
  const entries = found.flatMap(({ diagnostic, entry }) => (diagnostic.severity === "error" ? [] : [entry]));
  const sorted = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return `${JSON.stringify({ version: 1, findings: sorted }, null, 2)}\n`;
}

function key({ file, code, fingerprint }: BaselineEntry): string {
  return [file, code, fingerprint].join("\n");
}

/** Reads a baseline; null when the text is none. */
export function readBaseline(text: string): readonly BaselineEntry[] | null {
  try {
    const value = JSON.parse(text) as { readonly version?: unknown; readonly findings?: unknown } | null;
    const isKnown = value !== null && value.version === 1 && Array.isArray(value.findings);
    return isKnown && (value.findings as readonly unknown[]).every(isEntry) ? (value.findings as readonly BaselineEntry[]) : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { fingerprint, code, file } = value as Readonly<Record<string, unknown>>;
  return [fingerprint, code, file].every((each) => typeof each === "string");
}

/**
 * Findings without those of the baseline, errors always kept. Entries of files that were read and that match nothing any
 * more make one note at `baseline`, unless errors kept part of the checks from running.
 */
export function withoutKnown(found: Fingerprinted, entries: readonly BaselineEntry[], baseline: string, read: ReadonlySet<string>): readonly Diagnostic[] {
  const known = new Set(entries.map(({ fingerprint }) => fingerprint));
  const kept = found.filter(({ diagnostic, entry }) => diagnostic.severity === "error" || !known.has(entry.fingerprint));
  const present = new Set(found.map(({ entry }) => entry.fingerprint));
  const isBroken = found.some(({ diagnostic }) => diagnostic.severity === "error");
  const stale = isBroken ? [] : entries.filter(({ fingerprint, file }) => read.has(file) && !present.has(fingerprint));
  const note = stale.length === 0 ? [] : [suppressDiagnostics["stale-baseline"].report({ at: { file: baseline, start: 0, end: 0 }, with: { count: stale.length } })];
  return [...kept.map(({ diagnostic }) => diagnostic), ...note];
}
