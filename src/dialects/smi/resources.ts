import type { Name, NamedMatch, PathMatch, Wish } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import type { Fraction } from "../../support/fraction.ts";
import type { Node } from "./node.ts";
import type { SmiKind, Version } from "./versions.ts";

/** What every SMI resource has; `title` is its kind and name for messages, such as `TrafficSplit shop/order`. */
export interface Meta {
  readonly id: Name;
  readonly kind: SmiKind;
  readonly version: Version;
  readonly title: string;
  /** Place of `metadata.name`. */
  readonly origin: Origin;
  readonly root: Node;
  /** Kind of a controller that owns the object and moves its fields at run time. */
  readonly owners: readonly Wish<string>[];
}

/** A TrafficSplit in the form of v1alpha4; null weights are unusable and have been reported. */
export interface Split {
  readonly meta: Meta;
  readonly service: Wish<string>;
  readonly backends: readonly SplitBackend[];
  /** Names of HTTPRouteGroups; null: the split is for every call. */
  readonly matches: readonly Wish<string>[] | null;
}

/** A backend of a split: a Service name and its weight, null when the weight is unusable and has been reported. */
export interface SplitBackend {
  readonly service: Wish<string>;
  readonly weight: number | null;
  readonly written: Fraction | null;
  readonly item: Node;
  /** Place of the weight, else of the backend. */
  readonly origin: Origin;
}

/** An HTTPRouteGroup; a match that could not be read is left out, so that it grants and routes nothing. */
export interface RouteGroup {
  readonly meta: Meta;
  readonly matches: readonly GroupMatch[];
  /** Names of matches that are there but could not be read. */
  readonly broken: readonly string[];
}

/** A match of a group with its patterns translated; all of its conditions must hold. */
export interface GroupMatch {
  readonly name: string;
  /** null: any path. */
  readonly path: PathMatch | null;
  /** null: any method. */
  readonly methods: readonly string[] | null;
  readonly headers: readonly NamedMatch[];
  readonly origin: Origin;
}

/** A TCPRoute or UDPRoute; no ports: every port. */
export interface PortRoute {
  readonly meta: Meta;
  readonly ports: readonly number[];
}

/** A TrafficTarget in the form of v1alpha3, with the port that versions before it wrote at the destination. */
export interface Target {
  readonly meta: Meta;
  readonly destination: Party | null;
  readonly port: Wish<number> | null;
  readonly rules: readonly Rule[];
  readonly sources: readonly Party[];
}

/** Who: a ServiceAccount or an IdentityBinding, its namespace filled in. */
export interface Party {
  readonly kind: "ServiceAccount" | "IdentityBinding";
  readonly id: Name;
  readonly origin: Origin;
}

/** A reference of a target to a group or route. */
export interface Rule {
  readonly kind: "HTTPRouteGroup" | "TCPRoute" | "UDPRoute";
  readonly name: Wish<string>;
  /** null: every match of the group. */
  readonly matches: readonly Wish<string>[] | null;
  readonly origin: Origin;
}

/** An IdentityBinding of the unreleased v1alpha4. */
export interface Binding {
  readonly meta: Meta;
  readonly serviceAccount: Wish<string> | null;
  readonly spiffe: readonly Wish<string>[];
  readonly labels: Wish<Readonly<Record<string, string>>> | null;
}

/** Every SMI resource of the input, in the order it was read. */
export interface Resources {
  readonly splits: readonly Split[];
  readonly groups: readonly RouteGroup[];
  readonly portRoutes: readonly PortRoute[];
  readonly targets: readonly Target[];
  readonly bindings: readonly Binding[];
}
