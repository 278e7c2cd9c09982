import { anything, choice, experimental, integer, list, map, object, optional, required, text } from "../shape/shape.ts";
import type { Infer } from "../shape/shape.ts";
import { duration, group, hostname, kind, namespaceName, objectName, port, preciseHostname, sectionName, sessionPersistenceSpec } from "./common.ts";

const selector = object({
  matchLabels: optional(map(1000)),
  matchExpressions: optional(list(object({ key: required(text(1, 317)), operator: required(choice("In", "NotIn", "Exists", "DoesNotExist")), values: optional(list(text(0, 63), 0, 1000)) }), 0, 100)),
});
const routeNamespaces = object({ from: optional(choice("All", "Selector", "Same")), selector: optional(selector) });
const secretRef = object({ group: optional(group), kind: optional(kind), name: required(objectName), namespace: optional(namespaceName) });
const listenerTls = object({
  mode: optional(choice("Terminate", "Passthrough")),
  certificateRefs: optional(list(secretRef, 0, 64)),
  options: optional(map(16)),
});
const listener = object({
  name: required(sectionName),
  hostname: optional(hostname),
  port: required(port),
  protocol: required(text(1, 255)),
  tls: optional(listenerTls),
  allowedRoutes: optional(
    object({ namespaces: optional(routeNamespaces), kinds: optional(list(object({ group: optional(group), kind: required(kind) }), 0, 8)) }),
  ),
});

const clientValidation = object({
  caCertificateRefs: required(list(object({ group: required(group), kind: required(kind), name: required(objectName), namespace: optional(namespaceName) }), 1, 16)),
  mode: optional(choice("AllowValidOnly", "AllowInsecureFallback")),
});
const frontendTls = object({ validation: optional(clientValidation) });
const gatewayTls = object({
  backend: optional(object({ clientCertificateRef: optional(secretRef) })),
  frontend: optional(object({ default: required(frontendTls), perPort: optional(list(object({ port: required(port), tls: required(frontendTls) }), 0, 64, ["port"])) })),
});
const setNamespaces = object({ from: optional(choice("All", "Selector", "Same", "None")), selector: optional(selector) });

/** `kubernetes-sigs/gateway-api:apis/v1/gateway_types.go`. */
export const gatewaySpec = object({
  gatewayClassName: required(objectName),
  listeners: required(list(listener, 1, 64, ["name"])),
  addresses: optional(list(object({ type: optional(text(1, 253)), value: optional(text(0, 253)) }), 0, 16)),
  infrastructure: optional(anything),
  allowedListeners: optional(object({ namespaces: optional(setNamespaces) })),
  tls: optional(gatewayTls),
  defaultScope: experimental(choice("All", "None")),
});

/** `kubernetes-sigs/gateway-api:apis/v1/listenerset_types.go`. */
export const listenerSetSpec = object({
  parentRef: required(object({ group: optional(group), kind: optional(kind), name: required(objectName), namespace: optional(namespaceName) })),
  listeners: required(list(listener, 1, 64, ["name"])),
});

/** `kubernetes-sigs/gateway-api:apis/v1/gatewayclass_types.go`. */
export const gatewayClassSpec = object({
  controllerName: required(text(1, 253)),
  parametersRef: optional(anything),
  description: optional(text(0, 64)),
});

/** `kubernetes-sigs/gateway-api:apis/v1/referencegrant_types.go`. */
export const referenceGrantSpec = object({
  from: required(list(object({ group: required(group), kind: required(kind), namespace: required(namespaceName) }), 1, 16)),
  to: required(list(object({ group: required(group), kind: required(kind), name: optional(objectName) }), 1, 16)),
});

const budget = object({ percent: optional(integer(0, 100)), interval: optional(duration) });
const minRetryRate = object({ count: optional(integer(1, 1_000_000)), interval: optional(duration) });

/** `kubernetes-sigs/gateway-api:apisx/v1alpha1/xbackendtrafficpolicy_types.go`. */
export const backendTrafficPolicySpec = object({
  targetRefs: required(list(object({ group: required(group), kind: required(kind), name: required(objectName) }), 1, 16, ["group", "kind", "name"])),
  retryConstraint: optional(object({ budget: optional(budget), minRetryRate: optional(minRetryRate) })),
  sessionPersistence: optional(sessionPersistenceSpec),
});

const policyTarget = object({ group: required(group), kind: required(kind), name: required(objectName), sectionName: optional(sectionName) });
const alternativeName = object({ type: required(choice("Hostname", "URI")), hostname: optional(hostname), uri: optional(text(1, 253)) });

/** `kubernetes-sigs/gateway-api:apis/v1/backendtlspolicy_types.go`. */
export const backendTlsPolicySpec = object({
  targetRefs: required(list(policyTarget, 1, 16)),
  validation: required(
    object({
      hostname: required(preciseHostname),
      caCertificateRefs: optional(list(object({ group: required(group), kind: required(kind), name: required(objectName) }), 0, 8)),
      wellKnownCACertificates: optional(text(1, 253)),
      subjectAltNames: optional(list(alternativeName, 0, 5)),
    }),
  ),
  options: optional(map(16)),
});

/** `spec` of a Gateway. */
export type GatewaySpec = Infer<typeof gatewaySpec>;
/** One listener of a Gateway. */
export type GatewayListener = Infer<typeof listener>;
/** Labels that namespaces must have. */
export type NamespaceSelector = Infer<typeof selector>;
/** `spec` of a ReferenceGrant. */
export type ReferenceGrantSpec = Infer<typeof referenceGrantSpec>;
/** `spec` of an XBackendTrafficPolicy. */
export type BackendTrafficPolicySpec = Infer<typeof backendTrafficPolicySpec>;
/** `spec` of a ListenerSet. */
export type ListenerSetSpec = Infer<typeof listenerSetSpec>;
/** `spec` of a BackendTLSPolicy. */
export type BackendTlsPolicySpec = Infer<typeof backendTlsPolicySpec>;
