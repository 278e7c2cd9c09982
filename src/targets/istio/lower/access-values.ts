import type { PathMatch, PositiveMatch } from "../../../model/index.ts";

/** Values of an AuthorizationPolicy, any of; or why there are none. */
export type Values = { readonly values: readonly string[] } | { readonly problem: string };

/**
 * Paths: a segment prefix is the path and everything below it. `*` counts at either end only, `{*}` is one segment
 * (`istio/istio:pilot/pkg/security/authz/matcher/string.go`, `…/template.go`).
 */
export function pathValues(path: PathMatch): Values {
  switch (path.kind) {
    case "exact":
      return literal(path.value);
    case "prefix": {
      const base = path.value.endsWith("/") ? path.value.slice(0, -1) : path.value;
      return base === "" ? { values: ["/*"] } : joined([literal(base), starred(`${base}/`, "prefix")]);
    }
    case "stringPrefix":
      return starred(path.value, "prefix");
    case "template":
      return { values: [template(path.value)] };
    case "regex":
      return patternValues(path.value);
  }
}

/** Values of headers and claims; `present` of a header is `*`. */
export function textValues(match: PositiveMatch): Values {
  switch (match.kind) {
    case "exact":
      return literal(match.value);
    case "prefix":
    case "suffix":
      return match.value === "" ? { values: ["*"] } : starred(match.value, match.kind);
    case "contains":
      return match.value === "" ? { values: ["*"] } : { problem: "it knows no substrings" };
    case "regex":
      return patternValues(match.value);
    case "present":
      return { values: ["*"] };
  }
}

function literal(value: string): Values {
  if (value === "") return { problem: "it knows no empty values" };
  if (value.startsWith("*") || value.endsWith("*")) return { problem: "`*` at either end of a value is a wildcard" };
  return /\{\*\*?\}/.test(value) ? { problem: "`{*}` in a value is a wildcard" } : { values: [value] };
}

function starred(value: string, side: "prefix" | "suffix"): Values {
  if (value.includes("*")) return { problem: "`*` in a prefix or suffix is not literal" };
  return { values: [side === "prefix" ? `${value}*` : `*${value}`] };
}

function joined(parts: readonly Values[]): Values {
  const problem = parts.find((part) => "problem" in part);
  return problem ?? { values: parts.flatMap((part) => ("values" in part ? part.values : [])) };
}

function template(value: string): string {
  const steps = value.split("/").map((step) => (step.startsWith("{") && step.endsWith("}") ? "{*}" : step));
  return steps.join("/");
}

const unknownPattern = "it knows no patterns other than a union of exact values, prefixes and suffixes";

/** A pattern that is a union of literals with `.*` at one end, or of segment prefixes. */
function patternValues(pattern: string): Values {
  const grouped = /^\(\?:([^()]*)\)$/.exec(pattern)?.[1] ?? /^\(([^()?][^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  return joined(grouped.split("|").map(alternative));
}

function alternative(pattern: string): Values {
  if (pattern === ".*") return { problem: unknownPattern };
  const below = /^(.*?)\((?:\?:)?\/\.\*\)\?$/.exec(pattern)?.[1];
  if (below !== undefined) return onLiteral(below, (text) => pathValues({ kind: "prefix", value: text, origin: { file: "", start: 0, end: 0 } }));
  if (pattern.endsWith(".*")) return onLiteral(pattern.slice(0, -2), (text) => starred(text, "prefix"));
  if (pattern.startsWith(".*")) return onLiteral(pattern.slice(2), (text) => starred(text, "suffix"));
  return onLiteral(pattern, literal);
}

function onLiteral(pattern: string, build: (text: string) => Values): Values {
  const text = unescaped(pattern);
  return text === null || text === "" ? { problem: unknownPattern } : build(text);
}

/** The text of a pattern without operators; null when it has one. */
function unescaped(pattern: string): string | null {
  if (!/^(?:[^\\.+*?()|[\]{}^$]|\\[\\.+*?()|[\]{}^$/-])*$/.test(pattern)) return null;
  return pattern.replace(/\\(.)/g, "$1");
}
