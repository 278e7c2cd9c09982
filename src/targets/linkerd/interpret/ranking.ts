import type { RequestView } from "../../../model/predicate.ts";
import { asks, textHolds } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { Match, RouteObject, Rule } from "./config.ts";
import { quoted } from "./read-match.ts";

/** A match with the rule and object that it stands in, and the host of the object under which it is tried. */
export interface Candidate {
  readonly route: RouteObject;
  readonly rule: Rule;
  readonly match: Match;
  readonly host: string | null;
  /** Place of object, rule and match: the last tie-break. */
  readonly place: number;
}

/** Which key comes first. */
export type Ranking = "length" | "specification";

/** Every match of the routes in the order of objects, rules and matches. */
export function candidatesOf(routes: readonly RouteObject[]): readonly Candidate[] {
  const all = routes.flatMap((route) =>
    route.rules.flatMap((rule) =>
      rule.matches.flatMap((match) => {
        const hosts: readonly (string | null)[] = route.hostnames.length === 0 ? [null] : route.hostnames;
        return hosts.map((host) => ({ route, rule, match, host }));
      }),
    ),
  );
  return all.map((each, place) => ({ ...each, place }));
}

/**
 * The match that wins: the highest key, ties to the earlier place. Keys are host, length of the matched path (of a
 * pattern: of the whole path), headers, query, method (linkerd/linkerd2-proxy:linkerd/http/route/src/http/match.rs), or
 * those of the Gateway API.
 */
export function bestMatch(ask: Ask, view: RequestView, routes: readonly RouteObject[], ranking: Ranking): Candidate | null {
  const sorted = [...candidatesOf(routes)].sort((a, b) => compareKeys(keyOf(b, ranking), keyOf(a, ranking)) || a.place - b.place);
  let winner: Candidate | null = null;
  for (const one of sorted) {
    if (winner !== null && !mayBeat(one, winner, ranking)) continue;
    if (winner !== null && !pathEndsWith(view, one)) continue;
    if (!matchHolds(ask, view, one)) continue;
    winner = one;
  }
  if (winner !== null) noteTie(ask, view, winner, sorted, ranking);
  if (winner !== null && ranking === "specification") checkPatterns(ask, view, winner, sorted);
  return winner;
}

type Key = readonly number[];

function compareKeys(a: Key, b: Key): number {
  const index = a.findIndex((part, position) => part !== b[position]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

const whole = 1_000_000;

function keyOf(one: Candidate, ranking: Ranking): Key {
  return [...hostKey(one), ...pathKey(one.match, ranking), ...tailKey(one.match, ranking)];
}

function hostKey({ host }: Candidate): Key {
  if (host === null) return [0, 0];
  return host.startsWith("*.") ? [1, host.length - 1] : [2, host.length];
}

function pathKey({ path, rpc }: Match, ranking: Ranking): Key {
  if (rpc !== null) return [rpc.service, rpc.method];
  const length = path === null ? 1 : (path.length ?? whole);
  return [ranking === "specification" && path?.kind === "exact" ? whole + length : length];
}

function tailKey({ headers, query, method, rpc }: Match, ranking: Ranking): Key {
  if (rpc !== null) return [headers.length];
  const named = method === null ? 0 : 1;
  return ranking === "length" ? [headers.length, query.length, named] : [named, headers.length, query.length];
}

/** After a pattern has won, a path of the length of the whole request's path can still tie with it and be more specific. */
function mayBeat(one: Candidate, winner: Candidate, ranking: Ranking): boolean {
  if (ranking === "specification" || winner.match.path?.kind !== "regex" || one.match.path === null || one.match.path.kind === "regex") return false;
  if (compareKeys(hostKey(one), hostKey(winner)) !== 0) return false;
  const tail = compareKeys(tailKey(one.match, ranking), tailKey(winner.match, ranking));
  return tail > 0 || (tail === 0 && one.place < winner.place);
}

/** The rank of a pattern beside other paths is not specified: whatever else holds must do the same. */
function checkPatterns(ask: Ask, view: RequestView, winner: Candidate, sorted: readonly Candidate[]): void {
  const isPattern = ({ match }: Candidate): boolean => match.path?.kind === "regex";
  const rivals = sorted.filter((one) => (isPattern(one) || isPattern(winner)) && actionText(one) !== actionText(winner));
  if (rivals.some((one) => matchHolds(ask, view, one))) ask.unsupported("the rank of a pattern beside other paths is not specified");
}

function actionText({ route, rule }: Candidate): string {
  return JSON.stringify([route.meta.group, route.meta.kind, route.meta.namespace, route.meta.name, { ...rule, matches: [], path: [] }]);
}

function pathEndsWith(view: RequestView, { match: { path } }: Candidate): boolean {
  return path !== null && asks(view, "path", { kind: "exact", value: path.value });
}

/** Where files carry no creation times, a tie of two objects is decided by when they were applied. */
function noteTie(ask: Ask, view: RequestView, winner: Candidate, sorted: readonly Candidate[], ranking: Ranking): void {
  const rivals = sorted.filter((one) => one.route !== winner.route && compareKeys(keyOf(one, ranking), keyOf(winner, ranking)) === 0 && one.route.meta.created === winner.route.meta.created);
  if (rivals.some((one) => matchHolds(ask, view, one))) ask.note(`order-dependent: \`${winner.route.meta.name}\` ties with another route, and the older one wins`);
}

function matchHolds(ask: Ask, view: RequestView, { match, host }: Candidate): boolean {
  return (
    (match.path === null || textHolds(ask, view, "path", match.path.match)) &&
    (match.method === null || asks(view, "method", { kind: "exact", value: match.method })) &&
    match.headers.every((one) => textHolds(ask, view, `header:${one.name}`, one.match)) &&
    match.query.every((one) => textHolds(ask, view, `query:${one.name}`, one.match)) &&
    (host === null || hostHolds(view, host))
  );
}

/** The TLSRoute whose server name is the most specific that fits, ties to the earlier place (linkerd/linkerd2-proxy:linkerd/tls/route/src/lib.rs). */
export function bestServerName(ask: Ask, view: RequestView, routes: readonly RouteObject[]): Candidate | null {
  const sorted = [...candidatesOf(routes)].sort((a, b) => compareKeys(hostKey(b), hostKey(a)) || a.place - b.place);
  const winner = sorted.find(({ host }) => host === null || serverNameHolds(view, host)) ?? null;
  const rival = winner === null ? undefined : sorted.find((one) => one.route !== winner.route && compareKeys(hostKey(one), hostKey(winner)) === 0 && one.host === winner.host);
  if (winner !== null && rival !== undefined && rival.route.meta.created === winner.route.meta.created) ask.note(`order-dependent: \`${winner.route.meta.name}\` ties with another route, and the older one wins`);
  return winner;
}

function serverNameHolds(view: RequestView, host: string): boolean {
  return asks(view, "sni", host.startsWith("*.") ? { kind: "suffix", value: host.slice(1) } : { kind: "exact", value: host });
}

/** Without port and one trailing dot, letter case kept (linkerd/linkerd2-proxy:linkerd/http/route/src/http/match/host.rs). */
function hostHolds(view: RequestView, host: string): boolean {
  const name = host.startsWith("*.") ? `[^:]+${quoted(host.slice(1))}` : quoted(host);
  return asks(view, "authority", { kind: "regex", value: `${name}\\.?(?::[0-9]+)?` });
}
