import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { LedgerEntry, Manifest, MeshModel, Profile, Service } from "../../../model/index.ts";
import { exclusion, settleConsents } from "../../consent.ts";
import { remark } from "../../draft.ts";
import { serviceUses } from "../../feature-uses.ts";
import { exactEntries, exclusionEntry, gate } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { targetDiagnostics } from "../../target.diagnostics.ts";
import { gatewayApiCapabilities } from "../capabilities.ts";
import { lowerBudget } from "./budget.ts";
import { lowerMesh } from "./mesh.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { inheritedDrafts } from "./scopes.ts";
import { lowerServiceRoutes } from "./service-routes.ts";

/**
 * The model as objects of the Gateway API, sorted by namespace, kind and name. A service with a finding is not written at
 * all; every wish has an entry in the ledger. Pure: equal models give equal results.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const context: Context = { model, profile, table: gatewayApiCapabilities(profile) };
  const lowered = [...model.services.map((service) => lowerService(service, context)), lowerMesh(context)];
  const manifests = lowered.flatMap((each) => each.manifests);
  return {
    manifests: sorted(manifests),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
  };
}

function lowerService(service: Service, context: Context): Lowered {
  const { model, profile, table } = context;
  const consent = exclusion(service, profile.target);
  if (consent !== null) return { manifests: [], ledger: [exclusionEntry(service, profile.target, consent)], diagnostics: [] };
  const uses = serviceUses(service, model);
  const asked = gate(service, uses, table, profile);
  if (asked.diagnostics.length > 0) return { manifests: [], ledger: [], diagnostics: asked.diagnostics };
  const piece = joinPieces([lowerServiceRoutes(service, context), lowerBudget(service), beside(service)]);
  const drafts = [...piece.drafts, ...asked.drafts, ...inheritedDrafts(service, context)];
  const settled = settleConsents(service, profile.target, [...exactEntries(uses, table, drafts), ...drafts], uses, table);
  const diagnostics = [...piece.diagnostics, ...settled.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: [...settled.ledger, ...behindGateways(service, settled.ledger, model)], diagnostics };
}

/** Routes are repeated at the gateways that a service is exposed through, and so is what they give up. */
function behindGateways({ id }: Service, ledger: readonly LedgerEntry[], { gateways }: MeshModel): readonly LedgerEntry[] {
  const exposing = gateways.filter(({ entries }) => entries.some(({ leads }) => leads.kind === "service" && leads.service.namespace === id.namespace && leads.service.name === id.name));
  const given = ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  return exposing.flatMap((gateway) => given.map((entry) => ({ ...entry, service: gateway.id })));
}

/** Wishes that concern people and tools beside the mesh: nothing of a decision rests on them. */
function beside({ weightsOwnedBy, alerts }: Service): Piece {
  const owner = weightsOwnedBy === null ? [] : [remark("note", { field: "weightsOwnedBy", note: `the weights are moved by ${weightsOwnedBy.value}`, origin: weightsOwnedBy.origin })];
  const others = alerts.map(({ value, origin }) => remark("note", { field: `alerts.${value.kind}`, note: "alerts are no configuration of the mesh", origin }));
  return { ...emptyPiece, drafts: [...owner, ...others] };
}

function sorted(manifests: readonly Manifest[]): readonly Manifest[] {
  return [...manifests].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));
}

function sortKey({ object }: Manifest): string {
  return [object.metadata.namespace ?? "", object.kind, object.metadata.name].join("\u0000");
}

function writtenTwice(manifests: readonly Manifest[]): readonly Diagnostic[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const first = seen.get(sortKey(manifest));
    seen.set(sortKey(manifest), first ?? manifest);
    const [at, other] = [manifest.sources[0], first?.sources[0]];
    if (first === undefined || at === undefined) return [];
    const { kind, metadata } = manifest.object;
    const related = other === undefined ? [] : [{ origin: other, note: "also written by this policy" }];
    return [targetDiagnostics["object-written-twice"].report({ at, with: { kind, namespace: metadata.namespace ?? "", name: metadata.name }, related })];
  });
}
