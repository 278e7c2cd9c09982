/** Who calls. Without `serviceAccount` (or with null) the caller has no verified identity. */
export interface Caller {
  readonly namespace: string;
  readonly serviceAccount?: string | null;
  /** The mesh's own name of the caller, where a mesh identifies by service. */
  readonly service?: string;
  /** The mesh's own trust domain unless said. */
  readonly trustDomain?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Address of the direct peer. */
  readonly ip?: string;
  /** Verified claims of the request's token; lists are allowed. */
  readonly claims?: Readonly<Record<string, string | readonly string[]>>;
}

/** What is spoken on a port. */
export type Protocol = "http" | "http2" | "grpc" | "tls" | "tcp";

/** A call to a service by its logical name. */
export interface ServiceEntryPoint {
  readonly namespace: string;
  readonly service: string;
  readonly port?: number;
}

/** A call from outside to a port of a gateway. */
export interface GatewayEntryPoint {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly port: number;
  readonly sni?: string;
}

/** One routing question; the public JSON shape of `meshwright route --requests`. */
export interface Request {
  readonly id?: string;
  readonly from: Caller | null;
  readonly to: ServiceEntryPoint | GatewayEntryPoint;
  readonly protocol?: Protocol;
  readonly method?: string;
  readonly scheme?: "http" | "https";
  readonly authority?: string;
  /** Path with query, as sent. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
