import type { Gateway, LedgerEntry } from "../../../model/index.ts";
import { exclusion, settleConsents } from "../../consent.ts";
import { gatewayUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { exactEntries, refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { lowerGateway } from "./gateways.ts";
import type { Context } from "./piece.ts";
import { refusedScopeUses } from "./scopes.ts";
import { routeDrafts, routesOf } from "./service-routes.ts";

/** What belongs to the mesh, to namespaces and to gateways instead of one service; of mesh and namespaces the API says nothing. */
export function lowerMesh(context: Context): Lowered {
  const { model, profile, table } = context;
  const refused = [...refusedScopeUses(context), ...egressUses(context)];
  if (refused.length > 0) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  const gateways = model.gateways.map((gateway) => lowerOneGateway(gateway, context));
  return {
    manifests: gateways.flatMap((each) => each.manifests),
    ledger: [...assumptions(context), ...gateways.flatMap((each) => each.ledger)],
    diagnostics: gateways.flatMap((each) => each.diagnostics),
  };
}

/** Routes that a gateway carries itself have no policy that could consent: they must be exact. */
function lowerOneGateway(gateway: Gateway, context: Context): Lowered {
  const { table, profile } = context;
  const uses = gatewayUses(gateway);
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  if (refused.length > 0) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  const drafts = routesOf(gateway.entries.flatMap(({ leads }) => (leads.kind === "arms" ? leads.arms : []))).flatMap(routeDrafts);
  const settled = settleConsents({ id: gateway.id, consents: [] }, profile.target, [...exactEntries(uses, table, drafts), ...drafts], uses, table);
  const piece = lowerGateway(servedOf(gateway, context), context);
  const diagnostics = [...settled.diagnostics, ...piece.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: settled.ledger, diagnostics };
}

/** The gateway without entries of services that are left out of the target. */
function servedOf(gateway: Gateway, { model, profile }: Context): Gateway {
  const leftOut = (entry: Gateway["entries"][number]): boolean => {
    const { leads } = entry;
    const service = leads.kind === "service" ? model.services.find(({ id }) => id.namespace === leads.service.namespace && id.name === leads.service.name) : undefined;
    return service !== undefined && exclusion(service, profile.target) !== null;
  };
  return { ...gateway, entries: gateway.entries.filter((entry) => !leftOut(entry)) };
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
  const unwritten = model.gateways.filter(({ listeners, entries }) => listeners.length === 0 && entries.length > 0);
  const gateways = unwritten.map(({ id, origin }) => ({ ...common, origin, field: `expose.${id.name}`, note: `Gateway ${id.namespace}/${id.name} listens by HTTP on the ports of its entries, for every host, and admits routes of its namespace` }));
  return [...gateways, { ...common, field: "targets.gateway-api", note: `one mesh of the cluster implements routes for Services, the extended features and the ${profile.name} channel of ${profile.version}` }];
}
