import type { Outlier } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";

/** What every object carries; `awsName` is its name at AWS, which has no namespaces. */
export interface Meta {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly awsName: string;
  readonly at: (path: DocumentPath) => Origin | null;
}

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/** A selector of labels, all of. */
export interface Selector {
  readonly labels: Labels;
  readonly expressions: readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[];
}

/** A reference inside the mesh: by namespace and name, or by the last part of an ARN. */
export type Ref = { readonly kind: "ref"; readonly namespace: string; readonly name: string } | { readonly kind: "arn"; readonly awsName: string };

/** What a listener or a route speaks. */
export type ListenerProtocol = "http" | "http2" | "grpc" | "tcp";

/** Where a proxy gets its certificate; `secret` is the SDS name. */
export interface Certificate {
  readonly kind: "acm" | "file" | "sds";
  readonly secret: string | null;
}

/** Whose certificates are accepted, and with which names; null: any name. */
export interface Validation {
  readonly trust: Certificate;
  readonly names: readonly string[] | null;
}

/** `tls` of a listener. */
export interface ListenerTls {
  readonly mode: "STRICT" | "PERMISSIVE" | "DISABLED";
  readonly certificate: Certificate | null;
  readonly validation: Validation | null;
}

/** `clientPolicy.tls`. */
export interface ClientTls {
  readonly enforce: boolean;
  readonly ports: readonly number[] | null;
  readonly certificate: Certificate | null;
  readonly validation: Validation | null;
}

/** Time limits as written, in milliseconds: null is absent, 0 none. */
export interface Times {
  readonly perRequestMs: number | null;
  readonly idleMs: number | null;
}

/** A listener of a virtual node. */
export interface Listener {
  readonly port: number;
  readonly protocol: ListenerProtocol;
  readonly times: Times;
  readonly tls: ListenerTls | null;
  readonly outlier: Outlier | null;
  readonly pool: string | null;
}

/** Instances registered in Cloud Map under a namespace and service of its own, those that carry all of the attributes. */
export interface CloudMap {
  readonly kind: "cloudMap";
  readonly namespace: string;
  readonly service: string;
  readonly attributes: Labels;
}

/** A VirtualNode. */
export interface VirtualNode {
  readonly meta: Meta;
  readonly podSelector: Selector | null;
  readonly listeners: readonly Listener[];
  readonly discovery: { readonly kind: "dns"; readonly hostname: string; readonly lists: boolean } | CloudMap | null;
  readonly backends: readonly { readonly ref: Ref; readonly tls: ClientTls | null }[];
  readonly defaults: ClientTls | null;
  readonly groups: readonly { readonly namespace: string; readonly name: string }[];
}

/** A matcher of a header; null asks for presence. */
export type HeaderMatcher =
  | { readonly kind: "exact" | "prefix" | "suffix" | "regex"; readonly value: string }
  | { readonly kind: "range"; readonly start: number; readonly end: number }
  | null;

/** The conditions of a route, all of. */
export interface RouteMatch {
  readonly port: number | null;
  readonly path: { readonly kind: "prefix" | "exact" | "regex"; readonly value: string } | null;
  readonly grpc: { readonly service: string | null; readonly method: string | null };
  readonly method: string | null;
  readonly scheme: string | null;
  readonly headers: readonly { readonly name: string; readonly match: HeaderMatcher; readonly invert: boolean }[];
  readonly query: readonly { readonly name: string; readonly exact: string | null }[];
}

/** A target of a route with its weight; without port the node's only listener. */
export interface Target {
  readonly ref: Ref;
  readonly weight: number;
  readonly port: number | null;
}

/** `retryPolicy`. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly perTryMs: number;
  readonly events: readonly string[];
}

/** One entry of a router. */
export interface Route {
  readonly name: string;
  /** null: after every route that has one. */
  readonly priority: number | null;
  readonly protocol: ListenerProtocol;
  readonly match: RouteMatch;
  readonly targets: readonly Target[];
  readonly retry: RetryPolicy | null;
  readonly times: Times;
  readonly path: DocumentPath;
}

/** A VirtualRouter. */
export interface VirtualRouter {
  readonly meta: Meta;
  readonly listeners: readonly { readonly port: number; readonly protocol: ListenerProtocol }[];
  readonly routes: readonly Route[];
}

/** A VirtualGateway: proxies without application that take calls from outside. */
export interface VirtualGateway {
  readonly meta: Meta;
  readonly listeners: readonly { readonly port: number; readonly protocol: ListenerProtocol }[];
  readonly namespaces: Selector | null;
  readonly routes: Selector | null;
  readonly defaults: ClientTls | null;
  readonly pods: Selector | null;
}

/** A GatewayRoute. `prefix`: what takes the place of the matched prefix; null keeps the path. */
export interface GatewayRoute {
  readonly meta: Meta;
  readonly labels: Labels;
  readonly priority: number | null;
  readonly protocol: ListenerProtocol;
  readonly match: RouteMatch;
  readonly hostname: { readonly kind: "exact" | "suffix"; readonly value: string } | null;
  readonly target: { readonly ref: Ref; readonly port: number | null };
  readonly rewrite: { readonly prefix: string | null; readonly path: string | null; readonly host: boolean };
}

/** A VirtualService. */
export interface VirtualService {
  readonly meta: Meta;
  readonly provider: { readonly kind: "node" | "router"; readonly ref: Ref } | null;
}

/** A Mesh. */
export interface MeshObject {
  readonly meta: Meta;
  readonly namespaces: Selector | null;
  readonly passesUnknown: boolean;
}

/** A Service that stands among the manifests: names that nodes are discovered by. */
export interface NamedEndpoints {
  readonly meta: Meta;
  readonly selector: Labels;
  /** The Service that it says to be a part of, and by which labels. */
  readonly partOf: { readonly service: string; readonly by: Labels } | null;
  readonly headless: boolean;
}

/** A BackendGroup. */
export interface BackendGroup {
  readonly meta: Meta;
  readonly services: readonly { readonly namespace: string | null; readonly name: string }[];
}

/** The objects that would take effect. */
export interface Config {
  readonly meshes: readonly MeshObject[];
  readonly nodes: readonly VirtualNode[];
  readonly routers: readonly VirtualRouter[];
  readonly services: readonly VirtualService[];
  readonly groups: readonly BackendGroup[];
  readonly gateways: readonly VirtualGateway[];
  readonly gatewayRoutes: readonly GatewayRoute[];
  readonly endpoints: readonly NamedEndpoints[];
  /** Names of refused objects, `kind namespace/name`: what depends on them is not programmed. */
  readonly refused: ReadonlySet<string>;
}
