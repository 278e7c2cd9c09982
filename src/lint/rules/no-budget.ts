import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Service } from "../../model/index.ts";
import { compareFractions, decimalFraction, one } from "../../support/fraction.ts";
import type { Fraction } from "../../support/fraction.ts";
import { fieldOf } from "../place.ts";
import type { Rule } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const noBudgetDiagnostics = defineDiagnostics({
  "retries-without-budget": {
    code: "MW3004",
    severity: "warning",
    what: (p: { service: string; tries: number }) => `calls to \`${p.service}\` are retried without a budget: when it fails, it gets ${p.tries} times its load`,
    why: "every caller repeats every call at the moment when the service can bear it least",
    help: "write `retryBudget: { percent: 20, window: 10s, minPerSecond: 5 }` for the service, or as a default of the MeshPolicy",
  },
  "budget-never-binds": {
    code: "MW3005",
    severity: "warning",
    what: (p: { service: string; because: string }) => `the retry budget of \`${p.service}\` holds nothing back: ${p.because}`,
    why: "a budget that lets every retry through leaves the storm as it is",
    help: "10 to 25 percent are usual, with a floor of a few retries a second",
  },
});

/** Services whose calls are retried without a bound on the share of retries. */
export const noBudget: Rule = {
  service: (service, { settings: { options } }) => {
    const retries = retriesOf(service);
    const [first] = retries;
    if (first === undefined) return [];
    const { retryBudget } = service;
    const tries = Math.max(...retries.map(({ value }) => value.attempts)) + 1;
    if (retryBudget === null) return [noBudgetDiagnostics["retries-without-budget"].report({ at: fieldOf(first, "attempts"), with: { service: nameOf(service.id), tries } })];
    const because = uselessness(retryBudget.value, decimalFraction(options.budgetFloor));
    return because === null ? [] : [noBudgetDiagnostics["budget-never-binds"].report({ at: fieldOf(retryBudget, because.field), with: { service: nameOf(service.id), because: because.text } })];
  },
};

function retriesOf(service: Service) {
  return service.ports.flatMap(({ arms }) => arms.flatMap(({ route }) => route.retry ?? []));
}

/** More retries a second than the highest floor are let through whatever the share: no caller instance is expected to make them. */
function uselessness({ percent, minPerSecond }: NonNullable<Service["retryBudget"]>["value"], highestFloor: Fraction): { readonly field: string; readonly text: string } | null {
  if (compareFractions(percent, one) >= 0) return { field: "percent", text: "it allows a retry for every call" };
  if (compareFractions(minPerSecond, highestFloor) <= 0) return null;
  return { field: "minPerSecond", text: `its floor allows ${Number(minPerSecond.num) / Number(minPerSecond.den)} retries a second of every caller` };
}
