import { compileRegex } from "../../../support/regex.ts";
import type { HeaderMatcher, ListenerProtocol, Meta, RetryPolicy, Route, RouteMatch, Target, VirtualRouter } from "./config.ts";
import { at, duration, flag, isSet, items, keys, member, refuse, text, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readPortMapping, readRef, readTimes } from "./read-common.ts";

/** `spec` of a VirtualRouter. */
export function readVirtualRouter(spec: Node, meta: Meta): VirtualRouter {
  keys(spec, ["awsName", "listeners", "routes", "meshRef"]);
  if (isSet(at(spec, "meshRef"))) refuse(at(spec, "meshRef"), "appmesh-refused-field", "is filled in by the webhook and refused when written");
  const listeners = items(at(spec, "listeners")).map((item) => {
    keys(item, ["portMapping"]);
    return readPortMapping(at(item, "portMapping"));
  });
  const routes = items(at(spec, "routes")).map((item) => readRoute(item, meta));
  const names = routes.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse(at(spec, "routes"), "appmesh-refused-route", "has two routes of one name");
  return { meta, listeners, routes };
}

const kinds = { httpRoute: "http", http2Route: "http2", grpcRoute: "grpc", tcpRoute: "tcp" } as const;

function readRoute(node: Node, meta: Meta): Route {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  const written = keys(node, ["name", "priority", ...names]);
  const found = names.filter((name) => written.includes(name));
  if (found.length !== 1) refuse(node, "appmesh-refused-route", `has ${found.length} of ${names.join(", ")}`);
  const kind = found[0] ?? "httpRoute";
  const body = at(node, kind);
  keys(body, kind === "tcpRoute" ? ["match", "action", "timeout"] : ["match", "action", "timeout", "retryPolicy"]);
  return {
    name: nameOf(node),
    priority: whole(at(node, "priority"), 0, 1000),
    protocol: kinds[kind],
    match: readMatch(at(body, "match"), kinds[kind]),
    targets: readTargets(at(body, "action"), meta),
    retry: readRetry(at(body, "retryPolicy")),
    times: readTimes(at(body, "timeout")),
    path: node.path,
  };
}

function nameOf(node: Node): string {
  const name = text(at(node, "name"), 255, 1);
  if (name === null) refuse(node, "appmesh-refused-route", "has no name");
  return name ?? "";
}

/**
 * The match of a route. An http route has exactly one of prefix and path (`…:webhooks/appmesh/virtualrouter_validator.go`);
 * a gateway's may have a host name instead.
 */
export function readMatch(node: Node, protocol: ListenerProtocol, also: readonly string[] = []): RouteMatch {
  const http = protocol === "http" || protocol === "http2";
  keys(node, [...also, ...(http ? ["prefix", "path", "method", "scheme", "headers", "queryParameters", "port"] : protocol === "grpc" ? ["serviceName", "methodName", "metadata", "port"] : ["port"])]);
  const bare = also.some((key) => isSet(at(node, key))) && !isSet(at(node, "prefix")) && !isSet(at(node, "path"));
  return {
    port: whole(at(node, "port"), 1, 65_535),
    path: http && !bare ? readPath(node) : null,
    grpc: readGrpc(node, protocol),
    method: word(at(node, "method"), ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]),
    scheme: word(at(node, "scheme"), ["http", "https"]),
    headers: bounded(at(node, protocol === "grpc" ? "metadata" : "headers")).map(readHeader),
    query: bounded(at(node, "queryParameters")).map((item) => ({ name: text(at(item, "name")) ?? "", exact: text(at(item, "match", "exact")) })),
  };
}

function bounded(node: Node): readonly Node[] {
  const list = items(node);
  if (isSet(node) && (list.length < 1 || list.length > 10)) refuse(node, "appmesh-refused-route", "must have 1 to 10 items");
  return list;
}

