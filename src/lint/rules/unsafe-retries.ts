import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Retry, Wish } from "../../model/index.ts";
import { fieldOf } from "../place.ts";
import { rewritten } from "../edits.ts";
import type { Rule, World } from "../rule.ts";
import { repeatsUnsafeMethods, riskyConditions } from "../retry-risk.ts";
import { holderOf, listed } from "../words.ts";

/** Findings of this lint. */
export const unsafeRetriesDiagnostics = defineDiagnostics({
  "unsafe-retries": {
    code: "MW3003",
    severity: "warning",
    what: (p: { holder: string; on: readonly string[] }) => `${p.holder} repeats calls that write after ${listed(p.on)}`,
    why: "the work may be done although the answer was lost or an error: the second try orders, or pays, twice",
    help: "leave out `methods`, so that only idempotent methods are repeated, or retry on `connect-failure` and `refused-stream` only",
  },
});

/** Retries of methods that are not idempotent, after events that do not show that nothing was done. */
export const unsafeRetries: Rule = {
  route: (place, world) => {
    const { retry } = place.route;
    if (retry === null || place.port?.protocol === "grpc" || !repeatsUnsafeMethods(retry.value.methods, place.own)) return [];
    const on = riskyConditions(retry.value);
    return on.length === 0 ? [] : [unsafeRetriesDiagnostics["unsafe-retries"].report({ at: fieldOf(retry, "methods", "on"), with: { holder: holderOf(retry, place), on }, fixes: idempotentOnly(retry, world) })];
  },
};

/** `all` is a word of the native language alone; names of methods are left to the author. */
function idempotentOnly({ value, origins }: Wish<Retry>, world: World): readonly Fix[] {
  const at = origins?.["methods"];
  return at === undefined || value.methods !== null ? [] : rewritten(at, "idempotent", "repeat idempotent methods only", world);
}
