import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { compileRegex } from "../../../support/regex.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { quoted } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, entries, found, items, originOf, type Place } from "../place.ts";
import { pathProblem, templateProblem } from "./path-problem.ts";

/** A pattern that is no RE2. */
export function regexFindings(place: Place, pattern: string | undefined): readonly Diagnostic[] {
  if (pattern === undefined) return [];
  const result = compileRegex(pattern);
  return result.ok ? [] : [say["bad-regex"].report({ ...found(place), with: { pattern: quoted(pattern, false), problem: withoutPreface(result.problem) } })];
}

/** RE2 says first that it was parsing. */
function withoutPreface(problem: string): string {
  return problem.replace(/^error parsing regexp: /, "");
}

/** Patterns inside a condition on a text. */
export function valueFindings(place: Place, match: Policy.ValueMatch | readonly string[]): readonly Diagnostic[] {
  if (typeof match === "string" || isTexts(match)) return [];
  const inner = typeof match.not === "object" ? regexFindings(below(place, "not", "regex"), match.not.regex) : [];
  return [...regexFindings(below(place, "regex"), match.regex), ...inner];
}

function isTexts(match: object): match is readonly string[] {
  return Array.isArray(match);
}

/** Names and patterns of conditions on headers. */
export function headerFindings(place: Place, matches: Policy.Matches | undefined): readonly Diagnostic[] {
  const names = entries(place, matches).map(([name, , at]) => [name, at] as const);
  return [...headerNameFindings(names, "match"), ...namedFindings(place, matches)];
}

/** Patterns of conditions by name. */
export function namedFindings(place: Place, matches: Readonly<Record<string, Policy.ValueMatch | readonly string[]>> | undefined): readonly Diagnostic[] {
  return entries(place, matches).flatMap(([, match, at]) => valueFindings(at, match));
}

const insteadOfHeader = {
  match: { ":path": "path", ":method": "methods", ":authority": "authority", host: "authority" },
  change: { ":path": "rewrite.path", ":authority": "rewrite.authority", host: "rewrite.authority" },
} as const;

/** Header names that are no tokens, belong to another field, or repeat each other without regard to case; `part` says where names stand. */
export function headerNameFindings(names: readonly (readonly [string, Place])[], use: "match" | "change", part: "key" | "value" = "key"): readonly Diagnostic[] {
  const first = new Map<string, Place>();
  return names.flatMap(([name, at]) => {
    const before = first.get(name.toLowerCase());
    if (before === undefined) first.set(name.toLowerCase(), at);
    if (before === undefined) return headerNameProblem(name, at, use, part);
    const related = [{ origin: originOf(before, part), note: "first here" }];
    return [say["header-twice"].report({ ...found(at, part), with: { name: quoted(name, false) }, related })];
  });
}

function headerNameProblem(name: string, at: Place, use: "match" | "change", part: "key" | "value"): readonly Diagnostic[] {
  const known: Readonly<Record<string, string>> = insteadOfHeader[use];
  const lower = name.toLowerCase();
  const instead = Object.hasOwn(known, lower) ? known[lower] : undefined;
  const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
  if (instead === undefined && isToken) return [];
  const what = isToken || name.startsWith(":") ? `${quoted(name, false)} is not a header of the language` : `${quoted(name, false)} is no name of a header`;
  const help = instead === undefined ? "a header name is letters, digits and `-`, such as `x-cohort`" : `write \`${instead}\` instead`;
  return [say["bad-header-name"].report({ ...found(at, part), with: { what, help } })];
}

/** A condition on the path. */
export function pathFindings(place: Place, path: Policy.PathMatch | undefined): readonly Diagnostic[] {
  if (path === undefined) return [];
  const literal = (["exact", "prefix"] as const).flatMap((kind) => literalPathFindings(below(place, kind), path[kind]));
  const template = path.template === undefined ? [] : pathReport(below(place, "template"), path.template, templateProblem(path.template));
  return [...literal, ...template, ...regexFindings(below(place, "regex"), path.regex)];
}

/** A path that stands for itself. */
export function literalPathFindings(place: Place, path: string | undefined): readonly Diagnostic[] {
  return path === undefined ? [] : pathReport(place, path, pathProblem(path));
}

function pathReport(place: Place, path: string, problem: ReturnType<typeof pathProblem>): readonly Diagnostic[] {
  if (problem === null) return [];
  return [say["bad-path"].report({ ...found(place), with: { what: `path ${quoted(path, false)} ${problem.what}`, help: problem.help } })];
}

/** All conditions of a match entry. */
export function entryFindings(place: Place, entry: Policy.MatchEntry): readonly Diagnostic[] {
  return [
    ...pathFindings(below(place, "path"), entry.path),
    ...headerFindings(below(place, "headers"), entry.headers),
    ...namedFindings(below(place, "query"), entry.query),
    ...namedFindings(below(place, "claims"), entry.claims),
    ...(entry.authority === undefined ? [] : valueFindings(below(place, "authority"), entry.authority)),
    ...mixedFindings(place, entry),
  ];
}

function mixedFindings(place: Place, entry: Policy.MatchEntry): readonly Diagnostic[] {
  if (entry.grpc === undefined) return [];
  const beside = (["methods", "path"] as const).filter((field) => entry[field] !== undefined);
  return beside.map((field) => say["grpc-match-mixed"].report({ ...found(below(place, field), "key"), with: { field: `\`${field}\`` } }));
}

/** Header names of a list. */
export function listedHeaderFindings(place: Place, names: readonly string[] | undefined): readonly Diagnostic[] {
  return headerNameFindings(items(place, names), "change");
}
