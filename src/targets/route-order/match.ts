import type { PositiveMatch } from "../../model/index.ts";

/** A condition on a path: one path, a prefix by segment (no trailing slash, but `/`), an RE2 pattern, or a gRPC call. */
export type RankedPath =
  | { readonly kind: "exact" | "prefix" | "regex"; readonly value: string }
  | { readonly kind: "rpc"; readonly service: string | null; readonly method: string | null };

/** A condition on one header (name in lower case) or query parameter. */
export interface RankedValue {
  readonly name: string;
  readonly match: PositiveMatch;
}

/**
 * One match as targets that order by specificity write it: a conjunction, every name once. No condition on the path is
 * the prefix `/`, or the gRPC call without service and method; no condition on host or method is null.
 */
export interface RankedMatch {
  /** A name in lower case, or `*.example.com` for one or more labels in front. */
  readonly host: string | null;
  readonly path: RankedPath;
  readonly method: string | null;
  readonly headers: readonly RankedValue[];
  readonly query: readonly RankedValue[];
}

/** The match that every HTTP call fits. */
export const everyCall: RankedMatch = { host: null, path: { kind: "prefix", value: "/" }, method: null, headers: [], query: [] };
