import type { Diagnostic as ShownDiagnostic } from "vscode-languageserver/node";
import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import { groupBy } from "../support/group-by.ts";
import { rangeOf } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** Most findings that are shown in one file; editors slow down long before a person has read them. */
const mostAFile = 500;

/** Severities by the numbers of the protocol (Language Server Protocol 3.17, DiagnosticSeverity). */
const severities: Readonly<Record<Severity, 1 | 2 | 3>> = { error: 1, warning: 2, info: 3 };

/** The findings of each file as an editor shows them; files without any are not among the keys. */
export function shownFindings(snapshot: Snapshot): ReadonlyMap<string, readonly ShownDiagnostic[]> {
  const files = groupBy(snapshot.findings, ({ origin }) => origin.file);
  return new Map([...files].map(([file, found]) => [file, shownIn(found, snapshot)]));
}

function shownIn(found: readonly Diagnostic[], snapshot: Snapshot): readonly ShownDiagnostic[] {
  const shown = found.slice(0, mostAFile).map((each) => shownFinding(each, snapshot));
  const [first] = shown;
  const left = found.length - shown.length;
  return left === 0 || first === undefined ? shown : [...shown, { range: first.range, severity: 3, source: "meshwright", message: `${left} more findings in this file are not shown` }];
}

/** One finding: what, why and what to do on lines of their own, related places as links. */
export function shownFinding({ code, severity, message, why, help, origin, related }: Diagnostic, snapshot: Snapshot): ShownDiagnostic {
  return {
    range: rangeOf(origin, snapshot),
    severity: severities[severity],
    code,
    source: "meshwright",
    message: [message, ...(why === undefined ? [] : [`why: ${why}`]), ...(help === undefined ? [] : [`help: ${help}`])].join("\n"),
    relatedInformation: related.map((each) => ({ location: { uri: snapshot.uriOf(each.origin.file), range: rangeOf(each.origin, snapshot) }, message: each.note })),
  };
}
