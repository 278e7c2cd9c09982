import type { Identity, MeshModel, Name, Service } from "../../../model/index.ts";

/** True when both name the same thing. */
export function sameName(a: Name, b: Name): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** `shop/order`, as policies spell it. */
export function nameText(name: Name): string {
  return `${name.namespace}/${name.name}`;
}

/** The policy of the name, if there is one. */
export function serviceOf(model: MeshModel, name: Name | null): Service | null {
  return name === null ? null : (model.services.find((service) => sameName(service.id, name)) ?? null);
}

const longestLabel = 63;

/** A DNS label made of the parts; a hash keeps apart what had to be changed or cut. */
export function objectName(...parts: readonly string[]): string {
  const plain = parts.join("-");
  if (plain.length <= longestLabel && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(plain)) return plain;
  const safe = plain.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, longestLabel - 9);
  return `${safe.replace(/^-|-$/g, "") || "x"}-${textHash(plain)}`;
}

/** Eight characters that depend on the text alone (FNV-1a, 32 bits). */
export function textHash(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const hash = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  return hash.toString(16).padStart(8, "0");
}

/** Labels as one text, keys sorted. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The name in a workload's certificate (`spiffe/spiffe:standards/SPIFFE-ID.md`). */
export function spiffeOf({ namespace, serviceAccount }: Identity, trustDomain: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
