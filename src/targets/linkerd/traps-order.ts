import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Profile } from "../../model/index.ts";
import { matchedLengthOrder, mayOverlap, rpcOrder, specifiedOrder } from "../route-order/index.ts";
import type { RouteOrder, Sign } from "../route-order/orders.ts";
import { sameText } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, nameNodeOf, placeOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { callsOf, groupsOf } from "./ranked-calls.ts";
import type { RankedCall } from "./ranked-calls.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Matches of one Service that are compared with each other, and comparisons of patterns in all; files come from strangers. */
const mostMatches = 120;
const mostPatterns = 2000;

/** Which of the rules for one Service takes a call that several match, where neither the list nor the Gateway API says so. */
export function orderTraps(world: TrapWorld, { settings }: Profile): readonly Diagnostic[] {
  const effort = { left: mostPatterns };
  const ranking = settings["routeRanking"] === "specification" ? specifiedOrder : matchedLengthOrder;
  return groupsOf(world).flatMap(({ routes }) => within(routes, ranking, effort));
}

function within(routes: readonly Placed[], ranking: RouteOrder, effort: { left: number }): readonly Diagnostic[] {
  const calls = routes.flatMap(callsOf).slice(0, mostMatches);
  return calls.flatMap((second, index) =>
    calls.slice(0, index).flatMap((first) => {
      if (first.rule.path.join() === second.rule.path.join() && first.route === second.route) return [];
      const isPattern = [first, second].some(({ match }) => match.path.kind === "regex");
      if (saysTheSame(first, second) || (isPattern && effort.left-- <= 0) || !mayOverlap(first.match, second.match)) return [];
      return first.route === second.route ? inOneList(first, second, ranking) : inTwoObjects(first, second, ranking);
    }),
  );
}

/** Whether both rules do the same with a call. */
function saysTheSame(first: RankedCall, second: RankedCall): boolean {
  const does = ["backendRefs", "filters", "timeouts"];
  return first.route === second.route && does.every((field) => sameText(at(first.rule, field)) === sameText(at(second.rule, field)));
}

function only(signs: readonly Sign[], sign: Sign): boolean {
  return signs.every((each) => each === sign);
}

const byPattern = "a pattern counts as long as the path that is called, so it comes before every shorter prefix";
const byLength = "the length of the path decides, then headers, parameters and last the method; an exact path is no better than a prefix of its length";

/** Two rules of one object: the earlier one is meant to win, unless the Gateway API says otherwise. */
function inOneList(first: RankedCall, second: RankedCall, ranking: RouteOrder): readonly Diagnostic[] {
  if (first.match.path.kind === "rpc") return [];
  const [here, elsewhere] = [ranking.compare(first.match, second.match), specifiedOrder.compare(first.match, second.match)];
  if (here.includes(-1) && second.match.path.kind === "regex" && first.match.path.kind !== "regex") return ranked(first, second, byPattern);
  if (here.includes(-1) && !elsewhere.includes(-1)) return ranked(first, second, byLength);
  if (only(elsewhere, -1) && !only(here, -1)) return ranked(second, first, byLength);
  const byMethod = only(here, -1) && first.match.method !== null && second.match.method === null && first.match.headers.length + first.match.query.length === 0;
  return byMethod ? ranked(first, second, "the longer path comes first, whatever the list says and whatever the method is") : [];
}

function ranked(loser: RankedCall, winner: RankedCall, why: string): readonly Diagnostic[] {
  return [say["ranked-otherwise"].report({ at: placeOf(tokenOf(loser)), with: { loser: loser.words, winner: winner.words, why } })];
}

/** Where a match says what tells it apart. */
function tokenOf({ condition, rule }: RankedCall): Written {
  const fields = [at(condition, "path", "value"), at(condition, "method"), at(condition, "headers"), at(condition, "queryParams"), at(rule, "backendRefs")];
  return fields.find(isSet) ?? rule;
}

/** Rules of two objects: where their rank is the same, age decides, and then the name (`linkerd/linkerd2:policy-controller/grpc/src/outbound.rs`, timestamp_then_name). */
function inTwoObjects(first: RankedCall, second: RankedCall, ranking: RouteOrder): readonly Diagnostic[] {
  if (first.match.path.kind === "rpc") return only(rpcOrder.compare(first.match, second.match), 0) ? byAge(first, second) : [];
  const [here, elsewhere] = [ranking.compare(first.match, second.match), specifiedOrder.compare(first.match, second.match)];
  if (only(elsewhere, 1) && only(here, -1)) return ranked(first, second, byLength);
  if (only(elsewhere, -1) && only(here, 1)) return ranked(second, first, byLength);
  return only(here, 0) ? byAge(first, second) : [];
}

function byAge(first: RankedCall, second: RankedCall): readonly Diagnostic[] {
  return [say["decided-by-age"].report({ at: placeOf(nameNodeOf(second.route.manifest)), with: { route: titleOf(second.route.manifest), other: titleOf(first.route.manifest), calls: second.words } })];
}
