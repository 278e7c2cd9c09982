import type { HeaderEdits } from "../../../model/edits.ts";
import type { TextPredicate } from "../../../model/predicate.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";

/** Labels or annotations by key. */
export type Labels = Readonly<Record<string, string>>;

/** What every object carries. `created` is its creationTimestamp, empty when not known. */
export interface Meta {
  readonly kind: string;
  readonly group: string;
  readonly name: string;
  readonly namespace: string;
  readonly created: string;
  readonly annotations: Labels;
  readonly at: (path: DocumentPath) => Origin | null;
}

/** What a route attaches to; parents of other kinds are not kept. */
export interface ParentRef {
  readonly kind: "Service" | "Server" | "EgressNetwork";
  readonly namespace: string;
  readonly name: string;
  /** null: every port. */
  readonly port: number | null;
  readonly sectionName: string | null;
}

/** A condition on a text; `unknown` where a pattern's leftmost-first search is not modelled. */
export type TextMatch = { readonly kind: "predicate"; readonly predicate: TextPredicate } | { readonly kind: "unknown"; readonly reason: string };

/**
 * A condition on the path with what ranks it. `length` is null for patterns: their length is the request path's
 * (linkerd/linkerd2-proxy:linkerd/http/route/src/http/match/path.rs).
 */
export interface PathMatch {
  readonly kind: "exact" | "prefix" | "regex" | "rpc";
  readonly value: string;
  readonly length: number | null;
  readonly match: TextMatch;
}

/** A named condition on a header or query parameter. */
export interface NamedMatch {
  readonly name: string;
  readonly match: TextMatch;
}

/** One entry of `matches`; everything in it must hold. `rpc` holds the lengths of service and method of a GRPCRoute. */
export interface Match {
  readonly path: PathMatch | null;
  readonly method: string | null;
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
  readonly rpc: { readonly service: number; readonly method: number } | null;
}

/**
 * A backend of a rule; `valid` false for kinds, filters or ports that make its share fail. `nowhere`: of a kind that is never
 * served, so that its share is answered 500 whatever runs.
 */
export interface BackendRef {
  readonly nowhere: boolean;
  readonly namespace: string | null;
  readonly name: string;
  readonly port: number | null;
  readonly weight: number;
  readonly valid: boolean;
  readonly requestHeaders: HeaderEdits;
  readonly responseHeaders: HeaderEdits;
}

/** `RequestRedirect`. */
export interface RedirectFilter {
  readonly scheme: "http" | "https" | null;
  readonly hostname: string | null;
  readonly port: number | null;
  readonly path: { readonly kind: "full" | "prefix"; readonly value: string } | null;
  readonly status: 301 | 302;
}

/** One entry of `rules`. */
export interface Rule {
  readonly matches: readonly Match[];
  readonly backends: readonly BackendRef[];
  readonly requestHeaders: HeaderEdits;
  readonly responseHeaders: HeaderEdits;
  readonly redirect: RedirectFilter | null;
  /** `timeouts.request`; null: none. */
  readonly requestTimeoutMs: number | null;
  readonly path: DocumentPath;
}

/** The timeout annotations of one object. */
export interface Timeouts {
  readonly requestMs: number | null;
  readonly responseMs: number | null;
  readonly idleMs: number | null;
}

/** The retry annotations of one object; what counts as unset is null. */
export interface Retries {
  readonly statuses: readonly (readonly [from: number, to: number])[] | null;
  readonly codes: readonly string[] | null;
  readonly limit: number | null;
  readonly timeoutMs: number | null;
  /** The conditions as written, for display. */
  readonly words: readonly string[];
}

/** The kinds of routes; where several have the very same parent, GRPCRoute goes first and TCPRoute last. */
export type Family = "grpc" | "http" | "tls" | "tcp";

/** An HTTPRoute, GRPCRoute, TLSRoute or TCPRoute that the control plane can use. */
export interface RouteObject {
  readonly meta: Meta;
  readonly family: Family;
  readonly hostnames: readonly string[];
  readonly parents: readonly ParentRef[];
  readonly rules: readonly Rule[];
  readonly timeouts: Timeouts;
  readonly retries: Retries;
  /** Why the proxy cannot parse a policy with this route, which then answers 500 to everything. */
  readonly poison: string | null;
}

/** Failure accrual as the annotations of a Service state it. */
export interface Breaker {
  readonly maxFailures: number;
  readonly minPenaltyMs: number;
  readonly maxPenaltyMs: number;
}

