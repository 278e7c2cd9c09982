import type { Origin } from "../source/origin.ts";
import type { Fraction } from "../support/fraction.ts";
import type { HeaderEdits } from "./edits.ts";
import type { Inventory } from "./inventory.ts";
import type { Name } from "./name.ts";
import type { Protocol } from "./request.ts";
import type { RetryEvents } from "./retry.ts";

export type { Name } from "./name.ts";

/** A wish with the place it came from; `inherited` when a default of a MeshPolicy said it. */
export interface Wish<T> {
  readonly value: T;
  readonly origin: Origin;
  readonly inherited?: true;
  /** Places of the fields that make it up, by the names they are written with; absent where there are none. */
  readonly origins?: Readonly<Record<string, Origin>>;
}

/** The one normal form of all dialects. Services are sorted by namespace, then name. */
export interface MeshModel {
  readonly mesh: MeshSettings;
  readonly services: readonly Service[];
  readonly gateways: readonly Gateway[];
  readonly inventory: Inventory;
}

/** Mesh-wide settings after the MeshPolicies were read. */
export interface MeshSettings {
  readonly trustDomain: string;
  readonly clusterDomain: string;
  /** Access and mutual TLS at the root and for namespaces, where a MeshPolicy states them. */
  readonly scopes: readonly ScopeSettings[];
  readonly jwtProviders: readonly JwtProvider[];
  /** What happens to calls to hosts that no policy names. */
  readonly egress: Wish<"allow" | "deny"> | null;
  /** Selected targets with version and profile, by target name. */
  readonly targets: readonly TargetSelection[];
}

/** Defaults of the whole mesh (`namespace: null`) or of one namespace that bind workloads without their own policy. */
export interface ScopeSettings {
  readonly namespace: string | null;
  readonly accessDefault: Wish<"allow" | "deny"> | null;
  readonly mtls: Wish<MtlsMode> | null;
  readonly telemetry: Wish<Telemetry> | null;
  readonly origin: Origin;
}

/** A target that the mesh runs, with its version and profile as far as they are written. */
export interface TargetSelection {
  readonly target: string;
  readonly version: Wish<string> | null;
  readonly profile: Wish<string> | null;
  /** Install-time facts that the target is told of, such as `rootNamespace`. */
  readonly settings: Readonly<Record<string, Wish<string>>>;
}

/** Who issues tokens and where its keys are. */
export interface JwtProvider {
  readonly name: string;
  readonly issuer: string;
  readonly jwksUri: string | null;
  readonly audiences: readonly string[];
  readonly fromHeaders: readonly { readonly name: string; readonly prefix: string | null }[];
  readonly forward: boolean;
  readonly origin: Origin;
}

/** A gateway that services are exposed through; its account is the identity that services see behind it. */
export interface Gateway {
  readonly id: Name;
  readonly serviceAccount: string | null;
  readonly selector: Readonly<Record<string, string>> | null;
  /** What it listens on; empty when only services say that they are exposed through it. */
  readonly listeners: readonly Listener[];
  /** Tried exact host before wildcard, longer path first; equal entries are an error when they are linked. */
  readonly entries: readonly GatewayEntry[];
  readonly origin: Origin;
}

/** A host, port and path prefix of a gateway, and where its calls go on. */
export interface GatewayEntry {
  readonly port: number;
  /** Exact names or `*.example.com`; `*` for every name. */
  readonly hosts: readonly string[];
  /** By segment; null: every path. */
  readonly path: string | null;
  readonly leads:
    /** Into the service's own arms, with the entry's conditions added to each. */
    | { readonly kind: "service"; readonly service: Name; readonly servicePort: number }
    /** Into arms of its own (Gateway API routes with a Gateway as parent); no arm holds: 404. */
    | { readonly kind: "arms"; readonly arms: readonly Arm[] };
  readonly origin: Origin;
}

/** One port of a gateway. */
export interface Listener {
  readonly name: string | null;
  readonly port: number;
  readonly protocol: "http" | "https" | "tls" | "tcp";
  readonly hosts: readonly string[];
  readonly tls: { readonly mode: "terminate" | "passthrough"; readonly secret: Name | null } | null;
  /** Namespaces whose services may be exposed here; null for all. */
  readonly namespaces: readonly string[] | null;
  readonly origin: Origin;
}

