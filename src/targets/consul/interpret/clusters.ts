import type { Chain, ChainTarget } from "./chain.ts";
import { keyText, sameKey } from "./config.ts";
import type { ServiceKey } from "./config.ts";

/** What Envoy names a cluster after, within one datacenter. */
export type Cluster = Pick<ChainTarget, "key" | "subset">;

/**
 * Which names share a cluster: a proxy that has several of them as upstreams keeps one cluster of each name, with what its
 * service carries for either (hashicorp/consul:agent/xds/clusters.go). Chains are compiled when first asked for.
 */
export function sharedClusters(names: readonly ServiceKey[], chainFor: (key: ServiceKey) => Chain | { readonly problem: string }): (dialled: ServiceKey, cluster: Cluster) => readonly ServiceKey[] {
  let leading: ReadonlyMap<string, readonly ServiceKey[]> | null = null;
  return (dialled, cluster) => {
    leading ??= namesByCluster(names, chainFor);
    return (leading.get(clusterText(cluster)) ?? []).filter((key) => !sameKey(key, dialled));
  };
}

function namesByCluster(names: readonly ServiceKey[], chainFor: (key: ServiceKey) => Chain | { readonly problem: string }): ReadonlyMap<string, readonly ServiceKey[]> {
  const distinct = new Map(names.map((key) => [keyText(key), key]));
  const found = new Map<string, ServiceKey[]>();
  for (const key of distinct.values()) for (const cluster of clustersOf(chainFor(key))) found.get(cluster)?.push(key) ?? found.set(cluster, [key]);
  return found;
}

/** The clusters of a chain in this datacenter, each once. */
function clustersOf(chain: Chain | { readonly problem: string }): readonly string[] {
  if ("problem" in chain) return [];
  const targets = chain.routes.flatMap(({ legs }) => legs.map(({ target }) => target));
  return [...new Set(targets.filter(({ elsewhere }) => !elsewhere).map(clusterText))];
}

function clusterText({ key, subset }: Cluster): string {
  return `${subset}.${keyText(key)}`;
}
