import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import type { TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { networking } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What EnvoyFilters, Telemetries and Sidecars say and do not do. */
export function filterTraps(world: TrapWorld): readonly Diagnostic[] {
  return [
    ...world.of(networking, "EnvoyFilter").flatMap(({ spec }) => listOf(at(spec, "configPatches")).flatMap((patch) => patched(patch, isSet(at(spec, "priority"))))),
    ...world.of("telemetry.istio.io", "Telemetry").flatMap(({ spec }) => ["tracing", "metrics", "accessLogging"].flatMap((field) => listOf(at(spec, field)).flatMap((item) => listOf(at(item, "providers"))).filter((each) => textOf(at(each, "name")) === "").map((each) => effect(at(each, "name"), "an empty name is no provider, and the list counts as not written")))),
    ...world.of(networking, "Sidecar").flatMap(({ spec, namespace }) => outbound(spec, namespace)),
  ];
}

function effect(node: Written, does: string): Diagnostic {
  return shared["field-without-effect"].report({ at: placeOf(node), with: { field: String(node.path.at(-1)), does } });
}

/** `istio/istio:pkg/config/analysis/analyzers/envoyfilter/envoyfilter.go`. */
function patched(patch: Written, ordered: boolean): readonly Diagnostic[] {
  const node = at(patch, "patch", "operation");
  const [operation, to] = [textOf(node) ?? "", textOf(at(patch, "applyTo")) ?? ""];
  const whole = ["ROUTE_CONFIGURATION", "HTTP_ROUTE"].includes(to);
  if (operation === "REPLACE" && !["HTTP_FILTER", "NETWORK_FILTER"].includes(to)) return [effect(node, `only filters can be replaced, and a ${to} is left as it is`)];
  if (["ADD", "REMOVE"].includes(operation) && whole) return [effect(node, `it is ignored for a ${to}`)];
  return ["INSERT_BEFORE", "INSERT_AFTER"].includes(operation) && !ordered ? [say["order-by-age"].report({ at: placeOf(node), with: { operation } })] : [];
}

/** The root namespace's Sidecar is for everybody; a mode that is not written is the first of the list (`istio/api:networking/v1alpha3/sidecar.proto`). */
function outbound(spec: Written, namespace: string): readonly Diagnostic[] {
  const [selector, outside] = [at(spec, "workloadSelector"), at(spec, "outboundTrafficPolicy")];
  return [
    ...(namespace === "istio-system" && isSet(selector) ? [effect(selector, "it makes the Sidecar one for pods of the root namespace alone, instead of the default of the mesh")] : []),
    ...(isSet(outside) && !isSet(at(outside, "mode")) ? [effect(outside, "without a `mode` it is REGISTRY_ONLY: calls to hosts that the mesh does not know are refused")] : []),
  ];
}
