import { analyseManifests } from "../analyse-manifests.ts";
import { analyseAndLint } from "../analyse.ts";
import type { LintChoice } from "../analyse.ts";
import type { TargetChoice } from "../targets/profile.ts";
import { asOfOption } from "./as-of.ts";
import type { Command, Invocation, Option } from "./command.ts";
import { complain } from "./complain.ts";
import { explainPath, explainPathOption } from "./explain-path.ts";
import { findingsOptions, reportUnsound } from "./findings.ts";
import { fixOptions } from "./fix.ts";
import { formatsOf } from "./formats.ts";
import type { Asked } from "./io.ts";
import { lintChoice, lintTargetOption } from "./lint-choice.ts";
import { lintWorkspace } from "./lint-workspace.ts";
import type { Look } from "./lint-workspace.ts";
import { chosenTargets } from "./output/targets.ts";
import { baselineOptions } from "./suppress.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

const onOption: Option = { name: "on", value: "TARGET", help: "read manifests that people wrote for this mesh, as it would, instead of policies" };

/** Reads policies and says everything that is wrong with them. */
export const command: Command = {
  name: "lint",
  summary: "read policies, check them, resolve references, and say what is wrong",
  usage: "[PATHS…] [options]",
  description: "Paths are files, folders, globs or `-`; without any, `policies` of meshwright.yaml.",
  options: [...fixOptions, ...baselineOptions, ...findingsOptions, lintTargetOption, onOption, asOfOption, explainPathOption, ...workspaceOptions],
  run: async (invocation) => {
    const path = invocation.text("explain-path");
    if (path !== null) return explainPath(path, invocation);
    const opened = await openWorkspace(invocation, pathsOf(invocation));
    if (!opened.ok) {
      reportUnsound(opened.unsound, invocation);
      return opened.code;
    }
    const choice = lintChoice(opened.workspace, invocation);
    if (!choice.ok) return complain(choice.problem, invocation.io);
    const on = manifestsOf(invocation);
    if (!on.ok) return complain(on.problem, invocation.io);
    return lintWorkspace(opened.workspace, lookOf(opened.workspace, choice.value, on.value), choice.value.asOf ?? "", invocation);
  },
};

function lookOf({ analysis }: Workspace, choice: LintChoice, on: TargetChoice | null): Look {
  return (files) => (on === null ? analyseAndLint(files, analysis, choice) : analyseManifests(files, analysis, choice, on));
}

/** The mesh whose hand-written manifests are read; null: policies are. */
function manifestsOf(invocation: Invocation): Asked<TargetChoice | null> {
  const on = invocation.text("on");
  if (on === null) return { ok: true, value: null };
  const chosen = chosenTargets([on], []);
  return chosen.ok ? { ok: true, value: chosen.value[0] ?? null } : chosen;
}

/** A KRM function is given its objects on standard input. */
function pathsOf(invocation: Invocation): readonly string[] {
  return invocation.positionals.length === 0 && formatsOf(invocation).stdout === "krm" ? ["-"] : invocation.positionals;
}
