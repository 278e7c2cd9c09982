import { Graph, layout } from "@dagrejs/dagre";

/** A box to be placed; sizes in pixels. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** An arrow between two boxes. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** The middle of a box. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

const gap = { rank: 110, node: 26, part: 60 } as const;

/** Width of the whole for each unit of its height, roughly that of a window. */
const aspect = 1.9;

/** Some boxes with places of their own, from the left and the top. */
interface Part {
  readonly spots: ReadonlyMap<string, Spot>;
  readonly width: number;
  readonly height: number;
}

/**
 * Places boxes from callers on the left to callees on the right. Parts of the graph that have nothing to do with each other
 * stand in rows, the largest first. The same graph in the same order gets the same places.
 */
export function placed(boxes: readonly Box[], arrows: readonly Arrow[]): ReadonlyMap<string, Spot> {
  const parts = connected(boxes, arrows).map(({ members, within }) => partOf(members, within));
  const inOrder = [...parts].sort((a, b) => b.spots.size - a.spots.size);
  const area = parts.reduce((sum, { width, height }) => sum + (width + gap.part) * (height + gap.part), 0);
  return inRows(inOrder, Math.max(Math.sqrt(area * aspect), ...parts.map(({ width }) => width)));
}

interface Connected {
  readonly members: readonly Box[];
  readonly within: readonly Arrow[];
}

/** The parts of a graph between which there is no arrow. */
function connected(boxes: readonly Box[], arrows: readonly Arrow[]): readonly Connected[] {
  const leader = new Map(boxes.map(({ id }) => [id, id]));
  const leaderOf = (id: string): string => {
    let at = id;
    for (let up = leader.get(at) ?? at; up !== at; up = leader.get(at) ?? at) at = up;
    leader.set(id, at);
    return at;
  };
  for (const { from, to } of arrows) leader.set(leaderOf(from), leaderOf(to));
  const groups = new Map<string, { members: Box[]; within: Arrow[] }>();
  for (const box of boxes) {
    const group = groups.get(leaderOf(box.id)) ?? { members: [], within: [] };
    group.members.push(box);
    groups.set(leaderOf(box.id), group);
  }
  for (const arrow of arrows) groups.get(leaderOf(arrow.from))?.within.push(arrow);
  return [...groups.values()];
}

function partOf(boxes: readonly Box[], arrows: readonly Arrow[]): Part {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", ranksep: gap.rank, nodesep: gap.node, ranker: boxes.length > 60 ? "longest-path" : "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { from, to } of arrows) if (from !== to) graph.setEdge(from, to);
  layout(graph);
  const spots = new Map(boxes.map(({ id }) => [id, spotOf(graph, id)]));
  const far = (at: (box: Box, spot: Spot) => number): number => Math.max(0, ...boxes.map((box) => at(box, spots.get(box.id) ?? { x: 0, y: 0 })));
  return { spots, width: far(({ width }, { x }) => x + width / 2), height: far(({ height }, { y }) => y + height / 2) };
}

function spotOf(graph: Graph, id: string): Spot {
  const { x = 0, y = 0 } = graph.node(id) as { readonly x?: number; readonly y?: number };
  return { x, y };
}

function inRows(parts: readonly Part[], width: number): ReadonlyMap<string, Spot> {
  const spots = new Map<string, Spot>();
  let [left, top, row] = [0, 0, 0];
  for (const part of parts) {
    if (left > 0 && left + part.width > width) [left, top, row] = [0, top + row + gap.part, 0];
    for (const [id, { x, y }] of part.spots) spots.set(id, { x: Math.round(left + x), y: Math.round(top + y) });
    left += part.width + (part.spots.size === 1 ? gap.node : gap.part);
    row = Math.max(row, part.height);
  }
  return spots;
}
