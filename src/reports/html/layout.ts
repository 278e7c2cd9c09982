import { Graph, layout } from "@dagrejs/dagre";

/** A box to be placed; sizes in pixels. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** The middle of a box. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

const gap = { rank: 110, node: 26, grid: 24 } as const;

/**
 * Places boxes from callers on the left to callees on the right, those without any edge in rows below. The same graph in
 * the same order gets the same places.
 */
export function placed(boxes: readonly Box[], edges: readonly { readonly from: string; readonly to: string }[]): ReadonlyMap<string, Spot> {
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const ranked = inRanks(boxes.filter(({ id }) => touched.has(id)), edges);
  const right = Math.max(900, ...[...ranked.values()].map(({ x }) => x));
  const bottom = Math.max(0, ...[...ranked.values()].map(({ y }) => y + 60));
  return new Map([...ranked, ...inRows(boxes.filter(({ id }) => !touched.has(id)), right, bottom)]);
}

function inRanks(boxes: readonly Box[], edges: readonly { readonly from: string; readonly to: string }[]): ReadonlyMap<string, Spot> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", ranksep: gap.rank, nodesep: gap.node, ranker: boxes.length > 60 ? "longest-path" : "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { from, to } of edges) if (from !== to) graph.setEdge(from, to);
  layout(graph);
  return new Map(boxes.map(({ id }) => [id, spotOf(graph, id)]));
}

function spotOf(graph: Graph, id: string): Spot {
  const { x = 0, y = 0 } = graph.node(id) as { readonly x?: number; readonly y?: number };
  return { x: Math.round(x), y: Math.round(y) };
}

function inRows(boxes: readonly Box[], right: number, top: number): ReadonlyMap<string, Spot> {
  const spots = new Map<string, Spot>();
  let [x, y] = [0, top];
  for (const { id, width, height } of boxes) {
    if (x > 0 && x + width > right) [x, y] = [0, y + height + gap.grid];
    spots.set(id, { x: Math.round(x + width / 2), y: Math.round(y + height / 2) });
    x += width + gap.grid;
  }
  return spots;
}
