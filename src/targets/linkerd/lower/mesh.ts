import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { LedgerEntry, Manifest, ScopeSettings } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { gatewayUses, scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import type { Context } from "./piece.ts";

/**
 * What belongs to the mesh or to namespaces. Nothing is written for access and mutual TLS: those defaults stand in the
 * Servers of each service (`linkerd/linkerd2:policy-controller/k8s/index/src/defaults.rs` reads a default from the pod and
 * the installation only).
 */
export function lowerMesh(context: Context): Lowered {
  const { model, profile, table } = context;
  const egress = egressUses(context);
  const uses = [...model.mesh.scopes.flatMap(scopeUses), ...egress, ...model.gateways.flatMap(exposeUses)];
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  if (refused.length > 0) return { manifests: [], ledger: [], diagnostics: refused.map((use) => refusal(use, table, profile)) };
  const notes = (use: FeatureUse): string => (egress.includes(use) ? "said by an EgressNetwork for all namespaces" : "said in the Server of each service");
  const ledger = [...uses.map((use) => entry("exact", use.field, notes(use), use.origin, context)), ...egress.map((use) => outsideAssumption(use, context)), ...assumptions(context)];
  return { manifests: egress.map((use) => egressNetwork(use, context)), ledger, diagnostics: model.mesh.scopes.flatMap((scope) => scopeFindings(scope, context)) };
}

function egressUses({ model }: Context): readonly FeatureUse[] {
  const { egress } = model.mesh;
  if (egress === null || egress.value === "allow") return [];
  return [{ feature: "egress.default", field: "egress.default", consent: "egress.default", route: null, origin: egress.origin }];
}

/**
 * Turns away calls to addresses outside the cluster, for callers of every namespace
 * (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/egress_network.rs`). No service is outside: the table says why.
 */
function egressNetwork({ origin }: FeatureUse, { profile }: Context): Manifest {
  const namespace = egressNamespace(profile.settings);
  return { object: { apiVersion: "policy.linkerd.io/v1alpha1", kind: "EgressNetwork", metadata: { name: "meshwright-deny", namespace }, spec: { trafficPolicy: "Deny" } }, sources: [origin] };
}

function egressNamespace(settings: Context["profile"]["settings"]): string {
  return settings["egressNamespace"] ?? "linkerd-egress";
}

function outsideAssumption({ origin }: FeatureUse, context: Context): LedgerEntry {
  const namespace = egressNamespace(context.profile.settings);
  return entry("assumed", "egress.default", `the namespace \`${namespace}\` is there, no other EgressNetwork holds the same addresses, and pods skip no ports on the way out`, origin, context);
}

/** Routes that a gateway carries itself; services that are exposed are asked about with their policy. */
function exposeUses(gateway: Context["model"]["gateways"][number]): readonly FeatureUse[] {
  const carries = gateway.entries.some(({ leads }) => leads.kind === "arms") || gatewayUses(gateway).length > 0;
  return carries ? [{ feature: "expose", field: `expose.${gateway.id.name}`, consent: "expose", route: null, origin: gateway.origin }] : [];
}

/** A stricter default than that of the installation reaches only ports that a policy names. */
function scopeFindings(scope: ScopeSettings, context: Context): readonly Diagnostic[] {
  const installed = context.profile.settings["defaultInboundPolicy"] ?? "all-unauthenticated";
  const fields: readonly (readonly [string, Origin | null])[] = [
    ["access.default", scope.accessDefault?.value === "deny" && installed !== "deny" ? scope.accessDefault.origin : null],
    ["mtls", scope.mtls?.value === "strict" && !["deny", "all-authenticated", "cluster-authenticated"].includes(installed) ? scope.mtls.origin : null],
  ];
  const why = uncovered(scope, context);
  return fields.flatMap(([field, at]) => (at === null || why === null ? [] : [linkerdDiagnostics["linkerd-default-reaches-others"].report({ at, with: { field, why } })]));
}

function uncovered({ namespace }: ScopeSettings, { model }: Context): string | null {
  if (model.inventory.completeness === "partial") return "which other ports there are is not known";
  const here = model.inventory.services.filter(({ id }) => namespace === null || id.namespace === namespace);
  const bare = here.find(({ id }) => !model.services.some((service) => sameName(service.id, id) || service.versions.some((version) => sameName(version.service, id))));
  return bare === undefined ? null : `\`${nameText(bare.id)}\` has no policy`;
}

function assumptions(context: Context): readonly LedgerEntry[] {
  const at = context.model.services[0]?.origin;
  if (at === undefined) return [];
  const installed = context.profile.settings["defaultInboundPolicy"] ?? "all-unauthenticated";
  return [entry("assumed", "access.default", `ports without a Server are under the default inbound policy \`${installed}\``, at, context)];
}

function entry(kind: LedgerEntry["kind"], field: string, note: string, origin: Origin, { profile }: Context): LedgerEntry {
  return { target: profile.target, kind, service: null, field, route: null, direction: null, effects: [], bound: null, note, origin, consent: null };
}
