import type { TcpRouteSpec } from "../kinds/routes.ts";
import { namesGateway } from "../link/attach.ts";
import { linkDiagnostics } from "../link/link.diagnostics.ts";
import type { Linking } from "../link/linking.ts";
import type { GatewayResource } from "../link/listeners.ts";
import { compareRoutes } from "../link/order.ts";
import type { GatewayObject } from "../read/object.ts";
import { tell } from "../read/reading.ts";

/** A UDPRoute whose shape was checked; it has the fields of a TCPRoute. */
export type UdpRoute = GatewayObject<TcpRouteSpec>;

/** Objects whose spec has the shape of a UDPRoute, which was checked when they were opened. */
export function isUdpRoute(object: GatewayObject<unknown>): object is UdpRoute {
  return object.kind === "UDPRoute";
}

/** UDPRoutes of a listener that an older one has (`kubernetes-sigs/gateway-api:apis/v1/udproute_types.go`); policies have no words for them, so nothing else reads them. */
export function adviseUdp(routes: readonly UdpRoute[], gateway: GatewayResource, { found }: Linking): void {
  const byAge = routes.every(({ created }) => created !== null);
  const sorted = [...routes].sort((a, b) => compareRoutes({ route: a }, { route: b }, byAge));
  for (const listener of gateway.spec.listeners.filter(({ protocol }) => protocol === "UDP")) {
    const here = sorted.flatMap((route) => {
      const index = (route.spec.parentRefs ?? []).findIndex((ref) => namesGateway(route, ref, gateway) && (ref.sectionName ?? listener.name) === listener.name && (ref.port ?? listener.port) === listener.port);
      return index < 0 ? [] : [{ route, path: ["spec", "parentRefs", index, "name"] }];
    });
    const [winner, ...dead] = here;
    for (const { route, path } of dead) {
      const related = winner === undefined ? [] : [{ origin: winner.route.at(winner.path), note: "takes every packet" }];
      tell({ at: route.at, found }, linkDiagnostics["gateway-api-stream-route-dead"], path, { route: route.title, winner: winner?.route.title ?? "", where: `${gateway.id.name}/${listener.name}` }, { related });
    }
  }
}
