import type { ManifestInput } from "../../model/index.ts";
import { at, groupOf, listOf, specOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** One manifest with its spec and the namespace that it is in. */
export interface Placed {
  readonly spec: Written;
  readonly manifest: ManifestInput;
  readonly namespace: string;
}

/** What traps ask of all manifests together. */
export interface TrapWorld {
  /** Manifests of a kind and API group; the group of Services is the empty text. */
  readonly of: (group: string, kind: string) => readonly Placed[];
}

/** The manifests by kind. */
export function trapWorld(manifests: readonly ManifestInput[]): TrapWorld {
  const byKind = new Map<string, Placed[]>();
  for (const manifest of manifests) {
    const key = `${groupOf(manifest)} ${manifest.object.kind}`;
    byKind.set(key, [...(byKind.get(key) ?? []), { spec: specOf(manifest), manifest, namespace: manifest.object.metadata.namespace ?? "default" }]);
  }
  return { of: (group, kind) => byKind.get(`${group} ${kind}`) ?? [] };
}

/** The group of VirtualServices, DestinationRules, Gateways and ServiceEntries. */
export const networking = "networking.istio.io";
/** The group of policies of access and authentication. */
export const security = "security.istio.io";

/** The name of a service in full: only names without a dot are completed (`istio/istio:pkg/config/resource`, ResolveShortnameToFQDN). */
export function hostIn(host: string, namespace: string): string {
  return host.includes(".") || host.includes("*") ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** The full name of a Service that is at hand. */
export function nameOf({ manifest, namespace }: Placed): string {
  return hostIn(manifest.object.metadata.name, namespace);
}

/** Whether a host, `*` or `*.b` covers a full name. */
export function covers(pattern: string, host: string): boolean {
  return pattern.startsWith("*") ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** Every place of a VirtualService that calls are sent to. */
export function destinationsOf({ spec }: Placed): readonly Written[] {
  const entries = ["http", "tcp", "tls"].flatMap((kind) => listOf(at(spec, kind)));
  return entries.flatMap((entry) => listOf(at(entry, "route")).map((route) => at(route, "destination")));
}

/** The full names of the hosts that a VirtualService is for. */
export function hostsOf({ spec, namespace }: Placed): readonly string[] {
  return listOf(at(spec, "hosts")).map((host) => hostIn(textOf(host) ?? "", namespace));
}

/** The gateways of a VirtualService, `mesh` among them, as `namespace/name`. */
export function gatewaysOf({ spec, namespace }: Placed): readonly string[] {
  const named = listOf(at(spec, "gateways")).map((node) => textOf(node) ?? "");
  return (named.length === 0 ? ["mesh"] : named).map((name) => (name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`));
}

/** The fields of an object, as text for comparison whatever their order. */
export function fieldsOf({ value }: Written): ReadonlyMap<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return new Map(entries.map(([key, each]) => [key, JSON.stringify(each)]));
}

/** A text that two objects share when they say the same, whatever the order of their fields. */
export function sameText({ value }: Written): string {
  return JSON.stringify(sorted(value ?? {}));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]);
}
