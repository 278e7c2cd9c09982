import type { TextPredicate } from "../../../model/predicate.ts";
import type { RequestView } from "../../../model/predicate.ts";
import { headerDimension } from "../../../model/evaluate.ts";
import type { HttpMatch, NamedMatcher, PathMatcher } from "./config.ts";

/** Whether a match holds; none holds for every request (envoyproxy/envoy:source/common/router/config_impl.cc). */
export function matchHolds(view: RequestView, match: HttpMatch | null): boolean {
  if (match === null) return true;
  return (
    pathHolds(view, match.path) &&
    methodHolds(view, match.methods) &&
    match.headers.every((header) => headerHolds(view, header)) &&
    match.query.every((query) => view.test({ dimension: `query:${query.name}`, predicate: predicateOf(query) }))
  );
}

/** Prefixes are plain texts; patterns ignore `caseInsensitive`. Without a path every one that begins with a slash. */
export function pathHolds(view: RequestView, path: PathMatcher | null): boolean {
  if (path === null) return view.test({ dimension: "path", predicate: { kind: "prefix", value: "/" } });
  return view.test({ dimension: "path", predicate: pathPredicate(path) });
}

function pathPredicate({ kind, value, ignoreCase }: PathMatcher): TextPredicate {
  if (kind === "regex") return { kind, value };
  return ignoreCase ? { kind, value, ignoreCase } : { kind, value };
}

/** Whether the method is listed; an empty list asks nothing. */
export function methodHolds(view: RequestView, methods: readonly string[]): boolean {
  return methods.length === 0 || methods.some((value) => view.test({ dimension: "method", predicate: { kind: "exact", value } }));
}

/**
 * An absent header meets nothing, inverted or not, except that it is not present
 * (envoyproxy/envoy:source/common/http/header_utility.cc).
 */
export function headerHolds(view: RequestView, matcher: NamedMatcher): boolean {
  const dimension = headerDimension(matcher.name);
  const present = (): boolean => view.test({ dimension, predicate: { kind: "present" } });
  if (matcher.kind === "present") return present() !== matcher.invert;
  const holds = view.test({ dimension, predicate: predicateOf(matcher) });
  return matcher.invert ? !holds && present() : holds;
}

function predicateOf({ kind, value, ignoreCase }: NamedMatcher): TextPredicate {
  switch (kind) {
    case "present":
      return { kind };
    case "regex":
      return { kind, value };
    case "contains":
      return ignoreCase ? { kind: "regex", value: `(?i:.*${quoted(value)}.*)` } : { kind, value };
    case "exact":
    case "prefix":
    case "suffix":
      return ignoreCase ? { kind, value, ignoreCase } : { kind, value };
  }
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (special) => `\\${special}`);
}
