import type { DocumentPath } from "../../../source/origin.ts";
import type { SessionPersistence } from "../kinds/common.ts";
import type { BackendTrafficPolicySpec } from "../kinds/gateway.ts";
import type { GrpcRoute, HttpRoute } from "../link/candidate.ts";
import type { GatewayObject } from "../read/object.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** Sessions of a rule: what was written before, and weights that they outlive (`kubernetes-sigs/gateway-api:geps/gep-1619/index.md`). */
export function adviseSessions(route: HttpRoute | GrpcRoute, persistent: ReadonlySet<string>, reading: Reading): void {
  route.spec.rules?.forEach(({ sessionPersistence, backendRefs = [] }, rule) => {
    adviseOldShape(sessionPersistence, ["spec", "rules", rule, "sessionPersistence"], reading);
    if (!backendRefs.some(({ weight = 1 }) => weight > 0)) return;
    backendRefs.forEach(({ weight, name, namespace = route.id.namespace }, index) => {
      if (weight !== 0 || (sessionPersistence === undefined && !persistent.has(`${namespace}/${name}`))) return;
      tell(reading, say["gateway-api-session-outlives-weight"], ["spec", "rules", rule, "backendRefs", index, "weight"], { backend: name });
    });
  });
}

const fieldsOfBefore = ["sessionName", "cookieConfig", "idleTimeout"] as const;

/** Fields that releases after 1.5 and 1.6 no longer have. */
export function adviseOldShape(written: SessionPersistence | undefined, path: DocumentPath, reading: Reading): void {
  for (const field of fieldsOfBefore) {
    if (written?.[field] !== undefined) tell(reading, say["gateway-api-session-of-before"], [...path, field], { field }, { part: "key" });
  }
}

/** `namespace/name` of the Services whose sessions a traffic policy keeps. */
export function persistentServices(policies: readonly GatewayObject<BackendTrafficPolicySpec>[]): ReadonlySet<string> {
  return new Set(policies.flatMap(({ id, spec }) => (spec.sessionPersistence === undefined ? [] : spec.targetRefs.map(({ name }) => `${id.namespace}/${name}`))));
}
