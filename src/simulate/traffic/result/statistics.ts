/** A mean over runs with its 95 % confidence interval; without one where there was a single run. */
export interface Estimate {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two-sided 95 % quantiles of Student's law for 1 to 30 degrees of freedom. */
const student = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131],
  ...[2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
];

/** Mean and interval of independent values; null when there are none. Values that are null did not occur and are left out. */
export function estimate(values: readonly (number | null)[]): Estimate | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (known.length === 1) return { mean: rounded(mean), low: null, high: null };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1);
  const half = studentQuantile(known.length - 1) * Math.sqrt(variance / known.length);
  return { mean: rounded(mean), low: rounded(mean - half), high: rounded(mean + half) };
}

/** Beyond the table the expansion of Cornish and Fisher is right to three digits. */
export function studentQuantile(freedom: number): number {
  const z = 1.959964;
  return student[freedom - 1] ?? z + (z ** 3 + z) / (4 * freedom);
}

/** Six significant digits: enough for people, and the same on every machine. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : value;
}
