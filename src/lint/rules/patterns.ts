import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { AccessRule, Arm, NamedMatch, PathMatch, Service } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { asSimplePath } from "../../support/automata/index.ts";
import { compileRegex } from "../../support/regex.ts";
import { reworded } from "../edits.ts";
import type { Rule, World } from "../rule.ts";
import { gridOf } from "../space/grid.ts";
import { pathClauses } from "../space/region.ts";
import type { Clause } from "../space/region.ts";
import { meshesOf } from "../vendor.ts";

/** Findings of this lint. */
export const patternDiagnostics = defineDiagnostics({
  "pattern-not-portable": {
    code: "MW3070",
    severity: "warning",
    what: (p: { pattern: string; target: string; problem: string }) => `the pattern \`${p.pattern}\` cannot be said on ${p.target}: ${p.problem}`,
    why: "every mesh has a regular expression engine of its own (RE2, Rust's, Go's), and some products have none",
    help: "`exact`, `prefix`, `template` and lists of matches mean the same everywhere",
  },
  "pattern-matches-everything": {
    code: "MW3071",
    severity: "warning",
    what: (p: { pattern: string }) => `the pattern \`${p.pattern}\` matches every path`,
    why: "the condition looks like one and excludes nothing",
    help: "leave it out, or write what was meant",
  },
  "pattern-says-less": {
    code: "MW3078",
    severity: "info",
    what: (p: { pattern: string; kind: string; value: string }) => `the pattern \`${p.pattern}\` says no more than \`${p.kind}: ${p.value}\``,
    why: "plain forms mean the same on every mesh, are ranked as one expects, and cost less",
    help: ({ kind, value }) => `write \`${kind}: ${value}\``,
  },
  "pattern-too-large": {
    code: "MW3072",
    severity: "warning",
    what: (p: { pattern: string; size: number; most: number }) => `the pattern \`${p.pattern}\` is a program of ${p.size} instructions, over ${p.most}`,
    why: "every proxy keeps it in memory and runs it for every call; some refuse configuration above a limit of their own",
    help: "counted repetitions such as `{200}` are written out in the program: use `*` or `+`, or a shorter count",
  },
});

interface Pattern {
  readonly text: string;
  /** Of a path; on values `.*` is how some languages say that there must be one. */
  readonly clause: Clause | null;
  readonly origin: Origin;
}

/** Regular expressions of routes and access rules that do not travel, say nothing, or cost much. */
export const patterns: Rule = {
  arms: ({ arms, service }, world) => once(arms.flatMap(({ when }) => patternsOf(when))).flatMap((pattern) => findings(pattern, service, world)),
  service: (service, world) => once([...service.access.allow, ...service.access.deny].flatMap(patternsOfRule)).flatMap((pattern) => findings(pattern, service, world)),
};

function patternsOf({ path, headers, query }: Pick<Arm["when"], "path" | "headers" | "query">): readonly Pattern[] {
  return [...patternOfPath(path), ...headers.flatMap(patternOfValue), ...query.flatMap(patternOfValue)];
}

function patternsOfRule({ to, headers }: AccessRule): readonly Pattern[] {
  return [...to.flatMap((operation) => [...patternOfPath(operation.path), ...operation.headers.flatMap(patternOfValue)]), ...headers.flatMap(patternOfValue)];
}

function patternOfPath(path: PathMatch | null): readonly Pattern[] {
  return path?.kind !== "regex" ? [] : [{ text: path.value, clause: pathClauses(path)[0] ?? null, origin: path.origin }];
}

function patternOfValue(named: NamedMatch): readonly Pattern[] {
  const match = named.match.kind === "not" ? named.match.match : named.match;
  return match.kind === "regex" ? [{ text: match.value, clause: null, origin: named.origin }] : [];
}

/** A route with several matches, or retries of some methods, has the same condition in several arms. */
function once(all: readonly Pattern[]): readonly Pattern[] {
  return all.filter(({ origin }, index) => all.findIndex((other) => other.origin.file === origin.file && other.origin.start === origin.start) === index);
}

function findings(pattern: Pattern, service: Service | null, world: World): readonly Diagnostic[] {
  const { text, origin: at } = pattern;
  const { options } = world.settings;
  const compiled = compileRegex(text);
  const size = compiled.ok ? compiled.regex.size : 0;
  const problems = meshesOf(service, world).flatMap(({ name, patternProblem }) => {
    const problem = patternProblem(text);
    return problem === null ? [] : [patternDiagnostics["pattern-not-portable"].report({ at, with: { pattern: text, target: name, problem } })];
  });
  return [
    ...problems,
    ...(size > options.patternSize ? [patternDiagnostics["pattern-too-large"].report({ at, with: { pattern: text, size, most: options.patternSize } })] : []),
    ...(size > options.patternSize ? [] : plainer(pattern, world)),
    ...(matchesEverything(pattern) ? [patternDiagnostics["pattern-matches-everything"].report({ at, with: { pattern: text } })] : []),
  ];
}

/** The native language has words for it; other dialects may not. Every path is told otherwise. */
function plainer({ text, clause, origin: at }: Pattern, world: World): readonly Diagnostic[] {
  const simple = clause === null ? null : asSimplePath(text);
  if (simple === null || simple.kind === "stringPrefix" || simple.value === "/") return [];
  const fixes = reworded(at, "regex", { key: simple.kind, text: simple.value }, world);
  return fixes.length === 0 ? [] : [patternDiagnostics["pattern-says-less"].report({ at, with: { pattern: text, kind: simple.kind, value: simple.value }, fixes })];
}

/** Paths that a pattern for everything matches; most others are told apart by them, without an automaton. */
const samples = ["/", "/orders/7", "/~x%20y.Z/-"];

function matchesEverything({ clause, text }: Pattern): boolean {
  const compiled = compileRegex(text);
  if (!compiled.ok || !samples.every((sample) => compiled.regex.matchesWhole(sample))) return false;
  const cut = gridOf(clause === null ? [] : [[clause]], 80);
  return clause !== null && cut.ok && cut.grid.boxes[0]?.[0] === cut.grid.whole[0];
}
