import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Rule } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const noRetryAlertDiagnostics = defineDiagnostics({
  "retries-without-alert": {
    code: "MW3011",
    severity: "info",
    what: (p: { service: string }) => `retries of calls to \`${p.service}\` would hide its failures: no alert watches their rate`,
    why: "while every second try succeeds, the success rate stays flat and nobody is told",
    help: "write `alerts: { retryRate: { above: 10, for: 5m } }`; `compile --alerts` makes the rule of it for each mesh",
  },
});

/** Services whose calls are retried, while nobody watches how often. */
export const noRetryAlert: Rule = {
  service: (service) => {
    const retry = service.ports.flatMap(({ arms }) => arms.flatMap(({ route }) => route.retry ?? []))[0];
    if (retry === undefined || service.alerts.some(({ value }) => value.kind === "retryRate")) return [];
    return [noRetryAlertDiagnostics["retries-without-alert"].report({ at: service.origin, with: { service: nameOf(service.id) } })];
  },
};