/** Everything about calls to one logical service. */
export interface Service {
  readonly id: Name;
  /** Where its first policy starts; findings about the whole service point here. */
  readonly origin: Origin;
  readonly external: External | null;
  readonly ports: readonly ServicePort[];
  /** Who it is when it calls others. */
  readonly identity: Wish<Identity> | null;
  readonly versions: readonly Version[];
  readonly calls: readonly DeclaredCall[];
  readonly retryBudget: Wish<RetryBudget> | null;
  readonly limits: Wish<Limits> | null;
  readonly outlier: Wish<Outlier> | null;
  readonly balancing: Wish<Balancing> | null;
  readonly slowStartMs: Wish<number> | null;
  readonly affinity: Wish<Affinity> | null;
  readonly locality: Wish<"prefer" | "off"> | null;
  readonly failover: readonly Wish<BackendRef>[];
  readonly rateLimit: Wish<RateLimit> | null;
  readonly jwt: Wish<{ readonly provider: string; readonly required: boolean }> | null;
  readonly access: Access;
  readonly mtls: Wish<MtlsMode> | null;
  readonly telemetry: Wish<Telemetry> | null;
  readonly alerts: readonly Wish<Alert>[];
  readonly weightsOwnedBy: Wish<string> | null;
  readonly consents: readonly Consent[];
}

/** A service account: the identity of whatever runs under it. */
export interface Identity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A service outside the mesh. `tls: simple` means that the mesh starts TLS to it. */
export interface External {
  readonly hosts: readonly Wish<string>[];
  readonly tls: Wish<"none" | "simple">;
  readonly addresses: readonly string[];
}

/** One port of a service with the ordered arms that decide its calls; without arms it forwards to the service. */
export interface ServicePort {
  readonly port: number;
  /** Container port, where known. */
  readonly targetPort: number | null;
  readonly protocol: Protocol;
  readonly origin: Origin;
  readonly arms: readonly Arm[];
  /** What a port without arms does: forward to its versions' common Service, no policy of a route. */
  readonly fallback: Forward;
}

/** What stands behind a name. The whole service itself is the version `{ labels: {} }` on its own name. */
export interface Version {
  readonly name: string;
  /** The Kubernetes Service whose endpoints these are. */
  readonly service: Name;
  /** Labels that narrow the Service's endpoints; empty: all of them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of the version's pods for selectors: from inventory, or written; null when unknown. */
  readonly podLabels: Readonly<Record<string, string>> | null;
  readonly serviceAccount: string | null;
  readonly origin: Origin;
}

/** One match entry and the route it leads to. The first arm of a port that holds wins. */
export interface Arm {
  readonly when: Conditions;
  readonly route: Route;
  readonly origin: Origin;
}

/** All of them must hold; absent or empty means no condition. */
export interface Conditions {
  readonly path: PathMatch | null;
  /** Any of; null: any method. */
  readonly methods: readonly string[] | null;
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
  readonly authority: ValueMatch | null;
  /** Only on arms that a gateway reaches. */
  readonly claims: readonly NamedMatch[];
  /** Namespaces whose callers the arm is for; null: all. */
  readonly callers: readonly string[] | null;
  /** TLS server names, for `tls` ports; null: any. */
  readonly sni: readonly string[] | null;
  /** Places of the conditions that carry none themselves; absent: the arm's. */
  readonly origins?: { readonly methods?: Origin; readonly authority?: Origin; readonly callers?: Origin };
}

/** Name (headers in lower case) and condition, with their place. */
export interface NamedMatch {
  readonly name: string;
  readonly match: ValueMatch;
  readonly origin: Origin;
}

/** `stringPrefix` comes only from dialects that have it (SMI); natively prefixes are by segment. */
export type PathMatch =
  | { readonly kind: "exact"; readonly value: string; readonly origin: Origin }
  | { readonly kind: "prefix"; readonly value: string; readonly origin: Origin }
  | { readonly kind: "stringPrefix"; readonly value: string; readonly origin: Origin }
  | { readonly kind: "template"; readonly value: string; readonly origin: Origin }
  | { readonly kind: "regex"; readonly value: string; readonly origin: Origin };

/** A condition on a text value; an absent value never meets one. Regexes are RE2, whole value. */
export type PositiveMatch =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "suffix"; readonly value: string }
  | { readonly kind: "contains"; readonly value: string }
  | { readonly kind: "regex"; readonly value: string }
  | { readonly kind: "present" };

