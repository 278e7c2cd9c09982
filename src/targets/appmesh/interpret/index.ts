import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Decision, ManifestInput, Question } from "../../../model/index.ts";
import type { Interpreted, World } from "../../target.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
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
  return { read: (question) => decide(mesh, question), diagnostics: [...supportEnded(manifests), ...diagnostics, ...found] };
}

/** Said once where people's own objects are read; of what is compiled, lowering says it. */
function supportEnded(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  const [first] = manifests.filter(({ object, origin }) => origin !== undefined && object.apiVersion.startsWith("appmesh.k8s.aws/"));
  return first?.origin === undefined ? [] : [appmeshDiagnostics["support-ended"].report({ at: first.origin([]), with: {} })];
}

function decide(mesh: Mesh, question: Question): Decision {
  const ask = newAsk(question);
  return "gateway" in question.entry ? decideAtGateway(ask, mesh, question.entry) : decideInMesh(ask, mesh, question.entry);
}
