import type { PositiveMatch, ValueMatch } from "../../../model/index.ts";
import { compileRegex } from "../../../support/regex.ts";
import type { Json } from "./piece.ts";

/** The text as a pattern of RE2 that matches it alone. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (special) => `\\${special}`);
}

/**
 * A StringMatch for headers and query parameters. Empty prefixes are refused there and mean 'present', as `{}` does
 * (`istio/istio:pkg/config/validation/virtualservice.go`).
 */
export function stringMatch(match: PositiveMatch): Json {
  switch (match.kind) {
    case "exact":
      return { exact: match.value };
    case "prefix":
      return match.value === "" ? {} : { prefix: match.value };
    case "suffix":
    case "contains":
      return match.value === "" ? {} : { regex: matchPattern(match) };
    case "regex":
      return match.value === "" ? { exact: "" } : { regex: match.value };
    case "present":
      return {};
  }
}

/** The match as a pattern for the whole value. */
export function matchPattern(match: PositiveMatch): string {
  switch (match.kind) {
    case "exact":
      return quoteRegex(match.value);
    case "prefix":
      return `${quoteRegex(match.value)}.*`;
    case "suffix":
      return `.*${quoteRegex(match.value)}`;
    case "contains":
      return `.*${quoteRegex(match.value)}.*`;
    case "regex":
      return `(?:${match.value})`;
    case "present":
      return ".*";
  }
}

/** Whether the match holds for a text. */
export function matches(match: PositiveMatch, text: string): boolean {
  const compiled = compileRegex(matchPattern(match));
  return compiled.ok && compiled.regex.matchesWhole(text);
}

/**
 * The authority as callers may write it: any case, with or without port
 * (`envoyproxy/data-plane-api:envoy/config/route/v3/route_components.proto`, domains compare without case).
 */
export function authorityMatch(match: ValueMatch): { readonly match: Json; readonly negated: boolean } {
  const positive = match.kind === "not" ? match.match : match;
  return { match: positiveAuthority(positive), negated: match.kind === "not" };
}

const port = "(?::[0-9]+)?";

function positiveAuthority(match: PositiveMatch): Json {
  switch (match.kind) {
    case "exact":
      return { regex: `(?i)${quoteRegex(match.value)}${match.value.includes(":") ? "" : port}` };
    case "prefix":
      return { regex: `(?i)${quoteRegex(match.value)}.*` };
    case "suffix":
      return { regex: `(?i).*${quoteRegex(match.value)}${match.value.includes(":") ? "" : port}` };
    case "contains":
      return { regex: `(?i).*${quoteRegex(match.value)}.*` };
    case "regex":
      return { regex: `(?i)(?:${match.value})${port}` };
    case "present":
      return {};
  }
}
