import type { Name, Profile } from "../../../model/index.ts";
import { hasNamespaces } from "../versions.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** `shop/order`, as policies spell it. */
export function nameText(name: Name): string {
  return `${name.namespace}/${name.name}`;
}

/** True when both name the same thing. */
export function sameName(a: Name, b: Name): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** Negative, 0 or positive by code units. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What tells services apart: the community edition knows names only. */
export function consulKey(name: Name, profile: Profile): string {
  return hasNamespaces(profile) ? nameText(name) : name.name;
}

/** A destination as routes, splits and failover name it; a namespace only where the edition has them and it is another. */
export function reference(to: Name, from: Name, profile: Profile): Json {
  const namespace = hasNamespaces(profile) && to.namespace !== from.namespace ? to.namespace : undefined;
  return compact({ service: to.name, namespace });
}

const longestLabel = 63;

/**
 * A DNS label made of the parts, joined by `--`: names of services and subsets must be labels
 * (`hashicorp/consul:agent/structs/config_entry_discoverychain.go`). Where characters had to be changed or the name is too
 * long, a hash of the parts keeps different ones apart.
 */
export function labelName(...parts: readonly string[]): string {
  const plain = parts.join("--");
  const safe = plain.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+/, "").replace(/-+$/, "");
  if (safe === plain && safe.length <= longestLabel) return safe;
  const hash = shortHash(parts.join("\u0000"));
  return `${safe.slice(0, longestLabel - hash.length - 1).replace(/-+$/, "")}-${hash}`.replace(/^-+/, "");
}

/** Eight characters that depend on the text alone (FNV-1a, 32 bits). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

/** Labels as one text, keys sorted. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => byText(a, b)));
}
