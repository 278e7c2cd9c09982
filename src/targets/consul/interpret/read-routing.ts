import type { Meta, Reference, Router, RouterRoute, RouteOptions, ServiceKey, Split, Splitter } from "./config.ts";
import { at, duration, enterpriseText, flag, headerEdits, items, number, refuse, text, texts, whole } from "./node.ts";
import type { Node } from "./node.ts";
import { readHttpMatch } from "./read-matches.ts";

const retryWords: readonly string[] = [
  "5xx",
  "gateway-error",
  "reset",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

/** A destination; a partition leads out of what is modelled, and is refused in the community edition. */
export function readReference(node: Node, subset: string): Reference {
  enterpriseText(at(node, "partition"));
  return { name: text(at(node, "service")), namespace: enterpriseText(at(node, "namespace")), subset: text(at(node, subset)) };
}

/** `service-router` (hashicorp/consul:agent/structs/config_entry_discoverychain.go). */
export function readRouter(spec: Node, meta: Meta, key: ServiceKey): Router {
  const routes = items(at(spec, "routes")).map(readRoute);
  const open = routes.findIndex(({ match }) => match === null || (match.path?.value ?? "/") === "/" && match.path?.kind !== "exact" && match.headers.length + match.query.length + match.methods.length === 0);
  if (open >= 0 && open < routes.length - 1) refuse(at(spec, "routes", open + 1), "consul-without-effect", "comes after a route that takes every call");
  return { meta, key, routes };
}

function readRoute(node: Node): RouterRoute {
  const match = readHttpMatch(at(node, "match", "http"));
  const destination = at(node, "destination");
  const options = readOptions(destination);
  if (options.requestTimeoutMs === 0) refuse(at(destination, "requestTimeout"), "consul-without-effect", "counts as not written: a call ends after 15 seconds, and `-1s` is for ever");
  const plainPath = match?.path ?? null;
  if (options.prefixRewrite !== "" && (plainPath === null || plainPath.kind === "regex")) {
    refuse(at(destination, "prefixRewrite"), "consul-invalid-route", "requires pathPrefix or pathExact in the match");
  }
  return { match, to: readReference(destination, "serviceSubset"), options, path: node.path };
}

function readOptions(node: Node): RouteOptions {
  return {
    prefixRewrite: text(at(node, "prefixRewrite")),
    requestTimeoutMs: duration(at(node, "requestTimeout")),
    idleTimeoutMs: duration(at(node, "idleTimeout")),
    retries: readRetries(node),
    request: headerEdits(at(node, "requestHeaders")),
    response: headerEdits(at(node, "responseHeaders")),
  };
}

/** A policy exists as soon as one of four fields is set; conditions without a number repeat once (hashicorp/consul:agent/xds/routes.go). */
function readRetries(node: Node): RouteOptions["retries"] {
  const attempts = whole(at(node, "numRetries"), 0, "consul-invalid-route") ?? 0;
  const named = texts(at(node, "retryOn"));
  for (const [index, word] of named.entries()) {
    if (!retryWords.includes(word)) refuse(at(node, "retryOn", index), "consul-invalid-route", `is \`${word}\`, not one of ${retryWords.join(", ")}`);
  }
  const statuses = items(at(node, "retryOnStatusCodes")).map((item) => number(item) ?? 0);
  const connect = flag(at(node, "retryOnConnectFailure")) && !named.includes("connect-failure");
  const on = [...named, ...(connect ? ["connect-failure"] : [])];
  if (attempts === 0 && on.length === 0 && statuses.length === 0) return null;
  if (on.length === 0 && statuses.length === 0) refuse(at(node, "numRetries"), "consul-without-effect", "repeats nothing without a condition");
  return { attempts: attempts === 0 ? 1 : attempts, on, statuses };
}

/** `service-splitter`: weights of two decimals that add up to 100, twice (hashicorp/consul-k8s:control-plane/api/v1alpha1/servicesplitter_types.go). */
export function readSplitter(spec: Node, meta: Meta, key: ServiceKey): Splitter {
  const node = at(spec, "splits");
  const all = items(node);
  const weights = all.map((item) => number(at(item, "weight")) ?? 0);
  if (all.length === 0) refuse(node, "consul-invalid-split", "must have at least one split");
  for (const [index, weight] of weights.entries()) {
    if (weight !== 0 && (Math.fround(weight) < Math.fround(0.01) || weight > 100)) refuse(at(node, index, "weight"), "consul-invalid-split", "must be a percentage from 0.01 to 100, or 0");
  }
  const sum = weights.reduce((total, weight) => Math.fround(total + Math.fround(weight)), 0);
  const hundredths = weights.reduce((total, weight) => total + Math.round(Math.fround(weight) * 100), 0);
  if ((node.kubernetes && sum !== 100) || hundredths !== 10_000) refuse(node, "consul-invalid-split", `has weights that add up to ${sum}, not to 100`);
  const splits = all.map((item, index) => readSplit(item, weights[index] ?? 0));
  refuseTwins(node, splits, key);
  return { meta, key, splits };
}

/** The proxies get whole hundredths, cut off (hashicorp/consul:agent/xds/routes.go). */
function readSplit(node: Node, weight: number): Split {
  return {
    weight: Math.trunc(Math.fround(Math.fround(weight) * 100)),
    to: readReference(node, "serviceSubset"),
    request: headerEdits(at(node, "requestHeaders")),
    response: headerEdits(at(node, "responseHeaders")),
  };
}

function refuseTwins(node: Node, splits: readonly Split[], key: ServiceKey): void {
  const seen = new Set<string>();
  for (const [index, { to, request, response }] of splits.entries()) {
    if (JSON.stringify([request, response]) !== '[{"set":{},"add":{},"remove":[]},{"set":{},"add":{},"remove":[]}]') continue;
    const text = [to.name || key.name, to.namespace || key.namespace, to.subset].join(" ");
    if (seen.has(text)) refuse(at(node, index), "consul-invalid-split", "leads where another split leads");
    seen.add(text);
  }
}
