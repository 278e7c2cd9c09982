import type { RetryAnswer } from "../../../model/decision.ts";
import type { RetryEvent } from "../../../model/retry.ts";
import type { Ask } from "./ask.ts";
import type { ListenerProtocol, RetryPolicy } from "./config.ts";

/** What holds where nothing is written (`awsdocs/aws-app-mesh-user-guide:doc_source/virtual_nodes.md`). */
export const usualRequestMs = 15_000;
export const usualIdleMs = 300_000;

/** The least of the limits, where null is none and undefined stands for the default; 0 is none. */
export function leastOf(usual: number, ...written: readonly (number | null)[]): number | null {
  const limits = written.map((limit) => limit ?? usual).filter((limit) => limit > 0);
  return limits.length === 0 ? null : Math.min(...limits);
}

const resets: readonly RetryEvent[] = ["c", "f", "u", "l", "t"];
const statuses = (...codes: readonly number[]): readonly RetryEvent[] => codes.map((code): RetryEvent => `s${code}`);

/** What events repeat (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, HttpRetryPolicy); resets are of Envoy's kind. */
const repeated: Readonly<Record<string, readonly RetryEvent[]>> = {
  "http server-error": [...statuses(500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511), ...resets],
  "http gateway-error": [...statuses(502, 503, 504), ...resets],
  "http client-error": statuses(409),
  "http stream-error": ["f"],
  "tcp connection-error": ["c"],
};

/** The hidden policy of newer accounts (`awsdocs/aws-app-mesh-user-guide:doc_source/envoy-defaults.md`). */
const hidden: RetryAnswer = {
  attempts: 2,
  on: ["unavailable", "503", "connect-failure", "refused-stream", "reset"],
  events: { must: ["gunavailable", "s503", ...resets], may: [] },
  backoffMs: { base: 25, max: 250 },
};

/** Retries of a call and the limit of each try. */
export interface Tries {
  readonly retries: RetryAnswer | null;
  readonly perTryMs: number | null;
}

/** The route's policy; without one the hidden default, where the account has it. */
export function triesOf(ask: Ask, policy: RetryPolicy | null, protocol: ListenerProtocol, hasDefault: boolean): Tries {
  if (protocol === "tcp") return { retries: null, perTryMs: null };
  if (policy === null) {
    if (hasDefault) ask.note("no retryPolicy is written: accounts without meshes before 29 July 2020 repeat calls twice, any method");
    return { retries: hasDefault ? hidden : null, perTryMs: null };
  }
  const perTryMs = policy.perTryMs === 0 ? null : policy.perTryMs;
  if (policy.maxRetries === 0) return { retries: null, perTryMs };
  const events = policy.events.flatMap((event) => repeated[event] ?? (event.startsWith("grpc ") ? [`g${event.slice(5)}` as RetryEvent] : []));
  const on = policy.events.map((event) => event.slice(event.indexOf(" ") + 1));
  return { retries: { attempts: policy.maxRetries, on, events: { must: [...new Set(events)].sort(), may: [] }, backoffMs: { base: 25, max: 250 } }, perTryMs };
}
