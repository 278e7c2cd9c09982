import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { GatewaySpec } from "../kinds/gateway.ts";
import type { ParentRef } from "../kinds/common.ts";
import type { GrpcRouteSpec, HttpRouteSpec, TcpRouteSpec, TlsRouteSpec } from "../kinds/routes.ts";
import type { BackendTrafficPolicySpec } from "../kinds/gateway.ts";
import type { GatewayObject } from "../read/object.ts";
import type { Reading } from "../read/reading.ts";
import type { Channel } from "../shape/check.ts";
import { checkGateway } from "./gateway.ts";
import { checkGrpcRoute } from "./grpc.ts";
import { checkHttpRoute } from "./http.ts";
import { checkParents } from "./parents.ts";
import { checkBackendTrafficPolicy } from "./policy.ts";
import { checkStreamRoute, checkTlsHostnames } from "./stream.ts";

/** Applies the rules between fields; false when an API server would refuse the object. */
export function checkRules(object: GatewayObject<unknown>, channel: Channel, found: Diagnostic[]): boolean {
  const reading: Reading = { at: object.at, found: [] };
  checkKind(reading, object, channel);
  found.push(...reading.found);
  return !reading.found.some(({ severity }) => severity === "error");
}

/** The casts rest on the shapes, which were checked when the object was opened. */
function checkKind(reading: Reading, { kind, spec }: GatewayObject<unknown>, channel: Channel): void {
  if (kind.endsWith("Route")) checkParents(reading, (spec as { readonly parentRefs?: readonly ParentRef[] }).parentRefs ?? [], channel);
  switch (kind) {
    case "HTTPRoute":
      return checkHttpRoute(reading, spec as HttpRouteSpec);
    case "GRPCRoute":
      return checkGrpcRoute(reading, spec as GrpcRouteSpec);
    case "TLSRoute":
      checkTlsHostnames(reading, (spec as TlsRouteSpec).hostnames);
      return checkStreamRoute(reading, spec as TlsRouteSpec);
    case "TCPRoute":
    case "UDPRoute":
      return checkStreamRoute(reading, spec as TcpRouteSpec);
    case "Gateway":
    case "ListenerSet":
      return checkGateway(reading, spec as Pick<GatewaySpec, "listeners">);
    case "XBackendTrafficPolicy":
      return checkBackendTrafficPolicy(reading, spec as BackendTrafficPolicySpec);
    default:
      return;
  }
}
