import type { VendorDefault } from "../../model/index.ts";

/** What Consul does by itself about what a policy leaves unsaid. */
export function consulDefaults(): readonly VendorDefault[] {
  return [
    { setting: "retry.attempts", where: null, does: "no further try", amount: 0, written: null, source: "hashicorp/consul:agent/xds/routes.go" },
  ];
}
