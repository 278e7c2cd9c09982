import type { LedgerEntry } from "../../../model/index.ts";
import { scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import type { Context } from "./piece.ts";

/** What belongs to the mesh and to namespaces instead of one service: the API says none of it. */
export function lowerMesh(context: Context): Lowered {
  const { model, profile, table } = context;
  const uses = [...model.mesh.scopes.flatMap(scopeUses), ...egressUses(context)];
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  return { manifests: [], ledger: assumptions(context), diagnostics: refused.map((use) => refusal(use, table, profile)) };
}

function egressUses({ model }: Context): readonly FeatureUse[] {
  const { egress } = model.mesh;
  if (egress === null || egress.value === "allow") return [];
  return [{ feature: "egress.default", field: "egress.default", consent: "egress.default", route: null, origin: egress.origin }];
}

/** What the manifests rest on besides themselves. */
function assumptions({ model, profile }: Context): readonly LedgerEntry[] {
  const at = model.services[0]?.origin;
  if (at === undefined) return [];
  const common = { target: profile.target, kind: "assumed" as const, service: null, route: null, direction: null, effects: [], bound: null, origin: at, consent: null };
  return [{ ...common, field: "targets.gateway-api", note: `one mesh of the cluster implements routes for Services, the extended features and the ${profile.name} channel of ${profile.version}` }];
}
