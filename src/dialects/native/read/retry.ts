import type { Retry } from "../../../model/index.ts";
import { retryEventsOf } from "../../../model/retry-conditions.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { durationMs } from "./scalars.ts";

/** RFC 9110, section 9.2.2, without CONNECT. */
export const idempotentMethods: readonly string[] = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];

/** Pauses that most meshes make of themselves, 25 ms to 250 ms; a written base without `max` goes up to ten times itself. */
const usualBackoff = { base: 25, max: 250 };

/** A retry policy; `methods` of gRPC routes are names of RPC methods and are left to `splitByRpc`. */
export function readRetry(retry: Policy.Retry): Retry {
  const on = retry.on.map(String);
  return {
    attempts: retry.attempts,
    perTryTimeoutMs: retry.perTryTimeout === undefined ? null : durationMs(retry.perTryTimeout),
    on,
    events: retryEventsOf(on),
    methods: retriedMethods(retry.methods ?? "idempotent"),
    backoffMs: readBackoff(retry.backoff),
  };
}

function retriedMethods(methods: NonNullable<Policy.Retry["methods"]>): readonly string[] | null {
  if (methods === "all") return null;
  return methods === "idempotent" ? idempotentMethods : methods;
}

function readBackoff(backoff: Policy.Retry["backoff"]): Retry["backoffMs"] {
  if (backoff === undefined) return usualBackoff;
  const base = durationMs(backoff.base);
  return { base, max: backoff.max === undefined ? base * 10 : durationMs(backoff.max) };
}
