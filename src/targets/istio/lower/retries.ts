import type { Retry, RetryEvent, Route } from "../../../model/index.ts";
import { durationText } from "../../../support/duration.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { backoffDraft, conditionDrafts } from "../../retry-drafts.ts";
import type { RepeatedEvents } from "../../retry-drafts.ts";

/** Said wherever no retry is wished: without it Istio retries twice, any method (`istio/istio:pilot/pkg/networking/core/route/retry/retry.go`). */
export const noRetries: Json = { attempts: 0 };

/** Every stream reset but overflow (`envoyproxy/envoy:source/common/router/retry_state_impl.cc`). */
const resets: readonly RetryEvent[] = ["c", "f", "u", "l", "t"];

const serverErrors = Array.from({ length: 100 }, (_, index): RetryEvent => `s${500 + index}`);

interface Word {
  readonly istio: string;
  readonly retries: readonly RetryEvent[];
}

/** Portable words with what Istio calls them, and what Envoy repeats then. */
const words: Readonly<Record<string, Word>> = {
  "connect-failure": { istio: "connect-failure", retries: ["c"] },
  "refused-stream": { istio: "refused-stream", retries: ["f"] },
  reset: { istio: "reset", retries: resets },
  "try-timeout": { istio: "reset", retries: resets },
  "gateway-error": { istio: "gateway-error", retries: [...resets, "s502", "s503", "s504"] },
  "5xx": { istio: "5xx", retries: [...resets, ...serverErrors] },
  cancelled: { istio: "cancelled", retries: ["g1"] },
  "deadline-exceeded": { istio: "deadline-exceeded", retries: ["g4"] },
  internal: { istio: "internal", retries: ["g13"] },
  "resource-exhausted": { istio: "resource-exhausted", retries: ["g8"] },
  unavailable: { istio: "unavailable", retries: ["g14"] },
};

/** gRPC codes by the names that events may carry instead of numbers. */
const grpcCodes: Readonly<Record<string, string>> = {
  cancelled: "1",
  "deadline-exceeded": "4",
  "resource-exhausted": "8",
  internal: "13",
  unavailable: "14",
};

/** The `retries` of an entry: blanks in `retryOn` are refused, so there are none (`istio/istio:pkg/config/validation/agent/validation.go`). */
export function retriesOf(retry: Retry): Json {
  return compact({
    attempts: retry.attempts,
    perTryTimeout: retry.perTryTimeoutMs === null ? undefined : durationText(retry.perTryTimeoutMs),
    retryOn: retryOn(retry).join(","),
    backoff: durationText(retry.backoffMs.base),
  });
}

function retryOn(retry: Retry): readonly string[] {
  return [...new Set(retry.on.flatMap((word) => wordOf(word)?.istio ?? []))];
}

function wordOf(word: string): Word | null {
  if (/^[1-5][0-9]{2}$/.test(word)) return { istio: word, retries: [`s${Number(word)}`] };
  return words[word] ?? null;
}

/** What differs from the wish: conditions outside its interval, a longest pause other than ten times the base. */
export function retryDrafts(route: Route): readonly Draft[] {
  if (route.retry === null) return [];
  const { value: retry, origin } = route.retry;
  const place = { route: route.name, origin };
  const backoff = Math.abs(retry.backoffMs.max - 10 * retry.backoffMs.base);
  return [
    ...conditionDrafts(eventsOf(retry), route.name, origin),
    ...(backoff === 0 ? [] : [backoffDraft(route, backoff, `the longest pause is ten times the base, ${10 * retry.backoffMs.base}ms, instead of ${retry.backoffMs.max}ms`)]),
    ...(retry.perTryTimeoutMs === null ? [] : [remark("note", { ...place, field: `route.${route.name}.retry.perTryTimeout`, note: "the last permitted try is bounded by the per-try timeout as well" })]),
    remark("note", { ...place, field: `route.${route.name}.retry.attempts`, note: "a retry stays in the drawn backend; the server's own proxy repeats tries that were reset before the request" }),
  ];
}

function eventsOf(retry: Retry): RepeatedEvents {
  const actual = new Set(retry.on.flatMap((word) => wordOf(word)?.retries ?? []));
  return { must: retry.events.must.map(numbered), may: retry.events.may.map(numbered), actual };
}

function numbered(event: RetryEvent): RetryEvent {
  return event.startsWith("g") ? `g${grpcCodes[event.slice(1)] ?? event.slice(1)}` : event;
}
