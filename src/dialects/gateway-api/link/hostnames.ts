import { compareRanks, hostRank } from "./rank.ts";

/** Whether every name that `narrow` stands for is one of `wide`; `*` stands for every name, `*.x` for names below `x`. */
export function covers(wide: string, narrow: string): boolean {
  if (wide === "*" || wide === narrow) return true;
  const below = wide.slice(1);
  return wide.startsWith("*.") && narrow.endsWith(below) && narrow.length > below.length;
}

/** The names that both stand for: the narrower of the two, or null (`kubernetes-sigs/gateway-api:site/content/en/docs/concepts/hostnames.md`). */
export function intersection(a: string, b: string): string | null {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : null;
}

/** The most specific of some names that stands for all of `host`; null when none does. */
export function bestCovering(names: readonly string[], host: string): string | null {
  const fitting = names.filter((name) => covers(name, host)).sort((a, b) => compareRanks(hostRank(a), hostRank(b)));
  return fitting[0] ?? null;
}
