import { dead } from "./automaton.ts";
import { charAt, charsOf, classesOf } from "./chars.ts";
import type { Component } from "./product.ts";

/** A question about a text that only looks at its beginning: `segments` is a prefix that ends at a `/` or with the text. */
export interface LiteralQuestion {
  readonly kind: "exact" | "prefix" | "segments";
  readonly value: string;
}

interface Node {
  readonly text: string;
  readonly next: Map<number, number>;
  /** The longest literal that is a prefix of `text`, itself included. */
  readonly literal: string;
}

/** Answers a literal question directly. */
export function answerLiteral(question: LiteralQuestion, text: string): boolean {
  const { kind, value } = question;
  if (kind === "exact") return text === value;
  if (kind === "prefix") return text.startsWith(value);
  const base = baseOf(question);
  return text.startsWith(`${base}/`) || (base !== "" && text === base);
}

/** What the text must begin with; a trailing slash of a segment prefix does not count. */
function baseOf({ kind, value }: LiteralQuestion): string {
  return kind === "segments" && value.endsWith("/") ? value.slice(0, -1) : value;
}

/**
 * One automaton for any number of literal questions: a tree of their values. What lies beyond the tree depends only on
 * the longest value that is a prefix of the text, and on whether a `/` follows it.
 */
export function literalComponent(questions: readonly LiteralQuestion[]): Component {
  const nodes = treeOf([...new Set(questions.map(baseOf))].sort());
  const answers = new Map<number, string>();
  const beyond = beyondTree(nodes);

  function step(state: number, char: number): number {
    const node = nodes[state];
    if (node === undefined) return state;
    return node.next.get(char) ?? beyond(node, char);
  }

  function answer(state: number): string {
    const known = answers.get(state);
    if (known !== undefined) return known;
    const text = nodes[state]?.text ?? beyond.sample(state);
    const found = questions.map((question) => (answerLiteral(question, text) ? "1" : "0")).join("");
    answers.set(state, found);
    return found;
  }

  const alphabet = [...new Set(questions.flatMap((question) => [...question.value, "/"]))].map(charsOf);
  return { start: 0, step: (state, char) => (state === dead ? dead : step(state, char)), answer, classes: classesOf(alphabet) };
}

function treeOf(values: readonly string[]): readonly Node[] {
  const literals = new Set(values);
  const nodes: Node[] = [{ text: "", next: new Map(), literal: "" }];
  for (const value of values) {
    let at = 0;
    for (const char of value) at = child(nodes, at, char, literals);
  }
  return nodes;
}

function child(nodes: Node[], at: number, char: string, literals: ReadonlySet<string>): number {
  const parent = nodes[at];
  if (parent === undefined) throw new Error("a literal tree lost its node");
  const index = char.charCodeAt(0) - 0x20;
  const known = parent.next.get(index);
  if (known !== undefined) return known;
  const text = parent.text + char;
  parent.next.set(index, nodes.length);
  return nodes.push({ text, next: new Map(), literal: literals.has(text) ? text : parent.literal }) - 1;
}

interface Beyond {
  (node: Node, char: number): number;
  sample(state: number): string;
}

/** States beyond the tree, by the text that stands for them: the longest literal and one more character. */
function beyondTree(nodes: readonly Node[]): Beyond {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const state = (node: Node, char: number): number => {
    const text = node.text === node.literal ? node.text + charAt(char) : node.text;
    const slash = text[node.literal.length] === "/";
    const sample = `${node.literal}${slash ? "/" : "\u0000"}`;
    const known = numbers.get(sample);
    if (known !== undefined) return known;
    numbers.set(sample, nodes.length + texts.length);
    return nodes.length + texts.push(sample) - 1;
  };
  return Object.assign(state, { sample: (number: number) => texts[number - nodes.length] ?? "" });
}
