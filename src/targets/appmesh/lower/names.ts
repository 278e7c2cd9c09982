import type { Identity, MeshModel, Name, Service } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";

/** The policy of the name, if there is one. */
export function serviceOf(model: MeshModel, name: Name | null): Service | null {
  return name === null ? null : (model.services.find((service) => sameName(service.id, name)) ?? null);
}

/** Labels as one text, keys sorted. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The name in a workload's certificate (`spiffe/spiffe:standards/SPIFFE-ID.md`). */
export function spiffeOf({ namespace, serviceAccount }: Identity, trustDomain: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
