import type { LintTarget, LostOrder } from "../lint/lint-target.ts";
import type { Arm, MeshModel, Profile } from "../model/index.ts";
import { targets } from "./index.ts";
import { profileOf } from "./profile.ts";
import type { TargetChoice } from "./profile.ts";
import { closeOrder, rankedArms, withoutNegation } from "./route-order/index.ts";
import type { RouteOrder } from "./route-order/index.ts";
import type { Target } from "./target.ts";

/** What lints have to know of the chosen meshes: those of the command line or the configuration, and those of the MeshPolicies. */
export function lintTargets(model: MeshModel, choices: readonly TargetChoice[]): readonly LintTarget[] {
  return targets.flatMap((target) => {
    const choice = choices.find((each) => each.target === target.name);
    const isWritten = model.mesh.targets.some((each) => each.target === target.name);
    if (choice === undefined && !isWritten) return [];
    return factsOf(target, profileOf(target, model, choice ?? { target: target.name, version: null, profile: null }).profile);
  });
}

function factsOf(target: Target, profile: Profile): LintTarget {
  const orders = target.routeOrders?.(profile) ?? [];
  return {
    name: target.name,
    defaults: target.defaults(profile),
    ...(target.plainProbes !== undefined && { plainProbes: target.plainProbes }),
    patternProblem: (pattern) => patternProblem(target, profile, pattern),
    orderLost: (arms) => (orders.length === 0 ? null : lostOrder(arms, orders)),
  };
}

function patternProblem(target: Target, profile: Profile, pattern: string): string | null {
  const verdict = target.capabilities(profile)["path.regex"];
  return verdict.kind === "unsupported" ? verdict.why : (target.patternProblem?.(pattern) ?? null);
}

/** Lists with conditions that the meshes say outside of a match, or that no match can say, are left to the compiler. */
function lostOrder(arms: readonly Arm[], orders: readonly RouteOrder[]): LostOrder | null {
  if (arms.some(({ when }) => when.callers !== null || when.authority !== null || when.sni !== null || when.claims.length > 0)) return null;
  const ranked = arms.map((arm) => rankedArms(arm, "http"));
  const positive = withoutNegation(ranked.flatMap((each) => (each.ok ? each.arms : [])), () => true);
  if (!positive.ok || ranked.some(({ ok }) => !ok)) return null;
  const closed = closeOrder(positive.arms, orders, ({ route }) => route.name);
  return closed.ok || closed.clash.kind === "too-many" ? null : { earlier: closed.clash.earlier, later: closed.clash.later, shown: closed.clash.witness };
}
