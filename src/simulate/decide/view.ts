import { holds } from "../../model/evaluate.ts";
import type { Decision, PathEdit, PositiveMatch } from "../../model/index.ts";
import type { Dimension as AnyDimension, CallerPredicate, RequestView, TextPredicate } from "../../model/predicate.ts";

/** Dimensions with text values. */
export type Dimension = Exclude<AnyDimension, "caller" | "peer">;

/** A condition on a text that is not negated. */
export type PositiveText = PositiveMatch;

/** Questions about a request, as sent or as forwarded. */
export interface Test {
  text(dimension: Dimension, predicate: TextPredicate): boolean;
  caller(predicate: CallerPredicate): boolean;
  peer(block: string): boolean;
}

/** Questions about the request as it was sent. */
export function asSent(view: RequestView): Test {
  return {
    text: (dimension, predicate) => view.test({ dimension, predicate }),
    caller: (predicate) => view.test({ dimension: "caller", predicate }),
    peer: (block) => view.test({ dimension: "peer", predicate: { kind: "cidr", block } }),
  };
}

/** Questions about the request as the backend gets it: after rewrites and header changes. */
export function asForwarded(sent: Test, upstream: Decision["upstream"]): Test {
  return { ...sent, text: (dimension, predicate) => textForwarded(sent, upstream, dimension, predicate) };
}

function textForwarded(sent: Test, upstream: Decision["upstream"], dimension: Dimension, predicate: TextPredicate): boolean {
  if (dimension === "path") return pathForwarded(sent, upstream.path, predicate);
  if (dimension === "authority") return upstream.authority === null ? sent.text(dimension, predicate) : holds(predicate, upstream.authority);
  return dimension.startsWith("header:") ? headerForwarded(sent, upstream, dimension, predicate) : sent.text(dimension, predicate);
}

function pathForwarded(sent: Test, edit: PathEdit, predicate: TextPredicate): boolean {
  if (edit.kind === "keep") return sent.text("path", predicate);
  if (edit.kind === "constant") return holds(predicate, edit.value.split("?")[0] ?? "");
  return sent.text("path", { kind: "edited", edit, of: predicate });
}

function headerForwarded(sent: Test, { headers }: Decision["upstream"], dimension: Dimension, predicate: TextPredicate): boolean {
  const name = dimension.slice("header:".length);
  if (Object.hasOwn(headers.set, name)) return holds(predicate, headers.set[name] ?? "");
  if (headers.remove.includes(name)) return false;
  const added = Object.hasOwn(headers.add, name) ? headers.add[name] : undefined;
  return sent.text(dimension, added === undefined ? predicate : { kind: "appended", added, of: predicate });
}
