import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadLimits } from "./limits.ts";
import type { Origin, PathStep, SourceFile } from "./origin.ts";
import { pathText } from "./path-text.ts";
import { sourceDiagnostics } from "./source.diagnostics.ts";
import type { AliasSyntax, EntrySyntax, ListSyntax, MapSyntax, ScalarSyntax, SyntaxNode } from "./syntax-tree.ts";

/** What an alias stands for. */
export type AliasTargets = ReadonlyMap<AliasSyntax, SyntaxNode>;

/** A document's data, with what was wrong in it. */
export interface PlainDocument {
  readonly value: unknown;
  readonly targets: AliasTargets;
  readonly diagnostics: readonly Diagnostic[];
  /** The document is within the limits. */
  readonly complete: boolean;
}

/** An anchored value: while it is being read, `size` is null. */
interface Anchored {
  readonly node: SyntaxNode;
  value: unknown;
  size: number | null;
}

/** The state of one walk over a document. */
interface Walk {
  readonly file: SourceFile;
  readonly limits: ReadLimits;
  readonly anchors: Map<string, Anchored>;
  readonly targets: Map<AliasSyntax, SyntaxNode>;
  readonly diagnostics: Diagnostic[];
  readonly path: PathStep[];
  values: number;
  stopped: boolean;
}

/**
 * Turns syntax into plain data in one bounded walk. What is wrong is reported and replaced (the first of two equal keys
 * counts, an unusable value becomes null), so that the rest of the document can still be judged. Values behind aliases
 * are shared, never copied.
 */
export function plainValue(root: SyntaxNode, file: SourceFile, limits: ReadLimits): PlainDocument {
  const walk: Walk = { file, limits, anchors: new Map(), targets: new Map(), diagnostics: [], path: [], values: 0, stopped: false };
  const value = plain(root, walk);
  return { value, targets: walk.targets, diagnostics: walk.diagnostics, complete: !walk.stopped };
}

function plain(node: SyntaxNode, walk: Walk): unknown {
  if (walk.stopped || !countValues(1, node, walk)) return null;
  if (node.kind === "alias") return aliased(node, walk);
  const name = node.anchor;
  if (name === null) return content(node, walk);
  const before = walk.values;
  const anchored: Anchored = { node, value: null, size: null };
  walk.anchors.set(name, anchored);
  anchored.value = content(node, walk);
  anchored.size = walk.values - before + 1;
  return anchored.value;
}

function content(node: ScalarSyntax | MapSyntax | ListSyntax, walk: Walk): unknown {
  if (node.kind === "scalar") return scalar(node, walk);
  if (walk.path.length >= walk.limits.depth) {
    stop(sourceDiagnostics["nested-too-deeply"].report(about(node, { limit: walk.limits.depth }, walk)), walk);
    return null;
  }
  return node.kind === "map" ? mapping(node, walk) : list(node, walk);
}

function list(node: ListSyntax, walk: Walk): readonly unknown[] {
  return node.items.map((item, index) => within(index, item, walk));
}

function mapping(node: MapSyntax, walk: Walk): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  const merged: Record<string, unknown>[] = [];
  const seen = new Map<string, EntrySyntax>();
  for (const entry of node.entries) {
    const key = keyText(entry, walk);
    if (key === null || !isFirst(key, entry, seen, walk)) continue;
    const value = within(key, entry.value, walk);
    if (isMergeKey(entry.key)) merged.push(...mergedMappings(value, entry, walk));
    else result[key] = value;
  }
  return merged.length === 0 ? result : withMerged(result, merged, node, walk);
}

function within(step: PathStep, node: SyntaxNode, walk: Walk): unknown {
  walk.path.push(step);
  const result = plain(node, walk);
  walk.path.pop();
  return result;
}

/** Own entries win, then the mapping that is named first. */
function withMerged(
  own: Readonly<Record<string, unknown>>,
  merged: readonly Readonly<Record<string, unknown>>[],
  node: MapSyntax,
  walk: Walk,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const source of [...merged].reverse()) {
    if (!countValues(Object.keys(source).length, node, walk)) return own;
    Object.assign(result, source);
  }
  return Object.assign(result, own);
}

/** A plain `<<` merges (`yaml.org/type/merge`); a quoted one is a key like others. */
export function isMergeKey(key: SyntaxNode): boolean {
  return key.kind === "scalar" && key.plain === "<<";
}

