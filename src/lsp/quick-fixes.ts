import type { CodeAction, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { groupBy } from "../support/group-by.ts";
import { shownFinding } from "./shown-findings.ts";
import { rangeOf } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** The mendings of findings that touch a range of a file, each whole: edits of other files belong to it. */
export function quickFixes(file: string, range: Range, snapshot: Snapshot): readonly CodeAction[] {
  const touched = snapshot.findings.filter(({ origin }) => origin.file === file && touches(rangeOf(origin, snapshot), range));
  return touched.flatMap((finding) => finding.fixes.flatMap((fix, index) => actionFor(finding, fix, index === 0, snapshot)));
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range["start"], b: Range["start"]): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** A fix that would change a text that was not read is not offered. */
function actionFor(finding: Diagnostic, fix: Fix, isPreferred: boolean, snapshot: Snapshot): readonly CodeAction[] {
  if (fix.edits.length === 0 || fix.edits.some(({ origin }) => !snapshot.texts.has(origin.file))) return [];
  return [{ title: fix.label, kind: "quickfix", diagnostics: [shownFinding(finding, snapshot)], isPreferred, edit: editOf(fix, snapshot) }];
}

function editOf({ edits }: Fix, snapshot: Snapshot): WorkspaceEdit {
  const files = groupBy(edits, ({ origin }) => origin.file);
  const changes = [...files].map(([file, list]): readonly [string, TextEdit[]] => [snapshot.uriOf(file), list.map(({ origin, text }) => ({ range: rangeOf(origin, snapshot), newText: text }))]);
  return { changes: Object.fromEntries(changes) };
}
