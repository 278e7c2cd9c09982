import type { LedgerEntry, MeshModel, Profile, Service } from "../../../model/index.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { inApplyOrder, writtenTwice } from "../../apply-order.ts";
import { askServices, besideMesh, lowerAsked } from "../../service-lowering.ts";
import type { AskedService } from "../../service-lowering.ts";
import type { Lowered } from "../../target.ts";
import { gatewayApiCapabilities } from "../capabilities.ts";
import { lowerBudget } from "./budget.ts";
import { lowerMesh } from "./mesh.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";
import { inheritedDrafts } from "./scopes.ts";
import { lowerServiceRoutes } from "./service-routes.ts";
import { lowerVersions } from "./versions.ts";

/**
 * The model as objects of the Gateway API, sorted by namespace, kind and name. A service with a finding is not written at
 * all; every wish has an entry in the ledger. Pure: equal models give equal results.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const context: Context = { model, profile, table: gatewayApiCapabilities(profile), running: statedInventory(model) };
  const lowered = [...askServices(context).map((each) => lowerService(each, context)), lowerMesh(context)];
  const manifests = lowered.flatMap((each) => each.manifests);
  return {
    manifests: inApplyOrder(manifests, []),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
  };
}

function lowerService(asked: AskedService, context: Context): Lowered {
  const lowered = lowerAsked(asked, context, ({ service }) => servicePiece(service, context));
  return asked.excluded === null ? { ...lowered, ledger: [...lowered.ledger, ...behindGateways(asked.service, lowered.ledger, context.model)] } : lowered;
}

function servicePiece(service: Service, context: Context): Piece {
  const inherited = { ...emptyPiece, drafts: inheritedDrafts(service, context) };
  return joinPieces([lowerServiceRoutes(service, context), lowerVersions(service, context), lowerBudget(service), besideMesh(service), inherited]);
}

/** Routes are repeated at the gateways that a service is exposed through, and so is what they give up. */
function behindGateways({ id }: Service, ledger: readonly LedgerEntry[], { gateways }: MeshModel): readonly LedgerEntry[] {
  const exposing = gateways.filter(({ entries }) => entries.some(({ leads }) => leads.kind === "service" && leads.service.namespace === id.namespace && leads.service.name === id.name));
  const given = ledger.filter(({ kind }) => kind === "approximate" || kind === "omitted");
  return exposing.flatMap((gateway) => given.map((entry) => ({ ...entry, service: gateway.id })));
}
