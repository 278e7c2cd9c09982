import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { BackendRef, Service } from "../../model/index.ts";
import { inheritedDefault } from "../access/may-call.ts";
import type { Rule, RoutePlace, World } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const unownedBackendsDiagnostics = defineDiagnostics({
  "rules-do-not-reach": {
    code: "MW3045",
    severity: "warning",
    what: (p: { service: string; backend: string }) => `the access rules of \`${p.service}\` do not hold for \`${p.backend}\`, which this route leads to`,
    why: "access is decided where a call arrives, by the policy whose version that is; no policy declares this Service, so everybody is let in",
    help: (p) => `declare it under \`versions\` of \`${p.service}\`, or give it a policy of its own`,
  },
});

/** A service with rules sends calls to a Service that nobody's rules guard. */
export const unownedBackends: Rule = {
  route: (place, world) => {
    const { service } = place;
    if (service === null || service.access.allow.length + service.access.deny.length === 0) return [];
    return unguarded(place, world).map((backend) => found(service, backend));
  },
};

function unguarded({ route }: RoutePlace, world: World): readonly BackendRef[] {
  const backends = route.action.kind === "forward" ? route.action.backends.filter(({ weight }) => weight > 0) : [];
  return [...backends, ...route.mirrors].filter(({ owner, service }) => owner === null && inheritedDefault(service.namespace, world)?.value !== "deny");
}

function found(service: Service, backend: BackendRef): Diagnostic {
  return unownedBackendsDiagnostics["rules-do-not-reach"].report({ at: backend.origin, with: { service: nameOf(service.id), backend: nameOf(backend.service) } });
}
