import fc from "fast-check";
import { analyse } from "../../src/analyse.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { simulateScenario } from "../../src/simulate/traffic/index.ts";
import { envoy, istio, linkerd, textbook } from "../../src/simulate/traffic/mechanism.ts";

const policies = [
  { metadata: { name: "web", namespace: "shop" }, spec: { port: 8080, calls: [{ to: "order", perRequest: 1.5 }, { to: "cache:6379", mode: "parallel", optional: true }] } },
  {
    metadata: { name: "order", namespace: "shop" },
    spec: {
      port: 8080,
      versions: { v1: { labels: { version: "v1" } }, v2: { labels: { version: "v2" } } },
      routes: [{ name: "read", split: { v1: 3, v2: 1 }, deadline: "300ms", retry: { attempts: 2, perTryTimeout: "100ms", on: ["5xx", "connect-failure"], methods: "all" } }],
      retryBudget: { percent: 20, window: "1s", minPerSecond: 1 },
      circuitBreaker: { maxConnections: 8, outlier: { consecutiveErrors: 3, interval: "1s", baseEjection: "1s", maxEjectedPercent: 100 } },
    },
  },
  { metadata: { name: "cache", namespace: "shop" }, spec: { port: 6379, protocol: "tcp" } },
].map((policy) => JSON.stringify({ apiVersion: "meshwright.dev/v1alpha1", kind: "ServicePolicy", ...policy }));