/** `not` is plain negation: it also holds when the value is absent. */
export type ValueMatch = PositiveMatch | { readonly kind: "not"; readonly match: PositiveMatch };

/** What happens to the calls that an arm takes. */
export interface Route {
  readonly name: string;
  readonly origin: Origin;
  readonly action: Action;
  readonly mirrors: readonly Mirror[];
  readonly rewrite: Rewrite | null;
  readonly requestHeaders: Wish<HeaderEdits> | null;
  readonly responseHeaders: Wish<HeaderEdits> | null;
  readonly cors: Wish<Cors> | null;
  readonly deadlineMs: Wish<number> | null;
  readonly idleTimeoutMs: Wish<number> | null;
  readonly retry: Wish<Retry> | null;
  readonly delay: Wish<Delay> | null;
  readonly abort: Wish<Abort> | null;
}

/** Where a route leads. */
export type Action = Forward | Redirect | Respond | { readonly kind: "unroutable"; readonly origin: Origin };

/** Calls go to backends by weight. */
export interface Forward {
  readonly kind: "forward";
  readonly backends: readonly Backend[];
  readonly origin: Origin;
}

/** Where calls can be sent: endpoints of a Service, narrowed by labels. */
export interface BackendRef {
  readonly service: Name;
  /** Version name of the owning policy, where there is one. */
  readonly version: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** The policy that owns the workload and decides access there; null when no policy does. */
  readonly owner: Name | null;
  /** `missing` only with a complete inventory. */
  readonly existence: "known" | "unknown" | "missing";
  readonly origin: Origin;
}

/** A backend of a split with its weight. */
export interface Backend extends BackendRef {
  /** Relative, whole, not negative. */
  readonly weight: number;
}

/** A copy of a share of the calls (0 to 1), once a call and never for a retry. */
export interface Mirror extends BackendRef {
  readonly share: Fraction;
}

/** Changes of path and authority before the call is forwarded. */
export interface Rewrite {
  readonly path:
    | { readonly kind: "prefix"; readonly value: string; readonly origin: Origin }
    | { readonly kind: "full"; readonly value: string; readonly origin: Origin }
    | null;
  readonly authority: Wish<string> | null;
  readonly origin: Origin;
}

/** An answer that sends the caller elsewhere. */
export interface Redirect {
  readonly kind: "redirect";
  readonly status: 301 | 302 | 303 | 307 | 308;
  readonly scheme: "http" | "https" | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly path: Rewrite["path"];
  readonly origin: Origin;
}

/** An answer given by the proxy itself. */
export interface Respond {
  readonly kind: "respond";
  readonly status: number;
  readonly body: string | null;
  readonly origin: Origin;
}

/** Cross-origin rules; preflights are answered by the routing proxy. */
export interface Cors {
  readonly allowOrigins: readonly PositiveMatch[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeMs: number | null;
  readonly allowCredentials: boolean;
}

/** When and how often a try is repeated. */
export interface Retry {
  /** Retries after the first try, at least 1. */
  readonly attempts: number;
  readonly perTryTimeoutMs: number | null;
  /** Portable words, as written. */
  readonly on: readonly string[];
  readonly events: RetryEvents;
  /** Methods whose calls are repeated; null: all. */
  readonly methods: readonly string[] | null;
  readonly backoffMs: { readonly base: number; readonly max: number };
}

/** Share is 0 to 1. `until` is a date (`2026-12-31`) that makes findings, never a change of manifests. */
export interface Delay {
  readonly share: Fraction;
  readonly durationMs: number;
  readonly until: string | null;
}

/** An injected answer in place of a share of the calls. */
export interface Abort {
  readonly share: Fraction;
  readonly status: number;
  readonly until: string | null;
}

/** Per caller instance: retries in the window are at most max(percent of calls, minPerSecond × window). */
export interface RetryBudget {
  readonly percent: Fraction;
  readonly windowMs: number;
  readonly minPerSecond: Fraction;
}

/** Per caller instance and backend; null: no limit written. */
export interface Limits {
  readonly maxConnections: number | null;
  readonly maxPendingRequests: number | null;
  readonly maxRequests: number | null;
}

/** When an endpoint is left out, for each caller instance; times in milliseconds. */
export interface Outlier {
  readonly consecutiveErrors: number;
  readonly intervalMs: number;
  readonly baseEjectionMs: number;
  readonly maxEjectedPercent: number;
}

/** How endpoints of one backend are chosen. */
export type Balancing = "round-robin" | "random" | "least-request" | "ewma" | "ring-hash" | "maglev";

/** What keeps a caller with one endpoint of a backend; never across a split. */
export type Affinity =
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "cookie"; readonly name: string; readonly ttlMs: number | null }
  | { readonly kind: "sourceIp" };

