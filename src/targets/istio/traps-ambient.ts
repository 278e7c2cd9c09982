import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { sameText } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, listOf, placeOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { gatewaysOf, hostOf, networking, routesByTarget, security } from "./trap-world.ts";

/** What is said of requests where nobody reads requests; the profile says whether there are waypoints. */
export function ambientTraps(world: TrapWorld, profile: string): readonly Diagnostic[] {
  const attached = [[security, "RequestAuthentication", "jwtRules"], ["extensions.istio.io", "WasmPlugin", "url"], ["telemetry.istio.io", "Telemetry", "tracing"]].flatMap(([group = "", kind = "", field = ""]) => world.of(group, kind).filter((each) => !reaches(each, world)).map((each) => unread(each, at(each.spec, field))));
  const routed = profile === "ambient" ? [...world.of(networking, "VirtualService").filter((each) => gatewaysOf(each).join() === "mesh").map((each) => unread(each, at(each.spec, "http"))), ...world.of(networking, "DestinationRule").flatMap((each) => settings(each, world))] : [];
  return profile === "sidecar" ? [] : [...attached, ...routed].flatMap((each) => each);
}

function unread({ manifest }: Placed, node: Written): readonly Diagnostic[] {
  return isSet(node) ? [shared["requests-ruled-by-connections"].report({ at: placeOf(node), with: { manifest: titleOf(manifest), field: String(node.path.at(-1)), does: "changes nothing by it" } })] : [];
}

/** Attached to a waypoint, or meant for gateways: those of the mesh's own namespace, or with the labels of a Gateway. */
function reaches({ spec, namespace }: Placed, world: TrapWorld): boolean {
  const selector = at(spec, "selector", "matchLabels");
  const ofGateway = isSet(selector) && (isSet(at(selector, "istio")) || world.of(networking, "Gateway").some((gateway) => sameText(at(gateway.spec, "selector")) === sameText(selector)));
  return isSet(at(spec, "targetRefs")) || isSet(at(spec, "targetRef")) || namespace === "istio-system" || ofGateway;
}

/** Settings of requests are still those of gateways that lead to the host. */
function settings(rule: Placed, world: TrapWorld): readonly Diagnostic[] {
  const led = (routesByTarget(world).get(hostOf(rule)) ?? []).some((routes) => gatewaysOf(routes).some((gateway) => gateway !== "mesh"));
  const policies = [rule.spec, ...listOf(at(rule.spec, "subsets"))].map((holder) => at(holder, "trafficPolicy"));
  return led ? [] : policies.flatMap((policy) => [at(policy, "connectionPool", "http"), at(policy, "loadBalancer", "consistentHash"), at(policy, "outlierDetection")]).flatMap((node) => unread(rule, node));
}
