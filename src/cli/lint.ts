import { analyseAndLint } from "../analyse.ts";
import { asOfOption } from "./as-of.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { explainPath, explainPathOption } from "./explain-path.ts";
import { findingsOptions } from "./findings.ts";
import { fixOptions } from "./fix.ts";
import { formatsOf } from "./formats.ts";
import { lintChoice, lintTargetOption } from "./lint-choice.ts";
import { lintWorkspace } from "./lint-workspace.ts";
import { baselineOptions } from "./suppress.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";

/** Reads policies and says everything that is wrong with them. */
export const command: Command = {
  name: "lint",
  summary: "read policies, check them, resolve references, and say what is wrong",
  usage: "[PATHS…] [options]",
  description: "Paths are files, folders, globs or `-`; without any, `policies` of meshwright.yaml.",
  options: [...fixOptions, ...baselineOptions, ...findingsOptions, lintTargetOption, asOfOption, explainPathOption, ...workspaceOptions],
  run: async (invocation) => {
    const path = invocation.text("explain-path");
    if (path !== null) return explainPath(path, invocation);
    const opened = await openWorkspace(invocation, pathsOf(invocation));
    if (!opened.ok) return opened.code;
    const choice = lintChoice(opened.workspace, invocation);
    if (!choice.ok) return complain(choice.problem, invocation.io);
    const { analysis } = opened.workspace;
    return lintWorkspace(opened.workspace, (files) => analyseAndLint(files, analysis, choice.value), choice.value.asOf ?? "", invocation);
  },
};

/** A KRM function is given its objects on standard input. */
function pathsOf(invocation: Invocation): readonly string[] {
  return invocation.positionals.length === 0 && formatsOf(invocation).stdout === "krm" ? ["-"] : invocation.positionals;
}
