import type { BudgetAnswer, Decision, RetryAnswer } from "../model/index.ts";
import { retryLatitude } from "../model/retry.ts";
import type { RetryEvent } from "../model/retry.ts";
import { sameFraction } from "../support/fraction.ts";
import { canonical, different } from "./difference.ts";
import type { Difference } from "./difference.ts";

/** Differences in retries, their pauses and their budget; without retries a budget bounds nothing. */
export function compareRetries(wanted: Decision, got: Decision): readonly Difference[] {
  const noTimeouts = wanted.perTryTimeoutMs === null && got.perTryTimeoutMs === null;
  const [left, right] = [active(wanted.retries, noTimeouts), active(got.retries, noTimeouts)];
  const idle = left === null && right === null;
  const budgets = idle ? [] : compareBudgets(wanted.retryBudget, got.retryBudget);
  return [...compareEvents(left, right), ...compareBackoff(left, right), ...budgets];
}

/** Retries that can happen: some attempts, and without a timeout for each try none that it causes. */
function active(retries: RetryAnswer | null, noTimeouts: boolean): RetryAnswer | null {
  if (retries === null || retries.attempts === 0) return null;
  const happens = (events: readonly RetryEvent[]): readonly RetryEvent[] => events.filter((event) => !noTimeouts || event !== "t");
  return { ...retries, events: { must: happens(retries.events.must), may: happens(retries.events.may) } };
}

/** What a side repeats must hold what the policy demands and nothing that it does not allow. */
function compareEvents(wanted: RetryAnswer | null, got: RetryAnswer | null): readonly Difference[] {
  const demanded = wanted?.events.must ?? [];
  const allowed = new Set<RetryEvent>([...demanded, ...(wanted?.events.may ?? []), ...retryLatitude]);
  const certain = new Set<RetryEvent>(got?.events.must ?? []);
  const possible = [...certain, ...(got?.events.may ?? [])];
  const missing = demanded.filter((event) => !certain.has(event));
  const surplus = possible.filter((event) => !allowed.has(event));
  const differences: Difference[] = [];
  if (missing.length > 0) differences.push(different("retries", `repeats ${list(demanded)}`, `does not repeat ${list(missing)}`, "fewer"));
  if (surplus.length > 0) differences.push(different("retries", `repeats ${list([...allowed])} at most`, `repeats ${list(surplus)} too`, "more"));
  if (wanted !== null && got !== null && wanted.attempts !== got.attempts) {
    const direction = got.attempts > wanted.attempts ? "more" : "fewer";
    differences.push(different("retries", `${wanted.attempts} attempts`, `${got.attempts} attempts`, direction));
  }
  return differences;
}

function list(events: readonly RetryEvent[]): string {
  return [...new Set(events)].sort().join(" ");
}

function compareBackoff(wanted: RetryAnswer | null, got: RetryAnswer | null): readonly Difference[] {
  if (wanted === null || got === null || wanted.backoffMs === null) return [];
  const [left, right] = [canonical(wanted.backoffMs), canonical(got.backoffMs)];
  return left === right ? [] : [different("backoff", left, right)];
}

function compareBudgets(wanted: BudgetAnswer | null, got: BudgetAnswer | null): readonly Difference[] {
  if (sameBudget(wanted, got)) return [];
  const direction = wanted === null ? "fewer" : got === null ? "more" : "different";
  return [different("retryBudget", canonical(wanted), canonical(got), direction)];
}

function sameBudget(a: BudgetAnswer | null, b: BudgetAnswer | null): boolean {
  if (a === null || b === null) return a === b;
  return sameFraction(a.percent, b.percent) && canonical(a) === canonical(b);
}
