import type { Gateway, LedgerEntry } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { settleConsents } from "../../consent.ts";
import { gatewayUses, scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { exactEntries, refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { lowerScopeAccess } from "./access.ts";
import { lowerScopeMtls } from "./authentication.ts";
import { lowerEgress } from "./egress.ts";
import { lowerGateway } from "./gateway.ts";
import { joinPieces } from "./piece.ts";
import type { Context } from "./piece.ts";
import { checkRoute } from "./route-checks.ts";
import { lowerScopeTelemetry } from "./telemetry.ts";
import { routeDrafts } from "./virtual-service.ts";

/** What belongs to the mesh, to namespaces and to gateways instead of one service. */
export function lowerMesh(context: Context): Lowered {
  const { model, profile, table } = context;
  const uses = [...model.mesh.scopes.flatMap(scopeUses), ...egressUses(context)];
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  if (refused.length > 0) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  const piece = joinPieces([
    ...model.mesh.scopes.flatMap((scope) => [lowerScopeAccess(scope, context), lowerScopeMtls(scope, context), lowerScopeTelemetry(scope, context)]),
    lowerEgress(context),
  ]);
  const ledger = [...uses.map((use) => exactEntry(use, context)), ...assumptions(context)];
  const gateways = profile.name === "ambient" ? [] : model.gateways.map((gateway) => lowerOneGateway(gateway, context));
  return {
    manifests: [...(piece.diagnostics.length > 0 ? [] : piece.manifests), ...gateways.flatMap((each) => each.manifests)],
    ledger: [...ledger, ...gateways.flatMap((each) => each.ledger)],
    diagnostics: [...piece.diagnostics, ...gateways.flatMap((each) => each.diagnostics)],
  };
}

/** Routes that a gateway carries itself have no policy that could consent: they must be exact. */
function lowerOneGateway(gateway: Gateway, context: Context): Lowered {
  const { table, profile } = context;
  const uses = gatewayUses(gateway);
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  if (refused.length > 0) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  const routes = [...new Set(gateway.entries.flatMap(({ leads }) => (leads.kind === "arms" ? leads.arms.map((arm) => arm.route) : [])))];
  const drafts = routes.flatMap(routeDrafts);
  const piece = lowerGateway(gateway, context);
  const settled = settleConsents({ id: gateway.id, consents: [] }, profile.target, [...exactEntries(uses, table, drafts), ...drafts, ...piece.drafts], uses, table);
  const diagnostics = [...settled.diagnostics, ...routes.flatMap((route) => checkRoute(route, "http")), ...piece.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: settled.ledger, diagnostics };
}

function egressUses({ model }: Context): readonly FeatureUse[] {
  const { egress } = model.mesh;
  if (egress === null || egress.value === "allow") return [];
  return [{ feature: "egress.default", field: "egress.default", consent: "egress.default", route: null, origin: egress.origin }];
}

function exactEntry(use: FeatureUse, { table, profile }: Context): LedgerEntry {
  const verdict = table[use.feature];
  const condition = verdict.kind === "exact" ? verdict.condition : null;
  return entry("exact", use.field, condition === null ? "said exactly" : `said exactly: ${condition}`, use.origin, profile.target);
}

/** What a mesh without stated defaults rests on: Istio's own, which an installation may change. */
function assumptions({ model, profile }: Context): readonly LedgerEntry[] {
  const at = model.services[0]?.origin;
  if (at === undefined) return [];
  const root = model.mesh.scopes.find((scope) => scope.namespace === null);
  const access = "the mesh has no policy that denies by default";
  const mtls = "the mesh has no PeerAuthentication, so plain text is accepted";
  const gateways = model.gateways.filter((gateway) => gateway.listeners.length === 0 && gateway.entries.length > 0);
  return [
    ...(root?.accessDefault == null ? [entry("assumed", "access.default", access, at, profile.target)] : []),
    ...(root?.mtls == null ? [entry("assumed", "mtls", mtls, at, profile.target)] : []),
    ...gateways.map((gateway) => entry("assumed", `expose.${gateway.id.name}`, "a Gateway of that name listens for the hosts", gateway.origin, profile.target)),
  ];
}

function entry(kind: LedgerEntry["kind"], field: string, note: string, origin: Origin, target: string): LedgerEntry {
  return { target, kind, service: null, field, route: null, direction: null, effects: [], bound: null, note, origin, consent: null };
}
