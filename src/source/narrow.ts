import type { Span, Syntax } from "./locate.ts";
import type { PathStep } from "./origin.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

/**
 * The one token that stands for a span: the span itself where it is a scalar or a key; for a mapping or a list its key,
 * and for an item of a list its `name` or its first key. A span that is no node is left as it is.
 */
export function narrowed({ root }: Syntax, span: Span): Span {
  let [node, key]: [SyntaxNode, SyntaxNode | null] = [root, null];
  for (;;) {
    if (isAt(node, span)) return tokenOf(node, key) ?? span;
    const next = partAround(node, span);
    if (next === null) return span;
    [node, key] = next;
  }
}

/** The steps to the deepest node that a span lies in; to the entry whose key it is, too. */
export function pathTo({ root }: Syntax, span: Span): readonly PathStep[] {
  const path: PathStep[] = [];
  for (let node: SyntaxNode | undefined = root; node !== undefined; ) {
    const next = stepInto(node, span);
    if (next === null) break;
    path.push(next.step);
    node = next.node;
  }
  return path;
}

function stepInto(node: SyntaxNode, span: Span): { readonly step: PathStep; readonly node: SyntaxNode } | null {
  if (node.kind === "list") {
    const step = node.items.findIndex((item) => holds(item, span));
    const item = node.items[step];
    return item === undefined ? null : { step, node: item };
  }
  const entry = node.kind === "map" ? node.entries.find(({ key, value }) => holds(key, span) || holds(value, span)) : undefined;
  return entry === undefined ? null : { step: entry.key.kind === "scalar" ? String(entry.key.value) : "?", node: entry.value };
}

function holds(node: SyntaxNode, { start, end }: Span): boolean {
  return node.kind !== "alias" && node.start <= start && end <= node.end;
}

/** The child that a span lies in, with its key. */
function partAround(node: SyntaxNode, span: Span): [SyntaxNode, SyntaxNode | null] | null {
  if (node.kind === "list") {
    const item = node.items.find((each) => isAround(each, span));
    return item === undefined ? null : [item, null];
  }
  const entry = node.kind === "map" ? node.entries.find(({ value }) => isAround(value, span)) : undefined;
  return entry === undefined ? null : [entry.value, entry.key];
}

function isAround(node: SyntaxNode, span: Span): boolean {
  return node.kind !== "scalar" && holds(node, span);
}

function isAt(node: SyntaxNode, { start, end }: Span): boolean {
  return node.start === start && node.end === end;
}

function tokenOf(node: SyntaxNode, key: SyntaxNode | null): Span | null {
  if (key !== null) return key;
  if (node.kind === "list") return node.items[0]?.kind === "scalar" ? node.items[0] : null;
  if (node.kind !== "map") return node;
  const named = node.entries.find((entry) => entry.key.kind === "scalar" && entry.key.value === "name");
  return named?.value.kind === "scalar" ? named.value : (node.entries[0]?.key ?? null);
}
