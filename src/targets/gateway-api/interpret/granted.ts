import type { Name } from "../../../model/index.ts";
import type { Grant } from "./config.ts";

/** Whether a kind of one namespace may refer to an object of another; within a namespace nobody asks (`kubernetes-sigs/gateway-api:apis/v1/referencegrant_types.go`). */
export function isGranted(from: { readonly kind: string; readonly namespace: string }, to: { readonly kind: string; readonly id: Name }, grants: readonly Grant[]): boolean {
  if (from.namespace === to.id.namespace) return true;
  return grants.some(
    (grant) =>
      grant.namespace === to.id.namespace &&
      grant.from.some(({ kind, namespace }) => kind === from.kind && namespace === from.namespace) &&
      grant.to.some(({ kind, name }) => kind === to.kind && (name === null || name === to.id.name)),
  );
}
