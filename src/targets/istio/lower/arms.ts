import { everyCall } from "../../../model/blank.ts";
import type { Arm, Conditions, NamedMatch, ValueMatch } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { intersectPaths } from "./path-intersection.ts";

/** True when the conditions hold for every call. */
export function holdsAlways(when: Conditions): boolean {
  const named = [...when.headers, ...when.query, ...when.claims];
  const everyPath = when.path === null || (when.path.kind === "prefix" && when.path.value === "/");
  return everyPath && named.length === 0 && when.methods === null && when.authority === null && when.callers === null && when.sni === null;
}

/** An arm for the rest of the calls that answers 404. */
export function unroutable(origin: Origin, when: Conditions = everyCall): Arm {
  const unsaid = { rewrite: null, requestHeaders: null, responseHeaders: null, cors: null, deadlineMs: null, idleTimeoutMs: null };
  const route = { ...unsaid, name: "no-route", origin, action: { kind: "unroutable" as const, origin }, mirrors: [], retry: null, delay: null, abort: null };
  return { when, route, origin };
}

/** Conditions for the calls that fit both; `never` when none does, `unsayable` when paths or authorities cannot be joined. */
export function intersectConditions(a: Conditions, b: Conditions): Conditions | "never" | "unsayable" {
  const path = intersectPaths(a.path, b.path);
  const query = [...a.query, ...b.query];
  if (path === "never" || contradicts(query)) return "never";
  const methods = common(a.methods, b.methods);
  const callers = common(a.callers, b.callers);
  if (methods?.length === 0 || callers?.length === 0) return "never";
  const hosts = [a.authority, b.authority].filter((each) => each !== null);
  if (path === "unsayable" || (hosts.length === 2 && JSON.stringify(hosts[0]) !== JSON.stringify(hosts[1]))) return "unsayable";
  const lists = { headers: [...a.headers, ...b.headers], query, claims: [...a.claims, ...b.claims] };
  return { path, methods, ...lists, authority: a.authority ?? b.authority, callers, sni: common(a.sni, b.sni) };
}

function common(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return a.filter((each) => b.includes(each));
}

function contradicts(query: readonly NamedMatch[]): boolean {
  const text = (match: ValueMatch): string => JSON.stringify(match);
  return query.some(({ name, match }) => match.kind === "not" && query.some((other) => other.name === name && text(other.match) === text(match.match)));
}
