import type { GrpcMatch, HttpMatch } from "../kinds/routes.ts";
import { withoutTrailingSlash } from "../read/conditions.ts";

/** What decides between two matches before age and name do: compared number by number, the larger wins. */
export type Rank = readonly number[];

/**
 * Where regular expressions of paths stand, which the standard leaves to each product: behind all other paths, among
 * prefixes by length, or between exact paths and prefixes.
 */
export type RegexRank = "last" | "length" | "first";

export const regexRanks: readonly RegexRank[] = ["last", "length", "first"];

const pathClasses = { last: 0, prefix: 1, first: 2, exact: 3 } as const;

/**
 * Exact path, longer prefix, has a method, more headers, more query parameters
 * (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteRule.Matches). The prefix counts without its trailing slash.
 */
export function httpRank(match: HttpMatch, regexRank: RegexRank): Rank {
  const names = new Set((match.headers ?? []).map(({ name }) => name.toLowerCase()));
  return [...pathRank(match, regexRank), match.method === undefined ? 0 : 1, names.size, match.queryParams?.length ?? 0];
}

function pathRank(match: HttpMatch, regexRank: RegexRank): Rank {
  const value = match.path?.value ?? "/";
  switch (match.path?.type ?? "PathPrefix") {
    case "Exact":
      return [pathClasses.exact, 0];
    case "PathPrefix":
      return [pathClasses.prefix, withoutTrailingSlash(value).length];
    case "RegularExpression":
      return [regexRank === "length" ? pathClasses.prefix : pathClasses[regexRank], value.length];
  }
}

const beyondAnyName = 10_000;

/** Characters of the service, of the method, more headers (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`, GRPCRouteRule.Matches). */
export function grpcRank(match: GrpcMatch, regexRank: RegexRank): Rank {
  const names = new Set((match.headers ?? []).map(({ name }) => name.toLowerCase()));
  const shift = match.method?.type === "RegularExpression" ? { last: -beyondAnyName, length: 0, first: beyondAnyName }[regexRank] : 0;
  const length = (value: string | undefined) => (value === undefined ? 0 : value.length + shift);
  return [length(match.method?.service), length(match.method?.method), names.size];
}

/** Precise names before wildcards, longer before shorter, any name last (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`). */
export function hostRank(host: string): Rank {
  if (host === "*") return [0, 0];
  return host.startsWith("*.") ? [0, host.length] : [host.length, host.length];
}

/** Negative when the first goes before the second, 0 when they tie. */
export function compareRanks(a: Rank, b: Rank): number {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index < 0 ? 0 : (b[index] ?? 0) - (a[index] ?? 0);
}
