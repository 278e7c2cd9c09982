import type { BackendSettings, Decision } from "../../src/model/index.ts";
import type { ClusterNames } from "./envoy-words.ts";

/** A cluster and the name that its servers are asked for: of the service that answers. */
export interface NamedCluster {
  readonly envoy: EnvoyCluster;
  readonly sni: string;
}

/** A cluster as Envoy gets it, with what we also answer. */
export interface EnvoyCluster {
  /** Of a cluster with a fallback: the clusters that are tried one after the other. */
  readonly clusterType?: { readonly typedConfig?: { readonly clusters?: readonly string[] } };
  readonly lbPolicy?: string;
  readonly circuitBreakers?: { readonly thresholds?: readonly { readonly maxConnections?: number; readonly maxPendingRequests?: number; readonly maxRequests?: number }[] };
  readonly outlierDetection?: {
    readonly consecutive5xx?: number;
    readonly interval?: string;
    readonly baseEjectionTime?: string;
    readonly maxEjectionPercent?: number;
    readonly enforcingConsecutive5xx?: number;
  };
}

type Compared = Pick<BackendSettings, "balancing" | "limits" | "outlier"> & { readonly failover: readonly string[] };

const balancings: Readonly<Record<string, BackendSettings["balancing"]>> = { ROUND_ROBIN: "round-robin", LEAST_REQUEST: "least-request", RANDOM: "random", RING_HASH: "ring-hash", MAGLEV: "maglev" };

/** What Envoy makes of a cluster, with its own numbers where none stand (`envoyproxy/envoy:api/envoy/config/cluster/v3`). */
function settingsOf({ lbPolicy = "ROUND_ROBIN", circuitBreakers, outlierDetection }: EnvoyCluster): Omit<Compared, "failover"> {
  const { maxConnections = 1024, maxPendingRequests = 1024, maxRequests = 1024 } = circuitBreakers?.thresholds?.[0] ?? {};
  return { balancing: balancings[lbPolicy] ?? null, limits: { maxConnections: limit(maxConnections), maxPendingRequests: limit(maxPendingRequests), maxRequests: limit(maxRequests) }, outlier: outlierOf(outlierDetection) };
}

/** The largest number that Envoy takes limits nothing. */
function limit(most: number): number | null {
  return most === 2 ** 32 - 1 ? null : most;
}

function outlierOf(detection: EnvoyCluster["outlierDetection"]): Compared["outlier"] {
  if (detection === undefined || detection.enforcingConsecutive5xx === 0) return "off";
  const { consecutive5xx = 5, interval = "10s", baseEjectionTime = "30s", maxEjectionPercent = 10 } = detection;
  return { consecutiveErrors: consecutive5xx, intervalMs: milliseconds(interval), baseEjectionMs: milliseconds(baseEjectionTime), maxEjectedPercent: maxEjectionPercent };
}

function milliseconds(text: string): number {
  return Math.round(Number(text.replace(/s$/, "")) * 1000);
}

/** Where the settings of our backends are not those of their clusters; `nameOf` also names what is failed over to. */
export function differentSettings(decision: Decision, clusters: Readonly<Record<string, NamedCluster>>, nameOf: ClusterNames): readonly string[] {
  return decision.backends.flatMap((backend) => {
    const name = nameOf(backend);
    const chain = clusters[name]?.envoy.clusterType?.typedConfig?.clusters ?? [name];
    const [first, ...others] = chain.map((each) => clusters[each]);
    if (first === undefined) return [`no cluster ${name}`];
    const { balancing, outlier, failover } = backend.settings;
    const limits = backend.settings.limits ?? { maxConnections: null, maxPendingRequests: null, maxRequests: null };
    const ours: Compared = { balancing, limits, outlier, failover: (failover ?? []).map((to) => nameOf({ ...backend, namespace: to.namespace, service: to.name, version: null })) };
    const theirs: Compared = { ...settingsOf(first.envoy), failover: others.map((other) => other?.sni ?? "") };
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [`${name}: ours ${JSON.stringify(ours)} theirs ${JSON.stringify(theirs)}`];
  });
}
