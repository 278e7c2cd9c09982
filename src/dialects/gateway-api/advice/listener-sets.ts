import type { GatewaySpec, ListenerSetSpec } from "../kinds/gateway.ts";
import { gatewayGroup } from "../kinds/versions.ts";
import { selectedNamespaces } from "../link/listeners.ts";
import type { GatewayResource } from "../link/listeners.ts";
import type { GatewayObject } from "../read/object.ts";
import { tell } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";
import type { Linking } from "../link/linking.ts";

type ListenerSet = GatewayObject<ListenerSetSpec>;

/** Objects whose spec has the shape of a ListenerSet, which was checked when they were opened. */
export function isListenerSet(object: GatewayObject<unknown>): object is ListenerSet {
  return object.kind === "ListenerSet";
}

/** Sets whose Gateway is at hand and does not take them (`kubernetes-sigs/gateway-api:apis/v1/listenerset_types.go`). */
export function adviseListenerSets(sets: readonly ListenerSet[], gateways: readonly GatewayResource[], { found }: Linking): void {
  for (const { spec, id, title, at } of sets) {
    const { name, namespace = id.namespace, kind = "Gateway", group = gatewayGroup } = spec.parentRef;
    const gateway = gateways.find((each) => each.id.name === name && each.id.namespace === namespace);
    if (gateway === undefined || kind !== "Gateway" || group !== gatewayGroup) continue;
    const from = refusing(gateway.spec.allowedListeners, namespace, id.namespace);
    if (from !== null) tell({ at, found }, say["gateway-api-set-not-admitted"], ["spec", "parentRef", "name"], { set: title, gateway: name, from });
  }
}

/** The word that keeps sets of a namespace out; null where they are taken, or where labels of namespaces decide. */
function refusing(allowed: GatewaySpec["allowedListeners"], gateway: string, own: string): string | null {
  const { from = "None", selector } = allowed?.namespaces ?? {};
  if (from === "None") return from;
  if (from === "Same") return own === gateway ? null : from;
  const selected = from === "All" ? null : selectedNamespaces(selector ?? {});
  return selected === null || selected === "unknown" || selected.includes(own) ? null : from;
}
