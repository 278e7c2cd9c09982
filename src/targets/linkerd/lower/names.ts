import type { InventoryService, Name, Service } from "../../../model/index.ts";
import type { Context } from "./piece.ts";

/** True when both name the same thing. */
export function sameName(a: Name, b: Name): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** `shop/order`, as policies spell it. */
export function nameText(name: Name): string {
  return `${name.namespace}/${name.name}`;
}

/** The policy of the name, if there is one. */
export function serviceOf({ model }: Context, name: Name | null): Service | null {
  return name === null ? null : (model.services.find((service) => sameName(service.id, name)) ?? null);
}

/** The Kubernetes Service of the name, as far as it is known. */
export function runningService({ running }: Context, name: Name): InventoryService | null {
  return running.services.find(({ id }) => sameName(id, name)) ?? null;
}

const longestName = 63;

/** A DNS-1123 label made of the parts; a hash of them keeps names apart that had to be changed or cut. */
export function objectName(...parts: readonly string[]): string {
  const plain = parts.join("-");
  const safe = plain.toLowerCase().replace(/[^a-z0-9-]/g, "-").replace(/^-+/, "").replace(/-+$/, "");
  if (safe === plain && safe !== "" && safe.length <= longestName) return safe;
  return `${safe.slice(0, longestName - 9).replace(/-+$/, "")}-${shortHash(parts.join("\u0000"))}`.replace(/^-+/, "");
}

/** Eight characters that depend on the text alone (FNV-1a, 32 bits). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
