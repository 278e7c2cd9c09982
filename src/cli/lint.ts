import { analyseAndLint } from "../analyse.ts";
import { withLevels } from "../diagnostics/levels.ts";
import { inReadingOrder } from "../diagnostics/order.ts";
import type { Command } from "./command.ts";
import { findingsOptions, reportFindings } from "./findings.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";

/** Reads policies and says everything that is wrong with them. */
export const command: Command = {
  name: "lint",
  summary: "read policies, check them, resolve references, and say what is wrong",
  usage: "[PATHS…] [options]",
  description: "Paths are files, folders, globs or `-`; without any, `policies` of meshwright.yaml.",
  options: [...findingsOptions, ...workspaceOptions],
  run: async (invocation) => {
    const opened = await openWorkspace(invocation);
    if (!opened.ok) return opened.code;
    const { files, sources, diagnostics, analysis, levels } = opened.workspace;
    const asOf = invocation.io.now().toISOString().slice(0, 10);
    const found = [...diagnostics, ...analyseAndLint(files, analysis, { asOf }).diagnostics];
    return reportFindings(withLevels(inReadingOrder(found, sources), levels), sources, invocation);
  },
};
