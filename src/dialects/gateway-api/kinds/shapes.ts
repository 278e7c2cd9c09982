import { anything } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import { backendTlsPolicySpec, backendTrafficPolicySpec, gatewayClassSpec, gatewaySpec, listenerSetSpec, referenceGrantSpec } from "./gateway.ts";
import { grpcRouteSpec, httpRouteSpec, tcpRouteSpec, tlsRouteSpec } from "./routes.ts";
import type { KindName } from "./versions.ts";

/** The shape of `spec` by kind; kinds that are reported as a whole are not looked into. */
export const shapes: Readonly<Record<KindName, Shape<unknown>>> = {
  GatewayClass: gatewayClassSpec,
  Gateway: gatewaySpec,
  HTTPRoute: httpRouteSpec,
  GRPCRoute: grpcRouteSpec,
  TLSRoute: tlsRouteSpec,
  TCPRoute: tcpRouteSpec,
  UDPRoute: tcpRouteSpec,
  ListenerSet: listenerSetSpec,
  ReferenceGrant: referenceGrantSpec,
  BackendTLSPolicy: backendTlsPolicySpec,
  XBackendTrafficPolicy: backendTrafficPolicySpec,
  XMesh: anything,
  XBackend: anything,
  XListenerSet: anything,
};
