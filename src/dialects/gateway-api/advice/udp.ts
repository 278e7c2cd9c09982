import type { DocumentPath } from "../../../source/origin.ts";
import type { GatewayListener } from "../kinds/gateway.ts";
import type { TcpRouteSpec } from "../kinds/routes.ts";
import { namesGateway } from "../link/attach.ts";
import { linkDiagnostics as say } from "../link/link.diagnostics.ts";
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

/** An entry of a UDPRoute for the Gateway, with the listeners that it means. */
interface Entry {
  readonly route: UdpRoute;
  readonly path: DocumentPath;
  readonly meant: readonly GatewayListener[];
}

/** UDPRoutes that attach to nothing, or to a listener that an older one has (`kubernetes-sigs/gateway-api:apis/v1/udproute_types.go`); policies have no words for them, so nothing else reads them. */
export function adviseUdp(routes: readonly UdpRoute[], gateway: GatewayResource, { found }: Linking): void {
  const byAge = routes.every(({ created }) => created !== null);
  const entries = [...routes].sort((a, b) => compareRoutes({ route: a }, { route: b }, byAge)).flatMap((route) => entriesOf(route, gateway));
  for (const { route, path, meant } of entries) {
    const reading = { at: route.at, found };
    const because = `listener \`${meant[0]?.name ?? ""}\` takes no UDPRoute`;
    if (meant.length === 0) tell(reading, say["gateway-api-no-such-section"], [...path, "name"], { parent: gateway.title, wanted: "listener of that name and port" });
    else if (!meant.some(isUdp)) tell(reading, say["gateway-api-not-allowed"], [...path, "name"], { route: route.title, gateway: gateway.title, because });
  }
  for (const listener of gateway.spec.listeners.filter(isUdp)) adviseOldest(entries.filter(({ meant }) => meant.includes(listener)), `${gateway.id.name}/${listener.name}`, found);
}

function entriesOf(route: UdpRoute, gateway: GatewayResource): readonly Entry[] {
  return (route.spec.parentRefs ?? []).flatMap((ref, index) => {
    const meant = gateway.spec.listeners.filter(({ name, port }) => (ref.sectionName ?? name) === name && (ref.port ?? port) === port);
    return namesGateway(route, ref, gateway) ? [{ route, path: ["spec", "parentRefs", index], meant }] : [];
  });
}

function isUdp({ protocol }: GatewayListener): boolean {
  return protocol === "UDP";
}

function adviseOldest([winner, ...others]: readonly Entry[], where: string, found: Linking["found"]): void {
  for (const { route, path } of others) {
    if (winner === undefined || route === winner.route) continue;
    const related = [{ origin: winner.route.at([...winner.path, "name"]), note: "takes every packet" }];
    tell({ at: route.at, found }, say["gateway-api-stream-route-dead"], [...path, "name"], { route: route.title, winner: winner.route.title, where }, { related });
  }
}
