import type { Arm, Retry } from "../model/index.ts";
import { retryEventsOf } from "../model/retry-conditions.ts";

/** Methods that may be repeated without harm (RFC 9110, section 9.2.2). */
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** Methods of calls that change nothing (RFC 9110, section 9.2.1). */
const safe = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** Statuses that are given before the work is begun: too early, too many requests, unavailable. */
const beforeWork = new Set(["s425", "s429", "s503"]);

/** gRPC statuses that are given before the work is begun. */
const refusals = new Set(["gunavailable", "gresource-exhausted"]);

/** The conditions of a retry that may repeat a call whose work was done: lost answers, timeouts, errors of the application. */
export function riskyConditions(retry: Retry): readonly string[] {
  return retry.on.filter((word) => retryEventsOf([word]).must.some((event) => /^[ltsg]/.test(event) && !beforeWork.has(event) && !refusals.has(event)));
}

/** Whether some call that the arms take and the retry repeats is not idempotent; `null` methods are all of them. */
export function repeatsUnsafeMethods(retried: readonly string[] | null, arms: readonly Arm[]): boolean {
  const taken = arms.some(({ when }) => when.methods === null) ? null : arms.flatMap(({ when }) => when.methods ?? []);
  const unsafe = (method: string): boolean => !idempotent.has(method);
  if (retried === null) return taken === null || taken.some(unsafe);
  return retried.some((method) => unsafe(method) && (taken === null || taken.includes(method)));
}

/** Whether the arms take calls that may change something. */
export function takesWrites(arms: readonly Arm[]): boolean {
  return arms.some(({ when }) => when.methods === null || when.methods.some((method) => !safe.has(method)));
}
