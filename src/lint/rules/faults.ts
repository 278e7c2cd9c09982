import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Rule } from "../rule.ts";
import { routeOf } from "../words.ts";

/** Findings of this lint. */
export const faultDiagnostics = defineDiagnostics({
  "fault-beside-retry": {
    code: "MW3007",
    severity: "warning",
    what: (p: { route: string }) => `${p.route} injects faults and retries: injected answers are never retried, and some meshes drop the retries`,
    why: "the experiment shows a mesh without retries, not the one that will meet the real fault",
    help: "inject the fault on a route of its own without `retry`, or in the service that is called",
  },
  "fault-without-end": {
    code: "MW3008",
    severity: "warning",
    what: (p: { route: string }) => `the fault of ${p.route} has no end`,
    why: "an experiment that nobody ends becomes an outage that nobody understands",
    help: "write the last day of the experiment: `until: 2026-12-31`",
  },
  "fault-expired": {
    code: "MW3009",
    severity: "warning",
    what: (p: { route: string; until: string }) => `the fault of ${p.route} should have ended on ${p.until}`,
    why: "the date changes no manifest: the fault is still injected",
    help: "remove the fault, or choose a new day",
  },
  "fault-in-production": {
    code: "MW3010",
    severity: "warning",
    what: (p: { route: string; namespace: string }) => `${p.route} injects faults into namespace \`${p.namespace}\``,
    why: "the name says that real users are served there",
    help: "try it in another namespace first; for an experiment on purpose, set the level of this code in `meshwright.yaml`",
  },
});

/** Injected faults that are left behind, in the wrong place, or that do not show what they seem to. */
export const faults: Rule = {
  route: (place, { settings: { asOf, options } }) => {
    const { delay, abort, retry } = place.route;
    const wishes = [delay, abort].filter((wish) => wish !== null);
    const route = routeOf(place);
    const namespace = place.service?.id.namespace ?? place.gateway?.gateway.id.namespace ?? "";
    return wishes.flatMap(({ value: { until }, origin: at }) => [
      ...(retry === null ? [] : [faultDiagnostics["fault-beside-retry"].report({ at, with: { route }, related: [{ origin: retry.origin, note: "the retries" }] })]),
      ...(until === null ? [faultDiagnostics["fault-without-end"].report({ at, with: { route } })] : []),
      ...(until !== null && asOf !== null && until < asOf ? [faultDiagnostics["fault-expired"].report({ at, with: { route, until } })] : []),
      ...(namespace.split("-").some((word) => options.productionWords.includes(word)) ? [faultDiagnostics["fault-in-production"].report({ at, with: { route, namespace } })] : []),
    ]);
  },
};
