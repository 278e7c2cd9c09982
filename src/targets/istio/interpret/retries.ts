import type { RetryAnswer } from "../../../model/decision.ts";
import type { RetryEvent } from "../../../model/retry.ts";
import type { HttpEntry, HttpRetries } from "./config.ts";
import type { Features } from "./features.ts";
import { eventsOf } from "./retry-words.ts";

const builtIn = ["connect-failure", "refused-stream", "unavailable", "cancelled", "retriable-status-codes"];
const builtInAttempts = 2;
const builtInBackoffMs = 25;

/**
 * The retries of a route: two of the built-in kind where nothing is written, none where `retries` asks for none
 * (istio/istio:pilot/pkg/networking/core/route/retry/retry.go).
 */
export function retriesOf(retries: HttpRetries | null, features: Features): RetryAnswer | null {
  const attempts = retries === null ? builtInAttempts : retries.attempts;
  if (attempts === 0) return null;
  const on = retries?.on ?? (features.retries503 ? [...builtIn, "503"] : builtIn);
  const base = retries?.backoffMs ?? builtInBackoffMs;
  const events = [...new Set(on.flatMap((word) => eventsOf(word)))].sort() as RetryEvent[];
  return { attempts, on, events: { must: events, may: [] }, backoffMs: { base, max: base * 10 } };
}

/** Ignored when it is not below the timeout (envoyproxy/envoy:source/common/router/router.cc). */
export function perTryTimeoutOf({ retries, timeoutMs }: HttpEntry): number | null {
  const perTry = retries?.perTryTimeoutMs ?? null;
  return perTry !== null && timeoutMs !== null && perTry >= timeoutMs ? null : perTry;
}
