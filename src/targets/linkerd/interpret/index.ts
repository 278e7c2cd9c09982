import type { Decision, ManifestInput, Question } from "../../../model/index.ts";
import type { Interpreted, World } from "../../target.ts";
import { admit } from "./admit.ts";
import { newAsk, notModelled } from "./ask.ts";
import type { Mesh } from "./mesh.ts";
import { decideOutbound } from "./outbound.ts";

/**
 * Prepares a reader of Linkerd's manifests that decides calls as the proxies of caller and server would. Settings read
 * are `defaultInboundPolicy`, `controlPlaneNamespace` and `routeRanking`. Whatever is not modelled is answered
 * `unsupported`. Never throws for what manifests or requests contain.
 */
export function interpretLinkerd(manifests: readonly ManifestInput[], world: World): Interpreted {
  const { config, diagnostics } = admit(manifests);
  const { settings } = world.profile;
  const mesh: Mesh = {
    config,
    world,
    ranking: settings["routeRanking"] === "specification" ? "specification" : "length",
    defaultPolicy: settings["defaultInboundPolicy"] ?? "all-unauthenticated",
    controlPlaneNamespace: settings["controlPlaneNamespace"] ?? "linkerd",
  };
  return { read: (question) => decide(mesh, question), diagnostics };
}

function decide(mesh: Mesh, question: Question): Decision {
  const ask = newAsk(question);
  if ("gateway" in question.entry) return notModelled(ask, "Linkerd has no gateways of its own");
  return decideOutbound(ask, mesh, question.entry);
}
