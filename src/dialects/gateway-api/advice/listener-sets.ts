import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { GatewaySpec, ListenerSetSpec } from "../kinds/gateway.ts";
import { gatewayGroup } from "../kinds/versions.ts";
import { attachments } from "../link/attach.ts";
import type { Linking } from "../link/linking.ts";
import { readListeners, selectedNamespaces } from "../link/listeners.ts";
import type { GatewayResource } from "../link/listeners.ts";
import type { GatewayObject } from "../read/object.ts";
import { tell } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";
import { adviseGateway } from "./gateways.ts";

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

/** Routes that name a set, and its listeners, as they are looked at for a Gateway; policies read neither. */
export function adviseSetRoutes(sets: readonly ListenerSet[], linking: Linking): void {
  for (const set of sets) {
    const owner: GatewayResource = { ...set, kind: "ListenerSet", spec: { gatewayClassName: "", listeners: set.spec.listeners } };
    const told: Diagnostic[] = [];
    attachments({ ...linking, found: told }, owner, readListeners(owner, linking.around, { at: owner.at, found: told }));
    linking.found.push(...told.filter(({ name }) => !ofPolicies.includes(name)));
    adviseGateway(owner, linking);
  }
}

/** What only a policy cannot hold; that sets are not read is said as a whole. */
const ofPolicies = ["gateway-api-field-unsupported", "gateway-api-selector-unknown"];

/** The word that keeps sets of a namespace out; null where they are taken, or where labels of namespaces decide. */
function refusing(allowed: GatewaySpec["allowedListeners"], gateway: string, own: string): string | null {
  const { from = "None", selector } = allowed?.namespaces ?? {};
  if (from === "None") return from;
  if (from === "Same") return own === gateway ? null : from;
  const selected = from === "All" ? null : selectedNamespaces(selector ?? {});
  return selected === null || selected === "unknown" || selected.includes(own) ? null : from;
}