function mergedMappings(value: unknown, { value: source }: EntrySyntax, walk: Walk): Record<string, unknown>[] {
  const sources = Array.isArray(value) ? value : [value];
  const wrong = sources.find((source) => !isMapping(source));
  if (wrong === undefined) return sources.filter(isMapping);
  note(sourceDiagnostics["merge-of-no-mapping"].report(about(source, { found: kindOf(wrong) }, walk)), walk);
  return [];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The key as text; null, with a finding, for what cannot be a key of JSON. */
function keyText({ key: node }: EntrySyntax, walk: Walk): string | null {
  if (isMergeKey(node)) return "<<";
  const value = node.kind === "scalar" || node.kind === "alias" ? plain(node, walk) : undefined;
  if (value === "__proto__") {
    note(sourceDiagnostics["reserved-key"].report(about(node, { key: value }, walk)), walk);
    return null;
  }
  if (typeof value === "string") return value;
  note(sourceDiagnostics["key-not-text"].report(about(node, keyFound(node, value), walk)), walk);
  return null;
}

function keyFound(node: SyntaxNode, value: unknown): { found: string; quoted?: string } {
  if (node.kind === "map" || node.kind === "list") return { found: node.kind === "map" ? "a mapping" : "a list" };
  if (node.kind !== "scalar" || node.plain === null || node.plain === "") return { found: kindOf(value) };
  return { found: `${kindOf(value)} \`${node.plain}\``, quoted: JSON.stringify(node.plain) };
}

function isFirst(key: string, entry: EntrySyntax, seen: Map<string, EntrySyntax>, walk: Walk): boolean {
  const first = seen.get(key);
  if (first === undefined) return seen.set(key, entry).has(key);
  const related = [{ origin: rangeOf(first.key, walk), note: "written here first" }];
  note(sourceDiagnostics["duplicate-key"].report({ ...about(entry.key, { key }, walk), related }), walk);
  return false;
}

function aliased(alias: AliasSyntax, walk: Walk): unknown {
  const anchored = walk.anchors.get(alias.name);
  if (anchored === undefined || anchored.size === null) {
    const fault = anchored === undefined ? "alias-without-anchor" : "alias-inside-itself";
    note(sourceDiagnostics[fault].report(about(alias, { name: alias.name }, walk)), walk);
    return null;
  }
  walk.targets.set(alias, anchored.node);
  return countValues(anchored.size, alias, walk) ? anchored.value : null;
}

function scalar(node: ScalarSyntax, walk: Walk): unknown {
  const value = node.value;
  if (typeof value === "number") return number(value, node, walk);
  if (typeof value !== "string" || !/\p{Cs}/u.test(value)) return value;
  note(sourceDiagnostics["not-text"].report(about(node, { problem: "an escape in this text makes half of a character" }, walk)), walk);
  return null;
}

function number(value: number, node: ScalarSyntax, walk: Walk): number | null {
  const text = node.plain ?? String(value);
  const problem = numberProblem(value, text);
  if (problem === null) return value;
  note(sourceDiagnostics["unsafe-number"].report(about(node, { text, problem }, walk)), walk);
  return null;
}

function numberProblem(value: number, text: string): string | null {
  if (!Number.isFinite(value)) return "is not finite";
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return "is too large to be kept exactly";
  if (/^[-+]?0\d/.test(text)) return "starts with a zero, which some tools read as octal";
  return null;
}

/** Counts values against the limit; false, once with a finding, when there are too many. */
function countValues(count: number, node: SyntaxNode, walk: Walk): boolean {
  walk.values += count;
  if (walk.values <= walk.limits.values) return true;
  stop(sourceDiagnostics["too-many-values"].report(about(node, { limit: walk.limits.values }, walk)), walk);
  return false;
}

function stop(diagnostic: Diagnostic, walk: Walk): void {
  note(diagnostic, walk);
  walk.stopped = true;
}

/** A document that is nothing but faults is given up at some point. */
const mostFindings = 1000;

function note(diagnostic: Diagnostic, walk: Walk): void {
  if (!walk.stopped) walk.diagnostics.push(diagnostic);
  if (walk.diagnostics.length >= mostFindings) walk.stopped = true;
}

/** Where and with what a finding about a node is reported. */
function about<P>(node: SyntaxNode, parameters: P, walk: Walk): { at: Origin; with: P; path: string } {
  return { at: rangeOf(node, walk), with: parameters, path: pathText(walk.path) };
}

function rangeOf({ start, end }: SyntaxNode, walk: Walk): Origin {
  return { file: walk.file.path, start, end };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return { string: "text", number: "the number", boolean: "the truth value", object: "a mapping" }[typeof value as string] ?? "nothing";
}
