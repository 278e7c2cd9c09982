import { fraction } from "../../support/fraction.ts";
import type { Fraction } from "../../support/fraction.ts";

const decimalPowers: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryPowers: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/**
 * A Kubernetes quantity (`10m`, `1`, `1.5k`, `2Ki`, `1e3`) as an exact number, null when the text is none. Exponents
 * are bounded: `E` alone is the suffix of 10^18 (kubernetes/apimachinery:pkg/api/resource/quantity.go).
 */
export function parseQuantity(text: string): Fraction | null {
  const parts = /^([+-]?)(\d{0,30})(?:\.(\d{0,30}))?(?:[eE]([+-]?\d{1,2})|([a-zA-Z]{1,2}))?$/.exec(text);
  if (parts === null) return null;
  const [, sign, whole = "", part = "", exponent, suffix = ""] = parts;
  if (whole === "" && part === "") return null;
  const digits = BigInt(`${whole}${part}`) * (sign === "-" ? -1n : 1n);
  const binary = binaryPowers[suffix];
  if (binary !== undefined) return scaled(digits * 2n ** binary, -part.length);
  const power = exponent === undefined ? decimalPowers[suffix] : Number(exponent);
  return power === undefined ? null : scaled(digits, power - part.length);
}

function scaled(digits: bigint, power: number): Fraction {
  return power < 0 ? fraction(digits, 10n ** BigInt(-power)) : fraction(digits * 10n ** BigInt(power));
}

/** The smallest whole numbers in the same proportion; all zero stays all zero. */
export function wholeWeights(values: readonly Fraction[]): readonly bigint[] {
  const common = values.reduce((all, { den }) => (all * den) / gcd(all, den), 1n);
  const whole = values.map(({ num, den }) => (num * common) / den);
  const divisor = whole.reduce((all, value) => gcd(all, value), 0n) || 1n;
  return whole.map((value) => value / divisor);
}

function gcd(a: bigint, b: bigint): bigint {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  return y === 0n ? x : gcd(y, x % y);
}
