import type { Affinity, BackendSettings, Limits, Name } from "../../../model/index.ts";
import { liesOutside, mutualTls } from "./access.ts";
import type { Ask } from "./ask.ts";
import { callerAmong, commonAnswer } from "./callers.ts";
import type { ChainTarget, Leg } from "./chain.ts";
import { keyText, sameKey } from "./config.ts";
import type { ServiceKey, UpstreamSettings } from "./config.ts";
import { namespaceOf } from "./world.ts";
import type { Mesh } from "./world.ts";

/** Envoy's own ejection, which is on for every service (envoyproxy/envoy:api/envoy/config/cluster/v3/outlier_detection.proto). */
const usualOutlier = { consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 10 };

/**
 * What the caller carries for the dialled name: its defaults, then the entry of that name, each struct replaced as a whole
 * (hashicorp/consul:agent/configentry/resolve.go). Callers without an entry carry nothing. Where another name leads to one
 * of the clusters and the caller carries something else for it, nobody knows which of the two the proxy takes.
 */
export function upstreamOf(ask: Ask, mesh: Mesh, dialled: ServiceKey, legs: readonly Leg[]): UpstreamSettings {
  const rivals = legs.flatMap(({ target }) => mesh.rivals(dialled, target));
  const carrying = mesh.config.defaults.filter(({ overrides, upstreamDefaults: plain }) => overrides.some(({ key }) => [dialled, ...rivals].some((name) => sameKey(key, name))) || plain.limits !== null || plain.outlier !== null || plain.raw);
  const caller = callerAmong(ask.view, mesh, carrying.map(({ key }) => key));
  if (caller.kind !== "service") return { limits: withUsual(null), outlier: usualOutlier, raw: false };
  const carried = commonAnswer(ask, caller.keys.map((key) => carriedBy(mesh, key, dialled)));
  if (carried.raw) ask.unsupported("configuration of Envoy itself is not modelled");
  const other = rivals.find((rival) => caller.keys.some((key) => JSON.stringify(carriedBy(mesh, key, rival)) !== JSON.stringify(carried)));
  if (other !== undefined) ask.unsupported(`the chain of ${keyText(other)} gives one of the clusters other limits or ejection, and a proxy that knows both names takes either`);
  return carried;
}

function carriedBy({ config }: Mesh, caller: ServiceKey, dialled: ServiceKey): UpstreamSettings {
  const own = config.defaults.find(({ key }) => sameKey(key, caller));
  const entry = own?.overrides.find(({ key }) => sameKey(key, dialled));
  return { limits: withUsual(entry?.limits ?? own?.upstreamDefaults.limits ?? null), outlier: entry?.outlier ?? own?.upstreamDefaults.outlier ?? usualOutlier, raw: (entry?.raw ?? false) || (own?.upstreamDefaults.raw ?? false) };
}

/** Limits that nobody writes are Envoy's own (envoyproxy/envoy:api/envoy/config/cluster/v3/circuit_breaker.proto). */
function withUsual(limits: Limits | null): Limits {
  return { maxConnections: limits?.maxConnections ?? 1024, maxPendingRequests: limits?.maxPendingRequests ?? 1024, maxRequests: limits?.maxRequests ?? 1024 };
}

/** The settings of one destination of a route; the key of a hash is the route's, the first that a destination brings. */
export function settingsOf(ask: Ask, mesh: Mesh, target: ChainTarget, legs: readonly Leg[], upstream: UpstreamSettings): BackendSettings {
  const balancing = target.resolver?.balancing ?? "round-robin";
  const hashes = balancing === "ring-hash" || balancing === "maglev";
  return {
    balancing,
    affinity: hashes ? affinityOf(ask, legs) : null,
    limits: upstream.limits,
    outlier: upstream.outlier,
    slowStartMs: null,
    locality: target.resolver?.locality ?? "off",
    mtls: liesOutside(mesh, target.key) ? null : mutualTls(mesh, target.key),
    failover: failoverOf(ask, mesh, target),
    rateLimit: mesh.config.defaults.find(({ key }) => sameKey(key, target.key))?.rateLimit ?? null,
  };
}

function affinityOf(ask: Ask, legs: readonly Leg[]): Affinity | null {
  const hash = legs.map(({ target }) => target.resolver?.hash ?? []).find((keys) => keys.length > 0) ?? [];
  if (hash.length > 1) ask.unsupported("several keys of one hash are not modelled");
  const [key] = hash;
  if (key === null) ask.unsupported("this key of a hash is not modelled");
  return key ?? null;
}

function failoverOf(ask: Ask, mesh: Mesh, { failover, key }: ChainTarget): readonly Name[] | null {
  if (failover === null) return null;
  if (failover === "other" || failover.some(({ elsewhere }) => elsewhere)) {
    ask.unsupported("failover to other datacenters and peers is not modelled");
    return null;
  }
  ask.note("calls spill to the next service when less than about 72 % of the endpoints are healthy");
  return failover.map(({ to }) => {
    const next = { name: to.name || key.name, namespace: to.namespace || key.namespace };
    return { namespace: namespaceOf(mesh, next, namespaceOf(mesh, key, "")), name: next.name };
  });
}
