import { noHeaderEdits } from "../../../model/edits.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import { keyText, sameKey } from "./config.ts";
import type { Config, Filter, FailoverTarget, Reference, Resolver, Router, RouterRoute, ServiceKey, Splitter } from "./config.ts";

/** Instances that finally answer, as a chain names them. */
export interface ChainTarget {
  readonly key: ServiceKey;
  readonly subset: string;
  readonly filter: Filter;
  readonly resolver: Resolver | null;
  readonly failover: readonly FailoverTarget[] | "other" | null;
  /** It lies in another datacenter or behind a peer. */
  readonly elsewhere: boolean;
}

/** A share of a route: hundredths of a percent as the proxies get them. */
export interface Leg {
  readonly target: ChainTarget;
  readonly weight: number;
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
}

/** One compiled route; without `route` it is the default one. */
export interface ChainRoute {
  readonly route: RouterRoute | null;
  readonly legs: readonly Leg[];
  /** Of a chain that begins at a resolver. */
  readonly requestTimeoutMs: number | null;
}

/** What a dialled name compiles to. */
export interface Chain {
  readonly protocol: string;
  readonly router: Router | null;
  readonly splitter: Splitter | null;
  readonly routes: readonly ChainRoute[];
}

/**
 * The protocol that a chain takes for a service: an entry of its own without a word means TCP, whatever the proxy
 * defaults say (hashicorp/consul:agent/consul/discoverychain/compile.go).
 */
export function protocolOf(config: Config, key: ServiceKey): string {
  const own = config.defaults.find((each) => sameKey(each.key, key));
  return own?.protocol ?? (config.proxyDefaults?.protocol || "tcp");
}

/** The chain of a name, or why the servers refuse it. */
export function chainOf(config: Config, key: ServiceKey): Chain | { readonly problem: string } {
  try {
    return compile(config, key);
  } catch (error) {
    if (error instanceof Error && chainErrors.has(error)) return { problem: error.message };
    throw error;
  }
}

function compile(config: Config, key: ServiceKey): Chain {
  const protocol = protocolOf(config, key);
  const http = protocol !== "tcp";
  const compiling: Compiling = { config, protocol, splits: mostSplits };
  const router = config.routers.find((each) => sameKey(each.key, key)) ?? null;
  const splitter = config.splitters.find((each) => sameKey(each.key, key)) ?? null;
  if (!http && (router !== null || splitter !== null)) throw chainError(`speaks ${protocol}, which does not permit advanced routing or splitting behavior`);
  if (router !== null) return { protocol, router, splitter, routes: [...router.routes.map((route) => routed(compiling, key, route)), plainRoute(compiling, key)] };
  if (splitter !== null) return { protocol, router, splitter, routes: [plainRoute(compiling, key)] };
  const target = resolve(compiling, { ...key, subset: "" });
  return { protocol, router, splitter, routes: [{ route: null, legs: [leg(target)], requestTimeoutMs: target.resolver?.requestTimeoutMs ?? null }] };
}

const chainErrors = new WeakSet<Error>();

function chainError(problem: string): Error {
  const error = new Error(problem);
  chainErrors.add(error);
  return error;
}

interface Compiling {
  readonly config: Config;
  readonly protocol: string;
  /** How many more splits are followed: nested splitters multiply, and input comes from strangers. */
  splits: number;
}

const mostSplits = 10_000;

function leg(target: ChainTarget): Leg {
  return { target, weight: 10_000, request: noHeaderEdits, response: noHeaderEdits };
}

function plainRoute(compiling: Compiling, key: ServiceKey): ChainRoute {
  return { route: null, legs: splitOrResolve(compiling, key), requestTimeoutMs: null };
}

/** A subset goes straight to the resolver; a name to its splitter, if it has one. Routers of destinations are never asked. */
function routed(compiling: Compiling, own: ServiceKey, route: RouterRoute): ChainRoute {
  const to = named(route.to, own);
  const legs = to.subset === "" ? splitOrResolve(compiling, to) : [leg(resolve(compiling, to))];
  return { route, legs, requestTimeoutMs: null };
}

function named(to: Reference, own: ServiceKey): Reference {
  return { name: to.name || own.name, namespace: to.namespace || own.namespace, subset: to.subset };
}

function splitOrResolve(compiling: Compiling, key: ServiceKey): readonly Leg[] {
  const splitter = compiling.config.splitters.find((each) => sameKey(each.key, key));
  return splitter === undefined ? [leg(resolve(compiling, { ...key, subset: "" }))] : flatten(compiling, splitter, null, []);
}

/** Splitters of other services are followed, weights rounded to hundredths (same source). */
function flatten(compiling: Compiling, splitter: Splitter, outer: number | null, seen: readonly ServiceKey[]): readonly Leg[] {
  if (seen.some((key) => sameKey(key, splitter.key))) throw chainError("detected circular reference");
  compiling.splits -= splitter.splits.length;
  if (compiling.splits < 0) throw chainError(`has more than ${mostSplits} splits`);
  return splitter.splits.flatMap((split): readonly Leg[] => {
    const to = named(split.to, splitter.key);
    const weight = outer === null ? split.weight : Math.round((outer * split.weight) / 10_000);
    const next = sameKey(to, splitter.key) || to.subset !== "" ? undefined : compiling.config.splitters.find((each) => sameKey(each.key, to));
    const { request, response } = split;
    if (next === undefined) return [{ target: resolve(compiling, to), weight, request, response }];
    return flatten(compiling, next, weight, [...seen, splitter.key]).map((inner) => ({ ...inner, request: joined(request, inner.request), response: joined(inner.response, response) }));
  });
}

/** Both levels; the second wins. */
function joined(first: HeaderEdits, second: HeaderEdits): HeaderEdits {
  return { set: { ...first.set, ...second.set }, add: { ...first.add, ...second.add }, remove: [...new Set([...first.remove, ...second.remove])] };
}

/** Follows redirects to the resolver that answers; a new service drops the subset. */
function resolve(compiling: Compiling, start: Reference): ChainTarget {
  const { config } = compiling;
  let to = start;
  let elsewhere = false;
  const seen: string[] = [];
  for (;;) {
    const resolver = config.resolvers.find((each) => sameKey(each.key, to)) ?? null;
    const redirect = resolver?.redirect ?? null;
    if (redirect === null || elsewhere) return targetOf(compiling, to, resolver, elsewhere);
    if (seen.includes(keyText(to))) throw chainError("detected circular resolver redirect");
    seen.push(keyText(to));
    const next = named(redirect, to);
    to = { ...next, subset: redirect.subset || (sameKey(next, to) ? to.subset : "") };
    elsewhere = redirect.elsewhere;
  }
}

function targetOf({ config, protocol }: Compiling, to: Reference, resolver: Resolver | null, elsewhere: boolean): ChainTarget {
  const key = { name: to.name, namespace: to.namespace };
  const spoken = protocolOf(config, key);
  if (spoken !== protocol && !elsewhere) throw chainError(`uses inconsistent protocols: ${protocol}, and ${spoken} for ${keyText(key)}`);
  const subset = to.subset || (resolver?.defaultSubset ?? "");
  const filter = subset === "" ? { kind: "labels" as const, labels: {} } : resolver?.subsets.get(subset);
  if (filter === undefined) throw chainError(`names a subset that ${keyText(key)} does not have: \`${subset}\``);
  const failover = resolver?.failover.get(subset) ?? resolver?.failover.get("*") ?? null;
  return { key, subset, filter, resolver, failover, elsewhere };
}
