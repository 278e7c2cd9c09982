import type { HeaderEdits } from "../../../model/edits.ts";
import type { Affinity, Balancing, Limits, Outlier } from "../../../model/model.ts";
import type { Origin, DocumentPath } from "../../../source/origin.ts";

/** Where an object comes from. */
export interface Meta {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly at: (path: DocumentPath) => Origin | null;
}

/** A service by its name; the namespace is empty in the community edition. */
export interface ServiceKey {
  readonly name: string;
  readonly namespace: string;
}

/** What a caller carries for a service that it dials. */
export interface UpstreamSettings {
  readonly limits: Limits | null;
  readonly outlier: Outlier | "off" | null;
  /** It brings configuration of Envoy itself. */
  readonly raw: boolean;
}

/** `service-defaults`. */
export interface Defaults {
  readonly meta: Meta;
  readonly key: ServiceKey;
  readonly protocol: string;
  readonly localRequestTimeoutMs: number | null;
  readonly mutualTls: "strict" | "permissive" | null;
  /** Requests that each instance serves in a period. */
  readonly rateLimit: { readonly requests: number; readonly perMs: number } | null;
  readonly upstreamDefaults: UpstreamSettings;
  readonly overrides: readonly (UpstreamSettings & { readonly key: ServiceKey })[];
  /** It stands for hosts outside the mesh. */
  readonly outside: boolean;
  /** What of it is not modelled. */
  readonly strange: string | null;
  /** It has a server name for callers outside. */
  readonly externalName: boolean;
}

/** `terminating-gateway`: the services that leave the mesh through it. */
export interface TerminatingGateway {
  readonly meta: Meta;
  readonly services: readonly ServiceKey[];
}

/** A kind of comparison with a text, inverted or not. */
export interface Matcher {
  readonly kind: "exact" | "prefix" | "suffix" | "contains" | "regex" | "present";
  readonly value: string;
  readonly invert: boolean;
  readonly ignoreCase: boolean;
}

/** A comparison with a header or query parameter. */
export interface NamedMatcher extends Matcher {
  readonly name: string;
}

/** A condition on the path; null kind: any path. */
export interface PathMatcher {
  readonly kind: "exact" | "prefix" | "regex";
  readonly value: string;
  readonly ignoreCase: boolean;
}

/** The match of a route, all of. */
export interface HttpMatch {
  readonly path: PathMatcher | null;
  readonly headers: readonly NamedMatcher[];
  readonly query: readonly NamedMatcher[];
  readonly methods: readonly string[];
}

/** Where something leads: an absent name is the own one. */
export interface Reference {
  readonly name: string;
  readonly namespace: string;
  readonly subset: string;
}

/** What a route asks of its calls. */
export interface RouteOptions {
  readonly prefixRewrite: string;
  readonly requestTimeoutMs: number | null;
  readonly idleTimeoutMs: number | null;
  readonly retries: { readonly attempts: number; readonly on: readonly string[]; readonly statuses: readonly number[] } | null;
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
}

/** One route of a `service-router`. */
export interface RouterRoute {
  readonly match: HttpMatch | null;
  readonly to: Reference;
  readonly options: RouteOptions;
  readonly path: DocumentPath;
}

/** `service-router`. */
export interface Router {
  readonly meta: Meta;
  readonly key: ServiceKey;
  readonly routes: readonly RouterRoute[];
}

/** One share of a `service-splitter`, in hundredths of a percent as the proxies get them. */
export interface Split {
  readonly weight: number;
  readonly to: Reference;
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
}

/** `service-splitter`. */
export interface Splitter {
  readonly meta: Meta;
  readonly key: ServiceKey;
  readonly splits: readonly Split[];
}

/** Which instances a subset has: those with the metadata, none at all, or those of a filter that is not modelled. */
export type Filter = { readonly kind: "labels"; readonly labels: Readonly<Record<string, string>> } | { readonly kind: "nothing" } | { readonly kind: "other"; readonly text: string };

/** A place to go when there is no healthy instance. */
export interface FailoverTarget {
  readonly to: Reference;
  readonly elsewhere: boolean;
}

/** `service-resolver`. */
export interface Resolver {
  readonly meta: Meta;
  readonly key: ServiceKey;
  readonly defaultSubset: string;
  readonly subsets: ReadonlyMap<string, Filter>;
  readonly redirect: (Reference & { readonly elsewhere: boolean }) | null;
  readonly failover: ReadonlyMap<string, readonly FailoverTarget[] | "other">;
  readonly requestTimeoutMs: number | null;
  readonly balancing: Balancing;
  /** Keys of a hash, in order; null for one that is not modelled. */
  readonly hash: readonly (Affinity | null)[];
  readonly locality: "prefer" | "off";
}

/** A caller of an intention. */
export interface Source {
  readonly key: ServiceKey;
  readonly peer: string;
  readonly action: "allow" | "deny" | null;
  readonly permissions: readonly Permission[];
  readonly path: DocumentPath;
}

/** Tokens of which one is needed, any of. */
export interface TokenNeed {
  readonly providers: readonly { readonly name: string; readonly path: DocumentPath; readonly claims: readonly { readonly path: readonly string[]; readonly value: string }[] }[];
}

/** One permission of a source, first match. */
export interface Permission {
  readonly action: "allow" | "deny";
  readonly http: Omit<HttpMatch, "query">;
  readonly tokens: TokenNeed | null;
}

/** `service-intentions`. */
export interface Intentions {
  readonly meta: Meta;
  readonly destination: ServiceKey;
  readonly sources: readonly Source[];
  readonly tokens: TokenNeed | null;
}

/** `proxy-defaults`, as far as requests notice it. */
export interface ProxyDefaults {
  readonly meta: Meta;
  readonly protocol: string;
  /** null: not written; 0: none. */
  readonly localRequestTimeoutMs: number | null;
  readonly localIdleTimeoutMs: number | null;
  readonly mutualTls: "strict" | "permissive" | null;
  readonly strange: string | null;
}

/** `jwt-provider`. */
export interface Provider {
  readonly meta: Meta;
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** `mesh`. */
export interface MeshEntry {
  readonly meta: Meta;
  readonly permissive: boolean;
}

/** Everything that was admitted; lists in the order of names. */
export interface Config {
  readonly defaults: readonly Defaults[];
  readonly routers: readonly Router[];
  readonly splitters: readonly Splitter[];
  readonly resolvers: readonly Resolver[];
  readonly intentions: readonly Intentions[];
  readonly providers: readonly Provider[];
  readonly proxyDefaults: ProxyDefaults | null;
  readonly mesh: MeshEntry | null;
  readonly gateways: readonly TerminatingGateway[];
  /** Objects that are accepted when they are written, and refused by the proxies. */
  readonly broken: readonly Meta[];
}

/** `shop/order`, or `order` where entries have no namespace. */
export function metaText({ namespace, name }: Pick<Meta, "namespace" | "name">): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** True when both are the same service. */
export function sameKey(a: ServiceKey, b: ServiceKey): boolean {
  return a.name === b.name && a.namespace === b.namespace;
}

/** `shop/order`, or `order` in the community edition. */
export function keyText({ name, namespace }: ServiceKey): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}
