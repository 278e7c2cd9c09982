const units = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/**
 * Reads `25ms`, `2s`, `1m30s` or `1.5s` as whole milliseconds; null when the text is no duration of that form or not a
 * whole number of milliseconds.
 */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s)){1,4}$/.test(text)) return null;
  const parts = text.match(/\d+(?:\.\d+)?(?:ms|h|m|s)/g) ?? [];
  const total = parts.reduce((sum, part) => sum + partMs(part), 0);
  return Number.isInteger(total) && total <= Number.MAX_SAFE_INTEGER ? total : null;
}

function partMs(part: string): number {
  const [, number = "0", unit = "ms"] = /^([\d.]+)(\w+)$/.exec(part) ?? [];
  const [whole = "0", fraction = ""] = number.split(".");
  const scale = units[unit as keyof typeof units];
  return Number(whole) * scale + (Number(fraction || "0") * scale) / 10 ** fraction.length;
}

/** The shortest usual form, largest unit first: 90000 is `1m30s`, 0 is `0s`. */
export function durationText(ms: number): string {
  if (ms === 0) return "0s";
  let rest = ms;
  let text = "";
  for (const [unit, size] of Object.entries(units)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
