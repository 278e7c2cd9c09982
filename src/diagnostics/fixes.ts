import type { Origin, SourceFile } from "../source/origin.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";

type Edit = Fix["edits"][number];

/** Every edit is compared with all others of its pass; whatever is beyond waits for the next. */
const mostAPass = 1_000;

/** Texts after a pass of fixes, and how many findings they mended. */
export interface Fixed {
  readonly files: readonly SourceFile[];
  readonly applied: number;
}

/**
 * Carries out the first fix of every finding, in order, on these files and no others. A fix is taken whole or not at all:
 * one that touches what another has changed waits for the next pass. Everything outside of the edits stays as it is.
 */
export function applyFixes(files: readonly SourceFile[], diagnostics: readonly Diagnostic[]): Fixed {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const taken: Edit[] = [];
  let applied = 0;
  for (const { fixes } of diagnostics) {
    if (applied >= mostAPass) break;
    const edits = fixes[0]?.edits ?? [];
    if (edits.length === 0 || !isPossible(edits, texts) || edits.some((edit) => taken.some((other) => clash(edit, other)))) continue;
    taken.push(...edits.filter((edit) => !taken.some((other) => isSame(edit, other))));
    applied += 1;
  }
  return { files: files.map((file) => edited(file, taken)), applied };
}

function isPossible(edits: readonly Edit[], texts: ReadonlyMap<string, string>): boolean {
  const inside = edits.every(({ origin }) => origin.start >= 0 && origin.start <= origin.end && origin.end <= (texts.get(origin.file)?.length ?? -1));
  return inside && !edits.some((edit, index) => edits.slice(index + 1).some((other) => clash(edit, other)));
}

/** Two edits that touch could mean different things in either order; two that are the same replacement are one. */
function clash(a: Edit, b: Edit): boolean {
  return a.origin.file === b.origin.file && a.origin.start <= b.origin.end && b.origin.start <= a.origin.end && !isSame(a, b);
}

function isSame(a: Edit, b: Edit): boolean {
  const isReplacement = a.origin.end > a.origin.start;
  return isReplacement && isAt(a.origin, b.origin) && a.text === b.text;
}

function isAt(a: Origin, b: Origin): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

function edited(file: SourceFile, edits: readonly Edit[]): SourceFile {
  const own = edits.filter(({ origin }) => origin.file === file.path).sort((a, b) => b.origin.start - a.origin.start);
  if (own.length === 0) return file;
  const lineEnd = file.text.includes("\r\n") ? "\r\n" : "\n";
  const text = own.reduce((before, { origin, text: written }) => before.slice(0, origin.start) + withLineEnds(written, lineEnd) + before.slice(origin.end), file.text);
  return { path: file.path, text };
}

function withLineEnds(text: string, lineEnd: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\n", lineEnd);
}

const mostPasses = 20;

/**
 * Fixes until nothing is left to fix. `find` looks at texts; a pass after which there are more errors than before is not
 * taken, and ends the work.
 */
export function fixAll(files: readonly SourceFile[], find: (files: readonly SourceFile[]) => readonly Diagnostic[]): Fixed {
  let best: Fixed & { readonly found: readonly Diagnostic[] } = { files, applied: 0, found: find(files) };
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const next = applyFixes(best.files, best.found);
    if (next.applied === 0) break;
    const found = find(next.files);
    if (errors(found) > errors(best.found)) break;
    best = { files: next.files, applied: best.applied + next.applied, found };
  }
  return { files: best.files, applied: best.applied };
}

function errors(found: readonly Diagnostic[]): number {
  return found.filter(({ severity }) => severity === "error").length;
}
