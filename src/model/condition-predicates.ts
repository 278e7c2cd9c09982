import type { PathMatch, PositiveMatch } from "./model.ts";
import type { TextPredicate } from "./predicate.ts";

/** The question that a path condition asks. */
export function pathPredicate(match: PathMatch): TextPredicate {
  switch (match.kind) {
    case "exact":
    case "template":
    case "regex":
      return { kind: match.kind, value: match.value };
    case "prefix":
      return { kind: "segments", value: withoutTrailingSlash(match.value) };
    case "stringPrefix":
      return { kind: "prefix", value: match.value };
  }
}

/** A prefix by segment ignores a trailing slash of its value; the root stays `/`. */
export function withoutTrailingSlash(value: string): string {
  return value.length > 1 && value.endsWith("/") ? value.slice(0, -1) : value === "" ? "/" : value;
}

/** Conditions on values are questions already. */
export function valuePredicate(match: PositiveMatch): TextPredicate {
  return match;
}

/** An authority is compared without case; a condition that names no port holds for every port. */
export function authorityPredicate(match: PositiveMatch): TextPredicate {
  switch (match.kind) {
    case "exact":
      return /:\d+$/.test(match.value) ? { ...match, ignoreCase: true } : withAnyPort(caseless(match.value));
    case "prefix":
      return { ...match, ignoreCase: true };
    case "suffix":
      return withAnyPort(`.*${caseless(match.value)}`);
    case "contains":
      return { kind: "regex", value: `.*${caseless(match.value)}.*` };
    case "regex":
      return withAnyPort(`(?i:${match.value})`);
    case "present":
      return match;
  }
}

/** The question whether an authority is a host of a gateway (`*.example.com` and `*` are patterns), on any port. */
export function hostPredicate(host: string): TextPredicate {
  if (host === "*") return { kind: "present" };
  return host.startsWith("*.") ? withAnyPort(`[^:]+${caseless(host.slice(1))}`) : withAnyPort(caseless(host));
}

/** The question whether a TLS server name is one of a condition. */
export function serverNamePredicate(name: string): TextPredicate {
  if (name === "*") return { kind: "present" };
  return name.startsWith("*.") ? { kind: "suffix", value: name.slice(1), ignoreCase: true } : { kind: "exact", value: name, ignoreCase: true };
}

function withAnyPort(pattern: string): TextPredicate {
  return { kind: "regex", value: `${pattern}(?::[0-9]+)?` };
}

/** A pattern for the text whatever the case of its letters. */
function caseless(text: string): string {
  return text.replace(/[A-Za-z]|[^A-Za-z0-9-]/g, (one) => (/[A-Za-z]/.test(one) ? `[${one.toLowerCase()}${one.toUpperCase()}]` : `\\${one}`));
}
