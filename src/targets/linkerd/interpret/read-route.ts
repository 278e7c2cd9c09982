import { noHeaderEdits } from "../../../model/edits.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import type { BackendRef, Match, Meta, ParentRef, RedirectFilter, RouteObject, Rule } from "./config.ts";
import { readRetries, readTimeouts } from "./annotations.ts";
import { goDuration } from "./go-duration.ts";
import { at, complain, isSet, items, text, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readHttpMatch, readRpcMatch } from "./read-match.ts";

const families: Readonly<Record<string, RouteObject["family"]>> = { GRPCRoute: "grpc", HTTPRoute: "http", TLSRoute: "tls", TCPRoute: "tcp" };

/** A route of any kind; `metadata` carries its annotations. */
export function readRoute(spec: Node, metadata: Node, meta: Meta): RouteObject {
  const family = families[meta.kind] ?? "http";
  const parents = items(at(spec, "parentRefs")).flatMap((node) => readParent(node, meta));
  const outbound = parents.some(({ kind }) => kind !== "Server");
  const rules = readRules(at(spec, "rules"), family, meta);
  if ((family === "tls" || family === "tcp") && rules.length !== 1) complain(at(spec, "rules"), "refused", "must hold one rule");
  return {
    meta,
    family,
    hostnames: texts(at(spec, "hostnames")),
    parents,
    rules,
    timeouts: readTimeouts(metadata, outbound ? "refused" : "idle"),
    retries: readRetries(metadata, outbound ? "refused" : "idle"),
    poison: family === "grpc" ? poisonOf(spec) : null,
  };
}

/**
 * A parent of a kind that Linkerd serves, with the CRD's defaults for group and kind, which name a Gateway
 * (linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs).
 */
export function readParent(node: Node, meta: Meta): readonly ParentRef[] {
  const group = (text(at(node, "group")) ?? meta.group).toLowerCase();
  const kind = text(at(node, "kind")) ?? "Gateway";
  const port = whole(at(node, "port"), 1, 65_535);
  const common = { namespace: text(at(node, "namespace")) ?? meta.namespace, name: text(at(node, "name")) ?? "", port, sectionName: text(at(node, "sectionName")) };
  if ((group === "core" || group === "") && kind.toLowerCase() === "service") return [{ kind: "Service", ...common }];
  if (group === "policy.linkerd.io" && kind === "Server") return [{ kind: "Server", ...common }];
  if (group !== "policy.linkerd.io" || kind !== "EgressNetwork") return [];
  if (port === null) complain(node, "refused", "must name the port of an EgressNetwork");
  return [{ kind: "EgressNetwork", ...common }];
}

/** Without `rules` the CRD puts one that matches everything; an empty list matches nothing. */
function readRules(node: Node, family: RouteObject["family"], meta: Meta): readonly Rule[] {
  if (isSet(node)) return items(node).map((rule) => readRule(rule, family, meta));
  return family !== "http" ? [] : [readRule({ ...node, value: {} }, family, meta)];
}

function readRule(node: Node, family: RouteObject["family"], meta: Meta): Rule {
  const written = items(at(node, "matches"));
  const edits = readFilters(at(node, "filters"), "rule");
  return {
    matches: written.length === 0 ? [everything(family)] : written.map((match) => (family === "grpc" ? readRpcMatch(match) : readHttpMatch(match))),
    backends: items(at(node, "backendRefs")).map(readBackend),
    requestHeaders: edits.request,
    responseHeaders: edits.response,
    redirect: edits.redirect,
    requestTimeoutMs: family !== "http" ? null : readRequestTimeout(at(node, "timeouts"), meta),
    path: node.path,
  };
}

