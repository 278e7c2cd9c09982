import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { backendTraps, outranked, parentTraps, routesOf } from "../route-traps.ts";
import { trapWorld } from "../trap-world.ts";
import type { Placed } from "../trap-world.ts";
import { trapDiagnostics as say } from "../traps.diagnostics.ts";
import { at, listOf, placeOf, textOf, titleOf } from "../traps.ts";

/** What implementations of the Gateway API accept and do otherwise than it seems to say; the lints of routes say the rest. */
export function gatewayApiTraps(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  const world = trapWorld(manifests);
  const routes = routesOf(world, ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"]);
  return [...routes.flatMap((route) => [...parentTraps(route, world), ...backendTraps(route, world), ...ofCore(route)]), ...outranked(world)];
}

/** The core has no name as a group, and implementations compare names (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`, ParentReference). */
function ofCore({ spec, manifest }: Placed): readonly Diagnostic[] {
  const groups = listOf(at(spec, "parentRefs")).filter((ref) => textOf(at(ref, "kind")) === "Service").map((ref) => at(ref, "group"));
  return groups.filter((group) => textOf(group) === "core").map((group) => say["route-not-in-force"].report({ at: placeOf(group), with: { manifest: titleOf(manifest), why: "Services are of the group `\"\"`, not of `core`" } }));
}
