import type { VendorDefault } from "../../model/index.ts";

/** What App Mesh does by itself about what a policy leaves unsaid. */
export function appmeshDefaults(): readonly VendorDefault[] {
  return [
    { setting: "deadline", where: "both sides, HTTP", does: "15 s", amount: 15_000, written: "VirtualRouter.routes[].httpRoute.timeout.perRequest", source: "aws App Mesh User Guide: envoy-defaults.md" },
  ];
}
