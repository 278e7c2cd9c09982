import type { InventoryService, Name } from "../../../model/index.ts";

/** Where a route is attached, as far as the meaning of its rules depends on it. */
export type Place =
  | { readonly kind: "mesh" }
  /** At a listener, with its port and the scheme that its requests have. */
  | { readonly kind: "gateway"; readonly port: number; readonly scheme: "http" | "https" };

/** A reference that crosses namespaces: who wants to use what. */
export interface Crossing {
  readonly kind: string;
  readonly namespace: string;
  readonly to: { readonly kind: string; readonly name: Name };
}

/** What reading one route may know of the rest of the input. */
export interface Surroundings {
  readonly services: readonly InventoryService[];
  /** Whether a ReferenceGrant permits it. */
  readonly granted: (crossing: Crossing) => boolean;
}

/** The Service of that name, where the input has it. */
export function findService(services: readonly InventoryService[], id: Name): InventoryService | undefined {
  return services.find((service) => service.id.namespace === id.namespace && service.id.name === id.name);
}
