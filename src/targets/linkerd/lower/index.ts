import type { MeshModel, Profile, Service } from "../../../model/index.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { remark } from "../../draft.ts";
import { inApplyOrder, writtenTwice } from "../../apply-order.ts";
import { askServices, besideMesh, lowerAsked } from "../../service-lowering.ts";
import type { AskedService } from "../../service-lowering.ts";
import type { Lowered } from "../../target.ts";
import { linkerdCapabilities } from "../capabilities.ts";
import { lowerAccess } from "./access.ts";
import { withFailover } from "./failover.ts";
import { lowerMesh } from "./mesh.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { budgetDrafts, lowerProfile, needsProfile } from "./profile.ts";
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
  const services = askServices(context).map((each) => lowerAsked(each, context, () => servicePiece(each, context)));
  const lowered = [...services, lowerMesh(context)];
  const manifests = lowered.flatMap((each) => each.manifests);
  return {
    manifests: inApplyOrder(manifests, applyOrder),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
  };
}

/** Access that is not enforced leaves out mutual TLS too: both are said by the same Server. */
function servicePiece({ service, gate: { skips } }: AskedService, context: Context): Piece {
  const bare: Service = { ...service, access: { default: null, allow: [], deny: [], mode: "enforce" } };
  return joinPieces([
    needsProfile(service, context) ? lowerProfile(service, context) : routesPiece(service, context),
    lowerVersions(service, context),
    lowerServiceAnnotations(service, context),
    lowerAccess(skips.access ? bare : service, context),
    besideMesh(service),
    cleanServices(service),
  ]);
}

function routesPiece(service: Service, context: Context): Piece {
  const { service: extended, drafts, diagnostics } = withFailover(service, context);
  return joinPieces([{ manifests: [], drafts: [...drafts, ...budgetDrafts(service)], diagnostics }, lowerRoutes(extended, context)]);
}

/** What rests on facts outside the manifests. */
function cleanServices({ origin }: Service): Piece {
  const notes = [
    "Services carry no timeout, retry or opaque-port annotations of others, and no ServiceProfile with routes is there",
    "callers have a proxy and call the Service by its ClusterIP, and pods skip none of these ports",
  ];
  return { ...emptyPiece, drafts: notes.map((note) => remark("assumed", { field: "destination", note, origin })) };
}

/**
 * Kinds in the order in which they are safe to apply: what is referred to before what refers to it, since the share of a
 * Service that is not there yet answers 500, and grants before the Server, which closes its port.
 */
const applyOrder = ["Service", "NetworkAuthentication", "MeshTLSAuthentication", "AuthorizationPolicy", "EgressNetwork", "GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute", "ServiceProfile", "Server", "HTTPLocalRateLimitPolicy"];
