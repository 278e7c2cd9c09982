import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { fieldRemoved } from "../mend.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, groupOf, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Installation } from "./installation.ts";
import { callsOf, groupsOf, takesAll } from "./ranked-calls.ts";
import type { Competing } from "./ranked-calls.ts";
import { group } from "./trap-world.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Calls of a Service that has routes, and that none of them takes (`linkerd/linkerd2:policy-controller/grpc/src/outbound/http.rs`). */
export function unmatchedTraps(world: TrapWorld, installation: Installation): readonly Diagnostic[] {
  return groupsOf(world).flatMap((competing) => [...otherNames(competing, installation), ...rest(competing)]);
}

/** Host names of a route for a Service are honoured, and callers write the Service's name in several ways. */
function otherNames({ service, namespace, routes }: Competing, { clusterDomain }: Installation): readonly Diagnostic[] {
  const forms = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}.${namespace}.svc.${clusterDomain}`];
  const hosts = routes.map((route) => listOf(at(route.spec, "hostnames")));
  const [first] = hosts.flat();
  if (first === undefined || hosts.some((list) => list.length === 0)) return [];
  const texts = hosts.flat().map((node) => (textOf(node) ?? "").toLowerCase());
  const missing = forms.filter((form) => !texts.some((host) => host === form || (host.startsWith("*.") && form.endsWith(host.slice(1)))));
  if (missing.length === 0) return [];
  const [only, ...others] = routes;
  const isAlone = only !== undefined && others.length === 0 && listOf(at(only.spec, "parentRefs")).length === 1 && texts.every((host) => forms.includes(host));
  return [say["other-names-unmatched"].report({ at: placeOf(first), with: { service, names: missing }, fixes: isAlone ? fieldRemoved(at(only.spec, "hostnames")) : [] })];
}

/** As soon as there is a route nothing is passed through any more; of routes of the Gateway API alone the lints of policies say so. */
function rest({ routes }: Competing): readonly Diagnostic[] {
  if (!routes.some(({ manifest }) => groupOf(manifest) === group) || routes.flatMap(callsOf).some(takesAll) || routes.some(hasHosts)) return [];
  const [last] = routes.flatMap((route) => listOf(at(route.spec, "rules")).map((rule) => ({ route, matches: at(rule, "matches") }))).filter(({ matches }) => isSet(matches)).slice(-1);
  return last === undefined ? [] : [shared["unmatched-requests"].report({ at: placeOf(last.matches), with: { manifest: titleOf(last.route.manifest) } })];
}

function hasHosts({ spec }: Placed): boolean {
  return listOf(at(spec, "hostnames")).length > 0;
}
