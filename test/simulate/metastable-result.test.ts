import { valuesText } from "../../src/reports/simulation/tables.ts";
import { simulatedText } from "./example.ts";

/** A scenario of its own: nothing ends the overload. */
const text = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  routes: [{ name: all, to: order, deadline: 2s, retry: { attempts: 2, perTryTimeout: 500ms, on: [gateway-error] } }]
---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: { name: down, namespace: shop }
spec:
  duration: 60s
  load: [{ name: shoppers, to: order, rate: 105 }]
  services: { order: { concurrency: 8, latency: { exponential: 50ms } } }
  timeline: [{ at: 10s, for: 5s, name: stop, pause: { of: order } }]
  expect: [{ measure: recovery, of: shoppers, after: stop, atMost: 30s }]
`;

test("an overload that keeps itself up is called metastable, and never recovers", () => {
  const { recoveries, expectations } = simulatedText(text, 3);
  expect(recoveries).toEqual([{ event: "stop", load: "shoppers", recoveredRuns: 0, metastableRuns: 3, runs: 3, timeMs: null }]);
  expect(expectations).toMatchObject([{ holds: false, values: [null, null, null], failedSeeds: [1, 2, 3] }]);
});

test("retries may multiply behind the service that is called first", () => {
  const web = "apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: web, namespace: shop }\nspec: { port: 8080, calls: [order] }\n---\n";
  const inner = web + text.replace("to: order, rate: 105", "to: web, rate: 105").replace("services: {", "services: { web: { latency: 0s },");
  expect(simulatedText(inner, 2).recoveries).toMatchObject([{ recoveredRuns: 0, metastableRuns: 2 }]);
});

test("with a budget it recovers", () => {
  const { recoveries, expectations } = simulatedText(text.replace("\n---", "\n  retryBudget: { percent: 10, window: 10s }\n---"), 3);
  expect(recoveries).toMatchObject([{ recoveredRuns: 3, metastableRuns: 0 }]);
  expect(expectations).toMatchObject([{ holds: true }]);
});

test("who stands in takes over while the endpoints are left out, and its own calls are made", () => {
  const service = (name: string, more: string): string => `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: { port: 8080${more} }\n---\n`;
  const failing = `${service("order", ", failover: [shop/spare], circuitBreaker: { outlier: { consecutiveErrors: 3, interval: 1s, baseEjection: 10s, maxEjectedPercent: 100 } }")}${service("spare", ", calls: [store]")}${service("store", "")}apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: { name: s, namespace: shop }
spec:
  duration: 60s
  load: [{ name: shoppers, to: order, rate: 100 }]
  defaults: { latency: 1ms, replicas: 2 }
  timeline: [{ at: 10s, for: 30s, crash: { of: order } }]
  expect:
    - { measure: success, of: shoppers, start: 12s, end: 60s, atLeast: 99 }
    - { measure: offered, of: store, start: 12s, end: 38s, atLeast: 95 }
    - { measure: offered, of: store, start: 55s, end: 60s, atMost: 0 }
`;
  const { expectations, notes } = simulatedText(failing, 2);
  expect(expectations.map(({ holds, values }) => [holds, values])).toEqual(expectations.map(({ values }) => [true, values]));
  expect(notes).toContain("shop/order: services that stand in are taken to let its callers in, and to be judged like it");
});

test("times are shown with their unit, and no recovery as such", () => {
  expect(valuesText({ measure: "recovery", values: [65_000, 70_500] })).toBe("65 to 70.5 s");
  expect(valuesText({ measure: "recovery", values: [null, null] })).toBe("no recovery");
  expect(valuesText({ measure: "latency", values: [250, 1200, null] })).toBe("250 to 1200 ms, in 1 of 3 runs nothing measured");
  expect(valuesText({ measure: "success", values: [99.5] })).toBe("99.5%");
});

test("where nothing was answered, no latency keeps a bound", () => {
  const nothing = text.replace("timeline: [{", "timeline: [{ at: 20s, for: 20s, crash: { of: order } }, {").replace(/ {2}expect: .*/, "  expect: [{ measure: latency, of: shoppers, start: 30s, end: 40s, atMost: 400ms }, { measure: latency, of: order, start: 30s, end: 40s, atMost: 400ms }]");
  expect(simulatedText(nothing, 1).expectations).toMatchObject([{ holds: false, values: [null] }, { holds: false, values: [null] }]);
});
