import type { DocumentPath, PathStep } from "./origin.ts";
import { isMergeKey } from "./plain.ts";
import type { AliasTargets } from "./plain.ts";
import type { EntrySyntax, MapSyntax, SyntaxNode } from "./syntax-tree.ts";

/** A document's syntax, kept so that places can be found when they are asked for. */
export interface Syntax {
  readonly text: string;
  readonly root: SyntaxNode;
  readonly targets: AliasTargets;
}

/** Offsets into the text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something a path leads to: an entry's value with its key, or an item or a whole document, which have none. */
interface Spot {
  readonly key: SyntaxNode | null;
  readonly value: SyntaxNode;
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
  return part === "key" ? keySpan(spot, syntax) : valueSpan(spot);
}

function enter(spot: Spot, step: PathStep, targets: AliasTargets): Spot | null {
  const node = followed(spot.value, targets);
  if (node?.kind === "list" && typeof step === "number") {
    const item = node.items[step];
    return item === undefined ? null : { key: null, value: item };
  }
  return node?.kind === "map" && typeof step === "string" ? entry(node, step, targets) : null;
}

/** The entry of a mapping, its own before merged ones, as `plainValue` chooses. */
function entry(map: MapSyntax, key: string, targets: AliasTargets): Spot | null {
  const own = map.entries.length <= few ? map.entries.find((each) => isOwn(each, key, targets)) : entriesByKey(map, targets).get(key);
  if (own !== undefined) return own;
  const merge = map.entries.find((item) => isMergeKey(item.key));
  const source = merge === undefined ? null : followed(merge.value, targets);
  const sources = source === null ? [] : source.kind === "list" ? source.items : [source];
  for (const each of sources) {
    const found = mergedEntry(each, key, targets);
    if (found !== null) return found;
  }
  return null;
}

/** Mappings of up to this many entries are searched, larger ones get an index. */
const few = 8;

function isOwn(entry: EntrySyntax, key: string, targets: AliasTargets): boolean {
  return ownKey(entry, targets) === key;
}

/** The text of a key; null for what is none, and for the key that merges. */
function ownKey({ key }: EntrySyntax, targets: AliasTargets): string | null {
  const node = followed(key, targets);
  const text = node?.kind === "scalar" ? node.value : null;
  return typeof text === "string" && !isMergeKey(key) ? text : null;
}

function mergedEntry(source: SyntaxNode, key: string, targets: AliasTargets): Spot | null {
  const map = followed(source, targets);
  return map?.kind === "map" ? entry(map, key, targets) : null;
}

const known = new WeakMap<MapSyntax, ReadonlyMap<string, EntrySyntax>>();

function entriesByKey(map: MapSyntax, targets: AliasTargets): ReadonlyMap<string, EntrySyntax> {
  const before = known.get(map);
  if (before !== undefined) return before;
  const found = new Map<string, EntrySyntax>();
  for (const each of map.entries) {
    const key = ownKey(each, targets);
    if (key !== null && !found.has(key)) found.set(key, each);
  }
  known.set(map, found);
  return found;
}

function followed(node: SyntaxNode, targets: AliasTargets): SyntaxNode | null {
  return node.kind === "alias" ? (targets.get(node) ?? null) : node;
}

function keySpan({ key, value }: Spot, { text }: Syntax): Span {
  return key === null ? firstLine(value, text) : spanOf(key);
}

function valueSpan({ key, value }: Spot): Span {
  return value.start === value.end && key !== null ? spanOf(key) : spanOf(value);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** Without a key to point at, one line of the value is enough. */
function firstLine({ start, end }: Span, text: string): Span {
  const newline = text.indexOf("\n", start);
  const lineEnd = newline === -1 ? end : text[newline - 1] === "\r" ? newline - 1 : newline;
  return { start, end: Math.min(end, Math.max(start, lineEnd)) };
}
