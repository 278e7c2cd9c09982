import type { InventoryService, Name, Service } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";
import type { Context } from "./piece.ts";

/** The policy of the name, if there is one. */
export function serviceOf({ model }: Context, name: Name | null): Service | null {
  return name === null ? null : (model.services.find((service) => sameName(service.id, name)) ?? null);
}

/** The Kubernetes Service of the name, as far as it is known. */
export function runningService({ running }: Context, name: Name): InventoryService | null {
  return running.services.find(({ id }) => sameName(id, name)) ?? null;
}
