import type { VendorDefault } from "../../model/index.ts";

/** What Istio does by itself about what a policy leaves unsaid. */
export function istioDefaults(): readonly VendorDefault[] {
  return [
    { setting: "deadline", where: "HTTP", does: "none", amount: null, written: "VirtualService.http[].timeout", source: "istio/istio:pilot/pkg/networking/core/route/route.go" },
  ];
}
