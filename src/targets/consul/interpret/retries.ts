import type { RetryAnswer } from "../../../model/decision.ts";
import type { RetryEvent } from "../../../model/retry.ts";
import type { RouteOptions } from "./config.ts";

const failed: readonly RetryEvent[] = ["c", "f", "u", "l", "t"];
const serverErrors = Array.from({ length: 100 }, (_, index): RetryEvent => `s${500 + index}`);

/** What each condition repeats (envoyproxy/envoy:source/common/router/retry_state_impl.cc); `5xx` and `gateway-error` repeat every reset too. */
const words: Readonly<Record<string, readonly RetryEvent[]>> = {
  "5xx": [...failed, ...serverErrors],
  "gateway-error": [...failed, "s502", "s503", "s504"],
  reset: failed,
  "connect-failure": ["c"],
  "refused-stream": ["f"],
  "retriable-4xx": ["s409"],
  "envoy-ratelimited": [],
  cancelled: ["gcancelled"],
  "deadline-exceeded": ["gdeadline-exceeded"],
  internal: ["ginternal"],
  "resource-exhausted": ["gresource-exhausted"],
  unavailable: ["gunavailable"],
};

/** The retries of a route; without a condition there are none, and pauses are Envoy's own. */
export function retriesOf(retries: RouteOptions["retries"]): RetryAnswer | null {
  if (retries === null || (retries.on.length === 0 && retries.statuses.length === 0)) return null;
  const statuses = retries.statuses.map((status): RetryEvent => `s${status}`);
  const events = [...new Set([...retries.on.flatMap((word) => words[word] ?? []), ...statuses])].sort();
  const on = [...retries.on, ...retries.statuses.map(String)];
  return { attempts: retries.attempts, on, events: { must: events, may: [] }, backoffMs: { base: 25, max: 250 } };
}
