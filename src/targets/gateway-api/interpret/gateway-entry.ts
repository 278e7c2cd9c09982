import type { Decision } from "../../../model/index.ts";
import type { GatewayEntryPoint } from "../../../model/request.ts";
import { unroutable, unsupported } from "./answer.ts";
import type { Ask } from "./ask.ts";
import type { Listener, RouteObject } from "./config.ts";
import { connected, takenBy } from "./connections.ts";
import { effectOf } from "./effects.ts";
import { hostHolds, hostMeeting, hostRank } from "./hosts.ts";
import { attaches, listenersAt } from "./listeners.ts";
import { candidatesOf, sameRule, winnerOf } from "./rank.ts";
import type { Winner } from "./rank.ts";

/**
 * A call to a port of a Gateway: the listener whose host is most specific takes it, then only the routes attached there
 * count (`kubernetes-sigs/gateway-api:apis/v1/gateway_types.go`, Gateway). The server name of TLS is taken to be the host.
 */
export function decideAtGateway(entry: GatewayEntryPoint, ask: Ask): Decision {
  const heard = listenersAt(entry, ask);
  if (heard.kind === "open") return unsupported(ask, heard.reason);
  const { listeners } = heard;
  if (listeners.length === 0) return unroutable(ask, null, `nothing listens on port ${entry.port} of gateway ${entry.gateway.namespace}/${entry.gateway.name}`);
  const protocol = listeners[0]?.listener.protocol ?? "HTTP";
  if (!["HTTP", "HTTPS", "TLS", "TCP"].includes(protocol)) return unsupported(ask, `listeners of protocol ${protocol} are not modelled`);
  const raw = protocol === "TLS" || protocol === "TCP";
  const ranked = [...listeners].sort((a, b) => hostRank(b.listener.hostname) - hostRank(a.listener.hostname));
  const owned = ranked.find(({ listener: { hostname } }) => hostname === null || hostHolds(hostname, raw ? "sni" : "authority", ask));
  if (owned === undefined) return unroutable(ask, raw ? null : 404, "no listener has the host");
  const { listener } = owned;
  ask.step(`listener ${listener.name} takes the host`);
  if (listener.namespaces === "unmodelled") return unsupported(ask, "the namespace selector of the listener is not modelled");
  const routes = ask.cluster.config.routes.filter((route) => attaches(route, owned, ask));
  if (raw) return byConnection(routes, listener, ask);
  if (new Set(routes.map(({ kind }) => kind)).size > 1) return unsupported(ask, "HTTPRoutes and GRPCRoutes on one listener have no portable meaning");
  return byRoutes(routes, listener, ask);
}

function byRoutes(routes: readonly RouteObject[], listener: Listener, ask: Ask): Decision {
  const reached = routes.flatMap((route) => hostsOf(route, listener).map((hosts) => ({ route, ...hosts })));
  const held = reached.filter(({ met }) => met === null || hostHolds(met, "authority", ask));
  const winner = winnerOf(candidatesOf(held.map(({ route, met }) => ({ route, host: met }))), ask);
  const other = held.every(({ met, own }) => met === own) ? winner : winnerOf(candidatesOf(held.map(({ route, own }) => ({ route, host: own }))), ask);
  if (!agree(winner, other)) return unsupported(ask, unsettledRank);
  switch (winner.kind) {
    case "winner":
      return effectOf(winner.candidate, { kind: "gateway", namespace: winner.candidate.route.id.namespace, route: winner.candidate.route.kind }, ask);
    case "none":
      return unroutable(ask, 404, "no rule matches");
    case "open":
      return unsupported(ask, winner.reason);
  }
}

/** TLS shows its server name; plain connections are all the same. */
function byConnection(routes: readonly RouteObject[], listener: Listener, ask: Ask): Decision {
  const reached = routes.flatMap((route) => (route.kind === "TCPRoute" ? [{ route, own: null, met: null }] : hostsOf(route, listener).map((hosts) => ({ route, ...hosts }))));
  const taken = takenBy(reached.map(({ route, met }) => ({ route, host: met })), ask);
  const held = reached.filter(({ met }) => met === null || hostHolds(met, "sni", ask));
  const other = held.every(({ met, own }) => met === own) ? taken : takenBy(held.map(({ route, own }) => ({ route, host: own })), ask);
  if (taken.kind === "taken" && other.kind === "taken" && taken.route !== other.route) return unsupported(ask, unsettledRank);
  return connected(taken, ({ id, kind }) => ({ kind: "gateway", namespace: id.namespace, route: kind }), ask);
}

const unsettledRank = "whether hosts rank by the route's own name or by what the listener leaves of it is not settled";

function agree(a: Winner, b: Winner): boolean {
  return a.kind !== "winner" || b.kind !== "winner" ? a.kind === b.kind : sameRule(a.candidate, b.candidate);
}

/** Each host of the route with what the listener leaves of it; a route without hosts has the listener's. */
function hostsOf(route: RouteObject, { hostname }: Listener): readonly { readonly own: string | null; readonly met: string | null }[] {
  if (route.hostnames.length === 0) return [{ own: hostname, met: hostname }];
  return route.hostnames.flatMap((own) => {
    const met = hostMeeting(own, hostname);
    return met === undefined ? [] : [{ own, met }];
  });
}
