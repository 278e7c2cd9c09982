import type { PathEdit } from "./edits.ts";

/**
 * The independent aspects of a request that a reader may ask about. Header names are lower case. Pseudo-headers have
 * dimensions of their own (`:path` is `path`, `:method` is `method`, `host` and `:authority` are `authority`).
 */
export type Dimension =
  | "path"
  | "method"
  | "authority"
  | "scheme"
  | "sni"
  | "caller"
  | "peer"
  | `header:${string}`
  | `query:${string}`
  | `claim:${string}`;

/**
 * One yes-or-no question about a text dimension, whole value. An absent header, query parameter or claim answers no
 * to every one of them. A claim with several values answers yes if one of them does.
 */
export type TextPredicate =
  | { readonly kind: "exact"; readonly value: string; readonly ignoreCase?: boolean }
  /** Plain string prefix, suffix and substring. */
  | { readonly kind: "prefix"; readonly value: string; readonly ignoreCase?: boolean }
  | { readonly kind: "suffix"; readonly value: string; readonly ignoreCase?: boolean }
  | { readonly kind: "contains"; readonly value: string }
  /** Path prefix by segment: `/a` holds for `/a` and `/a/b`; the value has no trailing slash, except `/` itself. */
  | { readonly kind: "segments"; readonly value: string }
  /** Path of the same number of segments where `{x}` is one non-empty segment. */
  | { readonly kind: "template"; readonly value: string }
  /** RE2 syntax, anchored at both ends. */
  | { readonly kind: "regex"; readonly value: string }
  | { readonly kind: "present" }
  /** The predicate asked of the path after an edit (rewrites come before access rules). Only on `path`. */
  | { readonly kind: "edited"; readonly edit: PathEdit; readonly of: TextPredicate }
  /** The predicate asked of `value + "," + added`, or of `added` alone when absent. Only on headers. */
  | { readonly kind: "appended"; readonly added: string; readonly of: TextPredicate };

/** One yes-or-no question about the caller; a caller without verified identity answers no to all but `scope`. */
export type CallerPredicate =
  /** Namespace of the workload that calls, verified or not: a routing scope, not an identity. */
  | { readonly kind: "scope"; readonly namespace: string }
  /** Any verified identity. */
  | { readonly kind: "authenticated" }
  | { readonly kind: "namespace"; readonly namespace: string; readonly trustDomain?: string }
  | { readonly kind: "account"; readonly namespace: string; readonly serviceAccount: string; readonly trustDomain?: string }
  /** A pattern on the SPIFFE identity without `spiffe://`, as vendors write it. */
  | { readonly kind: "spiffe"; readonly match: TextPredicate }
  /** The mesh's own name of the caller. */
  | { readonly kind: "service"; readonly namespace: string; readonly service: string }
  /** Labels of the calling workload. */
  | { readonly kind: "labels"; readonly labels: Readonly<Record<string, string>> };

/** The direct peer's address lies in a block such as `10.0.0.0/8`. */
export interface PeerPredicate {
  readonly kind: "cidr";
  readonly block: string;
}

/** What was asked of which dimension; `atomKey` of `predicate-key.ts` gives its canonical text. */
export type Atom =
  | { readonly dimension: "caller"; readonly predicate: CallerPredicate }
  | { readonly dimension: "peer"; readonly predicate: PeerPredicate }
  | { readonly dimension: Exclude<Dimension, "caller" | "peer">; readonly predicate: TextPredicate };

/**
 * The only way in which readers (`decide` and every target's interpreter) see a request. It keeps proofs honest: an
 * answer can depend on nothing but recorded questions.
 */
export interface RequestView {
  test(atom: Atom): boolean;
}
