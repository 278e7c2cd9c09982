import type { ManifestInput } from "../../../model/index.ts";
import type { Interpreted, World } from "../../target.ts";
import { admit } from "./admit.ts";
import { newAsk } from "./ask.ts";
import type { Cluster } from "./ask.ts";
import { decideAtGateway } from "./gateway-entry.ts";
import { decideInMesh } from "./mesh-entry.ts";

/**
 * Prepares a reader of the Gateway API's manifests that decides requests by the text of the API and its conformance
 * suite. What the API leaves to the implementation, and what is not modelled, is answered `unsupported`. Never throws for
 * what manifests or requests contain.
 */
export function interpretGatewayApi(manifests: readonly ManifestInput[], world: World): Interpreted {
  const { config, diagnostics } = admit(manifests, world.profile);
  const cluster: Cluster = { config, inventory: world.inventory, profile: world.profile };
  return {
    read: (question) => {
      const ask = newAsk(question, cluster);
      return "gateway" in question.entry ? decideAtGateway(question.entry, ask) : decideInMesh(question.entry, ask);
    },
    diagnostics,
  };
}
