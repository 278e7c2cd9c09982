import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { LedgerEntry, Manifest } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { certificateText } from "./certificates.ts";
import { tlsOf } from "./identity.ts";
import { quota } from "./piece.ts";
import { settingFindings } from "./settings.ts";
import type { Context } from "./piece.ts";

/** The Mesh object, what the whole mesh wishes, the quotas of the mesh, and the end of support. */
export function lowerMesh(context: Context, manifests: readonly Manifest[]): Lowered {
  const { model, table, profile } = context;
  const uses = [...model.mesh.scopes.flatMap(scopeUses), ...egressUses(context)];
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  const at = placeOf(context);
  if (at === null) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  return {
    manifests: manifests.length === 0 ? [] : [{ object: meshObject(context, manifests), sources: [model.mesh.egress?.origin ?? at] }],
    ledger: [...uses.filter((use) => !refused.includes(use)).map((use) => exactEntry(use, context)), ...explicit(context, at)],
    diagnostics: [...refused.map((use) => refusal(use, table, profile)), ...settingFindings(context), ...quotaFindings(context, manifests, at), appmeshDiagnostics["support-ended"].report({ at, with: {} })],
  };
}

/** Where the mesh selects the target, else the first policy. */
function placeOf({ model, profile }: Context): Origin | null {
  const selection = model.mesh.targets.find(({ target }) => target === profile.target);
  return selection?.version?.origin ?? selection?.profile?.origin ?? model.services[0]?.origin ?? model.gateways[0]?.origin ?? null;
}

/** Membership by the label that every namespace has of itself; the egress filter is AWS's own default where nobody says. */
function meshObject({ model, profile }: Context, manifests: readonly Manifest[]) {
  const namespaces = [...new Set(manifests.flatMap(({ object }) => object.metadata.namespace ?? []))].sort();
  const namespaceSelector = { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: namespaces }] };
  const type = model.mesh.egress?.value === "allow" ? "ALLOW_ALL" : "DROP_ALL";
  return { apiVersion: "appmesh.k8s.aws/v1beta2", kind: "Mesh", metadata: { name: profile.settings["mesh"] ?? "mesh" }, spec: { namespaceSelector, egressFilter: { type } } };
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

function explicit(context: Context, at: Origin): readonly LedgerEntry[] {
  const { model, profile } = context;
  const egress = model.mesh.egress === null ? [entry("explicit-default", "egress", "the mesh drops calls to hosts that no policy names, as App Mesh does by itself", at, profile.target)] : [];
  const certified = [...context.nodes.values()].some((node) => node.ports.some(({ service }) => tlsOf(node, service, context) !== null));
  const names = `${certificateText(context)}; container ports without listener stay open, and probes over the network fail on ports of strict listeners`;
  return [...egress, ...(certified ? [entry("assumed", "mtls", names, at, profile.target)] : [])];
}

const counted = [
  { kind: "VirtualGateway", what: "virtual gateways", setting: "gatewaysPerMesh", usual: 3 },
  { kind: "VirtualService", what: "virtual services", setting: "servicesPerMesh", usual: 200 },
  { kind: "VirtualRouter", what: "virtual routers", setting: "routersPerMesh", usual: 200 },
  { kind: "VirtualNode", what: "virtual nodes", setting: "nodesPerMesh", usual: 200 },
] as const;

function quotaFindings(context: Context, manifests: readonly Manifest[], at: Origin): readonly Diagnostic[] {
  return counted.flatMap(({ kind, what, setting, usual }) => {
    const count = manifests.filter(({ object }) => object.kind === kind).length;
    const limit = quota(context, setting, usual);
    return count <= limit ? [] : [appmeshDiagnostics["over-quota"].report({ at, with: { what, count, limit, setting } })];
  });
}

function entry(kind: LedgerEntry["kind"], field: string, note: string, origin: Origin, target: string): LedgerEntry {
  return { target, kind, service: null, field, route: null, direction: null, effects: [], bound: null, note, origin, consent: null };
}