/** Requests that each destination instance serves in a period; excess is answered 429. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
  readonly scope: "instance";
}

/** What a server accepts: `strict` mutual TLS only, `permissive` both, `off` plain text. */
export type MtlsMode = "strict" | "permissive" | "off";

/** Access of a service; `default` is the effective one of the service itself, null when it states none. */
export interface Access {
  readonly default: Wish<"allow" | "deny"> | null;
  readonly allow: readonly AccessRule[];
  readonly deny: readonly AccessRule[];
  readonly mode: "enforce" | "audit";
}

/** A rule holds when one of `from`, one of `to` and all of `when` hold. */
export interface AccessRule {
  readonly name: string;
  readonly from: readonly Subject[];
  readonly to: readonly Operation[];
  readonly headers: readonly NamedMatch[];
  readonly claims: readonly NamedMatch[];
  readonly origin: Origin;
}

/** Fields are all of; `kind: anyone` admits callers without identity too. */
export interface Subject {
  readonly identity:
    | { readonly kind: "anyone" }
    | { readonly kind: "authenticated" }
    | { readonly kind: "namespace"; readonly namespace: string }
    | { readonly kind: "account"; readonly namespace: string; readonly serviceAccount: string; readonly via: Via | null };
  /** Blocks of the direct peer's address, any of; null: any address. */
  readonly cidrs: readonly string[] | null;
  readonly origin: Origin;
}

/** What an account was written as, when it was not written as an account. */
export type Via = { readonly kind: "service"; readonly service: Name } | { readonly kind: "gateway"; readonly gateway: Name };

/** Fields are all of; null or empty: no condition. */
export interface Operation {
  readonly methods: readonly string[] | null;
  readonly path: PathMatch | null;
  readonly headers: readonly NamedMatch[];
  /** Service ports the rule is for; null: all. */
  readonly ports: readonly number[] | null;
  readonly origin: Origin;
}

/** A call that a service says it makes; it declares, access rules permit. */
export interface DeclaredCall {
  readonly to: { readonly kind: "service"; readonly service: Name; readonly port: number | null } | { readonly kind: "host"; readonly host: string };
  readonly perRequest: number | null;
  readonly probability: Fraction | null;
  readonly mode: "sequential" | "parallel";
  readonly group: string | null;
  readonly optional: boolean;
  /** Own routes that cause the call, by name; empty: all. */
  readonly routes: readonly string[];
  readonly request: { readonly method: string | null; readonly path: string | null } | null;
  readonly client: { readonly timeoutMs: number | null; readonly retries: number | null } | null;
  readonly origin: Origin;
}

/** Access logs and trace sampling; null leaves it to the mesh. */
export interface Telemetry {
  readonly accessLog: "all" | "errors" | "off" | null;
  readonly tracePercent: number | null;
}

/** A rate that should wake somebody. */
export interface Alert {
  readonly kind: string;
  readonly abovePercent: number;
  readonly forMs: number;
}

/** What the author gives up on one target, as narrow as it was written. */
export type Consent =
  | {
      readonly kind: "approximate";
      readonly target: string;
      /** Field path such as `retry.perTryTimeout`. */
      readonly field: string;
      /** The largest error accepted, as written (`2s`, `0.5%`); null where no number applies. */
      readonly within: string | null;
      readonly because: string;
      readonly origin: Origin;
      /** Given by a MeshPolicy along with a default, for every service that inherits it. */
      readonly inherited?: true;
    }
  | {
      readonly kind: "unenforced";
      readonly target: string;
      readonly field: "access" | "mtls";
      readonly because: string;
      /** A date, `2027-03-31`. */
      readonly until: string;
      readonly origin: Origin;
    }
  /** A wish that the target cannot say at all, and whose loss leaves every call where it was, is left out. */
  | { readonly kind: "omitted"; readonly target: string; readonly field: string; readonly because: string; readonly origin: Origin }
  /** The service is left out of this target altogether. */
  | { readonly kind: "excluded"; readonly target: string; readonly because: string; readonly origin: Origin };
