import type { Retry, RetryEvent, Route } from "../../../model/index.ts";
import { retryLatitude } from "../../../model/retry.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

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
    ...conditionDrafts(retry, route.name, origin),
    ...(hidesApplications(retry.on) ? [remark("note", { ...place, field: `route.${route.name}.retry.on`, note: "an application that is down behind a live proxy answers 503, which `connect-failure` does not repeat" })] : []),
    ...(retry.perTryTimeoutMs === null ? [] : [tryDraft(retry.perTryTimeoutMs, route)]),
    ...(amount === 0 ? [] : [pauseDraft(amount, retry, route)]),
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

function pauseDraft(amount: number, { backoffMs }: Retry, route: Route): Draft {
  return approximation({
    feature: "retry.backoff",
    field: `route.${route.name}.retry.backoff`,
    consent: "retry.backoff",
    route: route.name,
    direction: "different",
    effects: ["backoff"],
    size: { amount, unit: "ms" },
    note: `pauses begin at 25ms and grow to 250ms, instead of ${backoffMs.base}ms and ${backoffMs.max}ms`,
    origin: route.retry?.origin ?? route.origin,
  });
}

function conditionDrafts(retry: Retry, route: string, origin: Draft["origin"]): readonly Draft[] {
  const actual = new Set(retry.on.flatMap((word): readonly RetryEvent[] => (isStatus(word) ? [`s${Number(word)}`] : (words[word]?.repeats ?? []))));
  const allowed = new Set([...retry.events.must, ...retry.events.may, ...retryLatitude, "t"]);
  const fewer = retry.events.must.filter((event) => event !== "t" && !actual.has(event));
  const more = [...actual].filter((event) => !allowed.has(event));
  const common = { feature: "retry.attempts" as const, field: `route.${route}.retry.on`, consent: "retry.on", route, effects: ["retries"] as const, origin };
  return [
    ...(fewer.length === 0 ? [] : [approximation({ ...common, direction: "fewer", note: `not repeated, though wished: ${fewer.join(" ")}` })]),
    ...(more.length === 0 ? [] : [approximation({ ...common, direction: "more", note: `repeated, though not wished: ${more.join(" ")}` })]),
  ];
}
