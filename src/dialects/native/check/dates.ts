import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { quoted } from "../../../resources/wording.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { found, type Place } from "../place.ts";

/** A day that the calendar does not have. */
export function dateFindings(place: Place, date: string | undefined): readonly Diagnostic[] {
  if (date === undefined || isDay(date)) return [];
  return [say["bad-date"].report({ ...found(place), with: { found: quoted(date, false) } })];
}

function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}
