import type { Decision, ManifestInput, Question } from "../../../model/index.ts";
import type { Interpreted, World } from "../../target.ts";
import { admit } from "./admit.ts";
import { newAsk } from "./ask.ts";
import { mergeDelegates } from "./delegates.ts";
import { featuresOf } from "./features.ts";
import { decideAtGateway } from "./gateway-entry.ts";
import { newHostIndex } from "./host-index.ts";
import type { Mesh } from "./mesh.ts";
import { decideInMesh } from "./mesh-entry.ts";
import { newRegistry } from "./registry.ts";
import { inOrder } from "./virtual-services.ts";

/**
 * Prepares a reader of Istio's manifests that decides requests as Istio's control plane and Envoy would. Profiles are
 * `sidecar`, `ambient` (ztunnel alone) and `waypoint`; settings read are `rootNamespace`, `outboundTrafficPolicy` and
 * `trustDomainAliases` (separated by commas). Whatever is not modelled is answered `unsupported`. Never throws for what
 * manifests or requests contain.
 */
export function interpretIstio(manifests: readonly ManifestInput[], world: World): Interpreted {
  const domain = world.mesh.clusterDomain;
  const features = featuresOf(world.profile.version);
  const { config, diagnostics } = admit(manifests, domain, features);
  const delegates = mergeDelegates(config.virtualServices);
  const { settings } = world.profile;
  const aliases = (settings["trustDomainAliases"] ?? "").split(",").filter((alias) => alias !== "");
  const virtualServices = inOrder(delegates.merged);
  const mesh: Mesh = {
    config,
    virtualServices,
    index: newHostIndex(config, virtualServices),
    world,
    registry: newRegistry(world.inventory, config.serviceEntries, domain),
    features,
    rootNamespace: settings["rootNamespace"] ?? "istio-system",
    trustDomains: [world.mesh.trustDomain, ...aliases],
  };
  return { read: (question) => decide(mesh, question), diagnostics: [...diagnostics, ...delegates.diagnostics] };
}

function decide(mesh: Mesh, question: Question): Decision {
  const ask = newAsk(question);
  return "gateway" in question.entry ? decideAtGateway(ask, mesh, question.entry) : decideInMesh(ask, mesh, question.entry);
}
