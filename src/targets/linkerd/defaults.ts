import type { VendorDefault } from "../../model/index.ts";

/** What Linkerd does by itself about what a policy leaves unsaid. */
export function linkerdDefaults(): readonly VendorDefault[] {
  return [
    { setting: "retry.attempts", where: null, does: "no further try", amount: 0, written: null, source: "linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs" },
  ];
}
