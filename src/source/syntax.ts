import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadLimits } from "./limits.ts";
import type { Origin, SourceFile } from "./origin.ts";
import type { ParseFault } from "./recover.ts";
import { placeOf } from "./place.ts";
import { sourceDiagnostics } from "./source.diagnostics.ts";
import { syntaxWords } from "./syntax-words.ts";

/** Whether the faults leave nothing of the document that could be trusted. */
export function isBroken(faults: readonly ParseFault[]): boolean {
  return faults.some((fault) => !fault.mild && fault.code !== "TAG_RESOLVE_FAILED");
}

/**
 * The findings for a document's faults: one a line, since a mistake makes the parser stumble several times, and none
 * after something that was never closed, which swallows all that follows.
 */
export function syntaxFindings(faults: readonly ParseFault[], file: SourceFile, limits: ReadLimits): readonly Diagnostic[] {
  const lines = new Set<number>();
  const findings: Diagnostic[] = [];
  for (const fault of [...faults].sort((a, b) => a.start - b.start)) {
    const tag = isTagFault(fault);
    const line = placeOf(file, fault.start).line;
    if (!tag && lines.has(line)) continue;
    if (!tag) lines.add(line);
    findings.push(finding(fault, file));
    if (isUnclosed(fault) || findings.length >= limits.faults) break;
  }
  return findings;
}

function isTagFault(fault: ParseFault): boolean {
  return fault.code === "TAG_RESOLVE_FAILED" || fault.code === "BAD_COLLECTION_TYPE";
}

function isUnclosed(fault: ParseFault): boolean {
  return fault.message.startsWith("Missing closing") || / end with a [\]}]$/.test(fault.message);
}

function finding(fault: ParseFault, file: SourceFile): Diagnostic {
  const at = { file: file.path, start: fault.start, end: Math.max(fault.start, Math.min(fault.end, file.text.length)) };
  if (isTagFault(fault)) {
    return sourceDiagnostics["unknown-tag"].report({ at, with: { tag: file.text.slice(at.start, at.end) } });
  }
  const tab = tabInIndentation(fault, file);
  if (tab !== null) return sourceDiagnostics["tab-indentation"].report({ at: tab, with: {} });
  return sourceDiagnostics["yaml-syntax"].report({ at, with: syntaxWords(fault, file.text) });
}

/** A tab before the first word of the line of a fault is what caused it, whatever the parser stumbled over. */
function tabInIndentation(fault: ParseFault, file: SourceFile): Origin | null {
  const lineStart = file.text.lastIndexOf("\n", fault.start - 1) + 1;
  const indentation = /^[ \t]*/.exec(file.text.slice(lineStart, lineStart + 1000))?.[0] ?? "";
  const tab = indentation.indexOf("\t");
  if (tab === -1) return null;
  return { file: file.path, start: lineStart + tab, end: lineStart + indentation.length };
}
