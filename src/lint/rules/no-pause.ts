import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import { durationText } from "../../support/duration.ts";
import { fieldOf } from "../place.ts";
import type { Rule } from "../rule.ts";
import { longestPauses } from "../tries.ts";
import { holderOf } from "../words.ts";

/** Findings of this lint. */
export const noPauseDiagnostics = defineDiagnostics({
  "retries-without-pause": {
    code: "MW3006",
    severity: "warning",
    what: (p: { holder: string; pause: number }) => `${p.holder} retries after at most ${durationText(p.pause)}, which is no pause`,
    why: "all callers come back at once, to an instance that has just failed",
    help: "leave out `backoff` for 25ms to 250ms, or start with 25ms or more",
  },
});

/** Retries that follow their failure at once: its cause cannot have gone away. */
export const noPause: Rule = {
  route: (place, { settings: { options } }) => {
    const { retry } = place.route;
    const pause = retry === null ? null : Math.max(...longestPauses(retry.value));
    if (retry === null || pause === null || pause >= options.shortestPauseMs) return [];
    return [noPauseDiagnostics["retries-without-pause"].report({ at: fieldOf(retry, "backoff"), with: { holder: holderOf(retry, place), pause } })];
  },
};
