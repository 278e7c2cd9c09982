import type { CallerPredicate, Decision, NamedMatch, Name, PathMatch, Request, Wish } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";
import type { Fraction } from "../support/fraction.ts";

/** All RoutingTests of an input, their names resolved. */
export interface RoutingTests {
  readonly cases: readonly RoutingCase[];
  readonly properties: readonly RoutingProperty[];
}

/** One request, and what its author expects of the answer. */
export interface RoutingCase {
  readonly name: string;
  /** `shop/order-routes`: the document it stands in. */
  readonly document: string;
  readonly origin: Origin;
  readonly request: Request;
  readonly expectations: readonly Expectation[];
}

/** One thing that is expected, and where it is written, which is worked out when it is asked for: few expectations are not met. */
export type Expectation = Expected & { readonly origin: () => Origin };

/** What may be expected of an answer; null stands for `none`. */
export type Expected =
  | { readonly kind: "outcome"; readonly value: Decision["outcome"] }
  | { readonly kind: "route"; readonly value: string | null }
  | { readonly kind: "backends"; readonly shares: readonly ExpectedShare[] }
  | { readonly kind: "status"; readonly value: number }
  | { readonly kind: "refused"; readonly value: boolean }
  | { readonly kind: "rule"; readonly value: string | null }
  | { readonly kind: "deadline"; readonly ms: number | null }
  | { readonly kind: "idleTimeout"; readonly ms: number | null }
  | { readonly kind: "attempts"; readonly value: number }
  | { readonly kind: "retryOn"; readonly words: readonly string[] }
  | { readonly kind: "perTryTimeout"; readonly ms: number | null }
  | { readonly kind: "mirrored"; readonly shares: readonly ExpectedShare[] }
  | { readonly kind: "upstreamPath"; readonly value: string }
  | { readonly kind: "upstreamAuthority"; readonly value: string }
  | { readonly kind: "redirectStatus"; readonly value: number }
  | { readonly kind: "redirectLocation"; readonly value: string }
  /** Empty text: not there. */
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  | { readonly kind: "responseHeader"; readonly name: string; readonly value: string }
  | { readonly kind: "fault"; readonly fault: "delay" | "abort"; readonly share: Fraction };

/** A share of the calls (0 to 1) and the endpoints that are meant, as the author names them. */
export interface ExpectedShare {
  readonly name: string;
  readonly share: Fraction;
  readonly endpoints: Endpoints;
}

/** Endpoints of a Service: of one version, or all that are called by the name. */
export interface Endpoints {
  readonly service: Name;
  /** null: whatever the labels. */
  readonly labels: Readonly<Record<string, string>> | null;
  /** null: any port. */
  readonly port: number | null;
}

/** What holds for every request that reaches a service. */
export interface RoutingProperty {
  readonly name: string;
  readonly document: string;
  readonly origin: Origin;
  /** null: every caller. */
  readonly from: Callers | null;
  readonly to: Name;
  readonly methods: readonly string[] | null;
  readonly path: PathMatch | null;
  readonly headers: readonly NamedMatch[];
  readonly expect: PropertyExpectation;
}

/** A set of callers by what can be asked about one. */
export type Callers =
  | { readonly kind: "is"; readonly predicate: CallerPredicate }
  | { readonly kind: "anyOf"; readonly of: readonly Callers[] }
  | { readonly kind: "not"; readonly of: Callers };

/** What every answer must be; null: not asked. */
export interface PropertyExpectation {
  readonly refused: Wish<true> | null;
  readonly deadlineMs: Wish<number> | null;
  readonly retries: Wish<number> | null;
  readonly mtls: Wish<"strict"> | null;
}
