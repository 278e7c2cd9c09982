import type { RetryEvent, Route } from "../model/index.ts";
import { retryLatitude } from "../model/retry.ts";
import { approximation } from "./draft.ts";
import type { Draft, ErrorSize } from "./draft.ts";

/** After which events a try has to be repeated and may be, and after which the target does. */
export interface RepeatedEvents {
  readonly must: readonly RetryEvent[];
  /** Beside those that every target may repeat. */
  readonly may: readonly RetryEvent[];
  readonly actual: ReadonlySet<RetryEvent>;
}

/** The events that the target repeats too seldom, and those that it repeats too often. */
export function conditionDrafts({ must, may, actual }: RepeatedEvents, route: string, origin: Draft["origin"]): readonly Draft[] {
  const allowed = new Set([...must, ...may, ...retryLatitude]);
  const fewer = must.filter((event) => !actual.has(event));
  const more = [...actual].filter((event) => !allowed.has(event));
  const common = { feature: "retry.attempts" as const, field: `route.${route}.retry.on`, consent: "retry.on", route, effects: ["retries"] as const, origin };
  return [
    ...(fewer.length === 0 ? [] : [approximation({ ...common, direction: "fewer", note: `not repeated, though wished: ${fewer.join(" ")}` })]),
    ...(more.length === 0 ? [] : [approximation({ ...common, direction: "more", note: `repeated, though not wished: ${more.join(" ")}` })]),
  ];
}

/** Pauses between tries that are not the wished ones; `ms` is how far off they are, null where no number says it. */
export function backoffDraft({ name, retry, origin }: Route, ms: number | null, note: string): Draft {
  const size: ErrorSize | null = ms === null ? null : { amount: ms, unit: "ms" };
  return approximation({ feature: "retry.backoff", field: `route.${name}.retry.backoff`, consent: "retry.backoff", route: name, direction: "different", effects: ["backoff"], size, note, origin: retry?.origin ?? origin });
}
