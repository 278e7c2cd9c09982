import type { Fraction } from "../../../support/fraction.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import type { Affinity, Balancing, Cors, MtlsMode, Outlier } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";

/** What every resource carries. `created` is its creationTimestamp, empty when not known. */
export interface Meta {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly created: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly at: (path: DocumentPath) => Origin | null;
}

export type Labels = Readonly<Record<string, string>>;

/** One of exact, prefix, regex; none of them (or the regex `*`) asks for presence. */
export interface StringMatch {
  readonly kind: "exact" | "prefix" | "regex" | "present";
  readonly value: string;
}

export type NamedStringMatch = readonly [name: string, match: StringMatch];

/** Filters by what the proxy is, never by the request. */
export interface StaticFilter {
  readonly port: number | null;
  readonly sourceLabels: Labels | null;
  readonly sourceNamespace: string | null;
  readonly gateways: readonly string[];
}

/** A block of `http[].match`; everything stated must hold. */
export interface HttpMatch extends StaticFilter {
  readonly uri: StringMatch | null;
  readonly ignoreUriCase: boolean;
  readonly method: StringMatch | null;
  readonly authority: StringMatch | null;
  readonly scheme: StringMatch | null;
  readonly headers: readonly NamedStringMatch[];
  readonly withoutHeaders: readonly NamedStringMatch[];
  readonly queryParams: readonly NamedStringMatch[];
  readonly path: DocumentPath;
}

export interface Destination {
  readonly host: string;
  readonly subset: string | null;
  readonly port: number | null;
  readonly weight: number;
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
}

export interface HttpMirror {
  readonly destination: Destination;
  readonly share: Fraction;
}

export interface HttpRedirect {
  readonly status: number;
  readonly uri: string | null;
  readonly prefixRewrite: string | null;
  readonly authority: string | null;
  readonly scheme: "http" | "https" | null;
  readonly port: number | "request" | "protocol" | null;
}

export interface HttpRetries {
  readonly attempts: number;
  readonly perTryTimeoutMs: number | null;
  /** Words as written; null when the field is absent. */
  readonly on: readonly string[] | null;
  readonly backoffMs: number | null;
}

export interface HttpFault {
  readonly delay: { readonly share: Fraction; readonly durationMs: number } | null;
  readonly abort: { readonly share: Fraction; readonly status: number } | null;
}

export interface HttpRewrite {
  readonly uri: string | null;
  readonly regex: { readonly match: string; readonly substitution: string } | null;
  readonly authority: string | null;
}

export interface HttpCors extends Cors {
  readonly ignoreUnmatched: boolean;
}

/** An entry of `spec.http`. */
export interface HttpEntry {
  readonly name: string | null;
  readonly matches: readonly HttpMatch[];
  readonly destinations: readonly Destination[];
  readonly redirect: HttpRedirect | null;
  readonly respond: { readonly status: number } | null;
  readonly delegate: { readonly name: string; readonly namespace: string } | null;
  readonly timeoutMs: number | null;
  readonly retries: HttpRetries | null;
  readonly fault: HttpFault | null;
  readonly mirrors: readonly HttpMirror[];
  readonly cors: HttpCors | null;
  readonly rewrite: HttpRewrite | null;
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
  readonly path: DocumentPath;
}

/** A block of `tls[].match` or `tcp[].match`. */
export interface L4Match extends StaticFilter {
  readonly sniHosts: readonly string[];
  readonly subnets: readonly string[];
}

export interface L4Entry {
  readonly matches: readonly L4Match[];
  readonly destinations: readonly Destination[];
  readonly path: DocumentPath;
}

export interface VirtualService {
  readonly meta: Meta;
  /** Full names in lower case; empty for a delegate. */
  readonly hosts: readonly string[];
  /** `mesh` or `ns/name`. */
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly http: readonly HttpEntry[];
  readonly tls: readonly L4Entry[];
  readonly tcp: readonly L4Entry[];
}

export interface TlsSettings {
  readonly mode: "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
}

export interface ConnectionPool {
  readonly maxConnections: number | null;
  readonly maxPendingRequests: number | null;
  readonly maxRequests: number | null;
}

export interface LoadBalancer {
  readonly balancing: Balancing;
  readonly affinity: Affinity | null;
  readonly slowStartMs: number | null;
  readonly locality: { readonly enabled: boolean; readonly distribute: boolean } | null;
  /** What of it has no place in a decision. */
  readonly beyond: string | null;
}

