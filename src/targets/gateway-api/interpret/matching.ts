import type { TextPredicate } from "../../../model/index.ts";
import { headerDimension } from "../../../model/evaluate.ts";
import type { Ask } from "./ask.ts";
import type { Match, PathCondition } from "./config.ts";

/** Whether a match holds for the request; `unstated` when that depends on how the implementation reads patterns. */
export function matchHolds(match: Match, ask: Ask): boolean | "unstated" {
  if (match.method !== null && !ask.text("method", { kind: "exact", value: match.method })) return false;
  const named = [...match.headers.map((each) => [headerDimension(each.name), each.match] as const), ...match.query.map((each) => [`query:${each.name}` as const, each.match] as const)];
  const plain = named.filter(([, condition]) => condition.kind !== "regex");
  if (!plain.every(([dimension, condition]) => ask.text(dimension, condition))) return false;
  const patterns = match.path.kind === "regex" || plain.length < named.length;
  if (match.path.kind !== "regex" && !ask.text("path", pathPredicate(match.path))) return false;
  if (patterns && ask.cluster.profile.settings["regularExpressions"] !== "re2") return "unstated";
  return ask.text("path", pathPredicate(match.path)) && named.every(([dimension, condition]) => ask.text(dimension, whole(condition)));
}

/** The question that a path condition asks; a gRPC call is the path `/service/method`. */
export function pathPredicate(path: PathCondition): TextPredicate {
  switch (path.kind) {
    case "exact":
      return { kind: "exact", value: path.value };
    case "prefix":
      return { kind: "segments", value: path.value };
    case "regex":
      return whole({ kind: "regex", value: path.value });
    case "rpc":
      // A match that names neither takes every call (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`, GRPCRouteMatch.Method).
      if (path.service === null && path.method === null) return { kind: "prefix", value: "/" };
      if (path.service !== null && path.method !== null) return { kind: "exact", value: `/${path.service}/${path.method}` };
      return { kind: "template", value: `/${path.service ?? "{service}"}/${path.method ?? "{method}"}` };
  }
}

/** Anchors say what is meant anyway where whole values are matched. */
function whole(predicate: TextPredicate): TextPredicate {
  if (predicate.kind !== "regex") return predicate;
  const inner = /^\^\(\?:(.*)\)\$$/s.exec(predicate.value)?.[1];
  return { kind: "regex", value: inner ?? predicate.value };
}
