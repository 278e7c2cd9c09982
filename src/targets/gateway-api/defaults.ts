import type { VendorDefault } from "../../model/index.ts";

/** What an implementation of Gateway API does by itself about what a policy leaves unsaid. */
export function gatewayApiDefaults(): readonly VendorDefault[] {
  return [
    { setting: "deadline", where: null, does: "up to the implementation", amount: null, written: "HTTPRoute.rules[].timeouts.request", source: "kubernetes-sigs/gateway-api:apis/v1/httproute_types.go" },
  ];
}
