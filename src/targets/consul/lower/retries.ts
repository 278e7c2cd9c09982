import type { Retry, RetryEvent, Route } from "../../../model/index.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { backoffDraft, conditionDrafts } from "../../retry-drafts.ts";
import type { RepeatedEvents } from "../../retry-drafts.ts";

/** Every stream reset but overflow (`envoyproxy/envoy:source/common/router/retry_state_impl.cc`). */
const resets: readonly RetryEvent[] = ["c", "f", "u", "l", "t"];

const serverErrors = Array.from({ length: 100 }, (_, index): RetryEvent => `s${500 + index}`);

interface Word {
  /** What `retryOn` calls it; null: nothing says it, since tries have no timeout of their own. */
  readonly consul: string | null;
  readonly repeats: readonly RetryEvent[];
}

/** Portable words with what Consul calls them, and what Envoy repeats then. */
const words: Readonly<Record<string, Word>> = {
  "connect-failure": { consul: "connect-failure", repeats: ["c"] },
  "refused-stream": { consul: "refused-stream", repeats: ["f"] },
  reset: { consul: "reset", repeats: resets },
  "try-timeout": { consul: null, repeats: [] },
  "gateway-error": { consul: "gateway-error", repeats: [...resets, "s502", "s503", "s504"] },
  "5xx": { consul: "5xx", repeats: [...resets, ...serverErrors] },
  cancelled: { consul: "cancelled", repeats: ["gcancelled"] },
  "deadline-exceeded": { consul: "deadline-exceeded", repeats: ["gdeadline-exceeded"] },
  internal: { consul: "internal", repeats: ["ginternal"] },
  "resource-exhausted": { consul: "resource-exhausted", repeats: ["gresource-exhausted"] },
  unavailable: { consul: "unavailable", repeats: ["gunavailable"] },
};

/**
 * The retry fields of a destination: always the number beside the conditions, since a number alone repeats nothing and
 * conditions alone repeat once (`hashicorp/consul:agent/xds/routes.go`).
 */
export function retryFields(retry: Retry | null): Json {
  if (retry === null) return {};
  const statuses = retry.on.flatMap((word) => (isStatus(word) ? [Number(word)] : []));
  const named = [...new Set(retry.on.flatMap((word) => words[word]?.consul ?? []))];
  if (named.length === 0 && statuses.length === 0) return {};
  return compact({
    numRetries: retry.attempts,
    retryOn: named.length > 0 ? named : undefined,
    retryOnStatusCodes: statuses.length > 0 ? statuses : undefined,
  });
}

function isStatus(word: string): boolean {
  return /^[1-5][0-9]{2}$/.test(word);
}

/** Base and longest of Envoy's pauses, which Consul has no field for. */
const fixedPauses = { base: 25, max: 250 } as const;

/** What differs from the wish: pauses other than Envoy's own, conditions outside their interval. */
export function retryDrafts(route: Route): readonly Draft[] {
  if (route.retry === null) return [];
  const { value: retry, origin } = route.retry;
  const { base, max } = retry.backoffMs;
  const amount = Math.max(Math.abs(base - fixedPauses.base), Math.abs(max - fixedPauses.max));
  const place = { field: `route.${route.name}.retry.attempts`, route: route.name, origin };
  return [
    ...conditionDrafts(eventsOf(retry), route.name, origin),
    ...(hidesApplications(retry.on) ? [remark("note", { ...place, field: `route.${route.name}.retry.on`, note: "an application that is down behind a live proxy answers 503, which `connect-failure` does not repeat" })] : []),
    ...(retry.perTryTimeoutMs === null ? [] : [tryDraft(retry.perTryTimeoutMs, route)]),
    ...(amount === 0 ? [] : [backoffDraft(route, amount, pauseNote(retry))]),
    remark("note", { ...place, note: "a retry stays in the drawn backend; at most three run at the same time for each caller process and destination" }),
  ];
}

/** Whether only failures before the serving side's proxy are repeated (`envoyproxy/envoy:docs/root/configuration/http/http_filters/router_filter.rst`). */
function hidesApplications(on: readonly string[]): boolean {
  return on.includes("connect-failure") && !on.some((word) => ["5xx", "gateway-error", "503"].includes(word));
}

/** Tries have no timer of their own; where the call has one, a try may take that much longer than it should. */
function tryDraft(perTryMs: number, route: Route): Draft {
  const deadline = route.deadlineMs?.value ?? null;
  return approximation({
    feature: "retry.perTryTimeout",
    field: `route.${route.name}.retry.perTryTimeout`,
    consent: "retry.perTryTimeout",
    route: route.name,
    direction: "different",
    effects: ["perTryTimeout", "retries"],
    size: deadline === null ? null : { amount: Math.max(deadline - perTryMs, 0), unit: "ms" },
    note: "a try ends with the whole call, and one that takes too long is not repeated",
    origin: route.retry?.origin ?? route.origin,
  });
}

function pauseNote({ backoffMs }: Retry): string {
  return `pauses begin at 25ms and grow to 250ms, instead of ${backoffMs.base}ms and ${backoffMs.max}ms`;
}

/** Tries have no time of their own: whether one that took too long is repeated is said by another draft. */
function eventsOf(retry: Retry): RepeatedEvents {
  const actual = new Set(retry.on.flatMap((word): readonly RetryEvent[] => (isStatus(word) ? [`s${Number(word)}`] : (words[word]?.repeats ?? []))));
  return { must: retry.events.must.filter((event) => event !== "t"), may: [...retry.events.may, "t"], actual };
}
