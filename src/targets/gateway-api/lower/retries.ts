import type { Retry, RetryEvent, Route } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { apiDuration } from "./durations.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { backoffDraft, conditionDrafts } from "../../retry-drafts.ts";
import type { RepeatedEvents } from "../../retry-drafts.ts";

/** The `retry` stanza: connection errors and tries that time out are repeated by its being there. */
export function retryStanza(retry: Retry): Json {
  const codes = codesOf(retry);
  return compact({
    codes: codes.length === 0 ? undefined : codes,
    attempts: retry.attempts,
    backoff: apiDuration(retry.backoffMs.base) ?? undefined,
  });
}

/** Statuses that must be repeated, those that the field holds. */
function codesOf(retry: Retry): readonly number[] {
  return retry.events.must.flatMap((event) => statusOf(event)).sort((a, b) => a - b);
}

function statusOf(event: RetryEvent): readonly number[] {
  const status = event.startsWith("s") ? Number(event.slice(1)) : 0;
  return status >= 400 && status <= 599 ? [status] : [];
}

/** What differs from the wish, and what is the implementation's own. */
export function retryDrafts(route: Route): readonly Draft[] {
  if (route.retry === null) return [];
  const { value: retry, origin } = route.retry;
  const common = { route: route.name, origin };
  const backoff = `the pause before a retry is at least ${retry.backoffMs.base}ms; the longest, ${retry.backoffMs.max}ms, cannot be said`;
  return [
    ...conditionDrafts(eventsOf(retry), route.name, origin),
    backoffDraft(route, null, backoff),
    remark("note", { ...common, field: `route.${route.name}.retry.attempts`, note: "whether a retry draws another backend is the implementation's own; repeating lost connections and timed-out tries are features of their own" }),
  ];
}

function eventsOf(retry: Retry): RepeatedEvents {
  const bounded = retry.perTryTimeoutMs !== null;
  const actual = new Set<RetryEvent>(["c", "l", ...(bounded ? (["t"] as const) : []), ...codesOf(retry).map((status): RetryEvent => `s${status}`)]);
  return { must: retry.events.must.filter((event) => bounded || event !== "t"), may: retry.events.may, actual };
}
