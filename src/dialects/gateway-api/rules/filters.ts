import type { DocumentPath } from "../../../source/origin.ts";
import type { BackendObject } from "../kinds/common.ts";
import type { CorsFilter, FilterType, HttpFilter, MirrorFilter, PathModifier } from "../kinds/filters.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

const members = {
  RequestHeaderModifier: "requestHeaderModifier",
  ResponseHeaderModifier: "responseHeaderModifier",
  RequestMirror: "requestMirror",
  RequestRedirect: "requestRedirect",
  URLRewrite: "urlRewrite",
  ExtensionRef: "extensionRef",
  CORS: "cors",
  ExternalAuth: "externalAuth",
} as const satisfies Record<FilterType, string>;

const once: readonly FilterType[] = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS"];

/** The rules within one list of filters, of a rule or of a backendRef (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`). */
export function checkFilters(reading: Reading, path: DocumentPath, filters: readonly HttpFilter[]): void {
  filters.forEach((filter, index) => checkFilter(reading, [...path, index], filter));
  for (const type of once) {
    const second = filters.findIndex((filter, index) => filter.type === type && filters.findIndex((other) => other.type === type) < index);
    if (second >= 0) tell(reading, say["gateway-api-filter-repeated"], [...path, second, "type"], { type });
  }
  const rewrite = filters.findIndex(({ type }) => type === "URLRewrite");
  if (rewrite >= 0 && filters.some(({ type }) => type === "RequestRedirect")) {
    tell(reading, say["gateway-api-redirect-with-rewrite"], [...path, rewrite, "type"], {});
  }
}

function checkFilter(reading: Reading, path: DocumentPath, filter: HttpFilter): void {
  for (const [type, member] of Object.entries(members)) {
    const present = filter[member] !== undefined;
    if (present === (type === filter.type)) continue;
    const place = present ? [...path, member] : [...path, "type"];
    tell(reading, say["gateway-api-member-of-other-type"], place, { type: filter.type, member, present }, present ? { part: "key" } : {});
  }
  if (filter.requestMirror !== undefined) checkMirror(reading, [...path, "requestMirror"], filter.requestMirror);
  if (filter.cors !== undefined) checkCors(reading, [...path, "cors"], filter.cors);
  checkModifier(reading, [...path, "urlRewrite", "path"], filter.urlRewrite?.path);
  checkModifier(reading, [...path, "requestRedirect", "path"], filter.requestRedirect?.path);
  const status = filter.requestRedirect?.statusCode;
  if (status !== undefined && status > 303 && status < 307) {
    tell(reading, say["gateway-api-redirect-status"], [...path, "requestRedirect", "statusCode"], { status });
  }
}

function checkModifier(reading: Reading, path: DocumentPath, modifier: PathModifier | undefined): void {
  if (modifier === undefined) return;
  const fields = { ReplaceFullPath: "replaceFullPath", ReplacePrefixMatch: "replacePrefixMatch" } as const;
  for (const [type, member] of Object.entries(fields)) {
    const present = modifier[member] !== undefined;
    if (present === (type === modifier.type)) continue;
    const place = present ? [...path, member] : [...path, "type"];
    tell(reading, say["gateway-api-member-of-other-type"], place, { type: modifier.type, member, present }, present ? { part: "key" } : {});
  }
}

function checkMirror(reading: Reading, path: DocumentPath, mirror: MirrorFilter): void {
  const { percent, fraction } = mirror;
  if (percent !== undefined && fraction !== undefined) {
    tell(reading, say["gateway-api-mirror-share"], [...path, "fraction"], { fault: "is written twice" }, { part: "key" });
  }
  if (fraction !== undefined && fraction.numerator > (fraction.denominator ?? 100)) {
    tell(reading, say["gateway-api-mirror-share"], [...path, "fraction", "numerator"], { fault: "is more than everything" });
  }
  checkBackendPort(reading, [...path, "backendRef"], mirror.backendRef);
}

/** A reference to a Service names its port. */
export function checkBackendPort(reading: Reading, path: DocumentPath, ref: BackendObject): void {
  if ((ref.group ?? "") !== "" || (ref.kind ?? "Service") !== "Service" || ref.port !== undefined) return;
  tell(reading, say["gateway-api-backend-without-port"], [...path, "name"], { service: ref.name });
}

function checkCors(reading: Reading, path: DocumentPath, cors: CorsFilter): void {
  for (const field of ["allowOrigins", "allowMethods", "allowHeaders"] as const) {
    const list: readonly string[] = cors[field] ?? [];
    if (list.length > 1 && list.includes("*")) tell(reading, say["gateway-api-star-beside-others"], [...path, field, list.indexOf("*")], { field });
  }
}
