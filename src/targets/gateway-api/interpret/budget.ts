import type { BudgetAnswer } from "../../../model/index.ts";
import { fraction } from "../../../support/fraction.ts";
import type { Standpoint } from "./backends.ts";
import type { Budget } from "./config.ts";

/** The budget of the dialled Service; of several policies on it the oldest counts. `half`: it is not stated as a whole. */
export function budgetFor(from: Standpoint, budgets: readonly Budget[]): BudgetAnswer | "half" | null {
  if (from.kind === "gateway") return null;
  const own = budgets.filter(({ id, service }) => id.namespace === from.service.namespace && service === from.service.name);
  const [oldest] = [...own].sort((a, b) => (`${a.created} ${a.id.name}` < `${b.created} ${b.id.name}` ? -1 : 1));
  if (oldest === undefined || oldest.half) return oldest === undefined ? null : "half";
  return {
    kind: "window",
    percent: fraction(oldest.percent, 100),
    windowMs: oldest.windowMs,
    minPerSecond: fraction(oldest.count * 1000, oldest.floorWindowMs),
  };
}
