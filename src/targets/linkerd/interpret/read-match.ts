import type { Match, NamedMatch, PathMatch, TextMatch } from "./config.ts";
import { at, complain, isSet, items, text, word } from "./node.ts";
import type { Node } from "./node.ts";
import { rustPattern } from "./rust-regex.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] as const;

/** An entry of `matches` of an HTTPRoute (linkerd/linkerd2-proxy:linkerd/http/route/src/http/match.rs). */
export function readHttpMatch(node: Node): Match {
  return {
    path: isSet(at(node, "path")) ? readPath(at(node, "path")) : null,
    method: word(at(node, "method"), methods),
    headers: readHeaders(at(node, "headers")),
    query: readNamed(at(node, "queryParams"), (name) => name),
    rpc: null,
  };
}

/** An entry of `matches` of a GRPCRoute: only POST, and `/service/method` (linkerd/linkerd2-proxy:linkerd/http/route/src/grpc/match.rs). */
export function readRpcMatch(node: Node): Match {
  const method = at(node, "method");
  if (word(at(method, "type"), ["Exact", "RegularExpression"]) === "RegularExpression") complain(at(method, "type"), "refused", "patterns of methods are not implemented");
  const [service, name] = [text(at(method, "service")), text(at(method, "method"))];
  const pattern = `/${service === null ? "[^/]+" : quoted(service)}/${name === null ? "[^/]+" : quoted(name)}(?:/.*)?`;
  const path: PathMatch = { kind: "rpc", value: pattern, length: 0, match: { kind: "predicate", predicate: { kind: "regex", value: pattern } } };
  const headers = readHeaders(at(node, "headers"));
  return { path, method: "POST", headers, query: [], rpc: { service: service?.length ?? 0, method: name?.length ?? 0 } };
}

function readPath(node: Node): PathMatch {
  const type = word(at(node, "type"), ["Exact", "PathPrefix", "RegularExpression"]) ?? "PathPrefix";
  const value = text(at(node, "value")) ?? "/";
  if (type === "RegularExpression") return { kind: "regex", value, length: null, match: patternAt(at(node, "value"), value) };
  if (!value.startsWith("/")) complain(at(node, "value"), "refused", "must start with `/`");
  if (type === "Exact") return { kind: "exact", value, length: value.length, match: { kind: "predicate", predicate: { kind: "exact", value } } };
  const trimmed = value.replace(/\/+$/, "") || "/";
  return { kind: "prefix", value: trimmed, length: trimmed.length, match: { kind: "predicate", predicate: { kind: "segments", value: trimmed } } };
}

function patternAt(node: Node, value: string): TextMatch {
  const pattern = rustPattern(value);
  if (pattern.ok) return pattern.match;
  complain(node, "refused", pattern.problem);
  return { kind: "unknown", reason: pattern.problem };
}

/** Names are tokens (linkerd/linkerd2:policy-controller/runtime/src/admission.rs). */
function readHeaders(node: Node): readonly NamedMatch[] {
  for (const name of items(node).map((item) => at(item, "name"))) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text(name) ?? "")) complain(name, "refused", "is no name of a header");
  }
  return readNamed(node, (name) => name.toLowerCase());
}

function readNamed(node: Node, fold: (name: string) => string): readonly NamedMatch[] {
  return items(node).map((item) => {
    const value = text(at(item, "value")) ?? "";
    const exact = (word(at(item, "type"), ["Exact", "RegularExpression"]) ?? "Exact") === "Exact";
    const match: TextMatch = exact ? { kind: "predicate", predicate: { kind: "exact", value } } : patternAt(at(item, "value"), value);
    return { name: fold(text(at(item, "name")) ?? ""), match };
  });
}

/** A text as a pattern that matches it alone. */
export function quoted(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}
