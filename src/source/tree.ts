import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Node, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { inkedEnd } from "./ink.ts";
import type { EntrySyntax, ListSyntax, MapSyntax, ScalarSyntax, SyntaxNode } from "./syntax-tree.ts";

/** A node of the recovering parser's as the rest reads it. */
export function treeOf(node: ParsedNode, text: string): SyntaxNode {
  return converted(node, 0, text);
}

/** `from` is where something that was left out stands. */
function converted(node: unknown, from: number, text: string): SyntaxNode {
  if (isAlias(node)) return { kind: "alias", name: node.source, ...spanOf(node, text) };
  if (isScalar(node)) return scalar(node, text);
  if (isSeq(node)) return list(node, text);
  return isMap(node) ? mapping(node, text) : { kind: "scalar", value: null, plain: "", anchor: null, start: from, end: from };
}

function scalar(node: Scalar, text: string): ScalarSyntax {
  const plain = node.type === "PLAIN" ? (node.source ?? "") : null;
  const { start, end } = spanOf(node, text);
  const isEmpty = plain === "" && start === end;
  const span = isEmpty ? { start: inkedEnd(0, start, text), end: inkedEnd(0, start, text) } : { start, end };
  return { kind: "scalar", value: node.value, plain, anchor: node.anchor ?? null, ...span };
}

function list(node: YAMLSeq, text: string): ListSyntax {
  const span = spanOf(node, text);
  const items = node.items.map((item) => converted(item, span.start, text));
  return { kind: "list", anchor: node.anchor ?? null, items, ...closed(node, span, items.at(-1)) };
}

function mapping(node: YAMLMap, text: string): MapSyntax {
  const span = spanOf(node, text);
  const entries = node.items.map(({ key, value }): EntrySyntax => {
    const left = converted(key, span.start, text);
    return { key: left, value: converted(value, left.end, text) };
  });
  return { kind: "map", anchor: node.anchor ?? null, entries, ...closed(node, span, entries.at(-1)?.value) };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is not in brackets ends with its last part; the library counts comments behind that to it. */
function closed({ flow }: YAMLMap | YAMLSeq, span: Span, last: SyntaxNode | undefined): Span {
  return flow === true || last === undefined ? span : { start: span.start, end: Math.max(span.start, last.end) };
}

/** The library counts the line end after a block to the block. */
function spanOf({ range }: Node, text: string): Span {
  const [start, valueEnd] = range ?? [0, 0];
  return { start, end: inkedEnd(start, valueEnd, text) };
}
