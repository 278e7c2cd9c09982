import { everyCall } from "../../../model/blank.ts";
import type { Conditions, NamedMatch, PathMatch, ValueMatch } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import { compileRegex } from "../../../support/regex.ts";
import type { GrpcMatch, HttpMatch, NameMatch } from "../kinds/routes.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { tell } from "./reading.ts";
import type { Reading } from "./reading.ts";

/** Conditions of an HTTPRoute match; every call when it is empty (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteMatch). */
export function httpConditions(reading: Reading, path: DocumentPath, match: HttpMatch): Conditions {
  return {
    ...everyCall,
    path: pathMatch(reading, [...path, "path"], match),
    methods: match.method === undefined ? null : [match.method],
    headers: headerMatches(reading, [...path, "headers"], match.headers ?? []),
    query: (match.queryParams ?? []).map((query, index) => {
      const place = [...path, "queryParams", index];
      return { name: query.name, match: valueMatch(reading, place, query), origin: reading.at(place) };
    }),
  };
}

function pathMatch(reading: Reading, path: DocumentPath, match: HttpMatch): PathMatch | null {
  const value = match.path?.value ?? "/";
  const origin = reading.at([...path, "value"]);
  switch (match.path?.type ?? "PathPrefix") {
    case "Exact":
      return { kind: "exact", value, origin };
    case "PathPrefix":
      return value === "/" ? null : { kind: "prefix", value: withoutTrailingSlash(value), origin };
    case "RegularExpression":
      checkRegex(reading, [...path, "value"], value);
      return { kind: "regex", value, origin };
  }
}

/** `/foo/` and `/foo` are one prefix; the root stays. */
export function withoutTrailingSlash(value: string): string {
  return value.length > 1 && value.endsWith("/") ? value.slice(0, -1) : value;
}

/** Names in lower case; of several entries for one name the first counts, the others are reported. */
function headerMatches(reading: Reading, path: DocumentPath, headers: readonly NameMatch[]): readonly NamedMatch[] {
  const kept: NamedMatch[] = [];
  headers.forEach((header, index) => {
    const name = header.name.toLowerCase();
    const place = [...path, index];
    const first = headers.find((other) => other.name.toLowerCase() === name);
    if (first !== header) return tell(reading, say["gateway-api-name-twice"], [...place, "name"], { name: header.name, first: first?.name ?? name });
    kept.push({ name, match: valueMatch(reading, place, header), origin: reading.at(place) });
  });
  return kept;
}

function valueMatch(reading: Reading, path: DocumentPath, entry: NameMatch): ValueMatch {
  if ((entry.type ?? "Exact") === "Exact") return { kind: "exact", value: entry.value };
  checkRegex(reading, [...path, "value"], entry.value);
  return { kind: "regex", value: entry.value };
}

function checkRegex(reading: Reading, path: DocumentPath, pattern: string): void {
  const compiled = compileRegex(pattern);
  if (!compiled.ok) return tell(reading, say["gateway-api-regex-invalid"], path, { pattern, problem: compiled.problem });
  if (pattern.startsWith("^") && pattern.endsWith("$")) return;
  tell(reading, say["gateway-api-regex-unanchored"], path, { pattern });
}

/** Conditions of a GRPCRoute match: the path is `/service/method` (`kubernetes-sigs/gateway-api:geps/gep-1016/index.md`). */
export function grpcConditions(reading: Reading, path: DocumentPath, match: GrpcMatch): Conditions {
  return {
    ...everyCall,
    path: grpcPath(reading, [...path, "method"], match),
    headers: headerMatches(reading, [...path, "headers"], match.headers ?? []),
  };
}

function grpcPath(reading: Reading, path: DocumentPath, match: GrpcMatch): PathMatch | null {
  const { type = "Exact", service, method } = match.method ?? {};
  const origin = reading.at(path);
  if (service === undefined && method === undefined) return null;
  if (type === "RegularExpression") return { kind: "regex", value: grpcPattern(reading, path, service, method), origin };
  if (service !== undefined && method !== undefined) return { kind: "exact", value: `/${service}/${method}`, origin };
  return { kind: "template", value: `/${service ?? "{service}"}/${method ?? "{method}"}`, origin };
}

function grpcPattern(reading: Reading, path: DocumentPath, service: string | undefined, method: string | undefined): string {
  if (service !== undefined) checkRegex(reading, [...path, "service"], service);
  if (method !== undefined) checkRegex(reading, [...path, "method"], method);
  return `/(?:${unanchored(service ?? "[^/]+")})/(?:${unanchored(method ?? "[^/]+")})`;
}

/** Each part is compared as a whole anyway; its anchors would stand inside the path. */
function unanchored(pattern: string): string {
  const rest = pattern.startsWith("^") ? pattern.slice(1) : pattern;
  return rest.endsWith("$") && !rest.endsWith("\\$") ? rest.slice(0, -1) : rest;
}
