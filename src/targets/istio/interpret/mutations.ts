import type { HeaderEdits, PathEdit } from "../../../model/edits.ts";
import { holds } from "../../../model/evaluate.ts";
import type { Atom, RequestView, TextPredicate } from "../../../model/predicate.ts";
import type { HttpMatch, HttpRewrite } from "./config.ts";

/** The request as a backend receives it. */
export interface Upstream {
  readonly path: PathEdit;
  readonly authority: string | null;
  readonly headers: HeaderEdits;
}

/** What a rewrite does to the path: a prefix that was matched is replaced, anything else is the whole path (istio/istio:pilot/pkg/networking/core/route/route.go). */
export function pathEditOf(rewrite: HttpRewrite | null, match: HttpMatch | null): PathEdit {
  if (rewrite === null) return { kind: "keep" };
  if (rewrite.regex !== null) return { kind: "regex", pattern: rewrite.regex.match, substitution: rewrite.regex.substitution };
  return rewrite.uri === null ? { kind: "keep" } : replacedPath(rewrite.uri, match);
}

/** Puts a text where the matched prefix was; a block without `uri` matched the prefix `/`. */
export function replacedPath(text: string, match: HttpMatch | null): PathEdit {
  const uri = match?.uri ?? null;
  if (uri !== null && uri.kind !== "prefix") return { kind: "constant", value: text };
  return { kind: "splice", drop: uri === null ? 1 : uri.value.length, prepend: text };
}

/** One edit after another; within each, removal comes first (envoyproxy/envoy:source/common/router/header_parser.cc). */
export function afterEach(edits: readonly HeaderEdits[]): HeaderEdits {
  const state = new Map<string, { readonly kind: "set" | "add" | "remove"; readonly value: string }>();
  for (const { set, add, remove } of edits) {
    for (const name of remove) state.set(name, { kind: "remove", value: "" });
    for (const [name, value] of Object.entries(set)) state.set(name, { kind: "set", value });
    for (const [name, value] of Object.entries(add)) state.set(name, added(state.get(name), value));
  }
  const named = (kind: string): readonly [string, string][] => sortedEntries([...state].filter(([, edit]) => edit.kind === kind).map(([name, edit]) => [name, edit.value]));
  return { set: Object.fromEntries(named("set")), add: Object.fromEntries(named("add")), remove: named("remove").map(([name]) => name) };
}

/** Two lists of changes as one: what either removes goes first, what the second sets wins, and both add (envoyproxy/envoy:source/common/router/header_parser.cc). */
export function atOnce(first: HeaderEdits, second: HeaderEdits): HeaderEdits {
  return afterEach([{ set: {}, add: {}, remove: [...first.remove, ...second.remove] }, { set: { ...first.set, ...second.set }, add: {}, remove: [] }, { set: {}, add: first.add, remove: [] }, { set: {}, add: second.add, remove: [] }]);
}

function added(before: { readonly kind: "set" | "add" | "remove"; readonly value: string } | undefined, value: string): { readonly kind: "set" | "add"; readonly value: string } {
  if (before === undefined) return { kind: "add", value };
  if (before.kind === "remove") return { kind: "set", value };
  return { kind: before.kind, value: `${before.value},${value}` };
}

function sortedEntries(list: readonly [string, string][]): readonly [string, string][] {
  return [...list].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Takes the authority out of request headers, where `host` and `:authority` rewrite it. */
export function splitAuthority(edits: HeaderEdits): { readonly authority: string | null; readonly headers: HeaderEdits } {
  const authority = ["host", ":authority"].map((name) => edits.set[name] ?? edits.add[name]).find((value) => value !== undefined);
  const without = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(values).filter(([name]) => name !== "host" && name !== ":authority"));
  return { authority: authority ?? null, headers: { ...edits, set: without(edits.set), add: without(edits.add) } };
}

/** The request after the changes: what servers and their policies see. */
export function forwardedView(view: RequestView, upstream: Upstream): RequestView {
  return { test: (atom) => testForwarded(view, upstream, atom) };
}

function testForwarded(view: RequestView, upstream: Upstream, atom: Atom): boolean {
  if (atom.dimension === "caller" || atom.dimension === "peer") return view.test(atom);
  const { dimension, predicate } = atom;
  if (dimension === "path") return upstream.path.kind === "keep" ? view.test(atom) : view.test({ dimension, predicate: { kind: "edited", edit: upstream.path, of: predicate } });
  if (dimension === "authority") return upstream.authority === null ? view.test(atom) : holds(predicate, upstream.authority);
  return dimension.startsWith("header:") ? testHeader(view, upstream.headers, atom.dimension as `header:${string}`, predicate) : view.test(atom);
}

function testHeader(view: RequestView, { set, add, remove }: HeaderEdits, dimension: `header:${string}`, predicate: TextPredicate): boolean {
  const name = dimension.slice("header:".length);
  if (Object.hasOwn(set, name)) return holds(predicate, set[name] ?? "");
  if (remove.includes(name)) return holds(predicate, null);
  const more = Object.hasOwn(add, name) ? add[name] : undefined;
  return view.test({ dimension, predicate: more === undefined ? predicate : { kind: "appended", added: more, of: predicate } });
}
