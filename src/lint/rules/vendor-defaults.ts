import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { callGraph } from "../callgraph/graph.ts";
import type { CallEdge } from "../callgraph/graph.ts";
import { endlessRoutes } from "../endless-routes.ts";
import type { ArmList, Rule, World } from "../rule.ts";
import { meshDefaults, unwritten } from "../vendor.ts";
import type { MeshDefault } from "../vendor.ts";
import { listed, nameOf } from "../words.ts";

/** Findings of this lint. */
export const vendorDefaultDiagnostics = defineDiagnostics({
  "vendor-deadline-in-force": {
    code: "MW3012",
    severity: "info",
    what: (p: { calls: string; ends: string }) => `${p.calls} have no deadline of their own: ${p.ends}`,
    why: "a default of the mesh is nobody's decision, and another mesh or version has another one",
    help: "write `deadline`, so that the same holds everywhere",
  },
  "vendor-retries-in-force": {
    code: "MW3013",
    severity: "warning",
    what: (p: { service: string; retries: string }) => `calls to \`${p.service}\` are repeated although nobody wrote it: ${p.retries}`,
    why: "no policy speaks of the service, so the mesh does what it does by itself; where it repeats every method, a payment whose answer is lost is made twice",
    help: (p) => `write a ServicePolicy for \`${p.service}\`: routes without \`retry\` are compiled to no retries at all`,
  },
});

/** What the chosen meshes do by themselves where it matters and nothing says otherwise. */
export const vendorDefaults: Rule = {
  arms: (list, world) => (list.service === null ? [] : deadlineOf(list, world)),
  model: (world) => [...firstCalls(world)].flatMap(([service, edge]) => [...repeated(service, edge), ...ended(service, edge)]),
};

function deadlineOf(list: ArmList, world: World): readonly Diagnostic[] {
  const [first, ...others] = endlessRoutes(list);
  const ends = unwritten(meshDefaults("deadline", list.service, world)).filter(isNumber);
  if (first === undefined || ends.length === 0 || list.service === null) return [];
  const names = listed([first, ...others].map(({ name }) => name));
  const calls = `${others.length === 0 ? "calls of route" : "calls of routes"} ${names} of \`${nameOf(list.service.id)}\``;
  const related = others.map(({ origin, name }) => ({ origin, note: `route \`${name}\`` }));
  return [vendorDefaultDiagnostics["vendor-deadline-in-force"].report({ at: first.origin, with: { calls, ends: said(ends, "ends them after") }, related })];
}

/** The first declared call to each service that no policy speaks of. */
function firstCalls(world: World): ReadonlyMap<string, CallEdge> {
  const first = new Map<string, CallEdge>();
  for (const edge of callGraph(world).edges) {
    const isSilent = edge.cost.route === null && edge.cost.defaults.length > 0 && edge.call.to.kind === "service" && world.serviceOf(edge.call.to.service) === null;
    if (isSilent && !first.has(edge.to)) first.set(edge.to, edge);
  }
  return first;
}

function repeated(service: string, { call, cost }: CallEdge): readonly Diagnostic[] {
  const retries = cost.defaults.filter(({ rule }) => rule.setting === "retry.attempts" && (rule.amount ?? 0) > 0);
  if (retries.length === 0) return [];
  return [vendorDefaultDiagnostics["vendor-retries-in-force"].report({ at: call.origin, with: { service, retries: said(retries, "makes") } })];
}

function ended(service: string, { call, cost }: CallEdge): readonly Diagnostic[] {
  const ends = cost.defaults.filter(({ rule }) => rule.setting === "deadline").filter(isNumber);
  if (ends.length === 0) return [];
  return [vendorDefaultDiagnostics["vendor-deadline-in-force"].report({ at: call.origin, with: { calls: `calls to \`${service}\``, ends: said(ends, "ends them after") } })];
}

function isNumber({ rule }: MeshDefault): boolean {
  return rule.amount !== null;
}

/** `istio makes 2 further tries (HTTP, any method)`; one for each mesh. */
function said(defaults: readonly MeshDefault[], verb: string): string {
  const first = defaults.filter(({ target }, index) => defaults.findIndex((other) => other.target === target) === index);
  return first.map(({ target, rule }) => `${target} ${verb} ${rule.does}${rule.where === null ? "" : ` (${rule.where})`}`).join(", ");
}
