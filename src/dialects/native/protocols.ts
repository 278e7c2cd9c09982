import type { Protocol } from "../../model/index.ts";
import type * as Policy from "../../resources/generated/native/service-policy.ts";

/** The ports that a policy declares, in either spelling. */
export function portsOf(spec: Policy.Spec): readonly Policy.ServerPort[] {
  if (spec.ports !== undefined) return spec.ports;
  if (spec.port === undefined) return [];
  const { port, targetPort, protocol } = spec;
  return [{ port, ...(targetPort !== undefined && { targetPort }), ...(protocol !== undefined && { protocol }) }];
}

/** Protocols of the ports that a list of port numbers (absent: all ports) means; null where none is written. */
export function protocolsOf(spec: Policy.Spec, ports: readonly number[] | undefined): readonly (Protocol | null)[] {
  return portsOf(spec)
    .filter(({ port }) => ports?.includes(port) ?? true)
    .map(({ protocol }) => protocol ?? null);
}

/** Whether every call of a route is a gRPC call, by its ports or its matches. */
export function isGrpcRoute(spec: Policy.Spec, route: Policy.Route): boolean {
  const matched = route.match?.some((entry) => entry.grpc !== undefined) ?? false;
  return matched || protocolsOf(spec, route.ports).includes("grpc");
}
