/** An exact non-negative or negative rational in lowest terms; `den` is positive. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

/** Builds `num/den` in lowest terms; throws a RangeError for a zero denominator. */
export function fraction(num: bigint | number, den: bigint | number = 1n): Fraction {
  const [n, d] = [BigInt(num), BigInt(den)];
  if (d === 0n) throw new RangeError("a fraction needs a denominator other than 0");
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d) || 1n;
  return { num: (sign * n) / divisor, den: (sign * d) / divisor };
}

export const zero: Fraction = { num: 0n, den: 1n };
export const one: Fraction = { num: 1n, den: 1n };

/** The sum, exact. */
export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.num === 0n || b.num === 0n) return a.num === 0n ? b : a;
  return fraction(a.num * b.den + b.num * a.den, a.den * b.den);
}

/** The difference, exact. */
export function minus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.den - b.num * a.den, a.den * b.den);
}

/** The product, exact. */
export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.num, a.den * b.den);
}

/** Negative, 0 or positive as `a` is below, equal to or above `b`. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** True when both are the same number. */
export function sameFraction(a: Fraction, b: Fraction): boolean {
  return a.num === b.num && a.den === b.den;
}

/** `19/20`, or `1` for whole numbers: the form of the public decision. */
export function fractionText(value: Fraction): string {
  return value.den === 1n ? `${value.num}` : `${value.num}/${value.den}`;
}

/**
 * A decimal as it stands in a policy (`2.5`, `100`) as an exact fraction: the shortest decimal text of the number is
 * read, so `0.1` is 1/10. Throws a RangeError for NaN and infinities.
 */
export function decimalFraction(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError("a fraction needs a finite number");
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  const [whole = "0", part = ""] = mantissa.split(".");
  const power = Number(exponent) - part.length;
  const digits = BigInt(whole + part);
  return power < 0 ? fraction(digits, 10n ** BigInt(-power)) : fraction(digits * 10n ** BigInt(power));
}

/** Percent (0 to 100) as a share (0 to 1). */
export function percentFraction(percent: number): Fraction {
  return Number.isSafeInteger(percent) ? fraction(percent, 100) : times(decimalFraction(percent), fraction(1, 100));
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** A share (0 to 1) for people, exact: `5%`, `12.5%`, or `1/3` where the percentage has no end. */
export function percentText(share: Fraction): string {
  if (100n % share.den === 0n) return `${(share.num * 100n) / share.den}%`;
  const { num, den } = times(share, fraction(1_000_000));
  if (den !== 1n) return fractionText(share);
  const digits = `${num < 0n ? -num : num}`.padStart(5, "0");
  const part = digits.slice(-4).replace(/0{1,4}$/, "");
  return `${num < 0n ? "-" : ""}${digits.slice(0, -4)}${part === "" ? "" : `.${part}`}%`;
}
