import type { Retry, RetryEvent, Wish } from "../../../model/index.ts";
import { retryEventsOf } from "../../../model/retry-conditions.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import { parseDuration } from "../../../support/duration.ts";
import type { FragmentRoute } from "../../fragment.ts";
import type { HttpRule, RetryStanza } from "../kinds/routes.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { tell } from "./reading.ts";
import type { Reading } from "./reading.ts";

type Timing = Pick<FragmentRoute, "deadlineMs" | "retry">;

/**
 * Deadline and retries of a rule. `request` is the deadline, `0s` none; `backendRequest` bounds a try, and so the whole
 * call where nothing is retried (`kubernetes-sigs/gateway-api:geps/gep-1742/index.md`, `geps/gep-1731/index.md`).
 */
export function timing(reading: Reading, path: DocumentPath, rule: HttpRule): Timing {
  const requestMs = milliseconds(rule.timeouts?.request);
  const tryMs = milliseconds(rule.timeouts?.backendRequest) || null;
  const requestPath = [...path, "timeouts", "request"];
  const written: Timing["deadlineMs"] = requestMs === null ? null : { value: requestMs === 0 ? "none" : requestMs, origin: reading.at(requestPath) };
  if (rule.retry !== undefined) {
    const bounded = tryMs !== null && (requestMs === null || requestMs === 0 || tryMs < requestMs) ? tryMs : null;
    return { deadlineMs: written, retry: retry(reading, [...path, "retry"], rule.retry, bounded) };
  }
  if (tryMs === null) return { deadlineMs: written, retry: null };
  const place = [...path, "timeouts", "backendRequest"];
  tell(reading, say["gateway-api-try-timeout-alone"], place, {});
  return { deadlineMs: { value: tryMs, origin: reading.at(place) }, retry: null };
}

function milliseconds(duration: string | undefined): number | null {
  return duration === undefined ? null : parseDuration(duration);
}

/** Codes that every product with the feature supports (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteRetryStatusCode). */
const supportedCodes: readonly number[] = [500, 502, 503, 504];
const defaultBaseMs = 25;

/**
 * The listed codes and timeouts of a try must be repeated, connections that fail too; connections lost later may be,
 * since the text only says that they should. The cap of the pause is ten times its floor: the API has none.
 */
function retry(reading: Reading, path: DocumentPath, stanza: RetryStanza, perTryTimeoutMs: number | null): Wish<Retry> | null {
  stanza.codes?.forEach((code, index) => {
    if (!supportedCodes.includes(code)) tell(reading, say["gateway-api-retry-code-optional"], [...path, "codes", index], { code });
  });
  if (stanza.attempts === undefined) {
    tell(reading, say["gateway-api-retry-without-attempts"], path, {}, { part: "key" });
    return null;
  }
  const on = [...(stanza.codes ?? []).map(String), "connect-failure", ...(perTryTimeoutMs === null ? [] : ["try-timeout"])];
  const { must, may } = retryEventsOf(on);
  const base = milliseconds(stanza.backoff) ?? defaultBaseMs;
  const value: Retry = {
    attempts: stanza.attempts,
    perTryTimeoutMs,
    on,
    events: { must, may: [...new Set<RetryEvent>([...may, "l"])] },
    methods: null,
    backoffMs: { base, max: base * 10 },
  };
  const fields = { attempts: stanza.attempts, on: stanza.codes, backoff: stanza.backoff };
  const names = { attempts: "attempts", on: "codes", backoff: "backoff" } as const;
  const written = (["attempts", "on", "backoff"] as const).filter((field) => fields[field] !== undefined);
  return { value, origin: reading.at(path), origins: Object.fromEntries(written.map((field) => [field, reading.at([...path, names[field]])])) };
}
