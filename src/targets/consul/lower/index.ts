import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { LedgerEntry, Manifest, MeshModel, Profile, Service } from "../../../model/index.ts";
import { exclusion, settleConsents } from "../../consent.ts";
import { remark } from "../../draft.ts";
import { serviceUses } from "../../feature-uses.ts";
import { exactEntries, exclusionEntry, gate } from "../../gate.ts";
import type { Gate } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { targetDiagnostics } from "../../target.diagnostics.ts";
import { consulCapabilities } from "../capabilities.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import type { Context } from "./context.ts";
import { foreignFindings, lowerDefaults, mtlsPiece, ratePiece, settingsPiece } from "./defaults.ts";
import { lowerIntentions } from "./intentions.ts";
import { lowerMesh } from "./mesh.ts";
import { byText, nameText } from "./names.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Piece } from "./piece.ts";
import { registryOf } from "./registry.ts";
import { lowerResolvers, resolverPiece } from "./resolvers.ts";
import { lowerRouter } from "./routes.ts";

/**
 * The model as objects of Consul in the order in which they must be written: a router that names a subset is refused
 * before its resolver exists. A service with a finding is not written at all; every wish has an entry in the ledger.
 * Pure: equal models give equal results.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const table = consulCapabilities(profile);
  const asked = model.services.map((service) => askTable(service, model, profile));
  const included = asked.flatMap((each) => (each.excluded === null && each.gate.diagnostics.length === 0 ? [each.service] : []));
  const registry = registryOf(model, included, profile);
  const context: Context = { model, profile, table, included, registry };
  const lowered = [...asked.map((each) => lowerService(each, context)), lowerMesh(context)];
  const shared = included.length === 0 ? [] : [...lowerDefaults(context), ...lowerResolvers(context)];
  const manifests = [...lowered.flatMap((each) => each.manifests), ...shared];
  return {
    manifests: sorted(manifests),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...registry.diagnostics, ...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
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
  return { service, uses, gate: gate(service, uses, consulCapabilities(profile), profile), excluded };
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
  return joinPieces([
    portPiece(service),
    accountPiece(service, context),
    lowerRouter(service, context),
    resolverPiece(service, context),
    ratePiece(service),
    skips.access ? emptyPiece : lowerIntentions(service, context),
    skips.mtls ? emptyPiece : mtlsPiece(service, context),
    settingsPiece(service, context),
    { ...emptyPiece, diagnostics: foreignFindings(service, context) },
    unmeshedPiece(service),
  ]);
}

function portPiece({ id, origin, ports }: Service): Piece {
  if (ports.length < 2) return emptyPiece;
  const words = { service: nameText(id), ports: ports.map(({ port }) => port).join(", ") };
  return { ...emptyPiece, diagnostics: [consulDiagnostics["several-ports"].report({ at: ports[1]?.origin ?? origin, with: words })] };
}

/** Where ACLs are managed a pod does not start under an account of another name than its service. */
function accountPiece({ identity, versions }: Service, { profile }: Context): Piece {
  if (profile.settings["acls"] !== "managed") return emptyPiece;
  const named = versions.map((version) => ({ version, account: version.serviceAccount ?? identity?.value.serviceAccount ?? version.service.name }));
  const strange = named.filter(({ version, account }) => account !== version.service.name);
  const report = consulDiagnostics["account-of-other-name"].report;
  return { ...emptyPiece, diagnostics: strange.map(({ version, account }) => report({ at: identity?.origin ?? version.origin, with: { service: version.service.name, account } })) };
}

/** Wishes that concern people and tools beside the mesh: nothing of a decision rests on them. */
function unmeshedPiece({ weightsOwnedBy, alerts }: Service): Piece {
  const owner = weightsOwnedBy === null ? [] : [remark("note", { field: "weightsOwnedBy", note: `the weights are moved by ${weightsOwnedBy.value}`, origin: weightsOwnedBy.origin })];
  const others = alerts.map(({ value, origin }) => remark("note", { field: `alerts.${value.kind}`, note: "alerts are no configuration of the mesh", origin }));
  return { ...emptyPiece, drafts: [...owner, ...others] };
}

/** What others name comes first (`hashicorp/consul:agent/consul/state/config_entry.go`). */
const kinds: readonly string[] = ["ProxyDefaults", "Mesh", "ServiceDefaults", "ServiceResolver", "ServiceSplitter", "ServiceRouter", "ServiceIntentions"];

function sorted(manifests: readonly Manifest[]): readonly Manifest[] {
  return [...manifests].sort((a, b) => byText(sortKey(a), sortKey(b)));
}

function sortKey({ object }: Manifest): string {
  return [kinds.indexOf(object.kind), object.metadata.namespace ?? "", object.metadata.name].join("\u0000");
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
