import { headerUniverse, queryUniverse } from "../../support/automata/index.ts";
import type { Automaton } from "../../support/automata/index.ts";
import type { RankedMatch, RankedPath, RankedValue } from "./match.ts";
import { meetPaths, pathCovers } from "./paths.ts";
import { valueImplies, valuesDisjoint } from "./values.ts";

/** True unless it is shown that no call fits both matches. */
export function mayOverlap(x: RankedMatch, y: RankedMatch): boolean {
  if (meetHosts(x.host, y.host) === "none") return false;
  if (x.method !== null && y.method !== null && x.method !== y.method) return false;
  if (namedDisjoint(x.headers, y.headers, headerUniverse) || namedDisjoint(x.query, y.query, queryUniverse)) return false;
  return meetPaths(x.path, y.path).kind !== "none";
}

/** True when every call that fits both `x` and `y` surely fits `z`; with `x` and `y` the same: every call of `x`. */
export function coversMeeting(z: RankedMatch, x: RankedMatch, y: RankedMatch): boolean {
  return (
    (z.host === null || hostCovers(z.host, x.host) || hostCovers(z.host, y.host)) &&
    (z.method === null || z.method === x.method || z.method === y.method) &&
    z.headers.every((wanted) => implied(wanted, x.headers) || implied(wanted, y.headers)) &&
    z.query.every((wanted) => implied(wanted, x.query) || implied(wanted, y.query)) &&
    pathCoversMeeting(z.path, x.path, y.path)
  );
}

/**
 * The join of an earlier match with a later one that it overlaps: the narrower host and path, either method, the names
 * of both, and for a name of both the earlier one's condition. It holds only where `x` does, wherever both do, and ranks at
 * least as high as `y`. Null when the paths have no common condition that can be written.
 */
export function join(x: RankedMatch, y: RankedMatch): RankedMatch | null {
  const path = joinPaths(x.path, y.path);
  const host = meetHosts(x.host, y.host);
  if (path === null || host === "none") return null;
  return { host: host.host, path, method: x.method ?? y.method, headers: joinNamed(x.headers, y.headers), query: joinNamed(x.query, y.query) };
}

/**
 * A pattern ranks by the length of the request's path where its rank is known at all, so a prefix that must not rank lower is
 * written as the pattern of the same paths.
 */
function joinPaths(x: RankedPath, y: RankedPath): RankedPath | null {
  const meeting = meetPaths(x, y);
  const plain = (x.kind !== "regex" && y.kind !== "regex") || x.kind === "exact" || y.kind === "exact";
  if (meeting.kind === "none" || plain) return meeting.kind === "path" ? meeting.path : null;
  if (x.kind === "regex") return x;
  return x.kind === "prefix" ? { kind: "regex", value: prefixPattern(x.value) } : null;
}

/** The pattern of the paths under a prefix by segment. */
export function prefixPattern(prefix: string): string {
  if (prefix === "/") return "/.*";
  return `${prefix.replace(/[^A-Za-z0-9/_~-]/g, (char) => `\\${char}`)}(?:/.*)?`;
}

function joinNamed(x: readonly RankedValue[], y: readonly RankedValue[]): readonly RankedValue[] {
  const added = y.filter(({ name }) => !x.some((other) => other.name === name));
  return [...x, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pathCoversMeeting(z: RankedPath, x: RankedPath, y: RankedPath): boolean {
  if (pathCovers(z, x) || pathCovers(z, y)) return true;
  const meeting = meetPaths(x, y);
  return meeting.kind === "path" && pathCovers(z, meeting.path);
}

function implied(wanted: RankedValue, given: readonly RankedValue[]): boolean {
  return given.some((each) => each.name === wanted.name && valueImplies(each.match, wanted.match));
}

function namedDisjoint(x: readonly RankedValue[], y: readonly RankedValue[], universe: Automaton): boolean {
  return x.some((left) => y.some((right) => left.name === right.name && valuesDisjoint(left.match, right.match, universe)));
}

/** The names that two hosts share: the narrower one, or none. */
export type HostMeeting = { readonly host: string | null } | "none";

/** The narrower of two hosts (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, Hostnames). */
export function meetHosts(a: string | null, b: string | null): HostMeeting {
  if (hostCovers(a, b)) return { host: b };
  return hostCovers(b, a) ? { host: a } : "none";
}

/** True when every name of the second is one of the first; null is every name. */
export function hostCovers(wide: string | null, narrow: string | null): boolean {
  if (wide === null || wide === narrow) return true;
  return narrow !== null && wide.startsWith("*.") && narrow.replace(/^\*\./, "").endsWith(wide.slice(1));
}
