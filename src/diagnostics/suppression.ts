import type { Origin } from "../source/origin.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** An order to ignore findings of one code in some place, for a reason. */
export interface Suppression {
  readonly code: string;
  readonly reason: string;
  /** The last day on which it counts, such as `2026-12-31`; null for ever. */
  readonly until: string | null;
  /** Where it is written: the code itself. */
  readonly origin: Origin;
  /** Whether a finding lies where the order counts. */
  readonly covers: (diagnostic: Diagnostic) => boolean;
}

/** Orders that were read, and findings about those that could not be. */
export interface Suppressions {
  readonly suppressions: readonly Suppression[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The words of an order: `MW3001, MW3002 until 2026-12-31 -- reason`; a colon may stand for the dashes. */
export type SuppressionWords =
  | { readonly ok: true; readonly codes: readonly string[]; readonly until: string | null; readonly reason: string }
  | { readonly ok: false; readonly problem: string };

/** Reads the words of an order. The reason is required: who reads it later must know why. */
export function suppressionWords(text: string): SuppressionWords {
  const cut = /--|:/.exec(text);
  const reason = cut === null ? "" : text.slice(cut.index + cut[0].length).trim();
  const [codes = "", until, ...rest] = (cut === null ? text : text.slice(0, cut.index)).split(/\buntil\b/).map((part) => part.trim());
  const listed = codes.split(/[\s,]+/).filter((code) => code !== "");
  const wrong = listed.find((code) => !/^MW\d{4}$/.test(code));
  if (wrong !== undefined) return { ok: false, problem: `\`${wrong}\` is not the code of a finding` };
  if (listed.length === 0) return { ok: false, problem: "the order to ignore names no code" };
  if (until !== undefined && (rest.length > 0 || !isDay(until))) return { ok: false, problem: `\`${until}\` is not a day such as 2026-12-31` };
  return reason === "" ? { ok: false, problem: `the order to ignore ${listed.join(", ")} gives no reason` } : { ok: true, codes: listed, until: until ?? null, reason };
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year !== undefined && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysOf(Number(year), Number(month));
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
