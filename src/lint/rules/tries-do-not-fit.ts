import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Retry, Wish } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { durationText } from "../../support/duration.ts";
import { fieldOf } from "../place.ts";
import { rewritten } from "../edits.ts";
import type { Rule, World } from "../rule.ts";
import { longestTries } from "../tries.ts";
import { counted, holderOf } from "../words.ts";

/** Findings of this lint. */
export const triesDoNotFitDiagnostics = defineDiagnostics({
  "tries-do-not-fit": {
    code: "MW3002",
    severity: "warning",
    what: (p: { holder: string; attempts: number; perTry: number; deadline: number }) => {
      const fit = Math.floor(p.deadline / p.perTry);
      const fits = fit > p.attempts ? "the last try is cut short by the pauses" : `${counted(fit, "try", "tries")} ${fit === 1 ? "fits" : "fit"}`;
      return `${p.holder} asks for ${counted(p.attempts, "retry", "retries")} of ${durationText(p.perTry)} in ${durationText(p.deadline)}: ${fits}`;
    },
    why: (p) => `${durationText(p.perTry)} × ${p.attempts + 1} and the pauses between are more than ${durationText(p.deadline)}, so the last retries never happen`,
    help: "raise `deadline`, or lower `attempts` or `perTryTimeout`",
  },
});

/** Tries and pauses that are longer than the call may take. */
export const triesDoNotFit: Rule = {
  route: (place, world) => {
    const { retry, deadlineMs } = place.route;
    const perTry = retry?.value.perTryTimeoutMs ?? null;
    if (retry === null || deadlineMs === null || perTry === null || (longestTries(retry.value) ?? 0) <= deadlineMs.value) return [];
    const report = { holder: holderOf(retry, place), attempts: retry.value.attempts, perTry, deadline: deadlineMs.value };
    const at = fieldOf(retry, "attempts");
    return [triesDoNotFitDiagnostics["tries-do-not-fit"].report({ at, with: report, related: [{ origin: deadlineMs.origin, note: "the deadline" }], fixes: fewerTries(retry, deadlineMs.value, at, world) })];
  },
};

/** The retries that fit are those that happen. A default may fit where another route inherits it. */
function fewerTries(retry: Wish<Retry>, deadline: number, at: Origin, world: World): readonly Fix[] {
  const possible = Array.from({ length: Math.min(retry.value.attempts, 100) }, (_, attempts) => attempts);
  const most = Math.max(0, ...possible.filter((attempts) => (longestTries({ ...retry.value, attempts }) ?? 0) <= deadline));
  return most === 0 || retry.inherited === true ? [] : rewritten(at, `${most}`, `write ${most}, which is what fits`, world);
}
