import type { PositiveMatch } from "../../../model/index.ts";
import type { RankedPath } from "../../route-order/index.ts";
import type { Json } from "./piece.ts";

/** A text as a pattern of Rust's syntax that matches it alone. */
export function quoteRust(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}

/**
 * A pattern for the whole text: the proxy takes a match only if its leftmost-first search spans everything, which the
 * group and the anchors force (`linkerd/linkerd2-proxy:linkerd/http/route/src/http/match/path.rs`).
 */
export function wholePattern(pattern: string): string {
  return `^(?:${ascii(pattern)})$`;
}

/** `\d` and the like speak of all of Unicode in Rust; `\<` begins a word there. */
function ascii(pattern: string): string {
  const classes: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\f\\r " };
  let inside = false;
  return pattern.replace(/\\[^]|\[|\]/g, (token) => {
    if (token === "[" || token === "]") {
      inside = token === "[";
      return token;
    }
    const set = classes[token.slice(1)];
    if (set !== undefined) return inside ? set : `[${set}]`;
    return token === "\\<" || token === "\\>" ? token.slice(1) : token;
  });
}

/** What keeps a pattern of RE2 from meaning the same in Rust's syntax; null when nothing does. */
export function rustProblem(pattern: string): string | null {
  if (/\\[CQE]/.test(pattern)) return "`\\C` and `\\Q` are unknown there";
  if (/\\[DWSbBpP]/.test(pattern)) return "classes of Unicode differ";
  const classes = pattern.match(/\[(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]/g) ?? [];
  const odd = classes.some((each) => /&&|--|~~|\[(?!:)/.test(each.slice(1).replace(/\\[^]/g, "")));
  return odd ? "inside a class `[`, `&&`, `--` and `~~` are operators there" : null;
}

/** A condition on a header or query parameter; the CRDs know exact values of one character or more, and patterns. */
export function valueFields(match: PositiveMatch): Json {
  const pattern = (value: string): Json => ({ type: "RegularExpression", value });
  switch (match.kind) {
    case "exact":
      return match.value === "" ? pattern(wholePattern("")) : { type: "Exact", value: match.value };
    case "prefix":
      return pattern(`^(?:${quoteRust(match.value)}.*)$`);
    case "suffix":
      return pattern(`^(?:.*${quoteRust(match.value)})$`);
    case "contains":
      return pattern(`^(?:.*${quoteRust(match.value)}.*)$`);
    case "regex":
      return pattern(wholePattern(match.value));
    case "present":
      return pattern(".*");
  }
}

/** A condition on the path; none where every path fits. */
export function pathFields(path: RankedPath): Json | undefined {
  switch (path.kind) {
    case "exact":
      return { type: "Exact", value: path.value };
    case "prefix":
      return { type: "PathPrefix", value: path.value };
    case "regex":
      return { type: "RegularExpression", value: wholePattern(path.value) };
    case "rpc":
      throw new Error("paths of HTTPRoutes name no RPC");
  }
}

/** What the CRD's validation holds against a condition on the path; null when nothing. */
export function pathProblem(path: RankedPath): string | null {
  if (path.kind === "rpc") return null;
  if (path.kind === "regex") return wholePattern(path.value).length > 1024 ? "it is longer than 1024 characters" : rustProblem(path.value);
  if (path.value.length > 1024) return "it is longer than 1024 characters";
  return /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(path.value) ? null : "it has characters that the API server refuses in paths";
}
