import type { PositiveMatch } from "../../../model/index.ts";
import type { HttpCors, HttpFault, HttpMatch, HttpRedirect } from "./config.ts";
import { at, duration, flag, isSet, items, number, refuse, text, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import type { Features } from "./features.ts";
import { percentShare, readStringMatch } from "./read-common.ts";

/** `redirect`; a status that Envoy does not know is left in, since istiod admits it. A field that is too new is pruned. */
export function readRedirect(node: Node, matches: readonly HttpMatch[], features: Features): HttpRedirect | null {
  if (!isSet(node)) return null;
  const derived = word(at(node, "derivePort"), ["FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"]);
  const port = whole(at(node, "port"), 0, 65_535);
  if (port !== null && derived !== null) refuse(at(node, "derivePort"), "istio-invalid-route", "cannot stand beside `port`");
  const redirect: HttpRedirect = {
    status: whole(at(node, "redirectCode"), 300, 399) ?? 301,
    uri: text(at(node, "uri")) || null,
    prefixRewrite: features.redirectsPrefix ? text(at(node, "prefixRewrite")) || null : null,
    authority: text(at(node, "authority")) || null,
    scheme: word(at(node, "scheme"), ["http", "https"]),
    port: port ?? (derived === "FROM_REQUEST_PORT" ? "request" : derived === null ? null : "protocol"),
  };
  checkRedirect(node, redirect, matches);
  return redirect;
}

function checkRedirect(node: Node, redirect: HttpRedirect, matches: readonly HttpMatch[]): void {
  const { uri, prefixRewrite, authority, scheme, port } = redirect;
  if (uri === null && prefixRewrite === null && authority === null && scheme === null && port === null && !isSet(at(node, "redirectCode"))) {
    refuse(node, "istio-invalid-route", "changes nothing");
  }
  if (uri !== null && prefixRewrite !== null) refuse(at(node, "prefixRewrite"), "istio-invalid-route", "cannot stand beside `uri`");
  const prefixes = matches.length > 0 && matches.every((match) => match.uri?.kind === "prefix");
  if (prefixRewrite !== null && !prefixes) refuse(at(node, "prefixRewrite"), "istio-invalid-route", "needs prefix matches");
}

/** `directResponse`. */
export function readRespond(node: Node): { readonly status: number } | null {
  if (!isSet(node)) return null;
  const status = whole(at(node, "status"), 200, 600);
  if (status === null && !isSet(at(node, "status"))) refuse(node, "istio-invalid-route", "has no status");
  return { status: status ?? 200 };
}

/** The HTTP status that stands for a gRPC code to callers who speak no gRPC. */
const grpcStatuses: Readonly<Record<string, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

/** `fault`; a percentage that is left out means never (istio/istio:pilot/pkg/networking/core/route/route.go). */
export function readFault(node: Node): HttpFault | null {
  if (!isSet(node)) return null;
  const [delay, abort] = [at(node, "delay"), at(node, "abort")];
  if (!isSet(delay) && !isSet(abort)) refuse(node, "istio-invalid-fault", "has neither delay nor abort");
  return { delay: isSet(delay) ? readDelay(delay) : null, abort: isSet(abort) ? readAbort(abort) : null };
}

function readDelay(node: Node): HttpFault["delay"] {
  if (isSet(at(node, "exponentialDelay"))) refuse(at(node, "exponentialDelay"), "istio-invalid-fault", "is not supported");
  const durationMs = duration(at(node, "fixedDelay"));
  if (durationMs === null) refuse(node, "istio-invalid-fault", "has no fixedDelay");
  return { share: faultShare(node), durationMs: durationMs ?? 0 };
}

function readAbort(node: Node): HttpFault["abort"] {
  if (isSet(at(node, "http2Error"))) refuse(at(node, "http2Error"), "istio-invalid-fault", "is not supported");
  const [status, code] = [whole(at(node, "httpStatus"), 200, 600), text(at(node, "grpcStatus"))];
  if (code !== null && !Object.hasOwn(grpcStatuses, code)) refuse(at(node, "grpcStatus"), "istio-invalid-fault", `\`${code}\` is no gRPC status`);
  const effective = status ?? (code === null ? null : (grpcStatuses[code] ?? null));
  return effective === null ? null : { share: faultShare(node), status: effective };
}

function faultShare(node: Node): NonNullable<HttpFault["delay"]>["share"] {
  const value = at(node, "percentage", "value");
  const percent = number(value, 0, 100) ?? number(at(node, "percent"), 0, 100) ?? 0;
  if (percent > 0 && percent < 0.0001) refuse(value, "istio-invalid-fault", "is below the smallest step of 0.0001");
  return percentShare(percent);
}

const corsMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

/** `corsPolicy`. */
export function readCors(node: Node): HttpCors | null {
  if (!isSet(node)) return null;
  const methods = texts(at(node, "allowMethods"));
  const strange = methods.find((method) => !corsMethods.includes(method));
  if (strange !== undefined) refuse(at(node, "allowMethods"), "istio-invalid-route", `has \`${strange}\`, which is no method`);
  const maxAgeMs = duration(at(node, "maxAge"));
  if (maxAgeMs !== null && maxAgeMs < 1000) refuse(at(node, "maxAge"), "istio-invalid-duration", "is below 1s");
  const old = texts(at(node, "allowOrigin")).map((value): PositiveMatch => (value === "*" ? { kind: "regex", value: ".*" } : { kind: "exact", value }));
  return {
    allowOrigins: [...items(at(node, "allowOrigins")).map(readOrigin), ...old],
    allowMethods: methods,
    allowHeaders: texts(at(node, "allowHeaders")),
    exposeHeaders: texts(at(node, "exposeHeaders")),
    maxAgeMs,
    allowCredentials: flag(at(node, "allowCredentials")),
    ignoreUnmatched: word(at(node, "unmatchedPreflights"), ["UNSPECIFIED", "FORWARD", "IGNORE"]) === "IGNORE",
  };
}

function readOrigin(node: Node): PositiveMatch {
  const match = readStringMatch(node);
  if (match === null || match.kind === "present") return { kind: "present" };
  return { kind: match.kind, value: match.value };
}
