import type { RetryEvent } from "../../model/index.ts";

/**
 * How a try or a call ended, as one number: an HTTP status as it is, and below 100 what kept an answer from coming. The
 * words are those of retry conditions.
 */
export const outcomes = {
  connectFailure: 1,
  refusedStream: 2,
  lostBefore: 3,
  noEndpoint: 4,
  lostAfter: 5,
  tryTimeout: 6,
  /** Turned away by the caller's own limits; never repeated. */
  overflow: 7,
  /** The whole call took too long; never repeated. */
  deadline: 8,
  /** Given up by whoever asked: says nothing about who was asked. */
  cancelled: 9,
} as const;

/** One more than the largest outcome. */
export const outcomeCount = 600;

const letters: Readonly<Record<string, number>> = {
  c: outcomes.connectFailure,
  f: outcomes.refusedStream,
  u: outcomes.lostBefore,
  n: outcomes.noEndpoint,
  l: outcomes.lostAfter,
  t: outcomes.tryTimeout,
};

/** Whether the caller got what was asked for: an answer below 400. */
export function isSuccess(outcome: number): boolean {
  return outcome >= 100 && outcome < 400;
}

/** Whether an answer speaks for the endpoint that gave it: below 500, which is what meshes judge endpoints by. */
export function isHealthy(outcome: number): boolean {
  return outcome >= 100 && outcome < 500;
}

/** gRPC statuses by the HTTP status that a scenario writes for them (grpc/grpc:doc/http-grpc-status-mapping.md, read backwards). */
const grpcStatuses: Readonly<Record<string, number>> = { cancelled: 499, "deadline-exceeded": 504, internal: 500, "resource-exhausted": 429, unavailable: 503 };

/** Marks the outcomes that a list of retry events names; conditions on gRPC statuses mean something on gRPC calls only. */
export function markedOutcomes(events: readonly RetryEvent[], grpc = false): Uint8Array {
  const marked = new Uint8Array(outcomeCount);
  for (const event of events) {
    const outcome = event.startsWith("g") ? (grpc ? (grpcStatuses[event.slice(1)] ?? 0) : 0) : (letters[event] ?? (/^s\d{3}$/.test(event) ? Number(event.slice(1)) : 0));
    if (outcome > 0 && outcome < outcomeCount) marked[outcome] = 1;
  }
  return marked;
}

/** The outcome for people: `connect failure`, `503`. */
export function outcomeText(outcome: number): string {
  const found = Object.entries(outcomes).find(([, value]) => value === outcome);
  return found === undefined ? String(outcome) : found[0].replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
