import type { HttpMatch, HttpRule, NameMatch } from "../kinds/routes.ts";
import type { HttpRoute } from "../link/candidate.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** What of the rules of one HTTPRoute, taken together, is hardly meant. */
export function adviseRules({ spec: { rules = [] } }: HttpRoute, reading: Reading): void {
  adviseOrder(rules, reading);
  adviseCase(rules, reading);
  adviseWeights(rules, reading);
}

/** In an ordered list the later rule would never get a call. */
function adviseOrder(rules: readonly HttpRule[], reading: Reading): void {
  rules.forEach((rule, index) => {
    const own = matchesOf(rule);
    const earlier = rules.slice(0, index).findIndex((other) => !sameEffect(other, rule) && own.every((match) => matchesOf(other).some((wide) => covers(wide, match) && !covers(match, wide))));
    if (earlier >= 0 && rule.matches !== undefined) tell(reading, say["gateway-api-order-not-followed"], ["spec", "rules", index, "matches"], { earlier: earlier + 1 }, { part: "key" });
  });
}

function matchesOf({ matches = [] }: HttpRule): readonly HttpMatch[] {
  return matches.length === 0 ? [{}] : matches;
}

function sameEffect(a: HttpRule, b: HttpRule): boolean {
  return effectText(a) === effectText(b);
}

function effectText({ matches: _, name: __, ...effect }: HttpRule): string {
  return JSON.stringify(effect);
}

/** True when every call of the second surely fits the first. */
function covers(wide: HttpMatch, narrow: HttpMatch): boolean {
  const [methods, headers, query] = [wide.method, wide.headers ?? [], wide.queryParams ?? []];
  if (methods !== undefined && methods !== narrow.method) return false;
  return coversPath(wide, narrow) && headers.every((one) => asks(narrow.headers, one)) && query.every((one) => asks(narrow.queryParams, one));
}

function asks(list: readonly NameMatch[] | undefined, one: NameMatch): boolean {
  return (list ?? []).some((each) => each.name.toLowerCase() === one.name.toLowerCase() && each.value === one.value && (each.type ?? "Exact") === (one.type ?? "Exact"));
}

function coversPath(wide: HttpMatch, narrow: HttpMatch): boolean {
  const [a, b] = [pathOf(wide), pathOf(narrow)];
  if (a.type === "PathPrefix" && b.type !== "RegularExpression") return a.value === "/" || b.value === a.value || b.value.startsWith(`${a.value.replace(/\/$/, "")}/`);
  return a.type === b.type && a.value === b.value;
}

function pathOf({ path }: HttpMatch): { readonly type: string; readonly value: string } {
  return { type: path?.type ?? "PathPrefix", value: path?.value ?? "/" };
}

function adviseCase(rules: readonly HttpRule[], reading: Reading): void {
  const seen = new Map<string, string>();
  rules.forEach(({ matches = [] }, rule) => {
    matches.forEach(({ path }, index) => {
      if (path?.value === undefined || path.type === "RegularExpression") return;
      const other = seen.get(path.value.toLowerCase()) ?? path.value;
      seen.set(path.value.toLowerCase(), other);
      if (other !== path.value) tell(reading, say["gateway-api-paths-by-case"], ["spec", "rules", rule, "matches", index, "path", "value"], { path: path.value, other });
    });
  });
}

const farApart = 100;

function adviseWeights(rules: readonly HttpRule[], reading: Reading): void {
  const sums = rules.map(({ backendRefs = [] }) => (backendRefs.length < 2 ? 0 : backendRefs.reduce((sum, { weight = 1 }) => sum + weight, 0)));
  sums.forEach((sum, index) => {
    const other = sums.slice(0, index).find((each) => each > 0 && (each >= sum * farApart || sum >= each * farApart));
    if (sum > 0 && other !== undefined) tell(reading, say["gateway-api-weight-scales"], ["spec", "rules", index, "backendRefs"], { sum, other }, { part: "key" });
  });
}
