import type { MeshModel, Profile, Service } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import { inApplyOrder, writtenTwice } from "../../apply-order.ts";
import { askServices, besideMesh, isOpen, lowerAsked } from "../../service-lowering.ts";
import type { AskedService } from "../../service-lowering.ts";
import type { Lowered } from "../../target.ts";
import { consulCapabilities } from "../capabilities.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { bindsAccounts } from "../versions.ts";
import { clusterGroups, disputes } from "./clusters.ts";
import type { Context } from "./context.ts";
import { foreignFindings, lowerDefaults, mtlsPiece, ratePiece, settingsPiece } from "./defaults.ts";
import { externalPiece } from "./external.ts";
import { lowerIntentions } from "./intentions.ts";
import { lowerMesh } from "./mesh.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Piece } from "./piece.ts";
import { registryOf } from "./registry.ts";
import { lowerResolvers, resolverPiece } from "./resolvers.ts";
import { lowerRouter } from "./routes.ts";
import { telemetryPiece } from "./telemetry.ts";
import { tokenPiece } from "./tokens.ts";

/**
 * The model as objects of Consul in the order in which they must be written: a router that names a subset is refused
 * before its resolver exists. A service with a finding is not written at all; every wish has an entry in the ledger.
 * Pure: equal models give equal results.
 */
export function lower(model: MeshModel, profile: Profile): Lowered {
  const table = consulCapabilities(profile);
  const asked = askServices({ model, profile, table });
  const included = asked.filter(isOpen).map(({ service }) => service);
  const registry = registryOf(model, included, profile);
  const known = { model, profile, table, included, registry };
  const context: Context = { ...known, groups: clusterGroups(known) };
  const lowered = [...asked.map((each) => lowerAsked(each, context, () => servicePiece(each, context))), lowerMesh(context)];
  const shared = included.length === 0 ? [] : [...lowerDefaults(context), ...lowerResolvers(context)];
  const manifests = [...lowered.flatMap((each) => each.manifests), ...shared];
  return {
    manifests: inApplyOrder(manifests, applyOrder),
    ledger: lowered.flatMap((each) => each.ledger),
    diagnostics: [...registry.diagnostics, ...lowered.flatMap((each) => each.diagnostics), ...writtenTwice(manifests)],
  };
}

function servicePiece({ service, gate: { skips } }: AskedService, context: Context): Piece {
  return joinPieces([
    portPiece(service),
    accountPiece(service, context),
    externalPiece(service, context),
    lowerRouter(service, context),
    resolverPiece(service, context),
    ratePiece(service),
    skips.access ? emptyPiece : lowerIntentions(service, context),
    skips.access ? emptyPiece : tokenPiece(service, context),
    skips.mtls ? emptyPiece : mtlsPiece(service, context),
    settingsPiece(service, context),
    telemetryPiece(service, context),
    { ...emptyPiece, diagnostics: [...foreignFindings(service, context), ...disputes(service, context)] },
    besideMesh(service),
  ]);
}

function portPiece({ id, origin, ports }: Service): Piece {
  if (ports.length < 2) return emptyPiece;
  const words = { service: nameText(id), ports: ports.map(({ port }) => port).join(", ") };
  return { ...emptyPiece, diagnostics: [consulDiagnostics["several-ports"].report({ at: ports[1]?.origin ?? origin, with: words })] };
}

/** Where ACLs are managed a pod does not start under an account of another name than its service. */
function accountPiece({ identity, versions }: Service, { profile }: Context): Piece {
  if (!bindsAccounts(profile)) return emptyPiece;
  const named = versions.map((version) => ({ version, account: version.serviceAccount ?? identity?.value.serviceAccount ?? version.service.name }));
  const strange = named.filter(({ version, account }) => account !== version.service.name);
  const report = consulDiagnostics["account-of-other-name"].report;
  return { ...emptyPiece, diagnostics: strange.map(({ version, account }) => report({ at: identity?.origin ?? version.origin, with: { service: version.service.name, account } })) };
}

/** What others name comes first (`hashicorp/consul:agent/consul/state/config_entry.go`). */
const applyOrder: readonly string[] = ["JWTProvider", "ProxyDefaults", "Mesh", "ServiceDefaults", "ServiceResolver", "ServiceSplitter", "ServiceRouter", "ServiceIntentions", "TerminatingGateway"];
