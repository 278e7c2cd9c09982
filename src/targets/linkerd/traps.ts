import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { backendTraps, outranked, parentTraps, routesOf } from "../route-traps.ts";
import { trapWorld } from "../trap-world.ts";
import { accessTraps } from "./traps-access.ts";
import { routeTraps } from "./traps-routes.ts";

/** What Linkerd accepts and does otherwise than it seems to say; what it refuses or ignores by field, its reader says. */
export function linkerdTraps(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  const world = trapWorld(manifests);
  const routes = routesOf(world, ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"]);
  return [...routes.flatMap((route) => [...parentTraps(route, world), ...backendTraps(route, world)]), ...outranked(world), ...routeTraps(world), ...accessTraps(world)];
}
