import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, Conditions, PathMatch } from "../../../model/index.ts";
import { everyCall, intersectMatches, rankedArms, rankedPath, withoutNegation } from "../../route-order/index.ts";
import type { Excluded, OrderedArm, RankedArm, RankedMatch } from "../../route-order/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";

/** An arm of a list that is to become rules. */
export interface Item {
  readonly arm: Arm;
  readonly when: Conditions;
  /** Whether calls of this part of the arm are repeated: retries may be for some methods only. */
  readonly retried: boolean;
  /** The path condition that prefixes are replaced by. */
  readonly written: PathMatch | null;
  /** The host of a gateway's entry; null for every host, and in the mesh. */
  readonly host: string | null;
  /** The path of a gateway's entry, which bounds the arm; null for every path, and in the mesh. */
  readonly within: PathMatch | null;
}

/** Arms in order, those whose retries are for some methods only in two parts. */
export function itemsOf(arms: readonly Arm[]): readonly Item[] {
  return arms.flatMap((arm) => byMethods({ arm, when: arm.when, retried: true, written: arm.when.path, host: null, within: null }));
}

/** The repeated methods first, then the others without retries. */
export function byMethods(item: Item): readonly Item[] {
  const limited = item.arm.route.retry?.value.methods ?? null;
  if (limited === null) return [item];
  const { when } = item;
  const repeated = when.methods === null ? limited : when.methods.filter((method) => limited.includes(method));
  const others = when.methods === null ? null : when.methods.filter((method) => !limited.includes(method));
  return [
    ...(repeated.length === 0 ? [] : [{ ...item, when: { ...when, methods: repeated } }]),
    ...(others?.length === 0 ? [] : [{ ...item, when: { ...when, methods: others }, retried: false }]),
  ];
}

/** A list of matches without negations, or what is wrong with it. */
export type Listed = { readonly ok: true; readonly arms: readonly OrderedArm<Item>[] } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The matches of the items, in order; negated conditions are spelt out. */
export function listOf(items: readonly Item[], style: "http" | "rpc", patterns: boolean): Listed {
  const ranked = items.map((item) => ({ item, result: rankedArms(item, style) }));
  const twice = ranked.flatMap(({ result }) => (result.ok ? [] : [result.twice]));
  if (twice.length > 0) {
    return { ok: false, diagnostics: twice.map(({ name, origin }) => gatewayApiDiagnostics["conditions-on-one-name"].report({ at: origin, with: { name } })) };
  }
  const arms = ranked.flatMap(({ result }) => (result.ok ? result.arms.map(bounded) : []));
  const unsayable = arms.find((arm) => arm !== null && arm.match === null);
  if (unsayable != null) {
    const { arm, written } = unsayable.item;
    return { ok: false, diagnostics: [gatewayApiDiagnostics["edit-needs-prefix"].report({ at: written?.origin ?? arm.origin, with: { field: "expose.path" } })] };
  }
  return positive(arms.flatMap((arm) => (arm === null || arm.match === null ? [] : [{ ...arm, match: arm.match }])), patterns);
}

/** The part of the arm inside its gateway entry: null when there is none, a null match when it cannot be said. */
function bounded(arm: RankedArm<Item>): (Omit<RankedArm<Item>, "match"> & { readonly match: RankedMatch | null }) | null {
  const { host, within } = arm.item;
  const match = within === null ? arm.match : intersectMatches(arm.match, { ...everyCall, path: rankedPath(within) });
  if (match === "never") return null;
  return { ...arm, match: match === "unsayable" ? null : { ...match, host } };
}

function positive(arms: readonly RankedArm<Item>[], patterns: boolean): Listed {
  const result = withoutNegation(arms, ({ match }: Excluded) => match.kind === "exact" || patterns);
  if (result.ok) return result;
  const { arm } = result.item;
  const negated = [...arm.when.headers, ...arm.when.query].find(({ match }) => match.kind === "not");
  const finding = gatewayApiDiagnostics["negation-not-sayable"].report({ at: negated?.origin ?? arm.origin, with: { route: arm.route.name, why: reasons[result.why] } });
  return { ok: false, diagnostics: [finding] };
}

const reasons = {
  unsayable: "what it excludes is no exact value, or cannot be joined with the conditions of a later route",
  "no-catch-all": "no later route takes all of the excluded calls",
  "too-many": "the list would grow too long",
};
