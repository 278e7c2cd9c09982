import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, NamedMatch, PathMatch, PositiveMatch } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** The ways in which the conditions of an arm can hold, each a match of its own, without method and port. */
export interface Matches {
  readonly matches: readonly Json[];
  readonly diagnostics: readonly Diagnostic[];
}

const longestValue = 255;
const longestName = 50;
const mostHeaders = 10;

/**
 * Conditions of an HTTP arm. A route has no `or`: each negated value is one match where the header is another, and one
 * where it is absent, since an inverted matcher does not hold without the header
 * (`envoyproxy/data-plane-api:envoy/config/route/v3/route_components.proto`, invert_match).
 */
export function httpMatches(arm: Arm): Matches {
  const { when, route } = arm;
  const path = pathMatch(when.path);
  const headers = headerChoices(when.headers);
  const matches = headers.choices.map((choice) =>
    compact({ ...path.fields, headers: choice.length === 0 ? undefined : choice, queryParameters: when.query.length === 0 ? undefined : when.query.map(queryMatch) }),
  );
  const counts = [tooMany(when.headers, "headers", route.name, arm.origin), tooMany(when.query, "query parameters", route.name, arm.origin)];
  return { matches, diagnostics: [...path.diagnostics, ...headers.diagnostics, ...when.query.flatMap(queryFindings), ...counts.flat()] };
}

/** Conditions of a gRPC arm: paths are services and methods, headers are metadata. */
export function grpcMatches(arm: Arm): Matches {
  const { when, route } = arm;
  const names = grpcNames(when.path);
  const headers = headerChoices(when.headers);
  const matches = headers.choices.map((choice) => compact({ ...names.fields, metadata: choice.length === 0 ? undefined : choice }));
  const query = when.query.map((match) => notSayable(`match.query.${match.name}`, "gRPC routes do not read query parameters", match.origin));
  return { matches, diagnostics: [...names.diagnostics, ...headers.diagnostics, ...query, ...tooMany(when.headers, "metadata", route.name, arm.origin)] };
}

interface Fields {
  readonly fields: Json;
  readonly diagnostics: readonly Diagnostic[];
}

/** An http route needs a path or prefix whatever else it asks (`…:webhooks/appmesh/virtualrouter_validator.go`). */
function pathMatch(path: PathMatch | null): Fields {
  if (path === null) return { fields: { prefix: "/" }, diagnostics: [] };
  switch (path.kind) {
    case "exact":
      return bounded("match.path", path.value, path.origin, { path: { exact: path.value } });
    case "stringPrefix":
      return { fields: { prefix: path.value }, diagnostics: [] };
    case "prefix": {
      const regex = segmentPattern(path.value);
      return regex === null ? { fields: { prefix: "/" }, diagnostics: [] } : pattern(regex, path.origin);
    }
    case "template":
      return pattern(path.value.split("/").map(segment).join("/"), path.origin);
    case "regex":
      return pattern(path.value, path.origin);
  }
}

/** A prefix by segment as a pattern for the whole path; null: every path. */
export function segmentPattern(prefix: string): string | null {
  const base = withoutSlash(prefix);
  return base === "" ? null : `${quoteRegex(base)}(/.*)?`;
}

function segment(step: string): string {
  return step.startsWith("{") && step.endsWith("}") ? "[^/]+" : quoteRegex(step);
}

function pattern(regex: string, origin: Origin): Fields {
  return bounded("match.path", regex, origin, { path: { regex } });
}

function bounded(field: string, value: string, at: Origin, fields: Json): Fields {
  return { fields, diagnostics: lengthFindings(field, value, longestValue, at) };
}

function lengthFindings(field: string, value: string, most: number, at: Origin): readonly Diagnostic[] {
  if (value.length >= 1 && value.length <= most) return [];
  return [appmeshDiagnostics["value-length"].report({ at, with: { field, length: value.length, range: `1 to ${most}` } })];
}

function withoutSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value;
}

/** The text as a pattern of RE2 that matches it alone. */
function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (special) => `\\${special}`);
}

/** A service by its name, or one of its methods (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, GrpcRouteMatch). */
function grpcNames(path: PathMatch | null): Fields {
  if (path === null || path.value === "/") return { fields: {}, diagnostics: [] };
  const [, service = "", method, ...more] = withoutSlash(path.value).split("/");
  const whole = path.kind === "exact" && method !== undefined && more.length === 0;
  const prefix = path.kind === "prefix" && method === undefined;
  if (!whole && !prefix) return { fields: {}, diagnostics: [notSayable("match.path", "gRPC routes match a service, or one method of it", path.origin)] };
  if (!whole) return { fields: { serviceName: service }, diagnostics: [] };
  return { fields: { serviceName: service, methodName: method }, diagnostics: lengthFindings("match.grpc.method", method, longestName, path.origin) };
}

interface Choices {
  readonly choices: readonly (readonly Json[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Every way in which all header conditions hold. */
function headerChoices(matches: readonly NamedMatch[]): Choices {
  const each = matches.map((match) => ({ forms: headerForms(match), diagnostics: headerFindings(match) }));
  const choices = each.reduce<readonly (readonly Json[])[]>((sofar, { forms }) => sofar.flatMap((choice) => forms.map((form) => [...choice, form])), [[]]);
  return { choices, diagnostics: each.flatMap(({ diagnostics }) => diagnostics) };
}

function headerForms({ name, match }: NamedMatch): readonly Json[] {
  if (match.kind !== "not") return [compact({ name, match: matcher(match) })];
  const absent = { name, invert: true };
  const value = matcher(match.match);
  return value === undefined ? [absent] : [{ name, match: value, invert: true }, absent];
}

/** The matcher of a value; undefined asks for presence only. */
function matcher(match: PositiveMatch): Json | undefined {
  switch (match.kind) {
    case "exact":
      return { exact: match.value };
    case "prefix":
    case "suffix":
      return match.value === "" ? undefined : { [match.kind]: match.value };
    case "contains":
      return match.value === "" ? undefined : { regex: `.*${quoteRegex(match.value)}.*` };
    case "regex":
      return { regex: match.value };
    case "present":
      return undefined;
  }
}

function headerFindings({ name, match, origin }: NamedMatch): readonly Diagnostic[] {
  const value = Object.values(matcher(match.kind === "not" ? match.match : match) ?? { none: "x" })[0];
  const special = name.startsWith(":") || name.toLowerCase() === "host";
  return [
    ...(special ? [notSayable(`match.headers.${name}`, "a route has no condition on the host or on pseudo-headers", origin)] : []),
    ...lengthFindings(`match.headers.${name}`, name, longestName, origin),
    ...lengthFindings(`match.headers.${name}`, String(value), longestValue, origin),
  ];
}

function queryMatch({ name, match }: NamedMatch): Json {
  return match.kind === "exact" ? { name, match: { exact: match.value } } : { name };
}

function queryFindings({ name, match, origin }: NamedMatch): readonly Diagnostic[] {
  const field = `match.query.${name}`;
  if (match.kind === "not") return [notSayable(field, "query parameters have no negation", origin)];
  return match.kind === "exact" && match.value === "" ? [notSayable(field, "an empty value cannot be written", origin)] : [];
}

function notSayable(field: string, why: string, at: Origin): Diagnostic {
  return appmeshDiagnostics["condition-not-sayable"].report({ at, with: { field, why } });
}

function tooMany(matches: readonly NamedMatch[], field: string, route: string, at: Origin): readonly Diagnostic[] {
  if (matches.length <= mostHeaders) return [];
  return [appmeshDiagnostics["too-many-headers"].report({ at, with: { route, field, count: matches.length } })];
}
