import type { RetryAnswer } from "../../../model/decision.ts";
import type { RetryEvent } from "../../../model/retry.ts";
import type { Ask } from "./ask.ts";
import type { Retries, RouteObject, ServiceObject, Timeouts } from "./config.ts";

/** Timeouts and retries that hold for a call. */
export interface Timing {
  readonly deadlineMs: number | null;
  readonly idleTimeoutMs: number | null;
  readonly perTryTimeoutMs: number | null;
  readonly retries: RetryAnswer | null;
}

/** Neither timeouts nor retries. */
export const plainTiming: Timing = { deadlineMs: null, idleTimeoutMs: null, perTryTimeoutMs: null, retries: null };

/**
 * The route's groups, or the Service's where the route has no member of the group at all
 * (linkerd/linkerd2:policy-controller/grpc/src/outbound/http.rs).
 */
export function routeTiming(ask: Ask, service: ServiceObject | null, route: RouteObject | null, ruleMs: number | null, family: RouteObject["family"]): Timing {
  const own: Timeouts = { requestMs: route?.timeouts.requestMs ?? ruleMs, responseMs: route?.timeouts.responseMs ?? null, idleMs: route?.timeouts.idleMs ?? null };
  const unset = own.requestMs === null && own.responseMs === null && own.idleMs === null;
  const timeouts = unset ? (service?.timeouts ?? own) : own;
  if (timeouts.responseMs !== null) ask.unsupported("a timeout of the response alone has no place in a decision");
  if (timeouts.idleMs === 0) ask.unsupported("an idle timeout of 0");
  const retries = [route?.retries, service?.retries].flatMap((group) => (group === undefined ? [] : [effective(group, family)])).find((group) => group !== null) ?? null;
  return { deadlineMs: timeouts.requestMs, idleTimeoutMs: timeouts.idleMs, perTryTimeoutMs: retries?.timeoutMs ?? null, retries: retries === null ? null : retryAnswer(retries) };
}

/** The members that the family reads; null when none is set. */
function effective(group: Retries, family: RouteObject["family"]): Retries | null {
  const read = { ...group, statuses: family === "http" ? group.statuses : null, codes: family === "grpc" ? group.codes : null };
  return read.statuses === null && read.codes === null && read.limit === null && read.timeoutMs === null ? null : read;
}

/**
 * Repeated whatever is listed: no usable endpoint, refused streams, the timeout of a try. Connections that fail answer
 * 502 or 504, and gRPC calls 14 or 4 (linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/logical/policy/route/retry.rs).
 */
function retryAnswer(retries: Retries): RetryAnswer {
  const listed = (status: number): boolean => retries.statuses?.some(([from, to]) => from <= status && status <= to) === true;
  const statuses = (retries.statuses ?? []).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index): RetryEvent => `s${from + index}`));
  const codes = (retries.codes ?? []).map((code): RetryEvent => `g${code}`);
  const both = retries.codes?.includes("unavailable") === true && retries.codes.includes("deadline-exceeded");
  const connections: readonly RetryEvent[] = (listed(502) && listed(504)) || both ? ["c"] : [];
  return {
    attempts: retries.limit ?? 1,
    on: retries.words,
    events: { must: [...new Set([...statuses, ...codes, ...connections, "f" as const, "n" as const, "t" as const])].sort(), may: [] },
    backoffMs: { base: 25, max: 250 },
  };
}
