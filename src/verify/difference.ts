import type { Effect, LedgerEntry } from "../model/index.ts";
import type { Fraction } from "../support/fraction.ts";

/** Which way the target is off. */
export type Direction = NonNullable<LedgerEntry["direction"]>;

/** How far off it is: of the calls (0 to 1), or in milliseconds. */
export type Amount = { readonly unit: "share"; readonly value: Fraction } | { readonly unit: "ms"; readonly value: number };

/** One effect in which the target's answer is not the policy's. */
export interface Difference {
  readonly effect: Effect;
  /** Both sides in words. */
  readonly wanted: string;
  readonly got: string;
  readonly direction: Direction;
  /** Null where no number tells the distance. */
  readonly amount: Amount | null;
}

/** What a comparison may ask of the request, so that an answer in terms of it holds for all requests of the box. */
export interface Comparing {
  /** The values of the visited request. */
  readonly path: string;
  readonly authority: string;
  readonly scheme: "http" | "https";
  readonly port: number;
  /** Binds the box to requests with this part of the visited one. */
  pinPath(characters: number | "all"): void;
  pinAuthority(): void;
  pinScheme(): void;
  /** True when the box already is about this one path. */
  pathIsPinned(): boolean;
  /** Equal on the visited request, but not shown for the whole box. */
  leaveOpen(reason: string): void;
}

/** A difference without distance. */
export function different(effect: Effect, wanted: string, got: string, direction: Direction = "different"): Difference {
  return { effect, wanted, got, direction, amount: null };
}

/** Plain data as text with sorted keys and lists as they are, for comparing and showing. */
export function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "none";
  if (Array.isArray(value)) return `[${value.map(canonical).join(", ")}]`;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => `${key}: ${canonical(field)}`).join(", ")}}`;
}

/** No difference, or one without distance, of two values that must be the same plain data. */
export function sameData(effect: Effect, wanted: unknown, got: unknown): readonly Difference[] {
  const [left, right] = [canonical(wanted), canonical(got)];
  return left === right ? [] : [different(effect, left, right)];
}

/** A difference of two durations, where null means none. */
export function sameDuration(effect: Effect, wanted: number | null, got: number | null): readonly Difference[] {
  if (wanted === got) return [];
  const direction = got === null || (wanted !== null && got > wanted) ? "looser" : "stricter";
  const amount = wanted === null || got === null ? null : { unit: "ms" as const, value: Math.abs(wanted - got) };
  return [{ effect, wanted: msText(wanted), got: msText(got), direction, amount }];
}

function msText(ms: number | null): string {
  return ms === null ? "none" : `${ms}ms`;
}
