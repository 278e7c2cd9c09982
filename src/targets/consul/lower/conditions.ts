import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Conditions, NamedMatch, PathMatch, PositiveMatch, ValueMatch } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** The text as a pattern of RE2 that matches it alone. */
function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (special) => `\\${special}`);
}

/** The value without its trailing slash, which a prefix by segment ignores; `/` becomes empty. */
export function withoutSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value;
}

/**
 * A path condition as one field of a match. Consul's own prefixes are plain strings, so that a prefix by segment is a
 * pattern (`hashicorp/consul:agent/xds/routes.go`).
 */
export function pathField(path: PathMatch | null): Json {
  if (path === null) return {};
  switch (path.kind) {
    case "exact":
      return { pathExact: path.value };
    case "prefix": {
      const base = withoutSlash(path.value);
      return base === "" ? { pathPrefix: "/" } : { pathRegex: `${quoteRegex(base)}(/.*)?` };
    }
    case "stringPrefix":
      return { pathPrefix: path.value };
    case "template":
      return { pathRegex: templatePattern(path.value) };
    case "regex":
      return { pathRegex: path.value };
  }
}

function templatePattern(template: string): string {
  const steps = template.split("/").map((step) => (step.startsWith("{") && step.endsWith("}") ? "[^/]+" : quoteRegex(step)));
  return steps.join("/");
}

/** Ways in which all header conditions can hold, any of; or a finding. */
export interface HeaderForms {
  readonly forms: readonly (readonly Json[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Most ways that one list of conditions may come to. */
const mostForms = 64;

/**
 * Header conditions as lists of matchers. An absent header meets none of them, inverted or not, except the inverted
 * `present` (`envoyproxy/envoy:source/common/http/header_utility.cc`), so that a negation takes two lists.
 */
export function headerForms(headers: readonly NamedMatch[]): HeaderForms {
  const strange = headers.find(({ name }) => name === "host" || name.startsWith(":"));
  if (strange !== undefined) return { forms: [], diagnostics: [refused(`header \`${strange.name}\``, "the routes of a service hold for every host", strange.origin)] };
  let forms: readonly (readonly Json[])[] = [[]];
  for (const { name, match, origin } of headers) {
    const ways = headerWays(name, match);
    forms = forms.flatMap((form) => ways.map((way) => [...form, way]));
    if (forms.length > mostForms) return { forms: [], diagnostics: [refused(`header \`${name}\``, `the negations come to more than ${mostForms} combinations`, origin)] };
  }
  return { forms, diagnostics: [] };
}

function refused(condition: string, why: string, at: Origin): Diagnostic {
  return consulDiagnostics["condition-cannot-be-said"].report({ at, with: { condition, why } });
}

function headerWays(name: string, match: ValueMatch): readonly Json[] {
  if (match.kind !== "not") return [{ name, ...headerKind(match) }];
  if (match.match.kind === "present") return [{ name, present: true, invert: true }];
  const kind = headerKind(match.match);
  if ("present" in kind) return [{ name, present: true, invert: true }];
  return [{ name, present: true, invert: true }, { name, ...kind, invert: true }];
}

/** Empty values count as not set, and two of the kinds exist in intentions only: patterns stand for all of these. */
function headerKind(match: PositiveMatch): Json {
  switch (match.kind) {
    case "exact":
      return match.value === "" ? { regex: "^$" } : { exact: match.value };
    case "prefix":
    case "suffix":
      return match.value === "" ? { present: true } : { [match.kind]: match.value };
    case "contains":
      return match.value === "" ? { present: true } : { regex: `.*${quoteRegex(match.value)}.*` };
    case "regex":
      return { regex: match.value === "" ? "^$" : match.value };
    case "present":
      return { present: true };
  }
}

/** Query conditions as matchers; there is no inverted one. */
export function queryFields(query: readonly NamedMatch[]): { readonly fields: readonly Json[]; readonly diagnostics: readonly Diagnostic[] } {
  const negated = query.filter(({ match }) => match.kind === "not");
  if (negated.length > 0) return { fields: [], diagnostics: negated.map(({ name, origin }) => refused(`query parameter \`${name}\` for not having a value`, "its matchers cannot be inverted", origin)) };
  return { fields: query.flatMap(({ name, match }) => (match.kind === "not" ? [] : [{ name, ...queryKind(match) }])), diagnostics: [] };
}

function queryKind(match: PositiveMatch): Json {
  switch (match.kind) {
    case "exact":
      return match.value === "" ? { regex: "^$" } : { exact: match.value };
    case "prefix":
      return { regex: `${quoteRegex(match.value)}.*` };
    case "suffix":
      return { regex: `.*${quoteRegex(match.value)}` };
    case "contains":
      return { regex: `.*${quoteRegex(match.value)}.*` };
    case "regex":
      return { regex: match.value === "" ? "^$" : match.value };
    case "present":
      return { present: true };
  }
}

/** A match without its path; an empty one says nothing. */
export function matchFields(headers: readonly Json[], query: readonly Json[], methods: readonly string[] | null): Json {
  return compact({
    header: headers.length > 0 ? headers : undefined,
    queryParam: query.length > 0 ? query : undefined,
    methods: methods ?? undefined,
  });
}

/** True when the conditions hold for every call. */
export function holdsAlways(when: Conditions): boolean {
  const everyPath = when.path === null || (when.path.kind !== "exact" && when.path.kind !== "regex" && when.path.kind !== "template" && when.path.value === "/");
  return everyPath && when.headers.length === 0 && when.query.length === 0 && when.methods === null;
}
