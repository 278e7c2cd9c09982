import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { KindName } from "../kinds/versions.ts";
import type { GatewayObject } from "../read/object.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";

/** Kinds that the policy model has no words for, each with the reason. */
const unread: Partial<Readonly<Record<KindName, string>>> = {
  UDPRoute: "a policy speaks of HTTP, gRPC, TLS and TCP",
  ListenerSet: "listeners are read from the Gateway alone",
  XListenerSet: "it became ListenerSet, and listeners are read from the Gateway alone",
  BackendTLSPolicy: "a policy cannot say how a gateway starts TLS to a backend",
  XBackend: "a destination outside the cluster is an `external` ServicePolicy",
};

/** Names every object that nothing else reads, so that none is ignored in silence. */
export function reportUnreadKinds(objects: readonly GatewayObject<unknown>[], found: Diagnostic[]): void {
  for (const { kind, at } of objects) {
    const why = unread[kind];
    const place = { at: at(["kind"]), path: "kind" };
    if (why !== undefined) found.push(say["gateway-api-kind-unsupported"].report({ ...place, with: { kind, why } }));
    if (kind === "XMesh") found.push(say["gateway-api-kind-silent"].report({ ...place, with: { kind } }));
  }
}
