import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { Manifest } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { closeOrder, rankedPath, rpcOrder, tieGroups } from "../../route-order/index.ts";
import type { Clash, ClosedArm, OrderedArm, RankedPath, RouteOrder } from "../../route-order/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { bodyOf, replacesPrefix } from "./bodies.ts";
import type { Spot } from "./bodies.ts";
import type { Item } from "./items.ts";
import { grpcMatch, httpMatch } from "./matches.ts";
import { emptyPiece, refusedPiece } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";
import { matchFindings } from "./route-checks.ts";

/** What the route objects of one list have in common. */
export interface Objects {
  readonly name: string;
  readonly parentRefs: (host: string | null) => readonly Json[];
  readonly spot: Spot;
  /** What the routes are for, in findings. */
  readonly service: { readonly namespace: string; readonly name: string };
  readonly origin: Origin;
  /** Whether it is stated how patterns are read. */
  readonly patterns: boolean;
  /** How matches of HTTPRoutes rank. */
  readonly order: RouteOrder;
}

/** Limits of one object (`kubernetes-sigs/gateway-api:config/crd/standard/gateway.networking.k8s.io_httproutes.yaml`). */
const mostRules = 16;
const mostMatchesOfRule = 64;
const mostMatches = 128;

/** The most matches that one list may grow to. */
const most = 512;

/** The routes of an ordered list, closed so that ranking by specificity keeps its order. */
export function routeObjects(list: readonly OrderedArm<Item>[], objects: Objects): Piece {
  const { spot } = objects;
  const orders = [spot.kind === "GRPCRoute" ? rpcOrder : objects.order];
  const keys = new Map(list.map(({ match, item }) => [item, actionKey(item, match.path, spot)] as const));
  const key = (item: Item): string | null => keys.get(item) ?? null;
  const closed = closeOrder(list, orders, key, { most });
  if (!closed.ok) return refusedPiece(clashFinding(closed.clash, objects));
  const findings = closed.arms.flatMap(({ match, item }) => matchFindings(match, item, objects.patterns));
  if (findings.length > 0) return refusedPiece(...distinct(findings));
  const made = hostsOf(closed.arms).map((host) => forHost(closed.arms.filter(({ match }) => match.host === host), host, objects, orders, key));
  if (made.some((each) => each === null)) return refusedPiece(tooLong(objects));
  return { ...emptyPiece, manifests: numbered(made.flatMap((each) => each ?? []), objects) };
}

/** What happens to the calls of an item; the path it was written with belongs to it where a part of it is replaced. */
function actionKey(item: Item, path: RankedPath, spot: Spot): string | null {
  const { route } = item.arm;
  const edit = route.rewrite?.path ?? (route.action.kind === "redirect" ? route.action.path : null);
  if (edit?.kind !== "prefix") return textOf(bodyOf(item, path, spot));
  const own = rankedPath(item.written);
  return `${own.kind} ${item.written?.value ?? ""} ${textOf(bodyOf(item, own, spot)) ?? ""}`;
}

function textOf(body: Json | null): string | null {
  return body === null ? null : JSON.stringify(body);
}

type Arms = readonly ClosedArm<Item>[];

type Key = (item: Item) => string | null;

function hostsOf(arms: Arms): readonly (string | null)[] {
  return [...new Set(arms.map(({ match }) => match.host))];
}

interface Made {
  readonly host: string | null;
  readonly rules: readonly Json[];
  readonly sources: readonly Origin[];
}

/** The objects for one host: rules whose matches may tie stand in one object; null when they do not fit into one. */
function forHost(arms: Arms, host: string | null, objects: Objects, orders: readonly RouteOrder[], key: Key): readonly Made[] | null {
  const whole = madeOf(arms, host, objects.spot, key);
  if (fits(whole)) return [whole];
  const parts: Arms[] = [];
  for (const group of tieGroups(arms, orders, key)) {
    const own = group.flatMap((index) => arms[index] ?? []);
    const last = parts[parts.length - 1];
    const joined = last === undefined ? null : [...last, ...own].sort((a, b) => arms.indexOf(a) - arms.indexOf(b));
    if (joined !== null && fits(madeOf(joined, host, objects.spot, key))) parts[parts.length - 1] = joined;
    else parts.push(own);
  }
  const made = parts.map((part) => madeOf(part, host, objects.spot, key));
  return made.every(fits) ? made : null;
}

function fits({ rules }: Made): boolean {
  const matches = rules.map((rule) => (rule["matches"] as readonly Json[]).length);
  return rules.length <= mostRules && matches.reduce((sum, count) => sum + count, 0) <= mostMatches;
}

interface DraftRule {
  readonly key: string | null;
  readonly body: Json;
  readonly matches: Json[];
}

/** Rules in list order; among neighbours of one action those with one body are one rule, unless a prefix is replaced in it. */
function madeOf(arms: Arms, host: string | null, spot: Spot, key: Key): Made {
  const rules: DraftRule[] = [];
  for (const { match, item } of arms) {
    const body = bodyOf(item, match.path, spot) ?? {};
    const written = spot.kind === "GRPCRoute" ? grpcMatch(match) : httpMatch(match);
    const home = replacesPrefix(body) ? undefined : neighbours(rules, key(item)).find((rule) => rule.matches.length < mostMatchesOfRule && sameJson(rule.body, body));
    if (home === undefined) rules.push({ key: key(item), body, matches: [written] });
    else home.matches.push(written);
  }
  return { host, rules: rules.map(({ body, matches }) => ({ matches, ...body })), sources: [...new Set(arms.map(({ item }) => item.arm.route.origin))] };
}

/** The last rules of one action: their order among each other decides nothing. */
function neighbours(rules: readonly DraftRule[], key: string | null): readonly DraftRule[] {
  const border = rules.findLastIndex((rule) => rule.key !== key);
  return rules.slice(border + 1);
}

function sameJson(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The first object has the plain name. */
function numbered(made: readonly Made[], { name, spot, parentRefs, origin }: Objects): readonly Manifest[] {
  return made.map(({ host, rules, sources }, index) => ({
    object: {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: spot.kind,
      metadata: { name: index === 0 ? name : `${name}.part-${index + 1}`, namespace: spot.namespace },
      spec: { parentRefs: parentRefs(host), ...(host !== null && { hostnames: [host] }), rules },
    },
    sources: [origin, ...sources],
  }));
}

function clashFinding({ kind, earlier, later, witness }: Clash<Item>, objects: Objects): Diagnostic {
  const names = { earlier: earlier.arm.route.name, later: later.arm.route.name, witness };
  const related = [{ origin: later.arm.origin, note: "the later route" }];
  switch (kind) {
    case "rank-unknown":
      return gatewayApiDiagnostics["route-rank-unknown"].report({ at: earlier.arm.origin, with: names, related });
    case "absence":
      return gatewayApiDiagnostics["no-route-before-route"].report({ at: earlier.arm.origin, with: names, related });
    case "too-many":
      return tooLong(objects);
  }
}

function tooLong({ service, origin }: Objects): Diagnostic {
  return gatewayApiDiagnostics["route-list-too-long"].report({ at: origin, with: { service: nameText(service), most } });
}

function distinct(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = (each: Diagnostic): string => `${each.code} ${each.origin.file} ${each.origin.start} ${each.message}`;
  return findings.filter((each, index) => findings.findIndex((other) => key(other) === key(each)) === index);
}
