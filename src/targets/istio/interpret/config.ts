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

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/** One of exact, prefix, regex; none of them (or the regex `*`) asks for presence. */
export interface StringMatch {
  readonly kind: "exact" | "prefix" | "regex" | "present";
  readonly value: string;
}

/** A matcher of a header or query parameter, by its name as written. */
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

/** Where a route leads, with the header changes beside it. */
export interface Destination {
  readonly host: string;
  readonly subset: string | null;
  readonly port: number | null;
  readonly weight: number;
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
}

/** A copy of calls; the share is in steps of a millionth. */
export interface HttpMirror {
  readonly destination: Destination;
  readonly share: Fraction;
}

/** `redirect`; the port is a number, that of the request, that of the protocol, or not said. */
export interface HttpRedirect {
  readonly status: number;
  readonly uri: string | null;
  readonly prefixRewrite: string | null;
  readonly authority: string | null;
  readonly scheme: "http" | "https" | null;
  readonly port: number | "request" | "protocol" | null;
}

/** `retries`, as written. */
export interface HttpRetries {
  readonly attempts: number;
  readonly perTryTimeoutMs: number | null;
  /** Words as written; null when the field is absent. */
  readonly on: readonly string[] | null;
  readonly backoffMs: number | null;
}

/** `fault`; an abort without status is no abort. */
export interface HttpFault {
  readonly delay: { readonly share: Fraction; readonly durationMs: number } | null;
  readonly abort: { readonly share: Fraction; readonly status: number } | null;
}

/** `rewrite`; at least one part is there. */
export interface HttpRewrite {
  readonly uri: string | null;
  readonly regex: { readonly match: string; readonly substitution: string } | null;
  readonly authority: string | null;
}

/** `corsPolicy`, and whether preflights of other origins are answered too. */
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

/** An entry of `spec.tls` or `spec.tcp`. */
export interface L4Entry {
  readonly matches: readonly L4Match[];
  readonly destinations: readonly Destination[];
  readonly path: DocumentPath;
}

/** A VirtualService with full names. */
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

/** How a client starts TLS. */
export interface TlsSettings {
  readonly mode: "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
}

/** Limits; null is no limit. */
export interface ConnectionPool {
  readonly maxConnections: number | null;
  readonly maxPendingRequests: number | null;
  readonly maxRequests: number | null;
}

/** `loadBalancer`, Istio's defaults filled in. */
export interface LoadBalancer {
  readonly balancing: Balancing;
  readonly affinity: Affinity | null;
  readonly slowStartMs: number | null;
  readonly locality: { readonly enabled: boolean; readonly distribute: boolean } | null;
  /** What of it has no place in a decision. */
  readonly beyond: string | null;
}

/** `outlierDetection`, defaults filled in, and the fields that a decision has no place for. */
export interface OutlierSettings {
  readonly value: Outlier | "off";
  readonly beyond: string | null;
}

/** `retryBudget` as written; null where the default holds. */
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

/** A named part of the endpoints of a host; empty labels are all of them. */
export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly policy: TrafficPolicy | null;
}

/** A DestinationRule with its full host. */
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

/** Fields of a source; each has a negated twin. */
export type SourceField =
  | "principals"
  | "namespaces"
  | "serviceAccounts"
  | "ipBlocks"
  | "remoteIpBlocks"
  | "requestPrincipals";
/** Fields of an operation; each has a negated twin. */
export type OperationField = "hosts" | "methods" | "paths" | "ports";

/** A rule: any of `from`, any of `to`, all of `when`; empty lists hold. */
export interface AuthorizationRule {
  readonly from: readonly Readonly<Partial<Record<SourceField, FieldValues>>>[];
  readonly to: readonly Readonly<Partial<Record<OperationField, FieldValues>>>[];
  readonly when: readonly (FieldValues & { readonly key: string })[];
}

/** An AuthorizationPolicy; without rules it matches nothing. */
export interface AuthorizationPolicy {
  readonly meta: Meta;
  readonly attachment: Attachment;
  readonly action: "ALLOW" | "DENY" | "AUDIT" | "CUSTOM";
  readonly rules: readonly AuthorizationRule[];
  readonly dryRun: boolean;
}

/** A PeerAuthentication; ports are container ports. */
export interface PeerAuthentication {
  readonly meta: Meta;
  readonly selector: Labels | null;
  /** null: inherits. */
  readonly mode: MtlsMode | null;
  readonly ports: ReadonlyMap<number, MtlsMode | null>;
}

/** Whose tokens are accepted; no audience means any. */
export interface JwtRule {
  readonly issuer: string | null;
  readonly audiences: readonly string[];
}

/** A RequestAuthentication. */
export interface RequestAuthentication {
  readonly meta: Meta;
  readonly attachment: Attachment;
  readonly rules: readonly JwtRule[];
}

/** A server of a Gateway; HTTP stands for HTTP2 and gRPC too. */
export interface GatewayServer {
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS" | "TLS" | "TCP";
  readonly hosts: readonly { readonly namespace: string | null; readonly host: string }[];
  readonly redirect: boolean;
  readonly mode: string;
  readonly path: DocumentPath;
}

/** A Gateway of Istio's own kind. */
export interface IstioGateway {
  readonly meta: Meta;
  readonly selector: Labels;
  readonly servers: readonly GatewayServer[];
}

/** A ServiceEntry; an empty `exportTo` is seen by nobody. */
export interface ServiceEntry {
  readonly meta: Meta;
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly number: number; readonly protocol: string; readonly targetPort: number | null }[];
  readonly external: boolean;
  readonly exportTo: readonly string[];
  readonly selector: Labels | null;
}

/** A Sidecar: what its workloads reach. */
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
  /** Full names of the services whose routes it writes too. */
  readonly hosts: readonly string[];
  /** Pods whose proxies it patches; null: not a patch. */
  readonly patches: Labels | null;
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
