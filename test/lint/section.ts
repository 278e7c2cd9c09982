import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { rowLists } from "../pitfalls/rows.ts";

/** One mistake of a row of a list of lints, with what says it and manifests that show it, and the same without the mistake. */
export interface Shown {
  /** The tag of the row and what the mistake is: `[linkerd 21.2#1] a parent without group`. */
  readonly name: string;
  readonly code: string;
  /** The token at which it is said begins so. */
  readonly word: string;
  readonly text: string;
  readonly sound: string;
}

/** One condition of a row: what it is, the codes that say it, and manifests that show it. */
export interface Condition {
  readonly row: string;
  readonly about: string;
  readonly codes: readonly string[];
  readonly text: string;
  /** The deployment that has it. */
  readonly profile: string | null;
}

/** A row, or a part of one, that no manifests show, and why. */
export interface Unseen {
  readonly name: string;
  readonly why: string;
}

/** What `meshwright lint --on` says of one text. */
export function findingsOn(target: string, text: string): readonly Diagnostic[] {
  return analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target, version: null, profile: null }).diagnostics;
}

/** The codes and the places of findings, `MW3153@order`. */
export function placesOn(target: string, text: string): readonly string[] {
  return findingsOn(target, text).map(({ code, origin }) => `${code}@${text.slice(origin.start, origin.end)}`);
}

/** The rows of a list that no case is tagged for, and tags of the list that are no row. */
export function missingRows(list: string, cases: readonly { readonly name: string }[]): readonly string[] {
  const rows = Object.keys(rowLists.find((each) => each.list === list)?.rows ?? {}).map((id) => `${list}#${id}`);
  const tags = new Set(cases.flatMap(({ name }) => [...name.matchAll(/\[([^\]]+)\]/g)].map(([, tag]) => tag ?? "")));
  const own = [...tags].filter((tag) => tag.startsWith(`${list}#`));
  return [...rows.filter((row) => !tags.has(row)), ...own.filter((tag) => !rows.includes(tag))];
}
