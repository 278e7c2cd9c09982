import type { Effect, Feature, LedgerCallers, LedgerEntry } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";

/** How far off an approximation is, where a number says it: milliseconds, percentage points, or a plain count. */
export interface ErrorSize {
  readonly amount: number;
  readonly unit: "ms" | "points" | "count";
}

/**
 * What a back end did with one intent, before consent is looked at. `consent` is the field path that consent must name
 * (`retry.backoff`), without the route; `size` is the error where a number says it.
 */
export interface Draft {
  readonly kind: LedgerEntry["kind"];
  readonly feature: Feature | null;
  readonly field: string;
  readonly consent: string;
  readonly route: string | null;
  readonly direction: LedgerEntry["direction"];
  readonly effects: readonly Effect[];
  readonly bound: string | null;
  readonly size: ErrorSize | null;
  readonly note: string;
  readonly origin: Origin;
  /** Absent: every caller. */
  readonly callers?: LedgerCallers;
  /** The reasons of the target's answers that it is about; absent: every answer. */
  readonly reasons?: readonly string[];
}

/** A draft of an approximation; without `bound` the bound is the size, or `unbounded`. */
export function approximation(
  given: Pick<Draft, "feature" | "field" | "consent" | "direction" | "effects" | "note" | "origin"> & Partial<Draft>,
): Draft {
  const size = given.size ?? null;
  return { kind: "approximate", route: null, size, bound: size === null ? "unbounded" : sizeText(size), ...given };
}

/** A draft of a note, an assumption or a default written out: nothing that differs needs consent. */
export function remark(kind: "note" | "assumed" | "explicit-default", given: Pick<Draft, "field" | "note" | "origin"> & Partial<Draft>): Draft {
  return { kind, feature: null, consent: given.field, route: null, direction: null, effects: [], bound: null, size: null, ...given };
}

/** `250ms`, `0.01 points`, `3`. */
export function sizeText(size: ErrorSize): string {
  switch (size.unit) {
    case "ms":
      return `${size.amount}ms`;
    case "points":
      return `${size.amount} points`;
    case "count":
      return `${size.amount}`;
  }
}
