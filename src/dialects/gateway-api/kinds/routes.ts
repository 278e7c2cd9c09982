import { choice, experimental, integer, list, object, optional, required, text } from "../shape/shape.ts";
import type { Infer } from "../shape/shape.ts";
import { backendObject, backendRef, commonRouteFields, duration, headerName, hostname, sectionName, sessionPersistence, weight } from "./common.ts";
import { grpcFilter, headerValue, httpFilter } from "./filters.ts";

const matchType = choice("Exact", "RegularExpression");
const headerMatch = object({ type: optional(matchType), name: required(headerName), value: required(headerValue) });
const queryMatch = object({ type: optional(matchType), name: required(headerName), value: required(text(1, 1024)) });
const httpMatch = object({
  path: optional(object({ type: optional(choice("Exact", "PathPrefix", "RegularExpression")), value: optional(text(0, 1024)) })),
  headers: optional(list(headerMatch, 0, 16, ["name"])),
  queryParams: optional(list(queryMatch, 0, 16, ["name"])),
  method: optional(choice("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")),
});
const retry = object({
  codes: optional(list(integer(400, 599), 0, 200, [])),
  attempts: optional(integer(1, 2_147_483_647)),
  backoff: optional(duration),
});
const httpRule = object({
  name: optional(sectionName),
  matches: optional(list(httpMatch, 0, 64)),
  filters: optional(list(httpFilter, 0, 16)),
  backendRefs: optional(list(object({ ...backendObject, weight: optional(weight), filters: optional(list(httpFilter, 0, 16)) }), 0, 16)),
  timeouts: optional(object({ request: optional(duration), backendRequest: optional(duration) })),
  retry: experimental(retry),
  sessionPersistence,
});

/** `kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`. */
export const httpRouteSpec = object({
  ...commonRouteFields,
  hostnames: optional(list(hostname, 0, 16)),
  rules: optional(list(httpRule, 1, 16)),
});

const grpcMatch = object({
  method: optional(object({ type: optional(matchType), service: optional(text(0, 1024)), method: optional(text(0, 1024)) })),
  headers: optional(list(headerMatch, 0, 16, ["name"])),
});
const grpcRule = object({
  name: optional(sectionName),
  matches: optional(list(grpcMatch, 0, 64)),
  filters: optional(list(grpcFilter, 0, 16)),
  backendRefs: optional(list(object({ ...backendObject, weight: optional(weight), filters: optional(list(grpcFilter, 0, 16)) }), 0, 16)),
  sessionPersistence,
});

/** `kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`. */
export const grpcRouteSpec = object({
  ...commonRouteFields,
  hostnames: optional(list(hostname, 0, 16)),
  rules: optional(list(grpcRule, 0, 16)),
});

const streamRule = object({ name: optional(sectionName), backendRefs: required(list(backendRef, 1, 16)) });

/** `kubernetes-sigs/gateway-api:apis/v1/tcproute_types.go`; UDPRoute has the same fields. */
export const tcpRouteSpec = object({ ...commonRouteFields, rules: required(list(streamRule, 1, 1)) });

/** `kubernetes-sigs/gateway-api:apis/v1/tlsroute_types.go`. */
export const tlsRouteSpec = object({
  ...commonRouteFields,
  hostnames: required(list(hostname, 1, 1024)),
  rules: required(list(streamRule, 1, 1)),
});

/** `spec` of an HTTPRoute. */
export type HttpRouteSpec = Infer<typeof httpRouteSpec>;
/** A rule of an HTTPRoute. */
export type HttpRule = Infer<typeof httpRule>;
/** A match of an HTTPRoute rule; what is absent holds for every call. */
export type HttpMatch = Infer<typeof httpMatch>;
/** `spec` of a GRPCRoute. */
export type GrpcRouteSpec = Infer<typeof grpcRouteSpec>;
/** A rule of a GRPCRoute. */
export type GrpcRule = Infer<typeof grpcRule>;
/** A match of a GRPCRoute rule; what is absent holds for every call. */
export type GrpcMatch = Infer<typeof grpcMatch>;
/** `spec` of a TCPRoute or UDPRoute. */
export type TcpRouteSpec = Infer<typeof tcpRouteSpec>;
/** `spec` of a TLSRoute. */
export type TlsRouteSpec = Infer<typeof tlsRouteSpec>;
/** `retry` of an HTTPRoute rule. */
export type RetryStanza = Infer<typeof retry>;
/** A header or query parameter with the value that it must have. */
export type NameMatch = Infer<typeof headerMatch>;
