import type { Name } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";
import type { GatewayEntryPoint } from "../../../model/request.ts";
import type { Ask } from "./ask.ts";
import type { Admission, Grant, Listener, ParentRef, RouteObject } from "./config.ts";
import { isGranted } from "./granted.ts";

/** A listener with the object that routes have to name for it. */
export interface OwnedListener {
  readonly owner: { readonly kind: "Gateway" | "ListenerSet"; readonly id: Name };
  readonly listener: Listener;
  /** Whether routes that ask for default Gateways attach. */
  readonly byDefault: boolean;
}

const stable = "gateway.networking.k8s.io";

/** What listens on a port, or why the answer is not modelled. */
export type Heard = { readonly kind: "listeners"; readonly listeners: readonly OwnedListener[] } | { readonly kind: "open"; readonly reason: string };

/**
 * Listeners of the Gateway and of the ListenerSets that it admits, by age, without those in conflict
 * (`kubernetes-sigs/gateway-api:apis/v1/listenerset_types.go`); of a Gateway that nobody wrote, the ports that routes name, for
 * every host. Listeners for UDP share no port with the others.
 */
export function listenersAt({ gateway, port }: GatewayEntryPoint, ask: Ask): Heard {
  const { config } = ask.cluster;
  const found = config.gateways.find(({ id }) => sameName(id, gateway));
  if (found === undefined) {
    const named = config.routes.some(({ parents }) => parents.some((parent) => leadsTo(parent, "Gateway", gateway) && parent.port === port));
    const assumed: Listener = { name: `port ${port}`, port, protocol: "HTTP", hostname: null, tlsMode: null, certificates: [], namespaces: "All", kinds: [] };
    return { kind: "listeners", listeners: named ? [{ owner: { kind: "Gateway", id: gateway }, listener: assumed, byDefault: false }] : [] };
  }
  const offered = config.sets.filter((each) => sameName(each.gateway, gateway));
  if (offered.length > 0 && found.sets === "unmodelled") return { kind: "open", reason: "the selector for ListenerSets is not modelled" };
  const sets = offered.filter(({ id }) => admits(found.sets, id.namespace, gateway.namespace, ask)).sort((a, b) => (ageText(a) < ageText(b) ? -1 : 1));
  const own = at(found.listeners, port, config.grants, gateway.namespace).map((listener): OwnedListener => ({ owner: { kind: "Gateway", id: found.id }, listener, byDefault: found.byDefault }));
  const added = sets.map(({ id, listeners }) => at(listeners, port, config.grants, id.namespace, "ListenerSet").map((listener): OwnedListener => ({ owner: { kind: "ListenerSet", id }, listener, byDefault: false })));
  const kept = [own, ...added].reduce<readonly OwnedListener[]>((before, next) => [...before, ...next.filter(({ listener }) => !before.some((other) => conflict(other.listener, listener)))], []);
  return { kind: "listeners", listeners: kept };
}

function ageText({ created, id }: { readonly created: string; readonly id: Name }): string {
  return `${created} ${id.namespace}/${id.name}`;
}

/** Inside one object all that conflict lose; certificates that may not be used keep a listener from serving. */
function at(listeners: readonly Listener[], port: number, grants: readonly Grant[], namespace: string, kind = "Gateway"): readonly Listener[] {
  const here = listeners.filter((listener) => listener.port === port && listener.protocol !== "UDP");
  const certified = here.filter(({ certificates }) => certificates.every((id) => id !== null && isGranted({ kind, namespace }, { kind: "Secret", id }, grants)));
  return certified.filter((one) => !here.some((other) => other !== one && conflict(other, one)));
}

function conflict(a: Listener, b: Listener): boolean {
  return a.protocol !== b.protocol || a.hostname === b.hostname;
}

function leadsTo(parent: ParentRef, kind: string, owner: Name): boolean {
  return parent.group === stable && parent.kind === kind && sameName(parent, owner);
}

/** Whether a route attaches to a listener; `Same` is the namespace of the object that has the listener. */
export function attaches(route: RouteObject, { owner, listener, byDefault }: OwnedListener, ask: Ask): boolean {
  if (!kindsOf(listener.protocol).includes(route.kind)) return false;
  if (listener.kinds.length > 0 && !listener.kinds.includes(route.kind)) return false;
  const named = route.parents.some(
    (parent) => leadsTo(parent, owner.kind, owner.id) && (parent.section === null || parent.section === listener.name) && (parent.port === null || parent.port === listener.port),
  );
  return (named || (byDefault && route.byDefault)) && admits(listener.namespaces, route.id.namespace, owner.id.namespace, ask);
}

/** Kinds of routes that a listener's protocol takes (`kubernetes-sigs/gateway-api:apis/v1/gateway_types.go`, AllowedRoutes). */
function kindsOf(protocol: string): readonly string[] {
  return protocol === "TLS" ? ["TLSRoute"] : protocol === "TCP" ? ["TCPRoute"] : ["HTTPRoute", "GRPCRoute"];
}

/** Namespaces carry their own name as a label. */
function admits(whom: Admission, namespace: string, own: string, { cluster }: Ask): boolean {
  if (whom === "All" || whom === "unmodelled") return true;
  if (whom === "None") return false;
  if (whom === "Same") return namespace === own;
  const labels = { ...cluster.inventory.namespaces.find(({ name }) => name === namespace)?.labels, "kubernetes.io/metadata.name": namespace } as Readonly<Record<string, string>>;
  return Object.entries(whom.matchLabels).every(([key, value]) => labels[key] === value) && (whom.namesIn?.includes(namespace) ?? true);
}
