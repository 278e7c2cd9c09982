import { holds } from "../../../model/evaluate.ts";
import type { HeaderEdits, PathEdit } from "../../../model/edits.ts";
import type { Atom, RequestView, TextPredicate } from "../../../model/predicate.ts";
import type { PathMatcher, RouteOptions } from "./config.ts";
import { since } from "./world.ts";
import type { Mesh } from "./world.ts";

/**
 * What `prefixRewrite` makes of the path. To anything but `/` it replaces the matched text, or an exact path whole; to `/`
 * since 1.22 it drops the prefix with a slash behind it, and leaves exact paths alone
 * (hashicorp/consul:agent/xds/routes.go).
 */
export function pathEditOf(view: RequestView, mesh: Mesh, path: PathMatcher | null, { prefixRewrite }: RouteOptions): PathEdit {
  if (prefixRewrite === "" || path === null || path.kind === "regex") return { kind: "keep" };
  const modern = since(mesh, "1.22") && prefixRewrite === "/";
  if (path.kind === "exact") return modern ? { kind: "keep" } : { kind: "constant", value: prefixRewrite };
  const slash = modern && view.test({ dimension: "path", predicate: { kind: "prefix", value: `${path.value}/` } });
  return { kind: "splice", drop: path.value.length + (slash ? 1 : 0), prepend: prefixRewrite };
}

/** One edit after the other; the later one wins over a value that the earlier one set. */
export function afterBoth(first: HeaderEdits, second: HeaderEdits): HeaderEdits {
  const state = new Map<string, { readonly kind: "set" | "add" | "remove"; readonly value: string }>();
  for (const { set, add, remove } of [first, second]) {
    for (const name of remove) state.set(name, { kind: "remove", value: "" });
    for (const [name, value] of Object.entries(set)) state.set(name, { kind: "set", value });
    for (const [name, value] of Object.entries(add)) state.set(name, added(state.get(name), value));
  }
  const named = (kind: string): readonly (readonly [string, string])[] =>
    [...state].flatMap(([name, edit]) => (edit.kind === kind ? [[name, edit.value] as const] : [])).sort(([a], [b]) => (a < b ? -1 : 1));
  return { set: Object.fromEntries(named("set")), add: Object.fromEntries(named("add")), remove: named("remove").map(([name]) => name) };
}

function added(before: { readonly kind: "set" | "add" | "remove"; readonly value: string } | undefined, value: string): { readonly kind: "set" | "add"; readonly value: string } {
  if (before === undefined) return { kind: "add", value };
  return before.kind === "remove" ? { kind: "set", value } : { kind: before.kind, value: `${before.value},${value}` };
}

/** The request as the serving side sees it: after the caller's proxy changed path and headers. */
export function forwardedView(view: RequestView, path: PathEdit, headers: HeaderEdits): RequestView {
  return { test: (atom) => testForwarded(view, path, headers, atom) };
}

function testForwarded(view: RequestView, path: PathEdit, headers: HeaderEdits, atom: Atom): boolean {
  if (atom.dimension === "caller" || atom.dimension === "peer") return view.test(atom);
  const { dimension, predicate } = atom;
  if (dimension === "path") return path.kind === "keep" ? view.test(atom) : view.test({ dimension, predicate: { kind: "edited", edit: path, of: predicate } });
  return dimension.startsWith("header:") ? testHeader(view, headers, dimension as `header:${string}`, predicate) : view.test(atom);
}

function testHeader(view: RequestView, { set, add, remove }: HeaderEdits, dimension: `header:${string}`, predicate: TextPredicate): boolean {
  const name = dimension.slice("header:".length);
  if (Object.hasOwn(set, name)) return holds(predicate, set[name] ?? "");
  if (remove.includes(name)) return holds(predicate, null);
  const more = Object.hasOwn(add, name) ? add[name] : undefined;
  return view.test({ dimension, predicate: more === undefined ? predicate : { kind: "appended", added: more, of: predicate } });
}
