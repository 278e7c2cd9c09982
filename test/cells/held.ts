import { judge, verdictOf } from "./judge.ts";
import type { Cell, Outcome } from "./judge.ts";

/** Where the compiler does something else than the cell of the table says; empty when both agree. */
export function contradictions(cell: Cell): readonly string[] {
  const outcome = judge(cell);
  switch (verdictOf(cell).kind) {
    case "unsupported":
      return unsaid(outcome);
    case "exact":
    case "default-dependent":
      return [...outcome.refused, ...outcome.approximated, ...settled(outcome)];
    case "approximate":
      return [...outcome.refused, ...(outcome.approximated.length === 0 ? ["compiled without consent"] : settled(outcome)), ...unconsented(outcome)];
  }
}

/** An unsupported wish is an error at its place, and neither proved nor written. */
function unsaid({ refused, misplaced, unproved }: Outcome): readonly string[] {
  return [...(refused.length === 0 ? ["not refused"] : []), ...misplaced, ...(unproved.length === 0 ? ["proved although it was refused"] : [])];
}

/** What compiles is proved, and wishes beside the one in question are given up with consent only. */
function settled({ despiteConsent, unproved }: Outcome): readonly string[] {
  return [...despiteConsent, ...unproved];
}

/** An approximation that compiles stands in the ledger with its consent. */
function unconsented({ approximated, consented }: Outcome): readonly string[] {
  return approximated.length > 0 && consented.length === 0 ? ["no entry of the ledger carries the consent"] : [];
}
