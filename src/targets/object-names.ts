import type { BackendRef } from "../model/index.ts";

const longestName = 63;

/** A DNS-1123 label made of the parts, joined by `-`; a hash of them keeps names apart that had to be changed or cut. */
export function labelName(...parts: readonly string[]): string {
  return joinedName(parts, "-");
}

/** The same with another joint between the parts. */
export function joinedName(parts: readonly string[], joint: string): string {
  const plain = parts.join(joint);
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

/** The Service whose endpoints a backend is, where every version is a Service: its own, or one named after service and version. */
export function versionServiceName({ service, labels, version }: Pick<BackendRef, "service" | "labels" | "version">): string {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? service.name : labelName(service.name, version ?? shortHash(JSON.stringify(entries)));
}
