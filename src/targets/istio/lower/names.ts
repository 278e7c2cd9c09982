import type { MeshModel, Name, Service } from "../../../model/index.ts";

/** `order.shop.svc.cluster.local`; short names are never written, since dotted ones are not expanded (`istio/istio:pilot/pkg/model/config.go`). */
export function fqdn(service: Name, clusterDomain: string): string {
  return `${service.name}.${service.namespace}.svc.${clusterDomain}`;
}

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
  if (name === null) return null;
  return model.services.find((service) => sameName(service.id, name)) ?? null;
}

/** Hosts that callers of the service dial: external ones, or the name inside the cluster. */
export function hostsOf(model: MeshModel, name: Name): readonly string[] {
  const external = serviceOf(model, name)?.external ?? null;
  return external === null ? [fqdn(name, model.mesh.clusterDomain)] : external.hosts.map((host) => host.value);
}

const longestLabel = 63;

/**
 * A DNS-1123 label made of the parts, joined by `-`. Equal parts give equal names; when characters had to be changed or
 * the name is too long, a hash of the parts keeps different ones apart.
 */
export function objectName(...parts: readonly string[]): string {
  const plain = parts.join("-");
  const safe = plain.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+/, "").replace(/-+$/, "");
  if (safe === plain && safe.length <= longestLabel && safe !== "") return safe;
  const hash = shortHash(parts.join("\u0000"));
  return `${safe.slice(0, longestLabel - hash.length - 1).replace(/-+$/, "")}-${hash}`.replace(/^-+/, "");
}

/** Eight characters that depend on the text alone (FNV-1a, 32 bits). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
