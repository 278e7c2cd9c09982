import type { Fraction } from "../support/fraction.ts";

/** A fraction for people: two decimals at most, `3`, `1.25`, `0.33`. */
export function decimalText({ num, den }: Fraction): string {
  return `${Math.round((Number(num) / Number(den)) * 100) / 100}`;
}
