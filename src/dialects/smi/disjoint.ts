import type { NamedMatch, PathMatch, ValueMatch } from "../../model/index.ts";
import { compileRegex } from "../../support/regex.ts";
import type { GroupMatch } from "./resources.ts";

/**
 * True only when it is shown that no request fits both matches: by methods, by the path, or by a header that both ask
 * for. False means unknown, not overlapping.
 */
export function areDisjoint(a: GroupMatch, b: GroupMatch): boolean {
  if (a.methods !== null && b.methods !== null && !a.methods.some((method) => b.methods?.includes(method))) return true;
  if (a.path !== null && b.path !== null && apart(textOfPath(a.path), textOfPath(b.path))) return true;
  return a.headers.some((header) => b.headers.some((other) => headersApart(header, other)));
}

function headersApart(a: NamedMatch, b: NamedMatch): boolean {
  return a.name === b.name && apart(textOfValue(a.match), textOfValue(b.match));
}

/** The kinds of text conditions that SMI patterns become. */
type TextCondition = { readonly kind: "exact" | "prefix" | "suffix" | "regex" | "other"; readonly value: string };

function textOfPath(path: PathMatch): TextCondition {
  if (path.kind === "stringPrefix") return { kind: "prefix", value: path.value };
  return path.kind === "exact" || path.kind === "regex" ? { kind: path.kind, value: path.value } : { kind: "other", value: path.value };
}

function textOfValue(match: ValueMatch): TextCondition {
  if (match.kind === "not" || match.kind === "present" || match.kind === "contains") return { kind: "other", value: "" };
  return match;
}

function apart(a: TextCondition, b: TextCondition): boolean {
  if (a.kind === "exact") return fails(b, a.value);
  if (b.kind === "exact") return fails(a, b.value);
  if (a.kind === "prefix" && b.kind === "prefix") return !a.value.startsWith(b.value) && !b.value.startsWith(a.value);
  if (a.kind === "suffix" && b.kind === "suffix") return !a.value.endsWith(b.value) && !b.value.endsWith(a.value);
  return false;
}

/** True when the value certainly does not fulfil the condition. */
function fails(condition: TextCondition, value: string): boolean {
  switch (condition.kind) {
    case "exact":
      return condition.value !== value;
    case "prefix":
      return !value.startsWith(condition.value);
    case "suffix":
      return !value.endsWith(condition.value);
    case "regex": {
      const compiled = compileRegex(condition.value);
      return compiled.ok && !compiled.regex.matchesWhole(value);
    }
    case "other":
      return false;
  }
}
