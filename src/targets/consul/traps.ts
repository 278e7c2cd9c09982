import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { trapDiagnostics as say } from "../traps.diagnostics.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, trapsIn } from "../traps.ts";
import type { Trap, Written } from "../traps.ts";

/** What Consul accepts of ServiceRouters and does otherwise than they seem to say. */
export function consulTraps(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  return trapsIn(manifests, "consul.hashicorp.com", { ServiceRouter: [routes] });
}

const routes: Trap = (spec) => listOf(at(spec, "routes")).flatMap((route) => [...prefix(route), ...retries(at(route, "destination")), ...timeout(at(route, "destination", "requestTimeout"))]);

/** Envoy's prefix, by characters (`hashicorp/consul:agent/xds/routes.go`, makeRouteMatchForDiscoveryRoute). */
function prefix(route: Written): readonly Diagnostic[] {
  const node = at(route, "match", "http", "pathPrefix");
  const text = textOf(node);
  return text === null || text.endsWith("/") ? [] : [say["prefix-of-characters"].report({ at: placeOf(node), with: { prefix: text } })];
}

function retries(destination: Written): readonly Diagnostic[] {
  const most = at(destination, "numRetries");
  const conditions = ["retryOn", "retryOnStatusCodes", "retryOnConnectFailure"].some((field) => isSet(at(destination, field)));
  return (numberOf(most) ?? 0) > 0 && !conditions ? [say["field-without-effect"].report({ at: placeOf(most), with: { field: "numRetries", does: "without a condition such as `retryOnConnectFailure` nothing is repeated" } })] : [];
}

function timeout(node: Written): readonly Diagnostic[] {
  return textOf(node) === "0s" ? [say["field-without-effect"].report({ at: placeOf(node), with: { field: "requestTimeout", does: "0s is as if it were not written" } })] : [];
}
