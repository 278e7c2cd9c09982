/**
 * Something that can happen to one try: `c` no connection, `f` HTTP/2 refused stream, `u` lost before a byte was sent,
 * `n` no usable endpoint, `l` lost after sending and before an answer, `t` per-try timeout, `sNNN` an answer with that
 * status, `g<code>` a gRPC status in an answer without message.
 */
export type RetryEvent = "c" | "f" | "u" | "n" | "l" | "t" | `s${number}` | `g${string}`;

/** Events that must be repeated, and events that may be; whatever is in neither set must not be. */
export interface RetryEvents {
  readonly must: readonly RetryEvent[];
  readonly may: readonly RetryEvent[];
}

/** Events that any target may repeat: the application never saw the try. */
export const retryLatitude: readonly RetryEvent[] = ["c", "f", "u", "n"];
