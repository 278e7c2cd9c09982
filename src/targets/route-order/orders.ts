import type { RankedMatch } from "./match.ts";

/** How a key can compare for a call that both matches fit: lower, equal or higher. */
export type Sign = -1 | 0 | 1;

/** An order of precedence among matches that hold for one call. */
export interface RouteOrder {
  readonly name: string;
  /** Every way in which the key of `a` can compare with that of `b`, over the calls that fit both. */
  compare(a: RankedMatch, b: RankedMatch): readonly Sign[];
}

type Part = (a: RankedMatch, b: RankedMatch) => readonly Sign[];

/** True when `a` ranks at least as high as `b` for every call that fits both. */
export function ranksAtLeast(order: RouteOrder, a: RankedMatch, b: RankedMatch): boolean {
  return !order.compare(a, b).includes(-1);
}

/** True when no part of the keys may tell the two apart for some call. */
export function mayTie(order: RouteOrder, a: RankedMatch, b: RankedMatch): boolean {
  return order.compare(a, b).includes(0);
}

/** Compares part by part, the most significant first. */
function lexicographic(name: string, parts: readonly Part[]): RouteOrder {
  return { name, compare: (a, b) => compareFrom(parts, 0, a, b) };
}

function compareFrom(parts: readonly Part[], index: number, a: RankedMatch, b: RankedMatch): readonly Sign[] {
  const part = parts[index];
  if (part === undefined) return [0];
  const signs = part(a, b);
  if (!signs.includes(0)) return signs;
  return [...new Set([...signs.filter((sign) => sign !== 0), ...compareFrom(parts, index + 1, a, b)])];
}

function byNumber(key: (match: RankedMatch) => number): Part {
  return (a, b) => [Math.sign(key(a) - key(b)) as Sign];
}

const everySign: readonly Sign[] = [-1, 0, 1];

/** Most characters in a precise host, then most characters in any host. */
const hosts: readonly Part[] = [
  byNumber(({ host }) => (host === null || host.startsWith("*.") ? 0 : host.length)),
  byNumber(({ host }) => host?.length ?? 0),
];

const hasMethod = byNumber(({ method }) => (method === null ? 0 : 1));
const headerCount = byNumber(({ headers }) => headers.length);
const queryCount = byNumber(({ query }) => query.length);

/** Exact over prefix, then the longer prefix; the rank of a pattern is the implementation's own. */
const pathBySpecification: Part = (a, b) => {
  if (a.path.kind === "regex" || b.path.kind === "regex") return everySign;
  const rank = ({ path }: RankedMatch): number => (path.kind === "exact" ? 100_000 : path.kind === "prefix" ? path.value.length : 0);
  return [Math.sign(rank(a) - rank(b)) as Sign];
};

/** Length of the path that was matched; a pattern matches the whole path of the call, as an exact path does. */
const pathByMatchedLength: Part = (a, b) => {
  const [left, right] = [matchedLength(a), matchedLength(b)];
  if (left === "whole" && right === "whole") return [0];
  if (left === "whole") return a.path.kind === "exact" ? [Math.sign(a.path.value.length - Number(right)) as Sign] : [0, 1];
  if (right === "whole") return b.path.kind === "exact" ? [Math.sign(Number(left) - b.path.value.length) as Sign] : [-1, 0];
  return [Math.sign(left - right) as Sign];
};

function matchedLength({ path }: RankedMatch): number | "whole" {
  return path.kind === "prefix" ? path.value.length : "whole";
}

/** The order of the specification (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteRule.Matches). */
export const specifiedOrder: RouteOrder = lexicographic("specification", [...hosts, pathBySpecification, hasMethod, headerCount, queryCount]);

/** Where patterns of paths stand: behind all other paths, among prefixes by length, or between exact paths and prefixes. */
export type PatternRank = "last" | "length" | "first";

/** The order of the specification where it is known how patterns rank; their length is that of the text that is written. */
export function orderWithPatterns(rank: PatternRank, lengthOf: (pattern: string) => number): RouteOrder {
  const classes = { last: 0, length: 1, first: 2 };
  const kind = byNumber(({ path }) => (path.kind === "exact" ? 3 : path.kind === "regex" ? classes[rank] : 1));
  const length = byNumber(({ path }) => (path.kind === "prefix" ? path.value.length : path.kind === "regex" ? lengthOf(path.value) : 0));
  return lexicographic(`specification, patterns ${rank}`, [...hosts, kind, length, hasMethod, headerCount, queryCount]);
}

/** The order of Linkerd's proxy up to v2.366 (`linkerd/linkerd2-proxy:linkerd/http/route/src/http.rs`). */
export const matchedLengthOrder: RouteOrder = lexicographic("matched length", [...hosts, pathByMatchedLength, headerCount, queryCount, hasMethod]);

/** The order of GRPCRoutes (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`, GRPCRouteRule.Matches). */
export const rpcOrder: RouteOrder = lexicographic("gRPC", [
  ...hosts,
  byNumber(({ path }) => (path.kind === "rpc" ? (path.service?.length ?? 0) : 0)),
  byNumber(({ path }) => (path.kind === "rpc" ? (path.method?.length ?? 0) : 0)),
  headerCount,
]);
