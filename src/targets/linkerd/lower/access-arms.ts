import type { AccessRule, NamedMatch, Operation } from "../../../model/index.ts";
import { compileRegex } from "../../../support/regex.ts";
import { coversMeeting, everyCall, intersectMatches, mayOverlap, rankedPath } from "../../route-order/index.ts";
import type { RankedMatch, RouteOrder } from "../../route-order/index.ts";

/** The requests that a rule speaks of on a port, none when it is for other ports; or the header condition that a match cannot say. */
export function ruleMatches(rule: Pick<AccessRule, "to" | "headers">, port: number): readonly RankedMatch[] | NamedMatch {
  const operations = rule.to.length === 0 ? [everyOperation] : rule.to.filter(({ ports }) => ports === null || ports.includes(port));
  const found = operations.map((operation) => operationMatches(operation, [...operation.headers, ...rule.headers]));
  const odd = found.find((each): each is NamedMatch => "match" in each);
  return odd ?? found.flatMap((each) => ("match" in each ? [] : each));
}

const everyOperation: Pick<Operation, "path" | "methods" | "headers"> = { path: null, methods: null, headers: [] };

function operationMatches({ path, methods }: Pick<Operation, "path" | "methods">, headers: readonly NamedMatch[]): readonly RankedMatch[] | NamedMatch {
  let matches: readonly RankedMatch[] = [...new Set(methods ?? [null])].map((method) => ({ ...everyCall, path: rankedPath(path), method }));
  for (const header of headers) {
    const { name, match } = header;
    if (match.kind === "not" || name.startsWith(":") || name === "host") return header;
    const both = matches.map((each) => intersectMatches(each, { ...everyCall, headers: [{ name, match }] }));
    if (both.includes("unsayable")) return header;
    matches = both.flatMap((each) => (typeof each === "string" ? [] : [each]));
  }
  return matches;
}

/** Matches that are closed under intersection, or the two that cannot be closed. */
export type ClosedMatches = { readonly ok: true; readonly matches: readonly RankedMatch[] } | { readonly ok: false; readonly first: RankedMatch; readonly second: RankedMatch; readonly why: "unsayable" | "too-many" };

const mostMatches = 500;

/**
 * All matches with the intersections of any that overlap and are not nested, and the match of every call. Then the
 * narrowest match that a request fits is one that all rules about the request cover, so that one route can carry the
 * grants of all of them.
 */
export function closeMatches(given: readonly RankedMatch[]): ClosedMatches {
  const matches: RankedMatch[] = [everyCall];
  const pending: RankedMatch[] = [...given];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const match = next;
    if (matches.some((each) => sameMatch(each, match))) continue;
    for (const other of matches) {
      if (nested(match, other) || !mayOverlap(match, other)) continue;
      const both = intersectMatches(match, other);
      if (both === "unsayable") return { ok: false, first: other, second: match, why: "unsayable" };
      if (both !== "never") pending.push(both);
    }
    matches.push(match);
    if (matches.length > mostMatches) return { ok: false, first: everyCall, second: match, why: "too-many" };
  }
  return { ok: true, matches };
}

/** True when the first match takes every request of the second. */
export function matchCovers(wide: RankedMatch, narrow: RankedMatch): boolean {
  return coversMeeting(wide, narrow, narrow);
}

function nested(a: RankedMatch, b: RankedMatch): boolean {
  return matchCovers(a, b) || matchCovers(b, a);
}

function sameMatch(a: RankedMatch, b: RankedMatch): boolean {
  return matchCovers(a, b) && matchCovers(b, a);
}

/** True when the narrower of two nested matches surely wins for every request of it, without a tie. */
export function surelyWins(narrow: RankedMatch, wide: RankedMatch, orders: readonly RouteOrder[]): boolean {
  return orders.every((order) => {
    const signs = order.compare(narrow, wide);
    return !signs.includes(-1) && (!signs.includes(0) || neverWholePath(narrow, wide, order));
  });
}

/** A pattern ties with a prefix only for the path that is the prefix itself. */
function neverWholePath(narrow: RankedMatch, wide: RankedMatch, order: RouteOrder): boolean {
  if (narrow.path.kind !== "regex" || wide.path.kind !== "prefix") return false;
  const longer = { ...narrow, path: { kind: "exact" as const, value: `${wide.path.value}/x` } };
  const pattern = compileRegex(narrow.path.value);
  return pattern.ok && !pattern.regex.matchesWhole(wide.path.value) && !order.compare(longer, wide).includes(0);
}

/** `GET /orders`, as findings name the requests of a match. */
export function matchText({ method, path, headers }: RankedMatch): string {
  const names = headers.map(({ name }) => ` ${name}: …`).join("");
  return `\`${method === null ? "" : `${method} `}${path.kind === "rpc" ? "" : path.value}${path.kind === "prefix" && path.value !== "/" ? "/…" : ""}${names}\``;
}
