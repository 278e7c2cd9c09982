import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Retry, RetryEvent, Route } from "../../../model/index.ts";
import { retryLatitude } from "../../../model/retry.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import type { ListenerProtocol } from "./nodes.ts";
import { compact, durationOf } from "./piece.ts";
import type { Json } from "./piece.ts";

/**
 * Said wherever no retry is wished: without it newer accounts repeat every call twice
 * (`awsdocs/aws-app-mesh-user-guide:doc_source/envoy-defaults.md`). A limit per try would bound the first try too.
 */
export const noRetries: Json = { maxRetries: 0, perRetryTimeout: durationOf(null), tcpRetryEvents: ["connection-error"] };

const resets: readonly RetryEvent[] = ["c", "f", "u", "l", "t"];
const statuses = (...codes: readonly number[]): readonly RetryEvent[] => codes.map((code): RetryEvent => `s${code}`);

interface Word {
  readonly list: "httpRetryEvents" | "tcpRetryEvents" | "grpcRetryEvents";
  readonly event: string;
  readonly retries: readonly RetryEvent[];
}

const gatewayError: Word = { list: "httpRetryEvents", event: "gateway-error", retries: [...resets, ...statuses(502, 503, 504)] };

/** Portable words as events, and what these repeat (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, HttpRetryPolicy). */
const words: Readonly<Record<string, Word>> = {
  "connect-failure": { list: "tcpRetryEvents", event: "connection-error", retries: ["c"] },
  "refused-stream": { list: "httpRetryEvents", event: "stream-error", retries: ["f"] },
  reset: gatewayError,
  "try-timeout": gatewayError,
  "gateway-error": gatewayError,
  "5xx": { list: "httpRetryEvents", event: "server-error", retries: [...resets, ...statuses(500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511)] },
  "409": { list: "httpRetryEvents", event: "client-error", retries: ["s409"] },
};

const grpcWords: readonly string[] = ["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"];

function wordOf(word: string, protocol: ListenerProtocol): Word | null {
  if (grpcWords.includes(word)) return protocol === "grpc" ? { list: "grpcRetryEvents", event: word, retries: [`g${word}`] } : null;
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null;
}

/** The policy of a route that repeats calls. */
export function retryPolicy(retry: Retry, protocol: ListenerProtocol): Json {
  const found = retry.on.flatMap((word) => wordOf(word, protocol) ?? []);
  const list = (name: Word["list"]): readonly string[] | undefined => {
    const events = [...new Set(found.filter((word) => word.list === name).map(({ event }) => event))].sort();
    return events.length === 0 ? undefined : events;
  };
  return compact({
    maxRetries: retry.attempts,
    perRetryTimeout: durationOf(retry.perTryTimeoutMs),
    httpRetryEvents: list("httpRetryEvents"),
    tcpRetryEvents: list("tcpRetryEvents"),
    grpcRetryEvents: list("grpcRetryEvents"),
  });
}

/** Conditions that no event covers. */
export function retryFindings({ retry }: Route, protocol: ListenerProtocol): readonly Diagnostic[] {
  if (retry === null) return [];
  const unknown = retry.value.on.filter((word) => wordOf(word, protocol) === null);
  return unknown.map((word) => appmeshDiagnostics["retry-condition"].report({ at: retry.origin, with: { word } }));
}

/** What differs from the wish: conditions outside its interval, pauses other than Envoy's own. */
export function retryDrafts(route: Route, protocol: ListenerProtocol): readonly Draft[] {
  if (route.retry === null) return [];
  const { value: retry, origin } = route.retry;
  const note = "a retry may draw another of the route's targets, and goes to any of their endpoints";
  return [
    ...conditionDrafts(retry, route.name, origin, protocol),
    ...backoffDrafts(retry, route.name, origin),
    remark("note", { field: `route.${route.name}.retry.attempts`, route: route.name, note, origin }),
  ];
}

function conditionDrafts(retry: Retry, route: string, origin: Draft["origin"], protocol: ListenerProtocol): readonly Draft[] {
  const actual = new Set(retry.on.flatMap((word) => wordOf(word, protocol)?.retries ?? []));
  const allowed = new Set([...retry.events.must, ...retry.events.may, ...retryLatitude]);
  const more = [...actual].filter((event) => !allowed.has(event) && (event !== "t" || retry.perTryTimeoutMs !== null));
  if (more.length === 0) return [];
  const note = `repeated, though not wished: ${more.join(" ")}`;
  const place = { feature: "retry.attempts" as const, field: `route.${route}.retry.on`, consent: "retry.on", route, origin };
  return [approximation({ ...place, direction: "more", effects: ["retries"], note })];
}

/** Envoy's own pauses, which no field changes (`envoyproxy/data-plane-api:envoy/config/route/v3/route_components.proto`). */
const usualPauses = { base: 25, max: 250 };

function backoffDrafts(retry: Retry, route: string, origin: Draft["origin"]): readonly Draft[] {
  const { base, max } = retry.backoffMs;
  const amount = Math.max(Math.abs(base - usualPauses.base), Math.abs(max - usualPauses.max));
  if (amount === 0) return [];
  const note = `pauses are ${usualPauses.base}ms to ${usualPauses.max}ms instead of ${base}ms to ${max}ms`;
  const place = { feature: "retry.backoff" as const, field: `route.${route}.retry.backoff`, consent: "retry.backoff", route, origin };
  return [approximation({ ...place, direction: "different", effects: ["backoff"], size: { amount, unit: "ms" }, note })];
}
