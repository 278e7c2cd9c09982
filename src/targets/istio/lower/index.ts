import type { MeshModel, Profile } from "../../../model/index.ts";
import { inApplyOrder, writtenTwice } from "../../apply-order.ts";
import { askServices, besideMesh, isOpen, lowerAsked } from "../../service-lowering.ts";
import type { AskedService } from "../../service-lowering.ts";
import type { Lowered } from "../../target.ts";
import { istioCapabilities } from "../capabilities.ts";
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
  const asked = askServices({ model, profile, table });
  const included = asked.filter(isOpen).map(({ service }) => service);
  const context: Context = { model, profile, table, hosts: planHosts(model, included), included };
  const services = asked.map((each) => lowerAsked(each, context, () => servicePiece(each, context)));
  const sound = included.filter((service) => services[model.services.indexOf(service)]?.diagnostics.length === 0);
  const lowered = [...services, lowerMesh({ ...context, included: sound })];
  const bare = profile.name === "ambient" ? [] : lowerBareHosts(context);
  const manifests = [...lowered.flatMap((each) => each.manifests), ...bare];
  return {
    manifests: inApplyOrder(manifests, applyOrder, ({ object }) => object.spec?.["action"] === "DENY"),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
  };
}

function servicePiece({ service, gate: { skips } }: AskedService, context: Context): Piece {
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
    besideMesh(service),
  ]);
}

/**
 * Kinds in the order in which they are safe to apply: what refuses before what admits, and what is referred to before what
 * refers to it, since a route to a subset that is not there yet answers 503 (`istio/istio.io:content/en/docs/ops/best-practices/traffic-management`).
 */
const applyOrder = ["ServiceEntry", "Gateway", "Sidecar", "PeerAuthentication", "RequestAuthentication", "DestinationRule", "VirtualService", "AuthorizationPolicy", "Telemetry"];
