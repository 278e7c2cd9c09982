import type { Ask } from "./ask.ts";
import type { Match, RouteObject, Rule } from "./config.ts";
import { matchHolds } from "./matching.ts";

/** A match of a rule of a route, with the host name that it is reached by; null in the mesh. */
export interface Candidate {
  readonly route: RouteObject;
  readonly rule: Rule;
  readonly index: number;
  readonly match: Match;
  readonly host: string | null;
}

/** The match that takes the request; none; or why the API does not say which. */
export type Winner = { readonly kind: "winner"; readonly candidate: Candidate } | { readonly kind: "none" } | { readonly kind: "open"; readonly reason: string };

/** Every match of the routes. */
export function candidatesOf(routes: readonly { readonly route: RouteObject; readonly host: string | null }[]): readonly Candidate[] {
  return routes.flatMap(({ route, host }) => route.rules.flatMap((rule, index) => rule.matches.map((match) => ({ route, rule, index, match, host }))));
}

/**
 * The best-ranked match that holds (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteRule.Matches):
 * host, exact path, longer prefix, method, headers, query; for gRPC service, method, headers; then age, name and place in
 * the list. Where a pattern could win or lose by the implementation's choice, the answer is open.
 */
export function winnerOf(candidates: readonly Candidate[], ask: Ask): Winner {
  const stated = statedRank(ask);
  const ranked = [...candidates].sort((a, b) => compare(a, b, stated) || byAge(a, b));
  for (const [place, candidate] of ranked.entries()) {
    const held = matchHolds(candidate.match, ask);
    if (held === "unstated") return { kind: "open", reason: "a pattern may take the request, and how it is read is the implementation's own" };
    if (!held) continue;
    return openProblem(candidate, ranked.slice(place + 1), ask) ?? { kind: "winner", candidate };
  }
  return { kind: "none" };
}

/** The winner stands unless a pattern is involved in the contest, or ages that are not known decide it. */
function openProblem(winner: Candidate, rest: readonly Candidate[], ask: Ask): Winner | null {
  const rivals = rest.filter((each) => each.host === winner.host && effectText(each) !== effectText(winner));
  const stated = statedRank(ask);
  const patterned = stated !== null ? [] : winner.match.path.kind === "regex" ? rivals : rivals.filter(({ match }) => match.path.kind === "regex");
  for (const rival of patterned) {
    if (matchHolds(rival.match, ask) !== false) return { kind: "open", reason: "a pattern and another path both take the request, and the rank of patterns is the implementation's own" };
  }
  const tied = rivals.filter((each) => compare(winner, each, stated) === 0 && each.route !== winner.route && (winner.route.created === "" || each.route.created === ""));
  const close = tied.find((each) => matchHolds(each.match, ask) === true);
  if (close === undefined) return null;
  return { kind: "open", reason: `routes ${text(winner)} and ${text(close)} tie, and the older one wins, which is not known` };
}

/** True when both stand for the same rule, or for rules that do the same. */
export function sameRule(a: Candidate, b: Candidate): boolean {
  return a.rule === b.rule || effectText(a) === effectText(b);
}

/** What the rule does, whichever calls it takes; a replaced prefix is part of it. */
function effectText({ rule, match }: Candidate): string {
  const { matches: _, name: __, ...effect } = rule;
  const replaces = effect.filters.some((each) => "path" in each && each.path?.kind === "prefix");
  return JSON.stringify([effect, replaces ? match.path : null], (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

function text({ route }: Candidate): string {
  return `${route.id.namespace}/${route.id.name}`;
}

type StatedRank = "last" | "length" | "first";

/** Where the implementation ranks patterns of paths, if that is stated. */
function statedRank({ cluster: { profile } }: Ask): StatedRank | null {
  const word = profile.settings["regexRank"];
  return word === "last" || word === "length" || word === "first" ? word : null;
}

function compare(a: Candidate, b: Candidate, stated: StatedRank | null): number {
  const [left, right] = [keyOf(a, stated), keyOf(b, stated)];
  const at = left.findIndex((value, index) => value !== right[index]);
  return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
}

function keyOf({ host, match: { path, method, headers, query } }: Candidate, stated: StatedRank | null): readonly number[] {
  const precise = host !== null && !host.startsWith("*.") ? host.length : 0;
  const hosts = [precise, host?.length ?? 0];
  if (path.kind === "rpc") return [...hosts, path.service?.length ?? 0, path.method?.length ?? 0, headers.length];
  const level = { exact: 3, prefix: 1, regex: stated === "first" ? 2 : stated === "length" ? 1 : 0 }[path.kind];
  return [...hosts, level, path.kind === "exact" ? 0 : path.value.length, method === null ? 0 : 1, headers.length, query.length];
}

function byAge(a: Candidate, b: Candidate): number {
  if (a.route === b.route) return a.index - b.index;
  return order(a.route.created, b.route.created) || order(text(a), text(b));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
