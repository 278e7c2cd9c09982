import type { Retry } from "../model/index.ts";

/** The longest pauses before the retries of a policy, in milliseconds: `min(max, base × 2ⁿ)` before the n-th. */
export function longestPauses({ attempts, backoffMs }: Retry): readonly number[] {
  return Array.from({ length: Math.min(attempts, 1000) }, (_, index) => Math.min(backoffMs.max, backoffMs.base * 2 ** (index + 1)));
}

/** The longest time that all tries and pauses may take without a deadline; null when a try has no bound. */
export function longestTries(retry: Retry): number | null {
  if (retry.perTryTimeoutMs === null) return null;
  return retry.perTryTimeoutMs * (retry.attempts + 1) + longestPauses(retry).reduce((sum, pause) => sum + pause, 0);
}
