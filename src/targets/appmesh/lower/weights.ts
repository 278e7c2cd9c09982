import type { ErrorSize } from "../../draft.ts";

/** Weights of at most 100 together, and how far the worst share is off, in points. */
export interface Weights {
  readonly weights: readonly number[];
  readonly error: ErrorSize | null;
}

const whole = 100;

/**
 * The weights in lowest terms where these sum to at most 100; else hundredths by largest remainder, at least 1 for
 * whatever had a share (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, WeightedTarget).
 */
export function fittingWeights(weights: readonly number[]): Weights {
  const divisor = weights.reduce(gcd, 0) || 1;
  const lowest = weights.map((weight) => weight / divisor);
  const sum = lowest.reduce((total, weight) => total + weight, 0);
  if (sum <= whole) return { weights: lowest, error: null };
  const parts = hundredths(lowest, sum);
  const worst = Math.max(...lowest.map((weight, index) => Math.abs((weight * whole) / sum - (parts[index] ?? 0))));
  return { weights: parts, error: { amount: Math.ceil(worst * 10_000) / 10_000, unit: "points" } };
}

function hundredths(weights: readonly number[], sum: number): readonly number[] {
  const parts = weights.map((weight) => (weight === 0 ? 0 : Math.max(1, Math.floor((weight * whole) / sum))));
  const rest = (index: number): number => ((weights[index] ?? 0) * whole) / sum - (parts[index] ?? 0);
  const drawn = weights.flatMap((weight, index) => (weight > 0 ? [index] : []));
  for (let left = whole - parts.reduce((total, part) => total + part, 0); left !== 0; left -= Math.sign(left)) {
    const ranked = [...drawn].filter((index) => left > 0 || (parts[index] ?? 0) > 1).sort((a, b) => Math.sign(left) * (rest(b) - rest(a)) || a - b);
    const chosen = ranked[0] ?? 0;
    parts[chosen] = (parts[chosen] ?? 0) + Math.sign(left);
  }
  return parts;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
