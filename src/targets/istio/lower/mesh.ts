import type { LedgerEntry } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { lowerScopeAccess } from "./access.ts";
import { lowerScopeMtls } from "./authentication.ts";
import { lowerEgress } from "./egress.ts";
import { lowerGateway } from "./gateway.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context } from "./piece.ts";
import { lowerScopeTelemetry } from "./telemetry.ts";

/** What belongs to the mesh, to namespaces and to gateways instead of one service. */
export function lowerMesh(context: Context): Lowered {
  const { model, profile, table } = context;
  const uses = [...model.mesh.scopes.flatMap(scopeUses), ...egressUses(context)];
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  if (refused.length > 0) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  const piece = joinPieces([
    ...model.mesh.scopes.flatMap((scope) => [lowerScopeAccess(scope, context), lowerScopeMtls(scope, context), lowerScopeTelemetry(scope, context)]),
    lowerEgress(context),
    ...(profile.name === "ambient" ? [emptyPiece] : model.gateways.map((gateway) => lowerGateway(gateway, context))),
  ]);
  const ledger = [...uses.map((use) => exactEntry(use, context)), ...assumptions(context)];
  return { manifests: piece.diagnostics.length > 0 ? [] : piece.manifests, ledger, diagnostics: piece.diagnostics };
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
