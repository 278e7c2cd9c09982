import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { durationText } from "../../support/duration.ts";
import { callGraph } from "../callgraph/graph.ts";
import { edgeTime, waitingOf } from "../callgraph/waiting.ts";
import type { Waiting } from "../callgraph/waiting.ts";
import type { Rule } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const callTimeDiagnostics = defineDiagnostics({
  "callee-outlasts-caller": {
    code: "MW3060",
    severity: "warning",
    what: (p: { caller: string; route: string; callee: string; takes: number; has: number }) =>
      `\`${p.callee}\` may take ${durationText(p.takes)}, but route \`${p.route}\` of \`${p.caller}\` ends after ${durationText(p.has)}`,
    why: "the caller gives up, and the callee works on for nobody",
    help: "give the callee less time than its caller, or name the routes that cause the call: `routes: [write]`",
  },
  "callees-outlast-caller": {
    code: "MW3061",
    severity: "warning",
    what: (p: { caller: string; route: string; sum: string; takes: number; has: number }) =>
      `the calls of route \`${p.route}\` of \`${p.caller}\` may take ${p.sum} = ${durationText(p.takes)} one after another, but it ends after ${durationText(p.has)}`,
    why: "each callee keeps its own time, and together they outlast the caller",
    help: "make them at the same time (`mode: parallel`), give them less, or give the route more",
  },
});

/** Calls that may take longer than whoever makes them has. */
export const callTimes: Rule = {
  model: (world) => {
    const { edges } = callGraph(world);
    return world.model.services.flatMap((service) => {
      const caller = nameOf(service.id);
      return waitingOf(service, edges.filter(({ from }) => from === caller)).flatMap((waiting) => tooLong(caller, waiting));
    });
  },
};

function tooLong(caller: string, { route, deadlineMs: has, edges, longestMs }: Waiting): readonly Diagnostic[] {
  const related = [{ origin: route.deadlineMs?.origin ?? route.origin, note: `the deadline of route \`${route.name}\`` }];
  const single = edges.filter((edge) => edgeTime(edge) > has);
  if (single.length > 0) {
    return single.map((edge) =>
      callTimeDiagnostics["callee-outlasts-caller"].report({ at: edge.call.origin, with: { caller, route: route.name, callee: edge.to, takes: edgeTime(edge), has }, related }),
    );
  }
  const [first] = edges;
  if (first === undefined || longestMs <= has) return [];
  const sum = edges.map((edge) => durationText(edgeTime(edge))).join(" + ");
  return [callTimeDiagnostics["callees-outlast-caller"].report({ at: first.call.origin, with: { caller, route: route.name, sum, takes: longestMs, has }, related })];
}
