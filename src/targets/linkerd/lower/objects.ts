import type { Origin } from "../../../source/origin.ts";
import { tieGroups } from "../../route-order/index.ts";
import type { ClosedArm, RouteOrder } from "../../route-order/index.ts";
import type { Item } from "./arms.ts";
import type { Json } from "./piece.ts";
import type { RouteStyle } from "./styles.ts";

/** The most rules of an object and matches of a rule that the CRD takes (`linkerd/linkerd2:charts/linkerd-crds/templates/gateway.networking.k8s.io_httproutes.yaml`). */
export const mostRules = 16;
const mostMatches = 8;

/** The content of one route object. */
export interface RouteContent {
  readonly annotations: Json;
  /** Names that the calls must be addressed to; none: any. */
  readonly hostnames: readonly string[];
  readonly rules: readonly Json[];
  readonly sources: readonly Origin[];
}

/** Objects that hold the arms; `tied` when arms that only a list can tell apart would stand in two, `large` when too many rules would stand in one. */
export type Packed = { readonly kind: "packed"; readonly objects: readonly RouteContent[] } | { readonly kind: "tied" } | { readonly kind: "large"; readonly rules: number };

type Arm = ClosedArm<Item>;

/** Everything that is emitted for an item; null for what only the absence of a route says. */
export function actionKey(port: number, style: RouteStyle): (item: Item) => string | null {
  return ({ arm, retried }) => (arm.route.action.kind === "unroutable" ? null : JSON.stringify([style.body(arm.route, port), style.annotations(arm.route, retried)]));
}

/** One object for each set of annotations and host, more where the rules do not fit; arms that may tie stay together. */
export function packObjects(arms: readonly Arm[], port: number, orders: readonly RouteOrder[], style: RouteStyle): Packed {
  const groups = tieGroups(arms, orders, actionKey(port, style));
  const settingOf = (index: number): string => JSON.stringify([annotationsOf(arms[index], style), arms[index]?.match.host ?? null]);
  const mixed = groups.some((group) => group.some((index) => settingOf(index) !== settingOf(group[0] ?? 0)));
  if (mixed) return { kind: "tied" };
  const settings = [...new Set(arms.map((_, index) => settingOf(index)))];
  const packs = settings.flatMap((setting) => fill(groups.filter((group) => settingOf(group[0] ?? 0) === setting), arms, port, style));
  const contents = joinHosts(packs.map((indexes) => contentOf(indexes, arms, port, style)));
  const largest = Math.max(0, ...contents.map(({ rules }) => rules.length));
  return largest > mostRules ? { kind: "large", rules: largest } : { kind: "packed", objects: contents };
}

/** Objects that say the same of several hosts become one. */
function joinHosts(contents: readonly RouteContent[]): readonly RouteContent[] {
  const textOf = ({ annotations, hostnames, rules }: RouteContent): string => JSON.stringify([annotations, hostnames.length > 0, rules]);
  const texts = [...new Set(contents.map(textOf))];
  return texts.flatMap((text) => {
    const same = contents.filter((each) => textOf(each) === text);
    return same.slice(0, 1).map((first) => ({ ...first, hostnames: same.flatMap(({ hostnames }) => hostnames), sources: [...new Set(same.flatMap(({ sources }) => sources))] }));
  });
}

/** Groups in the order of their first arm, as many in one object as fit. */
function fill(groups: readonly (readonly number[])[], arms: readonly Arm[], port: number, style: RouteStyle): readonly (readonly number[])[] {
  const packs: (readonly number[])[] = [];
  for (const group of [...groups].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    const last = packs.at(-1);
    const together = last === undefined ? group : [...last, ...group].sort((a, b) => a - b);
    if (last !== undefined && contentOf(together, arms, port, style).rules.length <= mostRules) packs[packs.length - 1] = together;
    else packs.push(group);
  }
  return packs;
}

function annotationsOf(arm: Arm | undefined, style: RouteStyle): Json {
  return arm === undefined ? {} : style.annotations(arm.item.arm.route, arm.item.retried);
}

function contentOf(indexes: readonly number[], arms: readonly Arm[], port: number, style: RouteStyle): RouteContent {
  const held = indexes.flatMap((index) => arms[index] ?? []);
  const runs: { readonly key: string; readonly arms: Arm[] }[] = [];
  for (const arm of held) {
    const all = Object.keys(style.match(arm.match)).length === 0;
    const key = JSON.stringify([style.body(arm.item.arm.route, port), all]);
    const last = runs.at(-1);
    if (last?.key === key && last.arms.length < mostMatches) last.arms.push(arm);
    else runs.push({ key, arms: [arm] });
  }
  const rules = runs.flatMap(({ arms: same }) => same.slice(0, 1).map(({ match, item }) => ({ ...matchesOf(same, style.match(match), style), ...style.body(item.arm.route, port) })));
  const host = held[0]?.match.host ?? null;
  return { annotations: annotationsOf(held[0], style), hostnames: host === null ? [] : [host], rules, sources: [...new Set(held.map(({ item }) => item.arm.route.origin))] };
}

/** A rule for every call has no matches. */
function matchesOf(arms: readonly Arm[], first: Json, style: RouteStyle): Json {
  return Object.keys(first).length === 0 ? {} : { matches: arms.map(({ match }) => style.match(match)) };
}