export interface OutlierSettings {
  readonly value: Outlier | "off";
  readonly beyond: string | null;
}

export interface RetryBudgetSettings {
  readonly percent: Fraction | null;
  readonly minConcurrency: number | null;
  readonly intervalMs: number | null;
}

/** `trafficPolicy`, or one entry of `portLevelSettings`. */
export interface TrafficPolicy {
  readonly connectionPool: ConnectionPool | null;
  readonly loadBalancer: LoadBalancer | null;
  readonly outlier: OutlierSettings | null;
  readonly tls: TlsSettings | null;
  readonly retryBudget: RetryBudgetSettings | null;
  readonly ports: ReadonlyMap<number, TrafficPolicy>;
}

export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly policy: TrafficPolicy | null;
}

export interface DestinationRule {
  readonly meta: Meta;
  readonly host: string;
  readonly exportTo: readonly string[];
  readonly workloadLabels: Labels | null;
  readonly policy: TrafficPolicy | null;
  readonly subsets: readonly Subset[];
}

/** What a security policy is attached to. */
export interface Attachment {
  /** null: no selector. */
  readonly selector: Labels | null;
  readonly targets: readonly { readonly kind: string; readonly name: string }[];
}

/** `values` and `not` of one field; empty lists say nothing. */
export interface FieldValues {
  readonly values: readonly string[];
  readonly not: readonly string[];
}

export type SourceField =
  | "principals"
  | "namespaces"
  | "serviceAccounts"
  | "ipBlocks"
  | "remoteIpBlocks"
  | "requestPrincipals";
export type OperationField = "hosts" | "methods" | "paths" | "ports";

export interface AuthorizationRule {
  readonly from: readonly Readonly<Partial<Record<SourceField, FieldValues>>>[];
  readonly to: readonly Readonly<Partial<Record<OperationField, FieldValues>>>[];
  readonly when: readonly (FieldValues & { readonly key: string })[];
}

export interface AuthorizationPolicy {
  readonly meta: Meta;
  readonly attachment: Attachment;
  readonly action: "ALLOW" | "DENY" | "AUDIT" | "CUSTOM";
  readonly rules: readonly AuthorizationRule[];
  readonly dryRun: boolean;
}

export interface PeerAuthentication {
  readonly meta: Meta;
  readonly selector: Labels | null;
  /** null: inherits. */
  readonly mode: MtlsMode | null;
  readonly ports: ReadonlyMap<number, MtlsMode | null>;
}

export interface JwtRule {
  readonly issuer: string | null;
  readonly audiences: readonly string[];
}

export interface RequestAuthentication {
  readonly meta: Meta;
  readonly attachment: Attachment;
  readonly rules: readonly JwtRule[];
}

export interface GatewayServer {
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS" | "TLS" | "TCP";
  readonly hosts: readonly { readonly namespace: string | null; readonly host: string }[];
  readonly redirect: boolean;
  readonly mode: string;
  readonly path: DocumentPath;
}

export interface IstioGateway {
  readonly meta: Meta;
  readonly selector: Labels;
  readonly servers: readonly GatewayServer[];
}

export interface ServiceEntry {
  readonly meta: Meta;
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly number: number; readonly protocol: string; readonly targetPort: number | null }[];
  readonly external: boolean;
  readonly exportTo: readonly string[];
  readonly selector: Labels | null;
}

export interface Sidecar {
  readonly meta: Meta;
  readonly selector: Labels | null;
  /** null: no `egress`, everything is in reach. */
  readonly egress: readonly { readonly namespace: string; readonly host: string }[] | null;
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY" | null;
  readonly beyond: string | null;
}

/** An object that steers traffic and that this reader does not understand. */
export interface Foreign {
  readonly meta: Meta;
  /** Full names of the services it speaks of; null: it may speak of any in its namespace. */
  readonly hosts: readonly string[] | null;
}

/** Everything that the mesh admitted. */
export interface Config {
  readonly virtualServices: readonly VirtualService[];
  readonly destinationRules: readonly DestinationRule[];
  readonly authorizationPolicies: readonly AuthorizationPolicy[];
  readonly peerAuthentications: readonly PeerAuthentication[];
  readonly requestAuthentications: readonly RequestAuthentication[];
  readonly gateways: readonly IstioGateway[];
  readonly serviceEntries: readonly ServiceEntry[];
  readonly sidecars: readonly Sidecar[];
  readonly foreign: readonly Foreign[];
}
