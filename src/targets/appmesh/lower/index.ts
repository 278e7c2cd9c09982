import type { MeshModel, Profile, Service } from "../../../model/index.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { inApplyOrder, writtenTwice } from "../../apply-order.ts";
import { askServices, besideMesh, isOpen, lowerAsked } from "../../service-lowering.ts";
import type { AskedService, LoweringContext } from "../../service-lowering.ts";
import type { Lowered } from "../../target.ts";
import { appmeshCapabilities } from "../capabilities.ts";
import { callFindings, callerDrafts } from "./backends.ts";
import { lowerGateway } from "./gateway.ts";
import { accessFindings, namespaceDrafts } from "./identity.ts";
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
  const early = { model, profile, table: appmeshCapabilities(profile) };
  const asked = askServices(early);
  const context = contextOf(asked, early);
  const services = asked.map((each) => lowerAsked(each, context, ({ service }) => servicePiece(service, context)));
  const gateways = model.gateways.map((gateway) => lowerGateway(gateway, context));
  const written = [...[...services, ...gateways].flatMap(({ manifests }) => manifests), ...lowerForeignNodes(context)];
  const whole = lowerMesh(context, written);
  return {
    manifests: inApplyOrder([...whole.manifests, ...written], applyOrder),
    ledger: [...services, ...gateways, whole].flatMap(({ ledger }) => ledger),
    diagnostics: [...[...services, ...gateways, whole].flatMap(({ diagnostics }) => diagnostics), ...writtenTwice(written)],
  };
}

function contextOf(asked: readonly AskedService[], early: LoweringContext): Context {
  const open = asked.filter(isOpen);
  const skipped = (field: "access" | "mtls"): ReadonlySet<Service> => new Set(open.filter((each) => each.gate.skips[field]).map(({ service }) => service));
  const included = open.map(({ service }) => service);
  const inventory = statedInventory(early.model);
  const unenforced = { access: skipped("access"), mtls: skipped("mtls") };
  return { ...early, inventory, included, unenforced, nodes: planNodes(early.model, inventory, included) };
}

function servicePiece(service: Service, context: Context): Piece {
  const checks = [...nodeFindings(service, context.nodes, context.inventory), ...accessFindings(service, context), ...callFindings(service, context)];
  return joinPieces([lowerNodes(service, context), lowerRouter(service, context), besideMesh(service), { ...emptyPiece, drafts: [...callerDrafts(service, context), ...namespaceDrafts(service, context)], diagnostics: checks }]);
}

/** The order in which the controller needs them (`aws/aws-app-mesh-controller-for-k8s:pkg/virtualservice/resource_manager.go`). */
const applyOrder: readonly string[] = ["Mesh", "Service", "VirtualNode", "VirtualRouter", "VirtualService", "VirtualGateway", "GatewayRoute"];
