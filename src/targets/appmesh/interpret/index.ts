import type { Decision, ManifestInput, Question } from "../../../model/index.ts";
import type { Interpreted, World } from "../../target.ts";
import { admit } from "./admit.ts";
import { newAsk } from "./ask.ts";
import { decideAtGateway } from "./gateway-entry.ts";
import { decideInMesh } from "./mesh-entry.ts";
import { link } from "./mesh.ts";
import type { Mesh } from "./mesh.ts";

/**
 * Prepares a reader of App Mesh objects that decides requests as the controller, AWS and Envoy would. Settings read are
 * `defaultRetryPolicy` and `backendGroups`. Whatever is not modelled is answered `unsupported`. Never throws for what manifests or requests contain.
 */
export function interpretAppMesh(manifests: readonly ManifestInput[], world: World): Interpreted {
  const { config, diagnostics } = admit(manifests);
  const { mesh, diagnostics: found } = link(config, world);
  return { read: (question) => decide(mesh, question), diagnostics: [...diagnostics, ...found] };
}

function decide(mesh: Mesh, question: Question): Decision {
  const ask = newAsk(question);
  return "gateway" in question.entry ? decideAtGateway(ask, mesh, question.entry) : decideInMesh(ask, mesh, question.entry);
}
