const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as Go writes it, such as `1m30s`, in milliseconds; null when it is none. */
export function goDuration(written: string): number | null {
  if (written === "0") return 0;
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s))+$/.test(written)) return null;
  const parts = [...written.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, digits, unit]) => sum + Number(digits) * (unitMs[unit ?? "ms"] ?? 1), 0);
}