/** Scenarios that are mostly right, or such that anything in them may be wrong. */
function anyScenario(valid: boolean) {
  const some = <T>(right: readonly T[], wrong: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...right, ...(valid ? [] : wrong));
  const span = some(["0s", "1us", "0.5ms", "20ms", "300ms"], ["1s", "1.5s", "9h", "2 s", "-1s", "soon"]);
  const place = some(["order", "order@v2", "shop/order@v1", "web", "cache"], ["order@v9", "nowhere", "a@b@c"]);
  const name = some(["web", "order", "cache", "shop/order"], ["shoppers", "nobody"]);
  const count = some([1, 2, 5], [0, 10_001, 1.5]);
  const law = fc.oneof(
    span,
    fc.record({ exponential: span }),
    fc.record({ uniform: fc.record({ from: some(["1ms"], ["9ms"]), to: some(["2ms"], ["1us"]) }) }),
    fc.record({ erlang: fc.record({ mean: span, stages: count }) }),
    fc.record({ hyperexponential: fc.record({ mean: span, cv2: some([1, 3], [0.5]) }) }),
    fc.record({ lognormal: fc.record({ median: some(["1ms"], ["0s"]), p99: some(["20ms"], ["1us"]) }) }),
    fc.record({ pareto: fc.record({ least: some(["1ms"], ["0s"]), shape: fc.constantFrom(0.5, 1, 3), most: some(["1s"], ["1us"]) }) }),
    fc.record({ quantiles: valid ? fc.constant({ "50": "1ms", "99.9": "20ms" }) : fc.dictionary(fc.constantFrom("50", "90", "99", "100", "101"), span, { maxKeys: 3 }) }),
  );
  const maybe = { requiredKeys: [] as [] };
  const behaviour = fc.record(
    {
      replicas: count,
      latency: law,
      concurrency: count,
      queue: count,
      order: fc.constantFrom("fifo", "lifo"),
      errors: fc.array(fc.record({ percent: fc.constantFrom(0, 5, 100), status: some([500, 503], [200]), busyAbove: fc.constantFrom(0, 50), from: name }, { requiredKeys: ["percent"] }), { maxLength: 2 }),
      warmUp: fc.record({ for: span, factor: fc.constantFrom(1, 5) }),
      abandoned: fc.constantFrom("finish", "drop", "stop"),
      deadlines: fc.constantFrom("ignored", "propagated"),
    },
    maybe,
  );
  const at = fc.record({ of: place, replicas: count }, { requiredKeys: ["of"] });
  const event = fc.record(
    {
      ...{ at: span, for: span, ...(valid ? {} : { name }), crash: at, pause: at, slow: fc.record({ of: place, factor: fc.constantFrom(0.1, 20), add: span }), errors: fc.record({ of: place, percent: fc.constantFrom(50, 100) }) },
      ...{ partition: fc.record({ from: name, to: name }), scale: fc.record({ of: place, replicas: count }) },
      policy: fc.record({ of: some(["order"], ["web", "order@v1"]), route: some(["read"], ["none"]), split: some<object>([{ v1: 1 }, { v1: 0, v2: 0 }], [{ v3: 1 }]), attempts: count, deadline: some(["20ms"], ["0s", "1us"]), retryBudget: fc.constantFrom("none", { percent: 10, window: "1s" }) }, { requiredKeys: ["of", "split"] }),
    },
    { requiredKeys: ["at", "crash"] },
  );
  const one = event.chain((whole) => fc.constantFrom(...Object.keys(whole).filter((key) => !["at", "for", "name"].includes(key)), ...(valid ? [] : ["none"])).map((kept) => Object.fromEntries(Object.entries(whole).filter(([key]) => ["at", "for", "name", kept].includes(key)))));
  const expectation = fc.record(
    {
      measure: some(["success", "amplification", "offered", "retries", "refusedRetries", "wasted", "ejections", "queue"], ["latency", "recovery"]),
      of: some(["order", "order@v1", "web -> order"], ["shoppers", "shoppers -> web", "a -> b -> c", "->"]),
      ...{ start: some(["0s", "300ms"], ["3s"]), end: some(["1s"], ["0s"]), ...(valid ? {} : { after: name }), percentile: fc.constantFrom(50, 99, 99.9), atLeast: valid ? count : fc.oneof(span, count), atMost: count },
    },
    { requiredKeys: ["measure", "of", "atMost"] },
  );
  return fc.record(
    {
      duration: fc.constantFrom("1s", "1.5s", "3s"),
      warmup: some(["0s", "300ms"], ["3s"]),
      window: some(["100ms", "1s"], ["0s", "1us"]),
      load: fc.array(
        fc.record(
          {
            ...{ name: fc.constantFrom("shoppers", "robots"), to: some(["web", "order"], ["order:9", "gateway:a/b:1/c.example.com", "??"]), from: some(["web", "shop/sa/web"], ["?/?/?"]) },
            rate: fc.oneof(fc.constantFrom(0, 50, 400), valid ? fc.constant([{ at: "0s", perSecond: 10 }, { at: "1s", perSecond: 200 }]) : fc.array(fc.record({ at: span, perSecond: fc.constantFrom(0, 100) }), { maxLength: 3 })),
            ...{ arrivals: fc.constantFrom("poisson", "constant"), clients: count, timeout: span, bursts: fc.array(fc.record({ at: span, requests: fc.constantFrom(1, 200) }), { maxLength: 2 }) },
            ...(valid ? {} : { recorded: fc.record({ step: span, requests: fc.array(fc.constantFrom(0, 40), { maxLength: 3 }) }) }),
          },
          { requiredKeys: ["name", "to", "rate"] },
        ),
        { minLength: 1, maxLength: valid ? 1 : 2 },
      ),
      defaults: behaviour,
      services: fc.dictionary(some(["web", "order", "cache"], ["nowhere"]), behaviour, { maxKeys: 3 }),
      network: fc.record({ latency: law, links: fc.array(fc.record({ from: name, to: name, latency: law }), { maxLength: 1 }), connectTimeout: span }, maybe),
      timeline: fc.array(one, { maxLength: 4 }),
      expect: fc.array(expectation, { maxLength: 3 }),
    },
    { requiredKeys: ["duration", "load"] },
  );
}

/** Texts of policies and scenarios come from strangers: each is refused with findings or simulated, and none makes us throw. */
test.each([[true, 0.5], [false, 0]])("whatever a scenario says, it is refused or simulated (mostly right: %s)", (valid, least) => {
  let [asked, simulated] = [0, 0];
  fc.assert(
    fc.property(anyScenario(valid), fc.constantFrom(textbook, envoy, istio, linkerd), (spec, mechanism) => {
      const document = JSON.stringify({ apiVersion: "meshwright.dev/v1alpha1", kind: "Scenario", metadata: { name: "any", namespace: "shop" }, spec });
      const { model, scenarios, diagnostics } = analyse([{ path: "a.yaml", text: [...policies, document].join("\n---\n") }]);
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.filter(({ code }) => !/^MW(?:1|52)/.test(code))).toEqual([]);
      expect(scenarios.length).toBe(errors.length === 0 ? 1 : 0);
      asked += 1;
      for (const read of scenarios) {
        const { result } = simulateScenario(read, { model, readerOf: decide, mechanism, on: "any", seeds: [1] });
        expect(result?.expectations.length).toBe(spec.expect?.length ?? 0);
        simulated += 1;
      }
    }),
    { numRuns: Number(process.env["MESHWRIGHT_RUNS"] ?? 80) },
  );
  expect(simulated).toBeGreaterThanOrEqual(least * asked);
});
