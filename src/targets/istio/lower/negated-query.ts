import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { holdsAlways, intersectConditions, unroutable } from "./arms.ts";

/** Arms without negated query conditions that decide every call like the given ones. */
export interface Rewritten {
  readonly arms: readonly Arm[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostArms = 500;

/**
 * Istio has no negated query condition. An arm `C and not m` followed by a tail equals the tail's arms with `C and m`
 * added, then `C` alone; calls that the tail does not match are answered 404 by an arm of their own.
 */
export function withoutNegatedQueries(arms: readonly Arm[]): Rewritten {
  const diagnostics: Diagnostic[] = [];
  let tail: readonly Arm[] = [];
  for (const arm of arms.toReversed()) {
    tail = [...expand(arm, tail, diagnostics), ...tail];
    if (tail.length > mostArms) {
      const at = arm.origin;
      return { arms, diagnostics: [istioDiagnostics["too-many-matches"].report({ at, with: { route: arm.route.name, limit: mostArms } })] };
    }
  }
  return { arms: tail, diagnostics };
}

function expand(arm: Arm, tail: readonly Arm[], diagnostics: Diagnostic[]): readonly Arm[] {
  const negated = arm.when.query.find((each) => each.match.kind === "not");
  if (negated === undefined || negated.match.kind !== "not") return [arm];
  const without: Arm = { ...arm, when: { ...arm.when, query: arm.when.query.filter((each) => each !== negated) } };
  const excluded: Arm = { ...without, when: { ...without.when, query: [...without.when.query, { ...negated, match: negated.match.match }] } };
  const closed = tail.some((each) => holdsAlways(each.when)) ? tail : [...tail, unroutable(arm.origin)];
  const copies = closed.flatMap((each) => joinArms(excluded, each, diagnostics));
  return [...copies.flatMap((copy) => expand(copy, tail, diagnostics)), ...expand(without, tail, diagnostics)];
}

function joinArms(narrow: Arm, arm: Arm, diagnostics: Diagnostic[]): readonly Arm[] {
  const when = intersectConditions(narrow.when, arm.when);
  if (when === "never") return [];
  if (when !== "unsayable") return [{ ...arm, when }];
  const entry = narrow.when.path?.value ?? "";
  diagnostics.push(istioDiagnostics["path-beyond-entry"].report({ at: arm.when.path?.origin ?? arm.origin, with: { route: arm.route.name, entry } }));
  return [];
}
