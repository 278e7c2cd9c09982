import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Manifest, MeshModel, Profile, Service } from "../../../model/index.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { exclusion, settleConsents } from "../../consent.ts";
import { remark } from "../../draft.ts";
import { serviceUses } from "../../feature-uses.ts";
import { exactEntries, exclusionEntry, gate } from "../../gate.ts";
import type { Gate } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { targetDiagnostics } from "../../target.diagnostics.ts";
import { linkerdCapabilities } from "../capabilities.ts";
import { lowerAccess } from "./access.ts";
import { lowerMesh } from "./mesh.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { lowerRoutes } from "./routes.ts";
import { lowerServiceAnnotations } from "./service-annotations.ts";
import { lowerVersions } from "./versions.ts";

/**
 * The model as objects for Linkerd, in apply order. A service with a finding is not written at all;
 * every wish has an entry in the ledger. Pure: equal models give equal results.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const table = linkerdCapabilities(profile);
  const context: Context = { model, profile, table, running: statedInventory(model) };
  const lowered = [...model.services.map((service) => lowerService(service, context)), lowerMesh(context)];
  const manifests = lowered.flatMap((each) => each.manifests);
  return {
    manifests: [...manifests].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0)),
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
  const piece = servicePiece(service, asked.skips, context);
  const drafts = [...piece.drafts, ...asked.drafts];
  const settled = settleConsents(service, profile.target, [...exactEntries(uses, table, drafts), ...drafts], uses, table);
  const diagnostics: readonly Diagnostic[] = [...piece.diagnostics, ...settled.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: settled.ledger, diagnostics };
}

/** Access that is not enforced leaves out mutual TLS too: both are said by the same Server. */
function servicePiece(service: Service, skips: Gate["skips"], context: Context): Piece {
  const bare: Service = { ...service, access: { default: null, allow: [], deny: [], mode: "enforce" } };
  return joinPieces([
    lowerRoutes(service, context),
    lowerVersions(service, context),
    lowerServiceAnnotations(service, context),
    lowerAccess(skips.access ? bare : service, context),
    besidePiece(service),
  ]);
}

/** What rests on facts outside the manifests, and wishes that concern people and tools. */
function besidePiece(service: Service): Piece {
  const { weightsOwnedBy } = service;
  const owner = weightsOwnedBy === null ? [] : [remark("note", { field: "weightsOwnedBy", note: `the weights are moved by ${weightsOwnedBy.value}`, origin: weightsOwnedBy.origin })];
  const alerts = service.alerts.map(({ value, origin }) => remark("note", { field: `alerts.${value.kind}`, note: "alerts are no configuration of the mesh", origin }));
  const clean = remark("assumed", { field: "destination", note: "Services carry no timeout, retry or opaque-port annotations of others, and no ServiceProfile with routes is there", origin: service.origin });
  return { ...emptyPiece, drafts: [...owner, ...alerts, clean] };
}

/**
 * Kinds in the order in which they are safe to apply: what is referred to before what refers to it, since the share of a
 * Service that is not there yet answers 500, and grants before the Server, which closes its port.
 */
const applyOrder = ["Service", "NetworkAuthentication", "MeshTLSAuthentication", "AuthorizationPolicy", "HTTPRoute", "Server", "HTTPLocalRateLimitPolicy"];

function sortKey({ object }: Manifest): string {
  const rank = String(applyOrder.indexOf(object.kind) + 1).padStart(2, "0");
  return [rank, object.metadata.namespace ?? "", object.kind, object.metadata.name].join("\u0000");
}

function writtenTwice(manifests: readonly Manifest[]): readonly Diagnostic[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const first = seen.get(sortKey(manifest));
    const [at, other] = [manifest.sources[0], first?.sources[0]];
    if (first === undefined) seen.set(sortKey(manifest), manifest);
    if (first === undefined || at === undefined) return [];
    const { kind, metadata } = manifest.object;
    const related = other === undefined ? [] : [{ origin: other, note: "also written by this policy" }];
    return [targetDiagnostics["object-written-twice"].report({ at, with: { kind, namespace: metadata.namespace ?? "", name: metadata.name }, related })];
  });
}
