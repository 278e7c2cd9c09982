import { anything, choice, flag, integer, list, object, optional, required, text } from "../shape/shape.ts";
import type { Field, Infer, TextForm } from "../shape/shape.ts";
import { backendObject, group, headerName, kind, objectName, port, preciseHostname } from "./common.ts";

const originForm: TextForm = {
  pattern: /^(?:\*|https?:\/\/(?:\*|(?:\*\.)?[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)(?::[0-9]{1,5})?)$/,
  says: "`*`, or `http://` or `https://` with a host (`*` or `*.` may stand in front) and an optional port",
};
/** Visible ASCII with inner blanks, one at a time: the pattern of the experimental files. */
const valueForm: TextForm = { pattern: /^[!-~]+(?:[\t ][!-~]+)*$/, says: "visible ASCII with single inner blanks" };

/** Value of a header in a match or a change. */
export const headerValue = text(1, 4096, valueForm);
const headerEntry = object({ name: required(headerName), value: required(headerValue) });
const headerModifier = object({
  set: optional(list(headerEntry, 0, 16, ["name"])),
  add: optional(list(headerEntry, 0, 16, ["name"])),
  remove: optional(list(headerName, 0, 16, [])),
});
const mirror = object({
  backendRef: required(object(backendObject)),
  percent: optional(integer(0, 100)),
  fraction: optional(object({ numerator: required(integer(0, 2_147_483_647)), denominator: optional(integer(1, 2_147_483_647)) })),
});
const pathModifier = object({
  type: required(choice("ReplaceFullPath", "ReplacePrefixMatch")),
  replaceFullPath: optional(text(0, 1024)),
  replacePrefixMatch: optional(text(0, 1024)),
});
const redirect = object({
  scheme: optional(choice("http", "https")),
  hostname: optional(preciseHostname),
  path: optional(pathModifier),
  port: optional(port),
  statusCode: optional(integer(301, 308)),
});
const rewrite = object({ hostname: optional(preciseHostname), path: optional(pathModifier) });
const cors = object({
  allowOrigins: optional(list(text(1, 253, originForm), 0, 64, [])),
  allowMethods: optional(list(choice("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"), 0, 9, [])),
  allowHeaders: optional(list(headerName, 0, 64, [])),
  exposeHeaders: optional(list(headerName, 0, 64, [])),
  allowCredentials: optional(flag),
  maxAge: optional(integer(1, 2_147_483_647)),
});
const extensionRef = object({ group: required(group), kind: required(kind), name: required(objectName) });

const grpcMembers = {
  requestHeaderModifier: optional(headerModifier),
  responseHeaderModifier: optional(headerModifier),
  requestMirror: optional(mirror),
  extensionRef: optional(extensionRef),
} as const;

/** A filter of a GRPCRoute (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`). */
export const grpcFilter = object({
  type: required(choice("ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef")),
  ...grpcMembers,
});

const externalAuth: Field<unknown> = { shape: anything, required: false, experimental: true };

/** A filter of an HTTPRoute (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`). */
export const httpFilter = object({
  type: required(
    choice("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "RequestRedirect", "URLRewrite", "ExtensionRef", "CORS", "ExternalAuth"),
  ),
  ...grpcMembers,
  requestRedirect: optional(redirect),
  urlRewrite: optional(rewrite),
  cors: optional(cors),
  externalAuth,
});

/** A filter; the member that `type` names is there. */
export type HttpFilter = Infer<typeof httpFilter>;
/** The words of `type`. */
export type FilterType = HttpFilter["type"];
/** Headers to set, add and remove. */
export type HeaderModifier = Infer<typeof headerModifier>;
/** Where copies go, and which share of the calls. */
export type MirrorFilter = Infer<typeof mirror>;
/** A new path, or a new prefix. */
export type PathModifier = Infer<typeof pathModifier>;
/** What a redirect changes of the address; the rest stays. */
export type RedirectFilter = Infer<typeof redirect>;
/** What a rewrite changes of the request; the rest stays. */
export type RewriteFilter = Infer<typeof rewrite>;
/** Which origins may read answers; `maxAge` in seconds. */
export type CorsFilter = Infer<typeof cors>;
