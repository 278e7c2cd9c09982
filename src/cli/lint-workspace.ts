import type { Analysis } from "../analyse.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { withLevels } from "../diagnostics/levels.ts";
import type { SourceFile } from "../source/origin.ts";
import { isOfManifests } from "../targets/traps.ts";
import type { Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { isCode } from "./config-codes.ts";
import { reportFindings, talking } from "./findings.ts";
import { fixWorkspace } from "./fix.ts";
import { formatsOf } from "./formats.ts";
import { sourcesOf, withBaseline, withoutExcused } from "./suppress.ts";
import type { Workspace } from "./workspace.ts";

/** Reads texts and says what is wrong with them, as of a day. */
export type Look = (files: readonly SourceFile[]) => Analysis;

/** Looks at a workspace, mends what it is asked to mend, and reports what is left and not excused. Answers the exit code. */
export function lintWorkspace(workspace: Workspace, look: Look, asOf: string, invocation: Invocation): number {
  const find = (files: readonly SourceFile[]): readonly Diagnostic[] => {
    const now = withTexts(workspace, files);
    return findingsOf(look(now.files), now, asOf, invocation);
  };
  const fixed = fixWorkspace(workspace, (files) => withLevels(find(files), workspace.levels), invocation);
  if (!fixed.ok) return complain(fixed.problem, invocation.io);
  const now = withTexts(workspace, fixed.value);
  const found = withBaseline(find(fixed.value), now, invocation);
  if (!found.ok) return complain(found.problem, invocation.io);
  const isBesidePatch = invocation.flag("fix-dry-run") && formatsOf(invocation).stdout === "text";
  return reportFindings(withLevels(found.value, workspace.levels), sourcesOf(found.value, now), isBesidePatch ? talking(invocation) : invocation);
}

/** What was found in a workspace, without what comments, annotations or the configuration excuse on a day. */
export function findingsOf({ documents, diagnostics }: Analysis, workspace: Workspace, asOf: string, invocation: Invocation): readonly Diagnostic[] {
  return withoutExcused([...workspace.diagnostics, ...diagnostics], documents, workspace, { asOf, judges: (code) => judged(code, invocation.text("on") !== null) || !isCode(code, invocation.io) });
}

/** Whether a finding belongs to reading and linting; others come up only when something is compiled or asked, or where manifests are read. */
export function judged(code: string, ofManifests: boolean): boolean {
  return /^MW[123]/.test(code) && (ofManifests || !isOfManifests(code));
}

/** The workspace with other texts in the place of its own. */
function withTexts(workspace: Workspace, files: readonly SourceFile[]): Workspace {
  const texts = new Map(files.map((file) => [file.path, file]));
  const current = (file: SourceFile): SourceFile => texts.get(file.path) ?? file;
  return { ...workspace, files: workspace.files.map(current), sources: workspace.sources.map(current) };
}
