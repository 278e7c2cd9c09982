import { callGraph } from "../../lint/callgraph/graph.ts";
import type { CallEdge, CallNode } from "../../lint/callgraph/graph.ts";
import { budgetedTries, callsOf, loadOf, triesOf, worstPaths } from "../../lint/callgraph/paths.ts";
import type { CallPath } from "../../lint/callgraph/paths.ts";
import type { World } from "../../lint/rule.ts";
import type { Route, Service } from "../../model/index.ts";
import { durationText } from "../../support/duration.ts";
import { fraction, percentText } from "../../support/fraction.ts";
import { groupBy } from "../../support/group-by.ts";
import { decimalText } from "../decimal-text.ts";
import { shortened } from "../selection.ts";
import { placed } from "./layout.ts";
import type { Places, PlaceLink } from "./places.ts";

/** The graph of calls for the page: what is drawn, and the same calls as rows of a table. */
export interface GraphView {
  readonly drawing: GraphDrawing;
  readonly calls: readonly CallRow[];
  readonly namespaces: readonly string[];
}

/** What the script draws; positions are the middles of boxes, in pixels. */
export interface GraphDrawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** A box of the drawing; `card` is the element with its details. */
export interface DrawnNode {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly kind: CallNode["kind"];
  /** Shares of the first route that splits calls. */
  readonly shares: string;
  readonly load: string;
  readonly card: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** All calls from one to another, as one arrow. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly access: Access;
  /** Most tries of one call, without budgets. */
  readonly most: number;
  readonly tries: string;
  /** The same within the budget; empty where it makes no difference. */
  readonly budgeted: string;
  readonly calls: string;
  readonly time: string;
}

/** How much of the calls is let in; `unknown` where no policy of the callee is known. */
export type Access = "all" | "some" | "none" | "unknown";

/** One declared call. */
export interface CallRow {
  readonly from: string;
  readonly to: string;
  readonly what: string;
  readonly calls: string;
  readonly tries: string;
  readonly budgeted: string;
  readonly longest: string;
  readonly access: Access;
  readonly by: string;
  readonly at: PlaceLink;
}

/** The element with the details of a caller or callee, by its place in the graph. */
export function cardOf(index: number): string {
  return `card-${index}`;
}

/** Lays the graph of calls out and words its edges. */
export function graphView(world: World, places: Places): GraphView {
  const graph = callGraph(world);
  const worst = worstPaths(graph);
  const boxes = graph.nodes.map((node) => boxOf(node));
  const spots = placed(boxes, graph.edges);
  const nodes = graph.nodes.map((node, index) => {
    const box = boxes[index] ?? boxOf(node);
    const { x, y } = spots.get(node.id) ?? { x: 0, y: 0 };
    return { id: node.id, name: box.name, namespace: namespaceOf(node), kind: node.kind, shares: box.shares, load: loadText(worst.get(node.id) ?? []), card: cardOf(index), x, y, width: box.width, height: box.height };
  });
  const edges = [...groupBy(graph.edges, ({ from, to }) => JSON.stringify([from, to])).values()].flatMap(drawnEdge);
  return { drawing: { nodes, edges }, calls: graph.edges.map((edge) => callRow(edge, places)), namespaces: [...new Set(nodes.map(({ namespace }) => namespace))].sort() };
}

function boxOf(node: CallNode) {
  const name = shortened(node.id.replace(/^gateway /, "").split("/").at(-1) ?? node.id, 34);
  const shares = node.service === null ? "" : shortened(sharesText(node.service), 40);
  const letters = Math.max(name.length * 8, shares.length * 6.2);
  return { id: node.id, name, shares, width: Math.max(96, Math.round(letters + 28)), height: shares === "" ? 40 : 54 };
}

function namespaceOf({ id, kind }: CallNode): string {
  const [namespace = ""] = id.replace(/^gateway /, "").split("/");
  return kind === "host" ? "outside" : namespace;
}