function readPath(node: Node): RouteMatch["path"] {
  const [prefix, path] = [at(node, "prefix"), at(node, "path")];
  if (isSet(prefix) === isSet(path)) {
    refuse(node, "appmesh-refused-route", "must have exactly one of prefix and path");
    return null;
  }
  if (isSet(prefix)) {
    const value = text(prefix) ?? "";
    if (!value.startsWith("/")) refuse(prefix, "appmesh-refused-route", "must start with `/`");
    return { kind: "prefix", value };
  }
  const kind = member(path, ["exact", "regex"]) ?? "exact";
  const value = text(at(path, kind), 255, 1) ?? "";
  if (kind === "regex") checkRegex(at(path, kind), value);
  return { kind, value };
}

/** Look-around and back-references are refused (`awsdocs/aws-app-mesh-user-guide:doc_source/1.17-migration.md`). */
function checkRegex(node: Node, value: string): void {
  const compiled = compileRegex(value);
  if (!compiled.ok) refuse(node, "appmesh-refused-route", `is no regular expression of RE2: ${compiled.problem}`);
}

function readGrpc(node: Node, protocol: ListenerProtocol): RouteMatch["grpc"] {
  if (protocol !== "grpc") return { service: null, method: null };
  const [service, method] = [text(at(node, "serviceName")), text(at(node, "methodName"), 50, 1)];
  if (method !== null && service === null) refuse(at(node, "methodName"), "appmesh-refused-route", "needs `serviceName`");
  return { service, method };
}

function readHeader(node: Node): RouteMatch["headers"][number] {
  keys(node, ["name", "match", "invert"]);
  return { name: text(at(node, "name"), 50, 1) ?? "", match: readMatcher(at(node, "match")), invert: flag(at(node, "invert"), false) };
}

function readMatcher(node: Node): HeaderMatcher {
  if (!isSet(node)) return null;
  const kind = member(node, ["exact", "prefix", "suffix", "regex", "range"]);
  if (kind === null) return null;
  if (kind === "range") return { kind, start: whole(at(node, kind, "start"), Number.MIN_SAFE_INTEGER) ?? 0, end: whole(at(node, kind, "end"), Number.MIN_SAFE_INTEGER) ?? 0 };
  const value = text(at(node, kind), 255, 1) ?? "";
  if (kind === "regex") checkRegex(at(node, kind), value);
  return { kind, value };
}

/** One to ten targets whose weights sum to 1 to 100 (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, WeightedTarget). */
function readTargets(action: Node, meta: Meta): readonly Target[] {
  keys(action, ["weightedTargets"]);
  const list = bounded(at(action, "weightedTargets"));
  const targets = list.flatMap((node): readonly Target[] => {
    keys(node, ["virtualNodeRef", "virtualNodeARN", "weight", "port"]);
    const ref = readRef(node, "virtualNode", meta.namespace);
    const weight = whole(at(node, "weight"), 0, 100);
    if (weight === null) refuse(node, "appmesh-refused-route", "needs a weight");
    return ref === null ? [] : [{ ref, weight: weight ?? 0, port: whole(at(node, "port"), 1, 65_535) }];
  });
  const sum = targets.reduce((total, { weight }) => total + weight, 0);
  if (list.length === 0) refuse(action, "appmesh-refused-route", "has no weightedTargets");
  if (sum > 100) refuse(at(action, "weightedTargets"), "appmesh-refused-route", `has weights of ${sum} together, more than 100`);
  return targets;
}

const events = {
  httpRetryEvents: ["server-error", "gateway-error", "client-error", "stream-error"],
  tcpRetryEvents: ["connection-error"],
  grpcRetryEvents: ["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"],
} as const;

function readRetry(node: Node): RetryPolicy | null {
  if (!isSet(node)) return null;
  keys(node, ["maxRetries", "perRetryTimeout", ...Object.keys(events)]);
  const [maxRetries, perTry] = [whole(at(node, "maxRetries"), 0), duration(at(node, "perRetryTimeout"))];
  if (maxRetries === null || perTry === null) refuse(node, "appmesh-refused-route", "needs maxRetries and perRetryTimeout");
  const listed = Object.entries(events).flatMap(([name, known]) => items(at(node, name)).map((item) => `${name.slice(0, name.indexOf("R"))} ${word<string>(item, known) ?? ""}`));
  if (listed.length === 0) refuse(node, "appmesh-refused-route", "names no event");
  return { maxRetries: maxRetries ?? 0, perTryMs: perTry ?? 0, events: listed };
}
