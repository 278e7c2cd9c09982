const micros = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 } as const;

/** Whole microseconds of a time that the schema accepted, such as `250us` or `1.5ms`; throws for any other text. */
export function spanMicros(text: string): number {
  const [, whole = "", part = "", unit = ""] = /^(\d{1,7})(?:\.(\d{1,3}))?(us|ms|s|m|h)$/.exec(text) ?? [];
  if (whole === "") throw new Error(`the schema let a bad time through: ${text}`);
  const scale = micros[unit as keyof typeof micros];
  return Number(whole) * scale + Math.round((Number(part || "0") * scale) / 10 ** part.length);
}
