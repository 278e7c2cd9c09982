import type { Cors, HeaderEdits, Name, PositiveMatch } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Fraction } from "../../../support/fraction.ts";

/** What a route attaches to. */
export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly section: string | null;
  readonly port: number | null;
}

/** Kinds of routes that decide calls; UDPRoutes carry nothing that is asked about. */
export type RouteKind = "HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute";

/** A route object that the API server holds. */
export interface RouteObject {
  readonly kind: RouteKind;
  readonly id: Name;
  /** creationTimestamp as text; empty when it is not known. */
  readonly created: string;
  readonly parents: readonly ParentRef[];
  readonly hostnames: readonly string[];
  readonly rules: readonly Rule[];
  /** Whether it attaches to default Gateways besides its parents. */
  readonly byDefault: boolean;
  readonly origin: Origin | null;
}

/** A rule with defaults filled in. */
export interface Rule {
  readonly name: string | null;
  readonly matches: readonly Match[];
  readonly filters: readonly Filter[];
  readonly backends: readonly BackendRef[];
  readonly requestMs: number | null;
  readonly backendRequestMs: number | null;
  readonly retry: RetryStanza | null;
  /** Why the rule's effect is not modelled; null when it is. */
  readonly unmodelled: string | null;
}

/** When tries are repeated; without a count it is the implementation's own. */
export interface RetryStanza {
  readonly codes: readonly number[];
  readonly attempts: number | null;
}

/** A condition on a path, or on a gRPC call. */
export type PathCondition =
  | { readonly kind: "exact" | "prefix" | "regex"; readonly value: string }
  | { readonly kind: "rpc"; readonly service: string | null; readonly method: string | null };

/** A condition on a header or query parameter. */
export interface NamedCondition {
  /** Of headers in lower case. */
  readonly name: string;
  readonly match: PositiveMatch;
}

/** All of it must hold. */
export interface Match {
  readonly path: PathCondition;
  readonly method: string | null;
  readonly headers: readonly NamedCondition[];
  readonly query: readonly NamedCondition[];
}

/** Replaces the whole path, or the prefix that was matched. */
export type PathModifier = { readonly kind: "full" | "prefix"; readonly value: string };

/** What a rule does to a request or answer, in the words of the API. */
export type Filter =
  | { readonly kind: "requestHeaders" | "responseHeaders"; readonly edits: HeaderEdits }
  | { readonly kind: "rewrite"; readonly hostname: string | null; readonly path: PathModifier | null }
  | {
      readonly kind: "redirect";
      readonly scheme: "http" | "https" | null;
      readonly hostname: string | null;
      readonly port: number | null;
      readonly path: PathModifier | null;
      readonly status: 301 | 302 | 303 | 307 | 308;
    }
  | { readonly kind: "mirror"; readonly to: BackendRef; readonly share: Fraction }
  | { readonly kind: "cors"; readonly cors: Cors };

/** A reference to a backend; `problem` when it is no Service. */
export interface BackendRef {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | null;
  readonly weight: number;
  readonly problem: string | null;
}

/** A policy with a retry budget for a Service. */
export interface Budget {
  readonly id: Name;
  readonly created: string;
  readonly service: string;
  readonly percent: number;
  readonly windowMs: number;
  readonly count: number;
  readonly floorWindowMs: number;
  /** Half of the floor is written, and the other half is the implementation's own. */
  readonly half: boolean;
}

/** One port of a Gateway, with defaults. */
export interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname: string | null;
  readonly tlsMode: "Terminate" | "Passthrough" | null;
  /** Secrets that hold its certificates; null for a reference to anything else. */
  readonly certificates: readonly (Name | null)[];
  readonly namespaces: Admission;
  readonly kinds: readonly string[];
}

/** Which namespaces somebody admits: all, the own one, those with labels, or none; `unmodelled` when a selector is more than labels. */
export type Admission = "All" | "Same" | "None" | { readonly matchLabels: Readonly<Record<string, string>>; readonly namesIn: readonly string[] | null } | "unmodelled";

/** A Gateway with its own listeners. */
export interface GatewayObject {
  readonly id: Name;
  readonly listeners: readonly Listener[];
  /** Namespaces whose ListenerSets add listeners to it. */
  readonly sets: Admission;
  /** Whether routes that ask for default Gateways attach to it. */
  readonly byDefault: boolean;
}

/** Listeners that are added to a Gateway from elsewhere. */
export interface ListenerSetObject {
  readonly id: Name;
  readonly created: string;
  readonly gateway: Name;
  readonly listeners: readonly Listener[];
}

/** Permission for kinds of one namespace to refer to Services or Secrets of another. */
export interface Grant {
  readonly namespace: string;
  readonly from: readonly { readonly kind: string; readonly namespace: string }[];
  /** Without a name: all of the kind. */
  readonly to: readonly { readonly kind: string; readonly name: string | null }[];
}

/** A Service among the manifests; without a selector somebody else names its endpoints. */
export interface ServiceObject {
  readonly id: Name;
  readonly selector: Readonly<Record<string, string>> | null;
  readonly ports: readonly { readonly name: string | null; readonly port: number; readonly targetPort: number | string }[];
}

/** Everything of the manifests that decides requests. */
export interface Config {
  readonly routes: readonly RouteObject[];
  readonly budgets: readonly Budget[];
  readonly gateways: readonly GatewayObject[];
  readonly grants: readonly Grant[];
  readonly services: readonly ServiceObject[];
  readonly sets: readonly ListenerSetObject[];
  /** Services whose calls a traffic policy keeps with one endpoint. */
  readonly persistent: readonly Name[];
  /** Services that a BackendTLSPolicy is for. */
  readonly secured: readonly Name[];
}
