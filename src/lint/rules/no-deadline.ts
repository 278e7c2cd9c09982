import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { endlessRoutes } from "../endless-routes.ts";
import type { ArmList, Rule } from "../rule.ts";
import { latestEnd, meshDefaults, unwritten } from "../vendor.ts";
import { listed, nameOf } from "../words.ts";

/** Findings of this lint. */
export const noDeadlineDiagnostics = defineDiagnostics({
  "no-deadline": {
    code: "MW3001",
    severity: "warning",
    what: (p: { service: string; routes: readonly string[] }) => `calls to \`${p.service}\` may wait for ever: ${p.routes.length === 1 ? "route" : "routes"} ${listed(p.routes)} ${p.routes.length === 1 ? "has" : "have"} no deadline`,
    why: "a call that nobody ends holds a connection and a worker of every caller on the way",
    help: "write `deadline` on the route, or a default for all under `defaults` of the MeshPolicy",
  },
});

/** Routes that forward and are never cut short, by no chosen mesh either; one finding for each list of routes. */
export const noDeadline: Rule = {
  arms: (list, world) => (latestEnd(unwritten(meshDefaults("deadline", list.service, world)), list.service, world) === null ? endless(list) : []),
};

function endless(list: ArmList): readonly Diagnostic[] {
  const [first, ...others] = endlessRoutes(list);
  if (first === undefined || list.service === null) return [];
  const related = others.map(({ origin, name }) => ({ origin, note: `route \`${name}\`` }));
  return [noDeadlineDiagnostics["no-deadline"].report({ at: first.origin, with: { service: nameOf(list.service.id), routes: [first, ...others].map(({ name }) => name) }, related })];
}
