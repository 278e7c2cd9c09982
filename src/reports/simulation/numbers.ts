import type { Estimate } from "../../simulate/traffic/result/statistics.ts";

/** A number with the digits that people read: 3 significant ones, at most as many as there are. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "never";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 100) return value.toFixed(0);
  return trimmed(value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.001 ? 3 : 6));
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/0{1,6}$/, "").replace(/\.$/, "") : text;
}

/** `12.3 ±0.4`: a mean and half of its interval; `-` where nothing was measured. */
export function estimateText(value: Estimate | null, unit = ""): string {
  if (value === null) return "-";
  const half = value.high === null ? 0 : value.high - value.mean;
  return `${numberText(value.mean)}${unit}${half > 0 && numberText(half) !== "0" ? ` ±${numberText(half)}` : ""}`;
}

/** The mean alone. */
export function meanText(value: Estimate | null, unit = ""): string {
  return value === null ? "-" : `${numberText(value.mean)}${unit}`;
}
