import type { Fraction } from "../../../support/fraction.ts";
import { compareFractions, fraction, minus, times } from "../../../support/fraction.ts";
import type { ErrorSize } from "../../draft.ts";

/** A share as Istio's percentage, and how far off it is in percentage points. */
export interface Percent {
  readonly value: number;
  readonly error: ErrorSize | null;
}

const steps = 1_000_000n;

/**
 * Percentages are kept as millionths of the whole, truncated; the nearest step at or below the share is written, never
 * 0 for a share above 0 (`istio/istio:pilot/pkg/networking/core/route/route.go`, translatePercentToFractionalPercent).
 */
export function percentOf(share: Fraction): Percent {
  const scaled = times(share, fraction(steps));
  const floor = scaled.num / scaled.den;
  const step = floor === 0n && share.num > 0n ? 1n : floor;
  const value = Number(step) / 10_000;
  const written = fraction(step, steps);
  const difference = compareFractions(share, written) < 0 ? minus(written, share) : minus(share, written);
  return { value, error: difference.num === 0n ? null : { amount: Number(ceilTo(difference)) / 10_000, unit: "points" } };
}

/** Rounded up to a whole step, so that the stated error is never too small. */
function ceilTo(difference: Fraction): bigint {
  const scaled = times(difference, fraction(steps));
  return (scaled.num + scaled.den - 1n) / scaled.den;
}
