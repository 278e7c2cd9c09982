import type { PathMatch, Rewrite } from "../../../model/index.ts";
import type { Json } from "./piece.ts";
import { quoteRegex } from "./string-match.ts";

/**
 * One way in which a path condition can hold, and what of the path Envoy replaces there: all of it (exact and pattern
 * matches), or the literal that is the prefix. `pattern` marks what cannot take the place of a prefix.
 */
export interface PathForm {
  readonly uri: Json | null;
  readonly replaced: { readonly kind: "whole" } | { readonly kind: "prefix" } | { readonly kind: "text" } | { readonly kind: "pattern" };
}

const whole = { kind: "whole" } as const;
const prefix = { kind: "prefix" } as const;
const text = { kind: "text" } as const;
const pattern = { kind: "pattern" } as const;

/**
 * The blocks of a path condition. A prefix by segment is the exact path and the prefix with a slash: Istio's own
 * prefixes are plain strings (`istio/istio:pilot/pkg/networking/core/route/route.go`).
 */
function pathForms(path: PathMatch | null): readonly PathForm[] {
  if (path === null) return [{ uri: null, replaced: prefix }];
  switch (path.kind) {
    case "exact":
      return [{ uri: { exact: path.value }, replaced: whole }];
    case "prefix": {
      const base = withoutSlash(path.value);
      const below: PathForm = { uri: { prefix: `${base}/` }, replaced: prefix };
      return base === "" ? [below] : [{ uri: { exact: base }, replaced: whole }, below];
    }
    case "stringPrefix":
      return [{ uri: { prefix: path.value }, replaced: text }];
    case "template":
      return [{ uri: { regex: templatePattern(path.value) }, replaced: pattern }];
    case "regex":
      return [{ uri: { regex: path.value }, replaced: pattern }];
  }
}

/** The same condition where the whole path is replaced: Envoy does so for exact and pattern matches only. */
function wholePathForms(path: PathMatch | null): readonly PathForm[] {
  if (path?.kind === "exact") return pathForms(path);
  return [{ uri: { regex: pathPattern(path) }, replaced: whole }];
}

/** The path condition as a pattern for the whole path. */
export function pathPattern(path: PathMatch | null): string {
  if (path === null) return "/.*";
  switch (path.kind) {
    case "exact":
      return quoteRegex(path.value);
    case "prefix": {
      const base = withoutSlash(path.value);
      return base === "" ? "/.*" : `${quoteRegex(base)}(?:/.*)?`;
    }
    case "stringPrefix":
      return `${quoteRegex(path.value)}.*`;
    case "template":
      return templatePattern(path.value);
    case "regex":
      return path.value;
  }
}

/**
 * The forms that let the edit be said, chosen by what the edit replaces. Where the root is replaced, the path `/` alone
 * needs a form of its own: `/` becomes `/v2`, not `/v2/`.
 */
export function formsFor(path: PathMatch | null, edit: Rewrite["path"]): readonly PathForm[] {
  if (edit === null) return pathForms(path);
  if (edit.kind === "full") return wholePathForms(path);
  const root = path === null || (path.kind === "prefix" && withoutSlash(path.value) === "");
  return root ? [{ uri: { exact: "/" }, replaced: whole }, { uri: { prefix: "/" }, replaced: prefix }] : pathForms(path);
}

/**
 * What Envoy puts in place of the matched part so that a prefix by segment becomes `value`: `/foo` to `/bar` takes
 * `/foo` to `/bar` and `/foo/x` to `/bar/x`. Null: the match is a pattern and has no prefix.
 */
export function replacement(form: PathForm, value: string): string | null {
  const base = withoutSlash(value);
  switch (form.replaced.kind) {
    case "whole":
      return base === "" ? "/" : base;
    case "prefix":
      return `${base}/`;
    case "text":
      return value;
    case "pattern":
      return null;
  }
}

/** `/orders/{id}` as a pattern where a placeholder is one non-empty segment. */
function templatePattern(template: string): string {
  return template
    .split("/")
    .map((step) => (step.startsWith("{") && step.endsWith("}") ? "[^/]+" : quoteRegex(step)))
    .join("/");
}

/** The value without its trailing slash, which a prefix by segment ignores; `/` becomes empty. */
export function withoutSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value;
}
