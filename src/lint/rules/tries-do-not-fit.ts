import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import { durationText } from "../../support/duration.ts";
import { fieldOf } from "../place.ts";
import type { Rule } from "../rule.ts";
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
  route: (place) => {
    const { retry, deadlineMs } = place.route;
    const perTry = retry?.value.perTryTimeoutMs ?? null;
    if (retry === null || deadlineMs === null || perTry === null || (longestTries(retry.value) ?? 0) <= deadlineMs.value) return [];
    const report = { holder: holderOf(retry, place), attempts: retry.value.attempts, perTry, deadline: deadlineMs.value };
    return [triesDoNotFitDiagnostics["tries-do-not-fit"].report({ at: fieldOf(retry, "attempts"), with: report, related: [{ origin: deadlineMs.origin, note: "the deadline" }] })];
  },
};
