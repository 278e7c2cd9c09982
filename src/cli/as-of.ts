import type { Invocation, Option } from "./command.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";

/** Option of commands whose findings depend on the day. */
export const asOfOption: Option = { name: "as-of", value: "DATE", help: "the day that end dates are compared with (default: today)" };

/** The day that end dates are compared with, such as `2026-12-31`. */
export function asOfDay(invocation: Invocation): Asked<string> {
  const day = invocation.text("as-of") ?? invocation.io.now().toISOString().slice(0, 10);
  return isDay(day) ? { ok: true, value: day } : refuse(`\`${day}\` is not a date such as 2026-12-31`);
}

/** Days that no month has would be read as others. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