/** `v1 95%, v2 5%` of the first route that splits calls. */
function sharesText({ ports }: Service): string {
  const routes = ports.flatMap(({ arms }) => arms.map(({ route }) => route));
  const split = routes.find(({ action }) => action.kind === "forward" && action.backends.filter(({ weight }) => weight > 0).length > 1);
  return split === undefined ? "" : routeShares(split).map(({ name, share }) => `${name} ${share}`).join(", ");
}

/** The backends of a route with their shares of the calls. */
export function routeShares({ action }: Route): readonly { readonly name: string; readonly share: string; readonly percent: number }[] {
  if (action.kind !== "forward") return [];
  const all = action.backends.reduce((sum, { weight }) => sum + weight, 0);
  return action.backends.map(({ version, service, weight }) => ({
    name: version ?? service.name,
    share: all === 0 ? "0%" : shareText(weight, all),
    percent: all === 0 ? 0 : Math.round((1000 * weight) / all) / 10,
  }));
}

function shareText(weight: number, all: number): string {
  const text = percentText(fraction(weight, all));
  return text.endsWith("%") ? text : `${Math.round((10_000 * weight) / all) / 100}%`;
}

/** `up to 3.75 tries for one request of web`: the dearest path that leads there. */
export function loadText(path: CallPath): string {
  const [first] = path;
  if (first === undefined) return "";
  const { calls, worst, budgeted } = loadOf(path);
  const within = decimalText(worst) === decimalText(budgeted) ? "" : `, ${decimalText(budgeted)} within the budgets`;
  return `for one request of ${first.from}: ${decimalText(calls)} ${decimalText(calls) === "1" ? "call" : "calls"} when all works, up to ${decimalText(worst)} ${decimalText(worst) === "1" ? "try" : "tries"} when all fails${within}`;
}

function drawnEdge(edges: readonly CallEdge[]): readonly DrawnEdge[] {
  const dearest = [...edges].sort((a, b) => number(triesOf(b)) - number(triesOf(a)))[0];
  if (dearest === undefined) return [];
  const times = edges.map(({ cost }) => cost.longestMs);
  const longest = times.reduce<number | null>((most, each) => (most === null || each === null ? null : Math.max(most, each)), 0);
  const access = (["none", "some", "unknown", "all"] as const).find((kind) => edges.some((edge) => accessOf(edge) === kind)) ?? "unknown";
  return [{ from: dearest.from, to: dearest.to, access, most: number(triesOf(dearest)), ...triesText(dearest), calls: edges.map((edge) => decimalText(callsOf(edge))).join(" + "), time: timeText(longest) }];
}

function triesText(edge: CallEdge): Pick<DrawnEdge, "tries" | "budgeted"> {
  const [tries, budgeted] = [decimalText(triesOf(edge)), decimalText(budgetedTries(edge))];
  return { tries: `×${tries}`, budgeted: tries === budgeted ? "" : `${budgeted} in budget` };
}

function number({ num, den }: { readonly num: bigint; readonly den: bigint }): number {
  return Number(num) / Number(den);
}

function timeText(ms: number | null): string {
  return ms === null ? "no limit" : durationText(ms);
}

function accessOf({ access }: CallEdge): Access {
  return access === null ? "unknown" : access.allowed;
}

function callRow(edge: CallEdge, places: Places): CallRow {
  const { from, to, call, cost, access } = edge;
  const request = call.request === null ? "" : [call.request.method, call.request.path].filter((part) => part !== null).join(" ");
  return {
    from,
    to,
    what: [call.mode, request, call.routes.length === 0 ? "" : `on routes ${call.routes.join(", ")}`].filter((part) => part !== "").join(", "),
    calls: decimalText(callsOf(edge)),
    tries: decimalText(triesOf(edge)),
    budgeted: decimalText(budgetedTries(edge)),
    longest: timeText(cost.longestMs),
    access: accessOf(edge),
    by: access?.by.join(", ") ?? "",
    at: places.at(call.origin),
  };
}
