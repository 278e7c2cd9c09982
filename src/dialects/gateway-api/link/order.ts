import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { pathText } from "../../../source/path-text.ts";
import type { Candidate } from "./candidate.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";
import { conditionsOverlap, usualEffort } from "./overlap.ts";
import type { Effort } from "./overlap.ts";
import { compareRanks } from "./rank.ts";

/** What the order of a set depends on, and where its findings go. */
export interface Ordering {
  /** Whether the product's rank of regular expressions was stated. */
  readonly regexRankStated: boolean;
  readonly found: Diagnostic[];
}

/**
 * The candidates in the order in which they are tried: by rank, then age if every file tells it, then namespace and
 * name, then place in the file (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteRule.Matches).
 */
export function inPrecedence(candidates: readonly Candidate[], ordering: Ordering): readonly Candidate[] {
  const ages = candidates.every(({ route }) => route.created !== null);
  const sorted = [...candidates].sort((a, b) => compareRanks(a.rank, b.rank) || compareRoutes(a, b, ages) || a.ruleIndex - b.ruleIndex);
  const effort: Effort = { left: usualEffort };
  reportTies(sorted, ages, ordering, effort);
  if (!ordering.regexRankStated) reportRegexes(sorted, ordering, effort);
  return sorted;
}

/** Older first where ages are known, then by namespace and name. */
export function compareRoutes(a: Pick<Candidate, "route">, b: Pick<Candidate, "route">, byAge: boolean): number {
  return (byAge ? compareText(a.route.created ?? "", b.route.created ?? "") : 0) || compareText(routeKey(a), routeKey(b));
}

function routeKey({ route }: Pick<Candidate, "route">): string {
  return `${route.id.namespace}/${route.id.name}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two routes whose matches rank alike and can both hold, with different actions: only age decides. */
function reportTies(sorted: readonly Candidate[], ages: boolean, ordering: Ordering, effort: Effort): void {
  sorted.forEach((candidate, index) => {
    const rival = tiedBefore(sorted, index).find((other) => decidedByName(other, candidate, ages, effort));
    if (rival === undefined) return;
    const at = candidate.arm.origin;
    const related = [{ origin: rival.arm.origin, note: "ties with this match" }];
    ordering.found.push(say["gateway-api-tie"].report({ at, path: pathText(candidate.path), with: { route: candidate.route.title, winner: rival.route.title }, related }));
  });
}

function tiedBefore(sorted: readonly Candidate[], index: number): readonly Candidate[] {
  const candidate = sorted[index];
  let start = index;
  while (candidate !== undefined && start > 0 && compareRanks(sorted[start - 1]?.rank ?? [], candidate.rank) === 0) start--;
  return sorted.slice(start, index);
}

function decidedByName(a: Candidate, b: Candidate, ages: boolean, effort: Effort): boolean {
  if (a.route === b.route || a.action === b.action) return false;
  if (ages && a.route.created !== b.route.created) return false;
  return conditionsOverlap(a.arm.when, b.arm.when, effort);
}

/** A regular expression whose path meets another action's: which of the two wins is each product's own. */
function reportRegexes(sorted: readonly Candidate[], ordering: Ordering, effort: Effort): void {
  const regexes = sorted.filter(({ arm }) => arm.when.path?.kind === "regex");
  for (const candidate of regexes) {
    const rival = sorted.find((other) => other !== candidate && other.action !== candidate.action && conditionsOverlap(candidate.arm.when, other.arm.when, effort));
    if (rival === undefined) continue;
    const pattern = candidate.arm.when.path?.value ?? "";
    const related = [{ origin: rival.arm.origin, note: "can match the same call" }];
    const path = pathText(candidate.path);
    ordering.found.push(say["gateway-api-regex-rank"].report({ at: candidate.route.at(candidate.path), path, with: { pattern, other: described(rival) }, related }));
  }
}

function described({ arm, route }: Candidate): string {
  return arm.when.path === null ? `a match of \`${route.title}\` for every path` : `\`${arm.when.path.value}\``;
}
