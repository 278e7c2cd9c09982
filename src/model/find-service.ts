import { remembered } from "../support/remember.ts";
import type { Inventory, InventoryService } from "./inventory.ts";
import type { MeshModel, Service } from "./model.ts";
import { nameText } from "./name.ts";
import type { Name } from "./name.ts";

const services = remembered((all: readonly Service[]) => byName(all));
const listed = remembered((all: readonly InventoryService[]) => byName(all));

/** The service of a policy by its name; remembered, so that many questions to a large mesh stay cheap. */
export function findService({ services: all }: Pick<MeshModel, "services">, name: Name): Service | null {
  return services(all).get(nameText(name)) ?? null;
}

/** The Kubernetes Service of the inventory by its name. */
export function findListed({ services: all }: Pick<Inventory, "services">, name: Name): InventoryService | null {
  return listed(all).get(nameText(name)) ?? null;
}

/** The first of a name counts, as it would when the list is searched. */
function byName<T extends { readonly id: Name }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map([...all].reverse().map((one) => [nameText(one.id), one] as const));
}
