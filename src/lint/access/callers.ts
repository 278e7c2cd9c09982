import type { Identity, MeshModel } from "../../model/index.ts";
import { nameOf } from "../words.ts";
import { identityOf } from "./may-call.ts";

/** Somebody who may call: a service, a gateway, or a caller without identity. */
export interface KnownCaller {
  /** `shop/web`, `gateway infra/public`; null for callers without identity. */
  readonly name: string | null;
  readonly identity: Identity | null;
}

/** Every service of the mesh and every gateway, and callers without identity at the end. */
export function knownCallers({ services, gateways }: MeshModel): readonly KnownCaller[] {
  const inside = services.filter(({ external }) => external === null).map((service) => ({ name: nameOf(service.id), identity: identityOf(service) }));
  const through = gateways.map(({ id, serviceAccount }) => ({ name: `gateway ${nameOf(id)}`, identity: { namespace: id.namespace, serviceAccount: serviceAccount ?? id.name } }));
  return [...inside, ...through, { name: null, identity: null }];
}
