import type { Inventory, InventoryService } from "./inventory.ts";
import type { MeshModel, Service } from "./model.ts";
import { nameText } from "./name.ts";
import type { Name } from "./name.ts";

const services = new WeakMap<readonly Service[], ReadonlyMap<string, Service>>();
const listed = new WeakMap<readonly InventoryService[], ReadonlyMap<string, InventoryService>>();

/** The service of a policy by its name; remembered, so that many questions to a large mesh stay cheap. */
export function findService({ services: all }: Pick<MeshModel, "services">, name: Name): Service | null {
  return remembered(services, all).get(nameText(name)) ?? null;
}

/** The Kubernetes Service of the inventory by its name. */
export function findListed({ services: all }: Pick<Inventory, "services">, name: Name): InventoryService | null {
  return remembered(listed, all).get(nameText(name)) ?? null;
}

/** The first of a name counts, as it would when the list is searched. */
function remembered<T extends { readonly id: Name }>(memory: WeakMap<readonly T[], ReadonlyMap<string, T>>, all: readonly T[]): ReadonlyMap<string, T> {
  const known = memory.get(all);
  if (known !== undefined) return known;
  const fresh = new Map([...all].reverse().map((one) => [nameText(one.id), one] as const));
  memory.set(all, fresh);
  return fresh;
}
