import type { Inventory, Name } from "../../../model/index.ts";
import { atLeast, bindsAccounts, hasNamespaces, installedDefault } from "../versions.ts";
import type { World } from "../../target.ts";
import type { Cluster } from "./clusters.ts";
import type { Config, Meta, ServiceKey } from "./config.ts";
import { sameKey } from "./config.ts";

/** Everything that requests are decided by. */
export interface Mesh {
  readonly config: Config;
  readonly inventory: Inventory;
  readonly trustDomain: string;
  readonly clusterDomain: string;
  readonly enterprise: boolean;
  /** Pods run under accounts named like their services. */
  readonly managed: boolean;
  readonly transparent: boolean;
  readonly defaultPolicy: "allow" | "deny";
  /** The timers of serving sides are off though no manifest says so. */
  readonly timersOff: boolean;
  readonly version: string;
  /** Names besides the dialled one whose chains lead to the same cluster of Envoy. */
  readonly rivals: (dialled: ServiceKey, target: Cluster) => readonly ServiceKey[];
}

/** The facts of the installation, by profile and settings; `rivalsAmong` is given the services that are registered. */
export function meshOf(config: Config, { inventory, mesh, profile }: World, rivalsAmong: (registered: readonly ServiceKey[]) => Mesh["rivals"]): Mesh {
  const { settings } = profile;
  const registered = inventory.services.map(({ id }) => keyOf({ enterprise: hasNamespaces(profile) }, id));
  return {
    config,
    inventory,
    trustDomain: mesh.trustDomain,
    clusterDomain: mesh.clusterDomain,
    enterprise: hasNamespaces(profile),
    managed: bindsAccounts(profile),
    transparent: settings["transparentProxy"] !== "off",
    defaultPolicy: installedDefault(settings),
    timersOff: settings["proxyDefaults"] === "assumed",
    version: profile.version,
    rivals: rivalsAmong(registered),
  };
}

/** Whether the release is the given one or newer. */
export function since({ version }: Mesh, release: string): boolean {
  return atLeast(version, release);
}

/** The key of a Kubernetes name. */
export function keyOf({ enterprise }: Pick<Mesh, "enterprise">, { namespace, name }: Name): ServiceKey {
  return { name, namespace: enterprise ? namespace : "" };
}

/** Kubernetes Services that register under the key: several in the community edition are one to Consul. */
export function servicesOf(mesh: Mesh, key: ServiceKey): Inventory["services"] {
  return mesh.inventory.services.filter(({ id }) => sameKey(keyOf(mesh, id), key));
}

/** Where the instances of a service run: the inventory says so, else the object about it. */
export function namespaceOf(mesh: Mesh, key: ServiceKey, fallback: string): string | "several" {
  if (mesh.enterprise) return key.namespace;
  const known = [...new Set(servicesOf(mesh, key).map(({ id }) => id.namespace))];
  if (known.length > 1) return "several";
  const { defaults, resolvers, intentions } = mesh.config;
  const about: readonly Meta[] = [...defaults, ...resolvers].filter((each) => sameKey(each.key, key)).map(({ meta }) => meta);
  const named = intentions.filter(({ destination }) => sameKey(destination, key)).map(({ meta }) => meta);
  const written = [...about, ...named].find(({ namespace }) => namespace !== "")?.namespace;
  return known[0] ?? written ?? fallback;
}
