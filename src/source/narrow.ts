import { isMap, isScalar, isSeq } from "yaml";
import type { Node, Pair } from "yaml";
import type { Span, Syntax } from "./locate.ts";
import type { PathStep } from "./origin.ts";

/**
 * The one token that stands for a span: the span itself where it is a scalar or a key; for a mapping or a list its key,
 * and for an item of a list its `name` or its first key. A span that is no node is left as it is.
 */
export function narrowed({ root, text }: Syntax, span: Span): Span {
  let [node, key]: [Node, Node | null] = [root, null];
  for (;;) {
    if (isAt(node, span, text)) return tokenOf(node, key) ?? span;
    const next = partAround(node, span);
    if (next === null) return span;
    [node, key] = next;
  }
}

/** The steps to the deepest node that a span lies in; to the entry whose key it is, too. */
export function pathTo({ root }: Syntax, span: Span): readonly PathStep[] {
  const path: PathStep[] = [];
  let node: unknown = root;
  while (isMap(node) || isSeq(node)) {
    const at: number = isSeq(node) ? node.items.findIndex((item) => holds(item, span)) : node.items.findIndex(({ key, value }) => holds(key, span) || holds(value, span));
    if (at < 0) break;
    const pair: Pair | null = isMap(node) ? (node.items[at] ?? null) : null;
    path.push(pair === null ? at : isScalar(pair.key) ? String(pair.key.value) : "?");
    node = pair === null ? (node as { readonly items: readonly unknown[] }).items[at] : pair.value;
  }
  return path;
}

function holds(node: unknown, { start, end }: Span): boolean {
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return false;
  const [from, to] = node.range ?? [0, 0];
  return from <= start && end <= to;
}

/** The child that a span lies in, with its key. */
function partAround(node: Node, span: Span): [Node, Node | null] | null {
  if (isSeq(node)) {
    const item = node.items.find((each) => isAround(each, span));
    return item === undefined ? null : [item as Node, null];
  }
  const pair = isMap(node) ? node.items.find(({ value }) => isAround(value, span)) : undefined;
  return pair === undefined ? null : [pair.value as Node, (pair as Pair<Node | null>).key];
}

function isAround(node: unknown, span: Span): boolean {
  return !isScalar(node) && holds(node, span);
}

/** The library counts the line end after a block to the block. */
function isAt(node: Node, { start, end }: Span, text: string): boolean {
  const [from, to] = node.range ?? [-1, -1];
  return from === start && to >= end && text.slice(end, Math.min(to, end + 10_000)).trim() === "";
}

function tokenOf(node: Node, key: Node | null): Span | null {
  if (key !== null) return spanOf(key);
  if (isSeq(node)) return isScalar(node.items[0]) ? spanOf(node.items[0]) : null;
  if (!isMap(node)) return spanOf(node);
  const named = node.items.find((pair) => isScalar(pair.key) && pair.key.value === "name");
  return spanOf(isScalar(named?.value) ? named.value : (node.items[0]?.key as Node | undefined));
}

function spanOf(node: Node | undefined): Span | null {
  const range = node?.range;
  return range == null ? null : { start: range[0], end: range[1] };
}
