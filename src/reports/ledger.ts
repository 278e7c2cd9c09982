import { placeOf } from "../source/place.ts";
import type { SourceFile } from "../source/origin.ts";
import type { LedgerEntry } from "../model/index.ts";
import { printable } from "./printable.ts";

/** The ledger for people: one line for each intent, grouped by service, in the order of the policy. */
export function ledgerText(entries: readonly LedgerEntry[], sources: readonly SourceFile[]): string {
  const rows = entries.map((entry) => ({ entry, place: place(entry, sources) }));
  const groups = [...new Set(rows.map(({ entry }) => heading(entry)))];
  return groups.map((group) => `${group}\n${rows.filter(({ entry }) => heading(entry) === group).map(row).join("")}`).join("");
}

function heading({ target, service }: LedgerEntry): string {
  return printable(`${target}: ${service === null ? "mesh" : `${service.namespace}/${service.name}`}`);
}

function row({ entry, place: at }: { readonly entry: LedgerEntry; readonly place: string }): string {
  const bound = entry.bound === null ? "" : `, error ${entry.bound}`;
  const direction = entry.direction === null ? "" : ` (${entry.direction}${bound})`;
  const consent = entry.consent === null ? "" : `; allowed because: ${entry.consent.because}`;
  return `  ${entry.kind.padEnd(16)} ${printable(`${entry.field}${direction}: ${entry.note}${consent}`)}  [${printable(at)}]\n`;
}

/** The ledger for programs: a list in the order of the policy, with the place of each intent. */
export function ledgerJson(entries: readonly LedgerEntry[], sources: readonly SourceFile[]): string {
  const shown = entries.map(({ origin, consent, ...entry }) => ({
    ...entry,
    consent: consent === null ? null : { field: consent.kind === "excluded" ? null : consent.field, because: consent.because },
    at: position({ origin }, sources),
  }));
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function place(entry: LedgerEntry, sources: readonly SourceFile[]): string {
  const { file, line } = position(entry, sources);
  return line === null ? file : `${file}:${line}`;
}

function position({ origin }: Pick<LedgerEntry, "origin">, sources: readonly SourceFile[]) {
  const source = sources.find(({ path }) => path === origin.file);
  const at = source === undefined ? null : placeOf(source, origin.start);
  return { file: origin.file, line: at?.line ?? null, column: at?.column ?? null };
}
