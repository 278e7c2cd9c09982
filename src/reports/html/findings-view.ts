import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { excerptOf } from "../excerpt.ts";
import { worstFirst } from "../selection.ts";
import { groupBy } from "../../support/group-by.ts";
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

/** Findings of one code and severity. */
export interface FindingGroup {
  readonly code: string;
  readonly name: string;
  readonly severity: Diagnostic["severity"];
  readonly count: number;
  readonly findings: readonly FindingView[];
  /** How many more there are than the page lists. */
  readonly leftOut: number;
  /** Unfolded, where there are few in all or these are errors. */
  readonly isOpen: boolean;
}

/** Findings of one code that a page lists at most; a longer list is for programs. */
const mostOfCode = 200;
const fewFindings = 40;

/** The findings by code, worst first. */
export function findingGroups(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], places: Places): readonly FindingGroup[] {
  const files = new Map(sources.map((file) => [file.path, file]));
  const groups = groupBy(worstFirst(diagnostics), ({ severity, code }) => `${severity} ${code}`);
  return [...groups.values()].flatMap((findings) => {
    const [first] = findings;
    if (first === undefined) return [];
    const { code, name, severity } = first;
    const shown = findings.slice(0, mostOfCode).map((finding) => viewOf(finding, files, places));
    return [{ code, name, severity, count: findings.length, findings: shown, leftOut: findings.length - shown.length, isOpen: severity === "error" || diagnostics.length <= fewFindings }];
  });
}

function viewOf({ code, name, severity, message, why, help, origin, related }: Diagnostic, files: ReadonlyMap<string, SourceFile>, places: Places): FindingView {
  const file = files.get(origin.file);
  const excerpt = file === undefined ? null : excerptOf(file, origin);
  const lines = excerpt === null ? [] : [...excerpt.lines.map(({ number, text }) => `${`${number}`.padStart(4)} | ${text}`), `     | ${excerpt.carets}`];
  return { code, name, severity, message, why: why ?? "", help: help ?? "", at: places.at(origin), excerpt: lines, related: related.map((each) => ({ note: each.note, at: places.at(each.origin) })) };
}
