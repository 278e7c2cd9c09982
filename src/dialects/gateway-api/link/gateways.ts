import type { GatewayFragment } from "../../fragment.ts";
import type { GatewaySpec } from "../kinds/gateway.ts";
import type { GatewayObject } from "../read/object.ts";
import type { Linking } from "./linking.ts";

export type GatewayEntryPoint = GatewayObject<GatewaySpec> & { readonly kind: "Gateway" };

/** Objects whose spec has the shape of a Gateway, which was checked when they were opened. */
export function isGateway(object: GatewayObject<unknown>): object is GatewayEntryPoint {
  return object.kind === "Gateway";
}

export function linkGateways(_linking: Linking, _gateways: readonly GatewayEntryPoint[]): readonly GatewayFragment[] {
  return [];
}
