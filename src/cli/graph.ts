import { callGraph } from "../lint/callgraph/graph.ts";
import { graphReports } from "../reports/call-graph.ts";
import { openWorld } from "./analysed-world.ts";
import type { Command } from "./command.ts";
import { exit } from "./io.ts";
import { workspaceOptions } from "./workspace.ts";

/** Prints who calls whom. */
export const command: Command = {
  name: "graph",
  summary: "show the declared calls with their tries, time limits and access",
  usage: "[PATHS…] [options]",
  description: "Edges are the `calls` of policies and what gateways expose; numbers are the worst of the routes that a call may take.",
  options: [{ name: "format", value: "FORMAT", choices: Object.keys(graphReports), help: "text, mermaid, dot or json (default: text)" }, ...workspaceOptions],
  run: async (invocation) => {
    const opened = await openWorld(invocation);
    if (!opened.ok) return opened.code;
    const format = (invocation.text("format") ?? "text") as keyof typeof graphReports;
    invocation.io.stdout(graphReports[format](callGraph(opened.world)));
    return exit.fine;
  },
};
