import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Service } from "../../model/index.ts";
import { callGraph } from "../callgraph/graph.ts";
import type { Rule, World } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const declaredCallDiagnostics = defineDiagnostics({
  "declared-call-refused": {
    code: "MW3065",
    severity: "warning",
    what: (p: { from: string; to: string; by: string }) => `\`${p.from}\` declares calls to \`${p.to}\`, which refuses them by ${p.by}`,
    why: "each of these calls answers 403",
    help: ({ from }) => `allow it where it is called: \`from: [{ service: ${from} }]\`, or remove the declaration`,
  },
  "allowed-call-not-declared": {
    code: "MW3066",
    severity: "info",
    what: (p: { from: string; to: string }) => `\`${p.to}\` lets in \`${p.from}\`, which declares calls, but none to it`,
    why: "either the permission is left over, or deadlines and retries are checked without this call",
    help: "remove the permission, or add the call to `calls`",
  },
});

/** Calls that are declared and refused, or permitted and not declared. */
export const declaredCalls: Rule = {
  model: (world) => {
    const { edges } = callGraph(world);
    const refused = edges.flatMap(({ from, to, call, access }) => {
      if (access?.allowed !== "none") return [];
      const by = access.by.map((rule) => (rule === "default" ? "default" : `\`${rule}\``)).join(", ");
      return [declaredCallDiagnostics["declared-call-refused"].report({ at: call.origin, with: { from: from.replace("gateway ", ""), to, by } })];
    });
    const declared = new Set(edges.map(({ from, to }) => `${from} ${to}`));
    return [...refused, ...world.model.services.flatMap((service) => undeclared(service, declared, world))];
  },
};

function undeclared(service: Service, declared: ReadonlySet<string>, world: World): readonly Diagnostic[] {
  const to = nameOf(service.id);
  return service.access.allow.flatMap(({ from: subjects }) =>
    subjects.flatMap(({ identity, origin }) => {
      const caller = identity.kind === "account" && identity.via?.kind === "service" ? world.serviceOf(identity.via.service) : null;
      if (caller === null || caller.calls.length === 0 || declared.has(`${nameOf(caller.id)} ${to}`)) return [];
      return [declaredCallDiagnostics["allowed-call-not-declared"].report({ at: origin, with: { from: nameOf(caller.id), to } })];
    }),
  );
}
