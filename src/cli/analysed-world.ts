import { analyse } from "../analyse.ts";
import { reaches } from "../diagnostics/levels.ts";
import { usualLint, worldOf } from "../lint/world.ts";
import type { World } from "../lint/rule.ts";
import type { MeshModel } from "../model/index.ts";
import { textReport } from "../reports/text.ts";
import type { Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";
import { lintChoice } from "./lint-choice.ts";
import { openWorkspace } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/** A sound model to ask questions of, or the exit code with which the command ends; errors of the policies are shown. */
export type AnalysedWorld = { readonly ok: true; readonly world: World } | { readonly ok: false; readonly code: number };

/** Reads the policies that a command names; with errors in them there is nothing to ask. */
export async function openWorld(invocation: Invocation): Promise<AnalysedWorld> {
  const opened = await openWorkspace(invocation);
  if (!opened.ok) return opened;
  const { files, sources, diagnostics, analysis } = opened.workspace;
  const { model, diagnostics: found } = analyse(files, analysis);
  const errors = [...diagnostics, ...found].filter(({ severity }) => severity === "error");
  if (!reaches(errors, "error")) return worldFor(opened.workspace, model, invocation);
  invocation.io.stderr(textReport(errors, sources, { colour: false }));
  return { ok: false, code: exit.findings };
}

function worldFor(workspace: Workspace, model: MeshModel, invocation: Invocation): AnalysedWorld {
  const choice = lintChoice(workspace, invocation);
  if (!choice.ok) return { ok: false, code: complain(choice.problem, invocation.io) };
  return { ok: true, world: worldOf(model, { ...usualLint, targets: choice.value.targetsOf?.(model) ?? [] }) };
}

/** The `namespace/name` that a short name means among some; null when none or several are called so. */
export function fullName(text: string, names: readonly string[]): string | null {
  if (names.includes(text)) return text;
  const [only, second] = names.filter((name) => name.split("/").at(-1) === text);
  return second === undefined ? (only ?? null) : null;
}
