import type { PositiveMatch } from "../../../model/index.ts";
import type { Match, NamedCondition, PathCondition } from "./config.ts";
import { at, items, name, refuse, text, word, written } from "./node.ts";
import type { Node } from "./node.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] as const;
const everyPath: PathCondition = { kind: "prefix", value: "/" };

/** A match of an HTTPRoute with defaults (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteMatch). */
export function readHttpMatch(node: Node): Match {
  return {
    path: readPath(at(node, "path")),
    method: word(at(node, "method"), methods),
    headers: readNamed(at(node, "headers"), 4096, true),
    query: readNamed(at(node, "queryParams"), 1024, false),
  };
}

/** The match that stands where none is written. */
export const httpDefault: Match = { path: everyPath, method: null, headers: [], query: [] };

function readPath(node: Node): PathCondition {
  const type = word(at(node, "type"), ["Exact", "PathPrefix", "RegularExpression"]) ?? "PathPrefix";
  const value = text(at(node, "value"), 1024) ?? "/";
  if (type === "RegularExpression") return { kind: "regex", value };
  checkPath(at(node, "value"), value);
  return type === "Exact" ? { kind: "exact", value } : { kind: "prefix", value: value.length > 1 && value.endsWith("/") ? value.slice(0, -1) : value };
}

const allowed = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** The schema's rules on path values (`kubernetes-sigs/gateway-api:config/crd/standard/gateway.networking.k8s.io_httproutes.yaml`). */
function checkPath(node: Node, value: string): void {
  if (!value.startsWith("/")) refuse(node, "must start with `/`");
  else if (["//", "/./", "/../", "%2f", "%2F", "#"].some((part) => value.includes(part))) refuse(node, "must not contain `//`, `/./`, `/../`, `%2f` or `#`");
  else if (value.endsWith("/.") || value.endsWith("/..")) refuse(node, "must not end in `/.` or `/..`");
  else if (!allowed.test(value)) refuse(node, "has characters that a path may not have");
}

/** Of two conditions on equivalent names the first counts. */
function readNamed(node: Node, longest: number, folded: boolean): readonly NamedCondition[] {
  const all = items(node, 16).map((item): NamedCondition => {
    const type = word(at(item, "type"), ["Exact", "RegularExpression"]) ?? "Exact";
    const value = name(at(item, "value"), longest);
    const match: PositiveMatch = { kind: type === "Exact" ? "exact" : "regex", value };
    const own = name(at(item, "name"), 256);
    return { name: folded ? own.toLowerCase() : own, match };
  });
  return all.filter((each, index) => all.findIndex((other) => other.name === each.name) === index);
}

/** A match of a GRPCRoute (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`, GRPCRouteMatch). */
export function readGrpcMatch(node: Node): Match {
  const called = at(node, "method");
  const [service, method] = [text(at(called, "service"), 1024), text(at(called, "method"), 1024)];
  const type = word(at(called, "type"), ["Exact", "RegularExpression"]) ?? "Exact";
  if (written(called) && (service ?? "") === "" && (method ?? "") === "") refuse(called, "needs a service or a method");
  const path: PathCondition = type === "Exact" ? { kind: "rpc", service: orNull(service), method: orNull(method) } : { kind: "regex", value: `/${service ?? "[^/]+"}/${method ?? "[^/]+"}` };
  return { path, method: null, headers: readNamed(at(node, "headers"), 4096, true), query: [] };
}

export const grpcDefault: Match = { path: { kind: "rpc", service: null, method: null }, method: null, headers: [], query: [] };

function orNull(value: string | null): string | null {
  return value === "" ? null : value;
}
