import type { InventoryPort } from "../../../model/index.ts";
import type { BackendTrafficPolicySpec, ReferenceGrantSpec } from "../kinds/gateway.ts";
import type { Linking } from "../link/linking.ts";
import { parentKind } from "../link/service-parents.ts";
import type { GatewayObject } from "../read/object.ts";
import { findService } from "../read/place.ts";
import { tell } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";
import { adviseOldShape } from "./sessions.ts";
import { adviseTlsPolicies, isSecured, isTlsPolicy } from "./tls-policies.ts";
import type { TlsPolicy } from "./tls-policies.ts";

/** What of grants, budgets and backends is legal and hardly meant. */
export function adviseObjects(objects: readonly GatewayObject<unknown>[], linking: Linking): void {
  for (const object of objects) {
    if (isGrant(object)) adviseGrant(object, linking);
    if (!isTrafficPolicy(object)) continue;
    adviseBudget(object, linking);
    adviseOldShape(object.spec.sessionPersistence, ["spec", "sessionPersistence"], { at: object.at, found: linking.found });
  }
  const policies = objects.filter(isTlsPolicy);
  adviseTlsPolicies(policies, linking);
  adviseTls(policies, linking);
}

function isGrant(object: GatewayObject<unknown>): object is GatewayObject<ReferenceGrantSpec> {
  return object.kind === "ReferenceGrant";
}

/** Objects whose spec has the shape of an XBackendTrafficPolicy, which was checked when they were opened. */
export function isTrafficPolicy(object: GatewayObject<unknown>): object is GatewayObject<BackendTrafficPolicySpec> {
  return object.kind === "XBackendTrafficPolicy";
}

function adviseGrant({ spec, id, at }: GatewayObject<ReferenceGrantSpec>, { found }: Linking): void {
  spec.to.forEach(({ kind, name }, index) => {
    if (name === undefined) tell({ at, found }, say["gateway-api-grant-wide"], ["spec", "to", index, "kind"], { kind, namespace: id.namespace });
  });
}

function adviseBudget({ spec, id, at }: GatewayObject<BackendTrafficPolicySpec>, linking: Linking): void {
  const { retryConstraint, targetRefs } = spec;
  const reading = { at, found: linking.found };
  if (retryConstraint === undefined) return;
  if (retryConstraint.minRetryRate === undefined) tell(reading, say["gateway-api-budget-floor-default"], ["spec", "retryConstraint"], {}, { part: "key" });
  targetRefs.forEach(({ kind, name }, index) => {
    if (kind === "Service" && !retried(name, id.namespace, linking)) tell(reading, say["gateway-api-budget-without-retry"], ["spec", "targetRefs", index, "name"], { service: name });
  });
}

/** Whether a rule repeats calls to the Service, which it is for or leads to. */
function retried(name: string, namespace: string, { routes }: Linking): boolean {
  const means = (ref: { readonly name: string; readonly namespace?: string | undefined }, own: string): boolean => ref.name === name && (ref.namespace ?? own) === namespace;
  return routes.some((route) => {
    if (route.kind !== "HTTPRoute") return false;
    const called = (route.spec.parentRefs ?? []).some((ref) => parentKind(ref) === "Service" && means(ref, route.id.namespace));
    return (route.spec.rules ?? []).some(({ retry, backendRefs = [] }) => retry !== undefined && (called || backendRefs.some((ref) => means(ref, route.id.namespace))));
  });
}

function looksLikeTls({ port, name, appProtocol }: InventoryPort): boolean {
  return port === 443 || /^https(?:-|$)/.test(name ?? "") || /^(?:https|tls|kubernetes\.io\/wss)$/i.test(appProtocol ?? "");
}

/** Backends of routes of Gateways whose port says TLS, where no policy in the input is for it (`kubernetes-sigs/gateway-api:apis/v1/backendtlspolicy_types.go`). */
function adviseTls(policies: readonly TlsPolicy[], { routes, around, found }: Linking): void {
  for (const route of routes) {
    if ((route.kind !== "HTTPRoute" && route.kind !== "GRPCRoute") || !(route.spec.parentRefs ?? []).some((ref) => parentKind(ref) === "Gateway")) continue;
    route.spec.rules?.forEach(({ backendRefs = [] }, rule) => {
      backendRefs.forEach((ref, index) => {
        const service = { namespace: ref.namespace ?? route.id.namespace, name: ref.name };
        const port = findService(around.services, service)?.ports.find((each) => each.port === ref.port);
        if (port === undefined || isSecured(policies, service, port.name) || !looksLikeTls(port)) return;
        tell({ at: route.at, found }, say["gateway-api-backend-speaks-tls"], ["spec", "rules", rule, "backendRefs", index, "port"], { service: ref.name, port: port.port });
      });
    });
  }
}
