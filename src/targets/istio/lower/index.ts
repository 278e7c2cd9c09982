import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { LedgerEntry, Manifest, MeshModel, Profile, Service } from "../../../model/index.ts";
import { exclusion, settleConsents } from "../../consent.ts";
import { serviceUses } from "../../feature-uses.ts";
import { exactEntries, exclusionEntry, gate } from "../../gate.ts";
import type { Gate } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { targetDiagnostics } from "../../target.diagnostics.ts";
import { istioCapabilities } from "../capabilities.ts";
import { remark } from "../../draft.ts";
import { lowerAccess } from "./access.ts";
import { ambientFindings } from "./ambient.ts";
import { lowerJwt, lowerMtls } from "./authentication.ts";
import { lowerBareHosts, lowerDestinationRules } from "./destination-rule.ts";
import { lowerExternal } from "./external.ts";
import { planHosts } from "./hosts.ts";
import { lowerMesh } from "./mesh.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { lowerTelemetry } from "./telemetry.ts";
import { lowerVirtualServices } from "./virtual-service.ts";
import { waypointDrafts, waypointFindings } from "./waypoint.ts";

/**
 * The model as objects of Istio in apply order, then by namespace and name. A service with a finding is not written at all;
 * every wish has an entry in the ledger. Pure: equal models give equal results.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const table = istioCapabilities(profile);
  const asked = model.services.map((service) => askTable(service, model, profile));
  const included = asked.flatMap((each) => (each.excluded === null && each.gate.diagnostics.length === 0 ? [each.service] : []));
  const context: Context = { model, profile, table, hosts: planHosts(model, included), included };
  const services = asked.map((each) => lowerService(each, context));
  const sound = included.filter((service) => services[model.services.indexOf(service)]?.diagnostics.length === 0);
  const lowered = [...services, lowerMesh({ ...context, included: sound })];
  const bare = profile.name === "ambient" ? [] : lowerBareHosts(context);
  const manifests = [...lowered.flatMap((each) => each.manifests), ...bare];
  return {
    manifests: sorted(manifests),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
  };
}

interface Asked {
  readonly service: Service;
  readonly uses: ReturnType<typeof serviceUses>;
  readonly gate: Gate;
  readonly excluded: LedgerEntry | null;
}

function askTable(service: Service, model: MeshModel, profile: Profile): Asked {
  const uses = serviceUses(service, model);
  const consent = exclusion(service, profile.target);
  const excluded = consent === null ? null : exclusionEntry(service, profile.target, consent);
  return { service, uses, gate: gate(service, uses, istioCapabilities(profile), profile), excluded };
}

function lowerService(asked: Asked, context: Context): Lowered {
  const { service, uses } = asked;
  if (asked.excluded !== null) return { manifests: [], ledger: [asked.excluded], diagnostics: [] };
  if (asked.gate.diagnostics.length > 0) return { manifests: [], ledger: asked.gate.refused, diagnostics: asked.gate.diagnostics };
  const piece = servicePiece(asked, context);
  const drafts = [...piece.drafts, ...asked.gate.drafts];
  const settled = settleConsents(service, context.profile.target, [...exactEntries(uses, context.table, drafts), ...drafts], uses, context.table);
  const diagnostics: readonly Diagnostic[] = [...piece.diagnostics, ...settled.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: settled.ledger, diagnostics };
}

function servicePiece({ service, gate: { skips } }: Asked, context: Context): Piece {
  const routed = context.profile.name !== "ambient";
  const early = { ...emptyPiece, drafts: waypointDrafts(service, context), diagnostics: [...waypointFindings(service, context), ...ambientFindings(service, context)] };
  return joinPieces([
    routed ? lowerVirtualServices(service, context) : emptyPiece,
    routed ? lowerDestinationRules(service, context) : emptyPiece,
    routed ? lowerExternal(service) : emptyPiece,
    skips.access ? emptyPiece : lowerJwt(service, context),
    skips.access ? emptyPiece : lowerAccess(service, context),
    skips.mtls ? emptyPiece : lowerMtls(service, context),
    lowerTelemetry(service, context),
    early,
    unmeshedPiece(service),
  ]);
}

/** Wishes that concern people and tools beside the mesh: nothing of a decision rests on them. */
function unmeshedPiece(service: Service): Piece {
  const { weightsOwnedBy } = service;
  const owner = weightsOwnedBy === null ? [] : [remark("note", { field: "weightsOwnedBy", note: `the weights are moved by ${weightsOwnedBy.value}`, origin: weightsOwnedBy.origin })];
  const alerts = service.alerts.map(({ value, origin }) => remark("note", { field: `alerts.${value.kind}`, note: "alerts are no configuration of the mesh", origin }));
  return { ...emptyPiece, drafts: [...owner, ...alerts] };
}

function sorted(manifests: readonly Manifest[]): readonly Manifest[] {
  return [...manifests].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));
}

/**
 * Kinds in the order in which they are safe to apply: what refuses before what admits, and what is referred to before what
 * refers to it, since a route to a subset that is not there yet answers 503 (`istio/istio.io:content/en/docs/ops/best-practices/traffic-management`).
 */
const applyOrder = ["ServiceEntry", "Gateway", "Sidecar", "PeerAuthentication", "RequestAuthentication", "DestinationRule", "VirtualService", "AuthorizationPolicy", "Telemetry"];

function sortKey({ object }: Manifest): string {
  const rank = String(applyOrder.indexOf(object.kind) + 1).padStart(2, "0");
  const admits = object.spec?.["action"] === "DENY" ? "0" : "1";
  return [rank, admits, object.metadata.namespace ?? "", object.kind, object.metadata.name].join("\u0000");
}

function writtenTwice(manifests: readonly Manifest[]): readonly Diagnostic[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const first = seen.get(sortKey(manifest));
    if (first === undefined) {
      seen.set(sortKey(manifest), manifest);
      return [];
    }
    const { kind, metadata } = manifest.object;
    const [at, other] = [manifest.sources[0], first.sources[0]];
    if (at === undefined) return [];
    const related = other === undefined ? [] : [{ origin: other, note: "also written by this policy" }];
    return [targetDiagnostics["object-written-twice"].report({ at, with: { kind, namespace: metadata.namespace ?? "", name: metadata.name }, related })];
  });
}
