import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { LedgerEntry, Manifest, MeshModel, Profile, Service } from "../../../model/index.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { exclusion, settleConsents } from "../../consent.ts";
import { remark } from "../../draft.ts";
import { serviceUses } from "../../feature-uses.ts";
import { exactEntries, exclusionEntry, gate } from "../../gate.ts";
import type { Gate } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { targetDiagnostics } from "../../target.diagnostics.ts";
import { appmeshCapabilities } from "../capabilities.ts";
import { callFindings, callerDrafts } from "./backends.ts";
import { lowerGateway } from "./gateway.ts";
import { accessFindings } from "./identity.ts";
import { lowerMesh } from "./mesh.ts";
import { nodeFindings, planNodes } from "./nodes.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { lowerRouter } from "./router.ts";
import { lowerForeignNodes, lowerNodes } from "./virtual-node.ts";

/**
 * The model as objects of the App Mesh controller in apply order: the Mesh, endpoints and nodes, routers, virtual
 * services. A service with a finding is not written at all; every wish has an entry in the ledger.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const asked = model.services.map((service) => askTable(service, model, profile));
  const context = contextOf(asked, model, profile);
  const services = asked.map((each) => lowerService(each, context));
  const gateways = model.gateways.map((gateway) => lowerGateway(gateway, context));
  const written = [...[...services, ...gateways].flatMap(({ manifests }) => manifests), ...lowerForeignNodes(context)];
  const whole = lowerMesh(context, written);
  return {
    manifests: sorted([...whole.manifests, ...written]),
    ledger: [...services, ...gateways, whole].flatMap(({ ledger }) => ledger),
    diagnostics: [...[...services, ...gateways, whole].flatMap(({ diagnostics }) => diagnostics), ...writtenTwice(written)],
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
  return { service, uses, gate: gate(service, uses, appmeshCapabilities(profile), profile), excluded };
}

function contextOf(asked: readonly Asked[], model: MeshModel, profile: Profile): Context {
  const open = asked.filter((each) => each.excluded === null && each.gate.diagnostics.length === 0);
  const skipped = (field: "access" | "mtls"): ReadonlySet<Service> => new Set(open.filter((each) => each.gate.skips[field]).map(({ service }) => service));
  const included = open.map(({ service }) => service);
  const inventory = statedInventory(model);
  const unenforced = { access: skipped("access"), mtls: skipped("mtls") };
  return { model, profile, table: appmeshCapabilities(profile), inventory, included, unenforced, nodes: planNodes(model, inventory, included) };
}

function lowerService(asked: Asked, context: Context): Lowered {
  const { service, uses } = asked;
  if (asked.excluded !== null) return { manifests: [], ledger: [asked.excluded], diagnostics: [] };
  if (asked.gate.diagnostics.length > 0) return { manifests: [], ledger: [], diagnostics: asked.gate.diagnostics };
  const piece = servicePiece(service, context);
  const drafts = [...piece.drafts, ...asked.gate.drafts];
  const settled = settleConsents(service, context.profile.target, [...exactEntries(uses, context.table, drafts), ...drafts], uses, context.table);
  const diagnostics = [...piece.diagnostics, ...settled.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: settled.ledger, diagnostics };
}

function servicePiece(service: Service, context: Context): Piece {
  const checks = [...nodeFindings(service, context.nodes, context.inventory), ...accessFindings(service, context), ...callFindings(service, context)];
  return joinPieces([lowerNodes(service, context), lowerRouter(service, context), { ...emptyPiece, drafts: [...callerDrafts(service, context), ...besideMesh(service)], diagnostics: checks }]);
}

/** Wishes that concern people and tools beside the mesh: nothing of a decision rests on them. */
function besideMesh({ weightsOwnedBy, alerts }: Service): Piece["drafts"] {
  const owner = weightsOwnedBy === null ? [] : [remark("note", { field: "weightsOwnedBy", note: `the weights are moved by ${weightsOwnedBy.value}`, origin: weightsOwnedBy.origin })];
  return [...owner, ...alerts.map(({ value, origin }) => remark("note", { field: `alerts.${value.kind}`, note: "alerts are no configuration of the mesh", origin }))];
}

/** The order in which the controller needs them (`aws/aws-app-mesh-controller-for-k8s:pkg/virtualservice/resource_manager.go`). */
const applyOrder: readonly string[] = ["Mesh", "Service", "VirtualNode", "VirtualRouter", "VirtualService", "VirtualGateway", "GatewayRoute"];

function sorted(manifests: readonly Manifest[]): readonly Manifest[] {
  return [...manifests].sort((a, b) => rank(a) - rank(b) || (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));
}

function rank({ object }: Manifest): number {
  return applyOrder.indexOf(object.kind);
}

function sortKey({ object }: Manifest): string {
  return [object.metadata.namespace ?? "", object.kind, object.metadata.name].join("\u0000");
}

function writtenTwice(manifests: readonly Manifest[]): readonly Diagnostic[] {
  return manifests.flatMap((manifest, index) => {
    const first = manifests.slice(0, index).find((one) => sortKey(one) === sortKey(manifest));
    const [at, other] = [manifest.sources[0], first?.sources[0]];
    if (at === undefined || other === undefined) return [];
    const { kind, metadata } = manifest.object;
    const related = [{ origin: other, note: "also written by this policy" }];
    return [targetDiagnostics["object-written-twice"].report({ at, with: { kind, namespace: metadata.namespace ?? "", name: metadata.name }, related })];
  });
}
