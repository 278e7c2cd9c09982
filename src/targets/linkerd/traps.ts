import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput, Profile } from "../../model/index.ts";
import { backendTraps, outranked, parentTraps, routesOf } from "../route-traps.ts";
import type { World } from "../target.ts";
import { trapWorld } from "../trap-world.ts";
import { installationOf } from "./installation.ts";
import { group, onceEach } from "./trap-world.ts";
import { accessTraps } from "./traps-access.ts";
import { annotationTraps } from "./traps-annotations.ts";
import { callerTraps } from "./traps-callers.ts";
import { egressTraps } from "./traps-egress.ts";
import { identityTraps } from "./traps-identities.ts";
import { unmatchedTraps } from "./traps-names.ts";
import { orderTraps } from "./traps-order.ts";
import { podTraps } from "./traps-pods.ts";
import { routeTraps } from "./traps-routes.ts";

/** What Linkerd accepts and does otherwise than it seems to say; what it refuses or ignores by field, its reader says. */
export function linkerdTraps(manifests: readonly ManifestInput[], profile: Profile, mesh: World["mesh"]): readonly Diagnostic[] {
  const world = trapWorld(manifests);
  const installation = installationOf(world, profile, mesh);
  const routes = [...routesOf(world, ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"]), ...world.of(group, "HTTPRoute")];
  return onceEach([
    ...routes.flatMap((route) => [...parentTraps(route, world), ...backendTraps(route, world)]),
    ...outranked(world),
    ...annotationTraps(world),
    ...routeTraps(world, installation),
    ...orderTraps(world, profile),
    ...unmatchedTraps(world, installation),
    ...accessTraps(world),
    ...podTraps(world),
    ...identityTraps(world, installation),
    ...egressTraps(world, installation),
    ...callerTraps(world, installation),
  ]);
}