/** A Service of the manifests; `spec` null where only annotations are applied. */
export interface ServiceObject {
  readonly meta: Meta;
  readonly spec: {
    readonly selector: Labels | null;
    readonly ports: readonly { readonly port: number; readonly targetPort: number | string | null; readonly appProtocol: string | null }[];
    readonly portable: boolean;
  } | null;
  readonly timeouts: Timeouts;
  readonly retries: Retries;
  readonly breaker: Breaker | "unmodelled" | null;
  readonly opaquePorts: readonly number[] | null;
}

/** Who may call where nothing else says so. */
export type AccessPolicy = "all-unauthenticated" | "all-authenticated" | "cluster-unauthenticated" | "cluster-authenticated" | "deny" | "audit";

/** A label selector, all of it. */
export interface Selector {
  readonly labels: Labels;
  readonly expressions: readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[];
}

/** A Server: one port of selected pods. */
export interface Server {
  readonly meta: Meta;
  /** null: an external workload is selected. */
  readonly pods: Selector | null;
  readonly port: number | string;
  readonly protocol: "unknown" | "HTTP/1" | "HTTP/2" | "gRPC" | "opaque" | "TLS";
  readonly accessPolicy: AccessPolicy;
}

/** What a policy names. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** An AuthorizationPolicy: all of the authentications must hold. */
export interface AuthorizationPolicy {
  readonly meta: Meta;
  readonly target: ObjectRef;
  readonly required: readonly ObjectRef[];
}

/** Identities that a MeshTLSAuthentication admits. */
export type Identity =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "account"; readonly namespace: string; readonly name: string }
  | { readonly kind: "namespace"; readonly namespace: string };

/** A MeshTLSAuthentication. */
export interface MeshAuthentication {
  readonly meta: Meta;
  readonly identities: readonly Identity[];
}

/** A block of addresses without some blocks inside it. */
export interface Network {
  readonly block: string;
  readonly except: readonly string[];
}

/** A NetworkAuthentication. */
export interface NetworkAuthentication {
  readonly meta: Meta;
  readonly networks: readonly Network[];
}

/** An HTTPLocalRateLimitPolicy; only the total has a place in a decision. */
export interface RateLimit {
  readonly meta: Meta;
  readonly server: string;
  readonly total: number | null;
  readonly finer: boolean;
}

/** A condition of a ServiceProfile's route. */
export type ProfileCondition =
  | { readonly kind: "path"; readonly match: TextMatch }
  | { readonly kind: "method"; readonly value: string }
  | { readonly kind: "all" | "any"; readonly of: readonly ProfileCondition[] }
  | { readonly kind: "not"; readonly of: ProfileCondition };

/** A route of a ServiceProfile; `failures` are the statuses that are repeated where it is retryable. */
export interface ProfileRoute {
  readonly name: string;
  readonly condition: ProfileCondition;
  readonly retryable: boolean;
  readonly timeoutMs: number | null;
  readonly failures: readonly number[];
  readonly path: DocumentPath;
}

/** So many calls pay for one retry, in a window and beside a floor; `odd`: a ratio that is no such number. */
export type RetryBudget = { readonly callsForOne: number; readonly windowMs: number; readonly minPerSecond: number } | "odd";

/** Where calls of a ServiceProfile go instead of to its Service; port null: that of the call. */
export interface ProfileOverride {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | null;
  readonly weight: number;
}

/** A ServiceProfile; without budget nothing is repeated. */
export interface ServiceProfile {
  readonly meta: Meta;
  readonly routes: readonly ProfileRoute[];
  readonly overrides: readonly ProfileOverride[];
  readonly budget: RetryBudget | null;
}

/** An EgressNetwork, as far as it turns calls away. */
export interface EgressNetwork {
  readonly meta: Meta;
  readonly denies: boolean;
}

/** An object of a kind that steers traffic and is not read. */
export interface Foreign {
  readonly meta: Meta;
  /** Services that it attaches to. */
  readonly parents: readonly ParentRef[];
  readonly selectsServers: boolean;
}

/** Everything that the control plane admitted and could use. */
export interface Config {
  readonly routes: readonly RouteObject[];
  readonly services: readonly ServiceObject[];
  readonly servers: readonly Server[];
  readonly policies: readonly AuthorizationPolicy[];
  readonly identities: readonly MeshAuthentication[];
  readonly networks: readonly NetworkAuthentication[];
  readonly limits: readonly RateLimit[];
  readonly profiles: readonly ServiceProfile[];
  readonly egress: readonly EgressNetwork[];
  readonly foreign: readonly Foreign[];
}
