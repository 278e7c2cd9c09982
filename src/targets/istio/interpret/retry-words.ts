import type { RetryEvent } from "../../../model/retry.ts";

const failed: readonly RetryEvent[] = ["c", "f", "u", "l", "t"];
const serverErrors = Array.from({ length: 100 }, (_, index): RetryEvent => `s${500 + index}`);

/**
 * What each condition repeats. `5xx` and `gateway-error` also repeat every reset
 * (envoyproxy/envoy:source/common/router/retry_state_impl.cc); header-driven words repeat nothing that a route can say.
 */
const words: Readonly<Record<string, readonly RetryEvent[]>> = {
  "5xx": [...failed, ...serverErrors],
  "gateway-error": [...failed, "s502", "s503", "s504"],
  reset: failed,
  "reset-before-request": ["c", "u"],
  "connect-failure": ["c"],
  "refused-stream": ["f"],
  "retriable-4xx": ["s409"],
  "retriable-status-codes": [],
  "retriable-headers": [],
  "envoy-ratelimited": [],
  "http3-post-connect-failure": [],
  cancelled: ["gcancelled"],
  "deadline-exceeded": ["gdeadline-exceeded"],
  internal: ["ginternal"],
  "resource-exhausted": ["gresource-exhausted"],
  unavailable: ["gunavailable"],
};

/** Whether istiod admits the word: a policy, or an HTTP status (istio/istio:pkg/config/validation/agent/validation.go). */
export function knownRetryWord(word: string): boolean {
  return Object.hasOwn(words, word) || /^[1-5]\d\d$/.test(word);
}

/** The events that a word repeats. */
export function eventsOf(word: string): readonly RetryEvent[] {
  return Object.hasOwn(words, word) ? (words[word] ?? []) : [`s${Number(word)}`];
}
