import type { CallEdge, CallGraph } from "../lint/callgraph/graph.ts";
import { budgetedTries, callsOf, triesOf } from "../lint/callgraph/paths.ts";
import { durationText } from "../support/duration.ts";
import { fractionText } from "../support/fraction.ts";
import { groupBy } from "../support/group-by.ts";
import { decimalText } from "./decimal-text.ts";
import { printable } from "./printable.ts";

/** The forms in which a graph of calls is written. */
export const graphReports: Readonly<Record<"text" | "mermaid" | "dot" | "json", (graph: CallGraph) => string>> = {
  text: graphText,
  mermaid: graphMermaid,
  dot: graphDot,
  json: graphJson,
};

function graphText({ edges }: CallGraph): string {
  if (edges.length === 0) return "no calls are declared and nothing is exposed\n";
  const blocks = [...groupBy(edges, ({ from }) => from)].map(([from, calls]) => [printable(from), ...calls.map((edge) => `  → ${printable(edge.to)}  ${labelOf(edge)}`)].join("\n"));
  return `${blocks.join("\n")}\n`;
}

/** Mermaid flowchart; broken lines are calls that are refused. */
function graphMermaid({ nodes, edges }: CallGraph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const drawn = nodes.map(({ id, kind }) => `  ${ids.get(id)}${kind === "service" ? `["${quoteless(id)}"]` : `(["${quoteless(id)}"])`}`);
  const lines = edges.map((edge) => `  ${ids.get(edge.from)} ${edge.access?.allowed === "none" ? "-.->" : "-->"}|"${quoteless(labelOf(edge))}"| ${ids.get(edge.to)}`);
  return `${["flowchart LR", ...drawn, ...lines].join("\n")}\n`;
}

function quoteless(text: string): string {
  return printable(text).replace(/["<>&|]/g, (char) => `#${char.charCodeAt(0)};`);
}

function graphDot({ nodes, edges }: CallGraph): string {
  const quoted = (text: string): string => `"${printable(text).replace(/[\\"]/g, "\\$&")}"`;
  const drawn = nodes.map(({ id, kind }) => `  ${quoted(id)} [shape=${kind === "service" ? "box" : "ellipse"}];`);
  const lines = edges.map((edge) => `  ${quoted(edge.from)} -> ${quoted(edge.to)} [label=${quoted(labelOf(edge))}${edge.access?.allowed === "none" ? ", style=dashed" : ""}];`);
  return `${["digraph calls {", "  rankdir=LR;", ...drawn, ...lines, "}"].join("\n")}\n`;
}

/** One JSON document; fields may be added later and never change their meaning. Durations in milliseconds, factors as exact fractions. */
function graphJson({ nodes, edges }: CallGraph): string {
  const document = {
    version: 1,
    nodes: nodes.map(({ id, kind }) => ({ id, kind })),
    edges: edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      port: edge.call.to.kind === "service" ? edge.call.to.port : null,
      routes: edge.call.routes,
      mode: edge.call.mode,
      calls: fractionText(callsOf(edge)),
      tries: fractionText(triesOf(edge)),
      triesWithinBudget: fractionText(budgetedTries(edge)),
      longestMs: edge.cost.longestMs,
      dearestRoute: edge.cost.route?.name ?? null,
      access: edge.access === null ? null : { allowed: edge.access.allowed, by: edge.access.by },
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** `2 calls, 3 tries (1.25 within the budget), at most 2s, some requests allowed`. */
function labelOf(edge: CallEdge): string {
  const [calls, tries, budgeted] = [decimalText(callsOf(edge)), decimalText(triesOf(edge)), decimalText(budgetedTries(edge))];
  const parts = [
    ...(calls === "1" ? [] : [`${calls} calls`]),
    ...(tries === "1" ? [] : [`${tries} tries${tries === budgeted ? "" : ` (${budgeted} within the budget)`}`]),
    edge.cost.longestMs === null ? "no time limit" : `at most ${durationText(edge.cost.longestMs)}`,
    ...(edge.access === null || edge.access.allowed === "all" ? [] : [edge.access.allowed === "none" ? "refused" : "some requests allowed"]),
  ];
  return parts.join(", ");
}
