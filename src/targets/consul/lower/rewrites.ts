import type { PathMatch, Rewrite } from "../../../model/index.ts";
import { atLeast } from "../versions.ts";
import { pathField, withoutSlash } from "./conditions.ts";
import type { Json } from "./piece.ts";

/** A path condition with what replaces the matched part, if anything. */
export interface PathForm {
  readonly path: Json;
  readonly prefixRewrite: string | null;
}

/** The forms of a path condition under a rewrite, or why there are none. */
export type PathForms = readonly PathForm[] | { readonly problem: string };

/**
 * The matches that let the rewrite be said. `prefixRewrite` replaces the matched prefix as text, or the whole of an exact
 * path; to `/` it leaves an exact path alone since 1.22 (`hashicorp/consul:agent/xds/routes.go`).
 */
export function pathForms(path: PathMatch | null, edit: Rewrite["path"], version: string): PathForms {
  if (edit === null) return [plain(path, version)];
  if (edit.kind === "full") return fullForms(path, edit.value);
  const target = withoutSlash(edit.value);
  switch (path?.kind ?? "prefix") {
    case "exact":
      return exactForms(path?.value ?? "/", target, version);
    case "prefix":
      return prefixForms(withoutSlash(path?.value ?? "/"), target, version);
    case "stringPrefix":
      return edit.value === "/" ? { problem: "Consul drops a slash when it replaces a prefix by `/`" } : [{ path: pathField(path), prefixRewrite: edit.value }];
    case "template":
    case "regex":
      return [plain(path, version)];
  }
}

/** Some builds of 1.22 cut the matched prefix off by themselves, which a rewrite to the same prefix undoes. */
function plain(path: PathMatch | null, version: string): PathForm {
  const written = pathField(path);
  const prefix = written["pathPrefix"];
  return { path: written, prefixRewrite: version === "1.22" && typeof prefix === "string" && prefix !== "/" ? prefix : null };
}

function fullForms(path: PathMatch | null, value: string): PathForms {
  if (path?.kind !== "exact") return { problem: "the route does not match one exact path" };
  if (path.value === value) return [{ path: pathField(path), prefixRewrite: null }];
  return value === "/" ? { problem: "an exact path is not rewritten to `/` since 1.22" } : [{ path: pathField(path), prefixRewrite: value }];
}

function exactForms(value: string, target: string, version: string): PathForms {
  if (value === (target || "/")) return [{ path: { pathExact: value }, prefixRewrite: null }];
  if (target !== "" || !atLeast(version, "1.22")) return [{ path: { pathExact: value }, prefixRewrite: target || "/" }];
  return { problem: "an exact path is not rewritten to `/` since 1.22" };
}

/** The path that is the prefix, and everything below it; the root alone needs no slash of its own. */
function prefixForms(base: string, target: string, version: string): PathForms {
  if (base === target) return [{ path: pathField({ kind: "prefix", value: base || "/", origin: { file: "", start: 0, end: 0 } }), prefixRewrite: null }];
  const itself = exactForms(base || "/", target, version);
  return "problem" in itself ? itself : [...itself, { path: { pathPrefix: `${base}/` }, prefixRewrite: `${target}/` }];
}
