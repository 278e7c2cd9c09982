import type { PathEdit, PathMatch, Rewrite } from "../../model/index.ts";
import { withoutTrailingSlash } from "../../model/condition-predicates.ts";
import type { Test } from "./view.ts";

/**
 * What a rewrite makes of the path. A prefix is replaced by segment: the prefix alone becomes the replacement, anything
 * below it keeps its rest, and never does an empty segment appear (the table of HTTPPathModifier in
 * `kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`). Without a path condition the prefix is `/`.
 */
export function pathEdit(path: Rewrite["path"], match: PathMatch | null, test: Test): PathEdit {
  if (path === null) return { kind: "keep" };
  if (path.kind === "full") return { kind: "constant", value: path.value };
  const replacement = path.value === "" ? "/" : withoutTrailingSlash(path.value);
  switch (match?.kind ?? "prefix") {
    case "exact":
      return { kind: "constant", value: replacement };
    case "stringPrefix":
      return { kind: "splice", drop: match?.value.length ?? 0, prepend: path.value };
    case "prefix":
      return prefixEdit(withoutTrailingSlash(match?.value ?? "/"), replacement, test);
    case "template":
    case "regex":
      return { kind: "keep" };
  }
}

function prefixEdit(prefix: string, replacement: string, test: Test): PathEdit {
  if (prefix === replacement) return { kind: "keep" };
  if (test.text("path", { kind: "exact", value: prefix })) return { kind: "constant", value: replacement };
  return { kind: "splice", drop: prefix === "/" ? 0 : prefix.length, prepend: replacement === "/" ? "" : replacement };
}
