import type { Retry, RetryEvent, Route } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import type { Json } from "./piece.ts";
import { backoffDraft, conditionDrafts } from "../../retry-drafts.ts";
import type { RepeatedEvents } from "../../retry-drafts.ts";

/** Repeated whatever is listed (`linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/logical/policy/route/retry.rs`). */
const always: readonly RetryEvent[] = ["f", "n", "t"];

const statuses = (from: number, to: number): readonly RetryEvent[] => Array.from({ length: to - from + 1 }, (_, index): RetryEvent => `s${from + index}`);

/** Portable words as items of `retry.linkerd.io/http`, with the statuses they stand for; connections that fail answer 502 or 504. */
const words: Readonly<Record<string, { readonly items: readonly string[]; readonly events: readonly RetryEvent[] }>> = {
  "connect-failure": { items: ["502", "504"], events: ["s502", "s504"] },
  "gateway-error": { items: ["gateway-error"], events: statuses(502, 504) },
  "5xx": { items: ["5xx"], events: statuses(500, 599) },
};

/** Conditions of gRPC that `retry.linkerd.io/grpc` knows; connections that fail are `unavailable` or `deadline-exceeded`. */
export const rpcConditions: readonly string[] = ["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"];

/** Routes of what kind: HTTPRoutes read statuses only, GRPCRoutes gRPC conditions only. */
type Reads = "http" | "grpc";

function readWord(word: string, reads: Reads): { readonly items: readonly string[]; readonly events: readonly RetryEvent[] } {
  if (reads === "http") return wordOf(word);
  return rpcConditions.includes(word) ? { items: [word], events: [`g${word}`] } : { items: [], events: [] };
}

function wordOf(word: string): { readonly items: readonly string[]; readonly events: readonly RetryEvent[] } {
  if (/^[1-5][0-9]{2}$/.test(word)) return { items: [word], events: [`s${Number(word)}`] };
  return (Object.hasOwn(words, word) ? words[word] : undefined) ?? { items: [], events: [] };
}

/** The HTTP statuses that the conditions stand for. */
export function statusesOf(retry: Retry): readonly number[] {
  const events = new Set(retry.on.flatMap((word) => wordOf(word).events));
  return [...events].map((event) => Number(event.slice(1))).sort((a, b) => a - b);
}

/** Annotations of a GRPCRoute: conditions of gRPC, and the deadline, which its rules cannot carry. */
export function rpcAnnotations(route: Route, retried: boolean): Json {
  const { retry, deadlineMs, idleTimeoutMs } = route;
  const codes = [...new Set((retry?.value.on ?? []).flatMap((word) => readWord(word, "grpc").items))];
  return {
    ...(retried && retry !== null && { ...(codes.length > 0 && { "retry.linkerd.io/grpc": codes.join(",") }), ...countAnnotations(retry.value) }),
    ...(deadlineMs !== null && { "timeout.linkerd.io/request": `${deadlineMs.value}ms` }),
    ...(idleTimeoutMs !== null && { "timeout.linkerd.io/idle": `${idleTimeoutMs.value}ms` }),
  };
}

function countAnnotations(retry: Retry): Readonly<Record<string, string>> {
  return { "retry.linkerd.io/limit": `${retry.attempts}`, ...(retry.perTryTimeoutMs !== null && { "retry.linkerd.io/timeout": `${retry.perTryTimeoutMs}ms` }) };
}

/** Annotations of the object: a list without blanks, the count, the timeout of a try in whole milliseconds. */
function retryAnnotations(retry: Retry): Readonly<Record<string, string>> {
  const items = [...new Set(retry.on.flatMap((word) => wordOf(word).items))];
  const covered = items.includes("5xx") ? items.filter((item) => !/^(?:5\d\d|gateway-error)$/.test(item)) : items.includes("gateway-error") ? items.filter((item) => !/^50[234]$/.test(item)) : items;
  return {
    ...(covered.length > 0 && { "retry.linkerd.io/http": covered.join(",") }),
    ...countAnnotations(retry),
  };
}

/** What differs from the wish, and the latitude that is taken. */
export function retryDrafts(route: Route, reads: Reads): readonly Draft[] {
  if (route.retry === null) return [];
  const { value: retry, origin } = route.retry;
  const field = (name: string): string => `route.${route.name}.retry.${name}`;
  const { base, max } = retry.backoffMs;
  const backoff = base === 25 && max === 250 ? [] : [backoffDraft(route, pausesOff(retry), pauseNote(retry))];
  const last = remark("note", { field: field("perTryTimeout"), route: route.name, note: "the last permitted try is bounded by the deadline alone", origin });
  const drawn = remark("note", { field: field("attempts"), route: route.name, note: "a retry draws a backend anew; bodies above 64 KiB are not sent again", origin });
  return [...conditionDrafts(eventsOf(retry, reads), route.name, origin), ...backoff, ...(retry.perTryTimeoutMs === null ? [] : [last]), drawn];
}

function eventsOf(retry: Retry, reads: Reads): RepeatedEvents {
  const listed = new Set(retry.on.flatMap((word) => readWord(word, reads).events));
  const connections = (listed.has("s502") && listed.has("s504")) || (listed.has("gunavailable") && listed.has("gdeadline-exceeded"));
  const actual = new Set<RetryEvent>([...listed, ...always, ...(connections ? (["c"] as const) : [])]);
  return { must: retry.events.must, may: [...retry.events.may, ...(retry.perTryTimeoutMs === null ? (["t"] as const) : [])], actual };
}

function pausesOff({ backoffMs: { base, max } }: Retry): number {
  return Math.max(Math.abs(base - 25), Math.abs(max - 250));
}

function pauseNote({ backoffMs: { base, max } }: Retry): string {
  return `pauses are from 25ms to 250ms instead of from ${base}ms to ${max}ms`;
}

/** Annotations of a route object: retries where its calls are repeated, and the idle timeout; both hold for the whole object. */
export function objectAnnotations(route: Route, retried: boolean): Json {
  const idle = route.idleTimeoutMs === null ? {} : { "timeout.linkerd.io/idle": `${route.idleTimeoutMs.value}ms` };
  return { ...(retried && route.retry !== null ? retryAnnotations(route.retry.value) : {}), ...idle };
}
