import type { NamedMatch, PathMatch, PositiveMatch, ValueMatch } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { below, entries, originOf, type Place } from "../place.ts";

/** A condition without negation; a bare text is exact. */
export function positiveMatch(match: Policy.PositiveValueMatch): PositiveMatch {
  if (typeof match === "string") return { kind: "exact", value: match };
  if (match.present === true) return { kind: "present" };
  const kinds = ["exact", "prefix", "suffix", "contains", "regex"] as const;
  for (const kind of kinds) {
    const value = match[kind];
    if (value !== undefined) return { kind, value };
  }
  throw new Error("the schema let an empty match through");
}

/** A condition, perhaps negated. */
export function valueMatch(match: Policy.ValueMatch): ValueMatch {
  if (typeof match === "string" || match.not === undefined) return positiveMatch(match);
  return { kind: "not", match: positiveMatch(match.not) };
}

/** Conditions on headers, whose names compare without case. */
export function headerMatches(place: Place, matches: Policy.Matches | undefined): readonly NamedMatch[] {
  return entries(place, matches).map(([name, match, at]) => ({ name: name.toLowerCase(), match: valueMatch(match), origin: originOf(at) }));
}

/** Conditions on query parameters, whose names compare with case. */
export function queryMatches(place: Place, matches: Policy.Matches | undefined): readonly NamedMatch[] {
  return entries(place, matches).map(([name, match, at]) => ({ name, match: valueMatch(match), origin: originOf(at) }));
}

/** Conditions on claims; a list means any of its values. */
export function claimMatches(place: Place, claims: Policy.Claims | undefined): readonly NamedMatch[] {
  return entries(place, claims).map(([name, match, at]) => ({
    name,
    match: isList(match) ? anyOf(match) : valueMatch(match),
    origin: originOf(at),
  }));
}

function isList(match: Policy.ValueMatch | readonly string[]): match is readonly string[] {
  return Array.isArray(match);
}

function anyOf(values: readonly string[]): PositiveMatch {
  const [first = ""] = values;
  if (values.length === 1) return { kind: "exact", value: first };
  return { kind: "regex", value: values.map(quoteRegex).join("|") };
}

/** RE2 text that matches these characters and nothing else. */
function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** A condition on the path; a trailing slash of a prefix means nothing and is dropped. */
export function pathMatch(place: Place, path: Policy.PathMatch): PathMatch {
  for (const kind of ["exact", "prefix", "template", "regex"] as const) {
    const value = path[kind];
    if (value !== undefined) return { kind, value: kind === "prefix" ? withoutEndSlash(value) : value, origin: originOf(below(place, kind)) };
  }
  throw new Error("the schema let an empty path through");
}

/** `/a/` and `/a` are one prefix; `/` stays. */
export function withoutEndSlash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
}

/** gRPC services and methods are paths: `/pkg.Service/Method`. */
export function grpcPath(place: Place, grpc: { readonly service?: string; readonly method?: string }): PathMatch {
  const { service = "{service}", method = "{method}" } = grpc;
  const kind = grpc.service !== undefined && grpc.method !== undefined ? "exact" : "template";
  return { kind, value: `/${service}/${method}`, origin: originOf(place) };
}