function everything(family: RouteObject["family"]): Match {
  const rpc = family === "grpc" ? { service: 0, method: 0 } : null;
  return { path: null, method: null, headers: [], query: [], rpc };
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Compound values pass the CRD and are no timeout at all (linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/http.rs). */
function readRequestTimeout(node: Node, meta: Meta): number | null {
  const [field, backend] = [at(node, "request"), at(node, "backendRequest")];
  const [most, own] = [goDuration(text(field) ?? ""), goDuration(text(backend) ?? "")];
  if (most !== null && most > 0 && own !== null && own > most) complain(backend, "refused", "is longer than `request`");
  else if (isSet(backend)) complain(backend, "idle", "is not looked at since 2.16");
  const written = text(field);
  if (written === null) return null;
  if (!/^(?:[0-9]{1,5}(?:h|ms|m|s)){1,4}$/.test(written)) return complain(field, "refused", `\`${written}\` is no duration of the Gateway API`);
  const [, digits, unit] = /^([0-9]{1,5})(h|ms|m|s)$/.exec(written) ?? [];
  if (digits === undefined) return meta.group === "policy.linkerd.io" ? goDuration(written) || null : complain(field, "idle", `\`${written}\` has several units, which counts as no timeout`);
  const ms = Number(digits) * (unitMs[unit ?? "ms"] ?? 1);
  return ms === 0 ? null : ms;
}

function readBackend(node: Node): BackendRef {
  const group = text(at(node, "group")) ?? "";
  const kind = text(at(node, "kind")) ?? "Service";
  const port = whole(at(node, "port"), 1, 65_535);
  const service = (group === "" || group === "core") && kind === "Service";
  if (service && port === null) complain(node, "refused", "must name the port of a Service");
  const edits = readFilters(at(node, "filters"), "backend");
  return {
    nowhere: !service && !(group === "policy.linkerd.io" && kind === "EgressNetwork"),
    namespace: text(at(node, "namespace")),
    name: text(at(node, "name")) ?? "",
    port,
    weight: whole(at(node, "weight"), 0, 1_000_000) ?? 1,
    valid: service && port !== null && edits.sound,
    requestHeaders: edits.request,
    responseHeaders: edits.response,
  };
}

interface Filters {
  readonly request: HeaderEdits;
  readonly response: HeaderEdits;
  readonly redirect: RedirectFilter | null;
  readonly sound: boolean;
}

const implemented: readonly string[] = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect"];

/** A filter that is not implemented makes a rule's whole route unused, and a backend's share fail. */
function readFilters(node: Node, place: "rule" | "backend"): Filters {
  const filters = items(node);
  const odd = filters.filter((filter) => !implemented.includes(text(at(filter, "type")) ?? ""));
  for (const filter of odd) complain(at(filter, "type"), place === "rule" ? "refused" : "idle", `\`${text(at(filter, "type"))}\` is not implemented`);
  const redirects = filters.filter((filter) => text(at(filter, "type")) === "RequestRedirect");
  return {
    request: editsOf(filters, "RequestHeaderModifier", "requestHeaderModifier"),
    response: editsOf(filters, "ResponseHeaderModifier", "responseHeaderModifier"),
    redirect: redirects[0] === undefined ? null : readRedirect(at(redirects[0], "requestRedirect")),
    sound: odd.length === 0,
  };
}

/** `add`, then `set`, then `remove` (linkerd/linkerd2-proxy:linkerd/http/route/src/http/filter/modify_header.rs). */
function editsOf(filters: readonly Node[], type: string, field: string): HeaderEdits {
  const found = filters.find((filter) => text(at(filter, "type")) === type);
  if (found === undefined) return noHeaderEdits;
  const pairs = (list: string): readonly (readonly [string, string])[] =>
    items(at(found, field, list)).map((item) => [(text(at(item, "name")) ?? "").toLowerCase(), text(at(item, "value")) ?? ""]);
  const remove = texts(at(found, field, "remove")).map((name) => name.toLowerCase());
  const set = Object.fromEntries(pairs("set").filter(([name]) => !remove.includes(name)));
  const add = Object.fromEntries(pairs("add").filter(([name]) => !remove.includes(name) && !Object.hasOwn(set, name)));
  return { set, add, remove };
}

function readRedirect(node: Node): RedirectFilter {
  const type = word(at(node, "path", "type"), ["ReplaceFullPath", "ReplacePrefixMatch"]);
  const path = type === "ReplaceFullPath" ? { kind: "full" as const, value: text(at(node, "path", "replaceFullPath")) ?? "" } : { kind: "prefix" as const, value: text(at(node, "path", "replacePrefixMatch")) ?? "" };
  const status = whole(at(node, "statusCode"), 300, 399) ?? 302;
  if (status !== 301 && status !== 302) complain(at(node, "statusCode"), "refused", "must be 301 or 302");
  return {
    scheme: word(at(node, "scheme"), ["http", "https"]),
    hostname: text(at(node, "hostname")),
    port: whole(at(node, "port"), 1, 65_535),
    path: type === null ? null : path,
    status: status === 301 ? 301 : 302,
  };
}

/**
 * What makes the proxy refuse the whole policy of a port: a gRPC match without method (linkerd/linkerd2 issue 14047), or
 * a change of response headers (linkerd/linkerd2:policy-controller/grpc/src/outbound/grpc.rs).
 */
function poisonOf(spec: Node): string | null {
  const rules = items(at(spec, "rules"));
  const bare = rules.some((rule) => items(at(rule, "matches")).some((match) => !isSet(at(match, "method"))));
  if (bare) return "a match of a GRPCRoute has no method";
  const filters = rules.flatMap((rule) => [...items(at(rule, "filters")), ...items(at(rule, "backendRefs")).flatMap((backend) => items(at(backend, "filters")))]);
  const response = filters.some((filter) => text(at(filter, "type")) === "ResponseHeaderModifier");
  return response ? "a GRPCRoute changes response headers" : null;
}
