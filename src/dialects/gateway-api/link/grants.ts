import type { ReferenceGrantSpec } from "../kinds/gateway.ts";
import { gatewayGroup } from "../kinds/versions.ts";
import type { GatewayObject } from "../read/object.ts";
import type { Crossing } from "../read/place.ts";

type Grant = GatewayObject<ReferenceGrantSpec>;

function isGrant(object: GatewayObject<unknown>): object is Grant {
  return object.kind === "ReferenceGrant";
}

/**
 * Whether some grant in the namespace of the target names kind and namespace of the source and kind (and name, if
 * written) of the target (`kubernetes-sigs/gateway-api:apis/v1/referencegrant_types.go`).
 */
export function grantTest(objects: readonly GatewayObject<unknown>[]): (crossing: Crossing) => boolean {
  const grants = objects.filter(isGrant);
  return (crossing) => grants.some((grant) => permits(grant, crossing));
}

function permits(grant: Grant, { kind, namespace, to }: Crossing): boolean {
  if (grant.id.namespace !== to.name.namespace) return false;
  const from = grant.spec.from.some((entry) => entry.group === gatewayGroup && entry.kind === kind && entry.namespace === namespace);
  const target = grant.spec.to.some((entry) => entry.group === "" && entry.kind === to.kind && (entry.name === undefined || entry.name === to.name.name));
  return from && target;
}
