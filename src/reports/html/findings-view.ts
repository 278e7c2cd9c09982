import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { excerptOf } from "../excerpt.ts";
import { worstFirst } from "../selection.ts";
import type { SourceFile } from "../../source/origin.ts";
import type { PlaceLink, Places } from "./places.ts";

/** A finding with its source. */
export interface FindingView {
  readonly code: string;
  readonly name: string;
  readonly severity: Diagnostic["severity"];
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly at: PlaceLink;
  readonly excerpt: readonly string[];
  readonly related: readonly { readonly note: string; readonly at: PlaceLink }[];
}

/** Findings that a page lists at most; a longer list is for programs. */
const mostFindings = 1_500;

/** The findings, worst first, and how many are left out. */
export function findingsView(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], places: Places): { readonly findings: readonly FindingView[]; readonly leftOut: number } {
  const files = new Map(sources.map((file) => [file.path, file]));
  const shown = worstFirst(diagnostics).slice(0, mostFindings);
  return { findings: shown.map((finding) => viewOf(finding, files, places)), leftOut: diagnostics.length - shown.length };
}

function viewOf({ code, name, severity, message, why, help, origin, related }: Diagnostic, files: ReadonlyMap<string, SourceFile>, places: Places): FindingView {
  const file = files.get(origin.file);
  const excerpt = file === undefined ? null : excerptOf(file, origin);
  const lines = excerpt === null ? [] : [...excerpt.lines.map(({ number, text }) => `${`${number}`.padStart(4)} | ${text}`), `     | ${excerpt.carets}`];
  return { code, name, severity, message, why: why ?? "", help: help ?? "", at: places.at(origin), excerpt: lines, related: related.map((each) => ({ note: each.note, at: places.at(each.origin) })) };
}
