import type { BackendTlsPolicySpec } from "../kinds/gateway.ts";
import type { Linking } from "../link/linking.ts";
import { compareRoutes } from "../link/order.ts";
import type { GatewayObject } from "../read/object.ts";
import { tell } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** A BackendTLSPolicy whose shape was checked. */
export type TlsPolicy = GatewayObject<BackendTlsPolicySpec>;

/** Objects whose spec has the shape of a BackendTLSPolicy, which was checked when they were opened. */
export function isTlsPolicy(object: GatewayObject<unknown>): object is TlsPolicy {
  return object.kind === "BackendTLSPolicy";
}

/** What policies of TLS towards backends say against each other, and against themselves (`kubernetes-sigs/gateway-api:apis/v1/backendtlspolicy_types.go`). */
export function adviseTlsPolicies(policies: readonly TlsPolicy[], { found }: Pick<Linking, "found">): void {
  adviseConflicts(policies, found);
  for (const { spec, title, at } of policies) {
    const reading = { at, found };
    const { hostname, subjectAltNames = [] } = spec.validation;
    if (spec.targetRefs.length > 1) tell(reading, say["gateway-api-tls-policy-targets"], ["spec", "targetRefs", 1, "name"], { policy: title });
    if (subjectAltNames.length === 0 || subjectAltNames.some((each) => each.type === "Hostname" && each.hostname === hostname)) continue;
    tell(reading, say["gateway-api-tls-policy-names"], ["spec", "validation", "subjectAltNames"], { hostname }, { part: "key" });
  }
}

/** One policy for each target and port; one for a port and one for the whole target go together. */
function adviseConflicts(policies: readonly TlsPolicy[], found: Linking["found"]): void {
  const byAge = policies.every(({ created }) => created !== null);
  const holders = new Map<string, TlsPolicy>();
  for (const policy of [...policies].sort((a, b) => compareRoutes({ route: a }, { route: b }, byAge))) {
    policy.spec.targetRefs.forEach(({ group, kind, name, sectionName }, index) => {
      const key = JSON.stringify([policy.id.namespace, group, kind, name, sectionName ?? null]);
      const winner = holders.get(key);
      if (winner === undefined) holders.set(key, policy);
      if (winner === undefined || winner === policy) return;
      const related = [{ origin: winner.at(["metadata", "name"]), note: "the policy that is used" }];
      tell({ at: policy.at, found }, say["gateway-api-tls-policy-conflict"], ["spec", "targetRefs", index, "name"], { policy: policy.title, winner: winner.title, target: sectionName === undefined ? name : `${name}, ${sectionName}` }, { related });
    });
  }
}

/** Whether some policy is for the port of a Service. */
export function isSecured(policies: readonly TlsPolicy[], service: { readonly namespace: string; readonly name: string }, portName: string | null): boolean {
  return policies.some(({ id, spec }) => id.namespace === service.namespace && spec.targetRefs.some(({ kind, name, sectionName }) => kind === "Service" && name === service.name && (sectionName === undefined || sectionName === portName)));
}
