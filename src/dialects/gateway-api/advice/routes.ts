import type { HttpRoute, AnyRoute, GrpcRoute } from "../link/candidate.ts";
import type { Linking } from "../link/linking.ts";
import { parentKind } from "../link/service-parents.ts";
import { findService } from "../read/place.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";
import { adviseBackendFilters } from "./backend-filters.ts";
import { adviseHosts } from "./hosts.ts";
import { adviseLimits } from "./limits.ts";
import { adviseRules } from "./rules.ts";
import { adviseSessions } from "./sessions.ts";

/** What of single routes is legal and hardly meant. */
export function adviseRoute(route: AnyRoute, linking: Linking, persistent: ReadonlySet<string>): void {
  const reading = { at: route.at, found: linking.found };
  adviseParents(route, reading, linking);
  if (route.kind === "HTTPRoute") {
    adviseRules(route, reading);
    adviseBackendFilters(route, reading);
    adviseHosts(route, linking);
  }
  if (route.kind === "HTTPRoute" || route.kind === "GRPCRoute") {
    adviseMirrors(route, reading);
    adviseLimits(route, reading);
    adviseSessions(route, persistent, reading);
  }
  if (route.kind === "GRPCRoute") adviseMethods(route, reading);
}

function adviseParents(route: AnyRoute, reading: Reading, { around }: Linking): void {
  route.spec.parentRefs?.forEach((ref, index) => {
    if (parentKind(ref) !== "Service") return;
    const type = findService(around.services, { namespace: ref.namespace ?? route.id.namespace, name: ref.name })?.type;
    const word = type === "Headless" ? "headless" : type === "ExternalName" ? "an ExternalName" : null;
    if (word !== null) tell(reading, say["gateway-api-parent-without-address"], ["spec", "parentRefs", index, "name"], { service: ref.name, type: word });
  });
}

function adviseMirrors(route: HttpRoute | GrpcRoute, reading: Reading): void {
  route.spec.rules?.forEach(({ filters = [] }, rule) => {
    filters.forEach((filter, index) => {
      const mirror = filter.requestMirror;
      if (mirror === undefined || mirror.percent !== undefined || mirror.fraction !== undefined) return;
      tell(reading, say["gateway-api-mirror-everything"], ["spec", "rules", rule, "filters", index, "requestMirror"], { backend: mirror.backendRef.name }, { part: "key" });
    });
  });
}

function adviseMethods(route: GrpcRoute, reading: Reading): void {
  route.spec.rules?.forEach(({ matches = [] }, rule) => {
    matches.forEach(({ method }, index) => {
      if (method?.method === undefined || method.service !== undefined) return;
      tell(reading, say["gateway-api-grpc-method-alone"], ["spec", "rules", rule, "matches", index, "method", "method"], { method: method.method });
    });
  });
}
