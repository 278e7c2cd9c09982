import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Node, Pair, YAMLMap } from "yaml";
import type { DocumentPath, PathStep } from "./origin.ts";
import { isMergeKey } from "./plain.ts";
import type { AliasTargets } from "./plain.ts";

/** A document's syntax, kept so that places can be found when they are asked for. */
export interface Syntax {
  readonly text: string;
  readonly root: Node;
  readonly targets: AliasTargets;
}

/** Offsets into the text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something a path leads to: an entry's value with its key, or an item or a whole document, which have none. */
interface Spot {
  readonly key: Node | null;
  readonly value: Node | null;
}

/**
 * Where a path stands in the text: its key or its value. An alias stands where it is written, what is inside it where its
 * anchor is; a value that was left empty is shown by its key. A path that leads nowhere gives its nearest ancestor's key.
 */
export function locate(syntax: Syntax, path: DocumentPath, part: "key" | "value"): Span {
  let spot: Spot = { key: null, value: syntax.root };
  for (const step of path) {
    const next = enter(spot, step, syntax.targets);
    if (next === null) return keySpan(spot, syntax);
    spot = next;
  }
  return part === "key" ? keySpan(spot, syntax) : valueSpan(spot, syntax);
}

function enter(spot: Spot, step: PathStep, targets: AliasTargets): Spot | null {
  const node = followed(spot.value, targets);
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step];
    return isNode(item) ? { key: null, value: item } : null;
  }
  return isMap(node) && typeof step === "string" ? entry(node, step, targets) : null;
}

/** The entry of a mapping, its own before merged ones, as `plainValue` chooses. */
function entry(map: YAMLMap, key: string, targets: AliasTargets): Spot | null {
  const pair = pairs(map, targets).get(key);
  if (pair !== undefined) return { key: nodeOrNull(pair.key), value: nodeOrNull(pair.value) };
  const merge = map.items.find((item) => isMergeKey(item.key));
  const source = followed(nodeOrNull(merge?.value), targets);
  const sources: readonly unknown[] = isSeq(source) ? source.items : [source];
  for (const each of sources) {
    const found = mergedEntry(each, key, targets);
    if (found !== null) return found;
  }
  return null;
}

function mergedEntry(source: unknown, key: string, targets: AliasTargets): Spot | null {
  const map = followed(nodeOrNull(source), targets);
  return isMap(map) ? entry(map, key, targets) : null;
}

const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairs(map: YAMLMap, targets: AliasTargets): ReadonlyMap<string, Pair> {
  const before = known.get(map);
  if (before !== undefined) return before;
  const found = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = followed(nodeOrNull(pair.key), targets);
    const text = isScalar(key) ? key.value : null;
    if (typeof text === "string" && !found.has(text) && !isMergeKey(pair.key)) found.set(text, pair);
  }
  known.set(map, found);
  return found;
}

function followed(node: Node | null, targets: AliasTargets): Node | null {
  return isAlias(node) ? (targets.get(node) ?? null) : node;
}

function nodeOrNull(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function keySpan(spot: Spot, syntax: Syntax): Span {
  return spot.key === null ? firstLine(trimmed(spot.value, syntax), syntax.text) : trimmed(spot.key, syntax);
}

function valueSpan(spot: Spot, syntax: Syntax): Span {
  const span = trimmed(spot.value, syntax);
  return span.start === span.end && spot.key !== null ? trimmed(spot.key, syntax) : span;
}

/** The library counts the line end after a block to the block. */
function trimmed(node: Node | null, syntax: Syntax): Span {
  const [start, valueEnd] = node?.range ?? [0, 0];
  let end = valueEnd;
  while (end > start && " \t\r\n".includes(syntax.text[end - 1] ?? "")) end -= 1;
  return { start, end };
}

/** Without a key to point at, one line of the value is enough. */
function firstLine({ start, end }: Span, text: string): Span {
  const newline = text.indexOf("\n", start);
  const lineEnd = newline === -1 ? end : text[newline - 1] === "\r" ? newline - 1 : newline;
  return { start, end: Math.min(end, Math.max(start, lineEnd)) };
}
