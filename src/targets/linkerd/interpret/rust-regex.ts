import { compileRegex } from "../../../support/regex.ts";
import type { TextMatch } from "./config.ts";

/** A pattern as the webhook and the proxy take it: refused, or the condition that it is. */
export type RustPattern = { readonly ok: true; readonly match: TextMatch } | { readonly ok: false; readonly problem: string };

/**
 * A pattern in the syntax of Rust's `regex`. The proxy searches leftmost-first and takes a match only if the first one
 * found spans the whole text (linkerd/linkerd2-proxy:linkerd/http/route/src/http/match/path.rs): `a|ab` does not match
 * `ab`. Patterns whose first match could be shorter than another are not modelled, unless they are plain alternatives.
 */
export function rustPattern(pattern: string): RustPattern {
  if (/\\[CQE]/.test(pattern)) return { ok: false, problem: "uses `\\C` or `\\Q`, which Rust's syntax lacks" };
  const compiled = compileRegex(pattern);
  if (!compiled.ok) return { ok: false, problem: `is no regular expression: ${compiled.problem}` };
  return { ok: true, match: meaning(pattern) };
}

function meaning(pattern: string): TextMatch {
  if (oddClass(pattern)) return { kind: "unknown", reason: `\`${pattern}\` has set syntax inside a class` };
  const held = /^\^\(\?:([^]*)\)\$$/.exec(pattern)?.[1];
  if (held !== undefined && compileRegex(held).ok) return whole(held);
  const bare = pattern.replace(/^\^/, "").replace(/([^\\]|^)\$$/, "$1");
  if (!/[|]|[*+?}]\?/.test(bare)) return whole(bare);
  if (/^[\w/|.-]+$/.test(bare) && bare === pattern && !bare.includes(".")) return alternatives(bare.split("|"));
  return { kind: "unknown", reason: `the leftmost match of \`${pattern}\` may not be the longest` };
}

function whole(value: string): TextMatch {
  return { kind: "predicate", predicate: { kind: "regex", value } };
}

/** Of plain alternatives one is never reached where an earlier one is its beginning. */
function alternatives(options: readonly string[]): TextMatch {
  const reached = options.filter((option, index) => !options.slice(0, index).some((earlier) => option.startsWith(earlier)));
  return whole(reached.join("|"));
}

/** `[`, `&&`, `--` and `~~` inside a class are operators of Rust's syntax. */
function oddClass(pattern: string): boolean {
  const classes = pattern.match(/\[(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]/g) ?? [];
  return classes.some((each) => /&&|--|~~|\[(?!:)/.test(each.slice(1).replace(/\\[^]/g, "")));
}
