import { analyse } from "../../src/analyse.ts";
import type { MeshModel, Reader } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { ejectionPlan, envoy, istio, linkerd, mechanismOf, textbook } from "../../src/simulate/traffic/mechanism.ts";
import type { Mechanism } from "../../src/simulate/traffic/mechanism.ts";
import { planTraffic } from "../../src/simulate/traffic/planning/plan.ts";
import type { Planned } from "../../src/simulate/traffic/planning/plan.ts";
import type { Change, TrafficPlan } from "../../src/simulate/traffic/plan.ts";
import { raise } from "./traffic/theory.ts";

const policies = `
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: web, namespace: shop }
spec:
  port: 8080
  calls:
    - { to: order, request: { method: GET, path: /orders/7 }, perRequest: 2.5, client: { timeout: 700ms, retries: 3 } }
    - { to: "cache:6379", mode: parallel, group: side, optional: true, probability: 0.5 }
    - { to: order, mode: parallel, group: side, request: { method: POST, path: /orders } }
    - { to: order, routes: [admin], request: { method: GET, path: /admin } }
    - { to: partner.example.com }
  routes:
    - { name: admin, match: [{ path: { prefix: /admin } }], to: web }
    - { name: pages, to: web }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: cache, namespace: shop }
spec: { port: 6379, protocol: tcp }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  protocol: http2
  versions: { v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } } }
  routes:
    - name: read
      match: [{ methods: [GET] }]
      split: { v1: 3, v2: 1 }
      mirror: { to: v2, percent: 10 }
      deadline: 2s
      retry: { attempts: 2, perTryTimeout: 500ms, on: [gateway-error], backoff: { base: 20ms, max: 100ms } }
    - name: write
      to: v1
  retryBudget: { percent: 20, window: 10s, minPerSecond: 1 }
  circuitBreaker: { maxConnections: 5, outlier: { consecutiveErrors: 4, interval: 10s, baseEjection: 20s, maxEjectedPercent: 50 } }
  access: { allow: [{ from: [{ service: web }] }] }
`;

const spec = (text: string): string => `${policies}---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: { name: s, namespace: shop }
spec:
  duration: 60s
${text}`;

const load = "  load: [{ name: shoppers, to: web, rate: 100 }]\n";

function findings(text: string): readonly string[] {
  const path = "a.yaml";
  return analyse([{ path, text }]).diagnostics.filter(({ severity }) => severity === "error").map(({ code, message, origin }) => `${code} ${message} <${text.slice(origin.start, origin.end)}>`);
}

function planned(text: string, mechanism: Mechanism = textbook): Planned {
  const { model, scenarios, diagnostics } = analyse([{ path: "a.yaml", text }]);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return planTraffic(scenarios[0] ?? raise(), { model, readerOf: decide, mechanism });
}

const planOf = (text: string, mechanism?: Mechanism): TrafficPlan => planned(text, mechanism).plan ?? raise();

const mistakes: readonly (readonly [string, string])[] = [
  ["  load: [{ name: shoppers, to: web }]\n", "MW5203 load needs `rate`, `recorded` or `bursts`, and not both `rate` and `recorded`, found none of them <shoppers>"],
  ["  load: [{ name: shoppers, to: web, rate: [{ at: 5s, perSecond: 1 }, { at: 5s, perSecond: 2 }] }]\n", "MW5205 the times of a course have to rise from one to the next <5s>"],
  ["  load: [{ name: shoppers, to: web, rate: 1, from: a/b/c/d }]\n", "MW5210 `a/b/c/d` has to be a service, an account or `none` <a/b/c/d>"],
  ["  load: [{ name: shoppers, to: odrer, rate: 1 }]\n", "MW5200 no policy and no Service is named `odrer` <odrer>"],
  ["  load: [{ name: shoppers, to: \"gateway:infra/public:80/a.example.com\", rate: 1 }]\n", "MW5200 no policy and no Service is named `gateway:infra/public:80/a.example.com` <\"gateway:infra/public:80/a.example.com\">"],
  [`${load}  warmup: 60s\n`, "MW5204 the warm-up of 60s is not before the end at 60s <60s>"],
  [`${load}  window: 5ms\n`, "MW5208 the courses over time would have 12000 steps; there may be 10000 <5ms>"],
  [`${load}  services: { ordr: { replicas: 2 } }\n`, "MW5200 no policy and no Service is named `ordr` <ordr>"],
  [`${load}  services: { order: { versions: { v3: { replicas: 2 } } } }\n`, "MW5201 `shop/order` has no version `v3` <v3>"],
  [`${load}  services: { order: { latency: { lognormal: { median: 20ms, p99: 5ms } } } }\n`, "MW5205 `median`, above `0s`, and `p99` have to rise from one to the next <lognormal>"],
  [`${load}  services: { order: { errors: [{ percent: 5, between: { start: 9s, end: 8s } }] } }\n`, "MW5205 the two ends of `between` have to rise from one to the next <8s>"],
  [`${load}  network: { links: [{ from: shoppers, to: ordr, latency: 1ms }] }\n`, "MW5200 no policy and no Service is named `ordr` <ordr>"],
  [`${load}  timeline: [{ at: 61s, crash: { of: order } }]\n`, "MW5204 the event at 61s is not before the end at 60s <61s>"],
  [`${load}  timeline: [{ at: 1s }]\n`, "MW5202 an event is exactly one of `crash`, `pause`, `slow`, `errors`, `partition`, `scale`, `policy`, found none of them <at>"],
  [`${load}  timeline: [{ at: 1s, partition: { from: shoppers, to: nowhere } }]\n`, "MW5200 no policy and no Service is named `nowhere` <nowhere>"],
  [`${load}  timeline: [{ at: 1s, name: a, crash: { of: web } }, { at: 2s, name: a, crash: { of: web } }]\n`, "MW5207 `a` is the name of two events <a>"],
  [`${load}  timeline: [{ at: 1s, policy: { of: order, route: reed, attempts: 1 } }]\n`, "MW5209 `shop/order` has no route `reed` <reed>"],
  [`${load}  timeline: [{ at: 1s, policy: { of: order, route: write, attempts: 1 } }]\n`, "MW5209 no route that it concerns has retries whose number could change <1>"],
  [`${load}  timeline: [{ at: 1s, policy: { of: order, split: { v9: 1 } } }]\n`, "MW5209 `shop/order` has no version `v9` <v9>"],
  [`${load}  window: 2m\n`, "MW5204 the first window up to 2m is not before the end at 60s <2m>"],
  [`${load}  window: 0s\n`, "MW5215 `window` has to be longer than `0s` <0s>"],
  ["  load: [{ name: shoppers, to: web, recorded: { step: 0s, requests: [5] } }]\n", "MW5215 the step of recorded rates has to be longer than `0s` <0s>"],
  ["  load: [{ name: shoppers, to: web, bursts: [{ at: 2m, requests: 5 }] }]\n", "MW5204 the burst at 2m is not before the end at 60s <2m>"],
  [`${load}  services: { order: { errors: [{ percent: 5, route: reed }] } }\n`, "MW5214 `shop/order` has no route `reed` <reed>"],
  [`${load}  services: { order: { versions: { v1: { concurrency: 9 }, v2: { errors: [{ percent: 5, busyAbove: 80 }] } } } }\n`, "MW5214 `busyAbove` is a share of `concurrency`, which `shop/order` does not say <80>"],
  [`${load}  services: { order: { errors: [{ percent: 5, from: wbe }] } }\n`, "MW5200 no policy and no Service is named `wbe` <wbe>"],
  [`${load}  expect: [{ measure: success, of: shoppers, start: 60s, atLeast: 1 }]\n`, "MW5204 the expectation from 60s is not before the end at 60s <60s>"],
  [`${load}  expect: [{ measure: success, of: shoppers, end: 61s, atLeast: 1 }]\n`, "MW5204 the expectation up to 61s is not before the end at 60s <61s>"],
  [`${load}  expect: [{ measure: success, of: shoppers, start: 2.2s, end: 3.9s, atLeast: 1 }]\n`, "MW5206 between 2.2s and 3.9s there is no whole `window` of 1s <3.9s>"],
  [`${load}  timeline: [{ at: 50s, for: 10s, name: x, crash: { of: web } }]\n  expect: [{ measure: recovery, of: shoppers, after: x, atMost: 1s }]\n`, "MW5206 `x` does not end before the simulation does <x>"],
  ["  load: [{ name: shoppers, to: web, rate: 1 }, { name: robots, to: web, rate: 1 }]\n  expect: [{ measure: amplification, of: robots, atMost: 2 }]\n", "MW5206 tries of several kinds of load cannot be told apart: name the calls, such as `robots -> order`, or a service <robots>"],
  [`${load}  expect: [{ measure: success, of: shoppers }]\n`, "MW5206 an expectation needs `atLeast` or `atMost` <measure>"],
  [`${load}  expect: [{ measure: success, of: shoppers, atLeast: 1s }]\n`, "MW5206 the bound of success is a number, not a time <1s>"],
  [`${load}  expect: [{ measure: recovery, of: shoppers, atMost: 1s }]\n`, "MW5206 recovery is counted from the end of an event: name it with `after` <measure>"],
  [`${load}  expect: [{ measure: recovery, of: shoppers, after: x, atMost: 1s }]\n`, "MW5206 no event of the timeline is named `x` <x>"],
  [`${load}  expect: [{ measure: success, of: web -> nobody, atLeast: 1 }]\n`, "MW5200 no policy and no Service is named `shop/nobody` <web -> nobody>"],
  [`${load}  expect: [{ measure: latency, of: shoppers, percentile: 90, start: 9s, atMost: 1s }]\n`, "MW5206 between two times latency is known at the percentiles 50, 95 and 99 <90>"],
  [`${load}  expect: [{ measure: latency, of: shoppers, start: 9s, end: 9s, atMost: 1s }]\n`, "MW5206 `start` has to be before `end` <9s>"],
];

test.each(mistakes.map(([text, finding]) => [finding, text] as const))("%s", (finding, text) => {
  expect(findings(spec(text))).toEqual([finding]);
});

test("a scenario in another version of the language is refused, and a word that is not known is found", () => {
  expect(findings(spec(load).replace("v1alpha1\nkind: Scenario", "v9\nkind: Scenario"))).toEqual([expect.stringContaining("MW1029")]);
  expect(findings(spec(`${load}  expectations: []\n`))).toEqual([expect.stringContaining("expectations")]);
});

test("a scenario by itself is not held to policies that are elsewhere", () => {
  expect(findings(spec(`${load}  services: { ordr: {} }\n`).slice(policies.length + 4))).toEqual([]);
});

test("names of a scenario are not held to policies that could not be read", () => {
  const text = spec(`${load}  services: { ordr: {} }\n`).replace("attempts: 2", "attempts: many");
  expect(findings(text).map((each) => each.slice(0, 3))).toEqual(["MW1"]);
});

describe("the plan", () => {
  const behaviour = "  defaults: { latency: 1ms }\n  services: { order: { replicas: 4, concurrency: 8, versions: { v2: { replicas: 2, latency: { exponential: 3ms }, errors: [{ percent: 5 }] } } } }\n";

  test("endpoints behave as their version, their service or the defaults say", () => {
    const { pools } = planOf(spec(load + behaviour));
    expect(pools.map(({ key, replicas, concurrency, work, errors }) => [key, replicas, concurrency, work.kind, errors.length])).toEqual([
      ["shop/web", 1, Infinity, "constant", 0],
      ["shop/order@v1", 4, 8, "constant", 0],
      ["shop/order@v2", 2, 8, "exponential", 1],
      ["shop/cache", 1, Infinity, "constant", 0],
    ].sort((a, b) => pools.findIndex(({ key }) => key === a[0]) - pools.findIndex(({ key }) => key === b[0])));
  });

  test("calls are what the policies declare: in order, in groups, with their chances", () => {
    const plan = planOf(spec(load + behaviour));
    const [root] = plan.epochs[0]?.roots[0] ?? [];
    const stages = root?.call.branches[0]?.stages ?? [];
    const edges = plan.epochs[0]?.edges ?? [];
    // Two and a half calls one after another; then the group at once. Calls of the route `admin`, and to hosts outside, are not made here.
    expect(stages.map((stage) => stage.map(({ call, probability, optional }) => [edges[call.edge]?.key, call.route, probability, optional]))).toEqual([
      [["shop/web -> shop/order", "read", 1, false]],
      [["shop/web -> shop/order", "read", 1, false]],
      [["shop/web -> shop/order", "read", 0.5, false]],
      [["shop/web -> shop/cache", null, 0.5, true], ["shop/web -> shop/order", "write", 1, false]],
    ]);
  });

  test("a call carries what the policy says of it, and the library's own time limit", () => {
    const plan = planOf(spec(load + behaviour));
    const call = plan.epochs[0]?.roots[0]?.[0]?.call.branches[0]?.stages[0]?.[0]?.call ?? raise();
    expect(call).toMatchObject({ deadlineMicros: 2_000_000, patienceMicros: 700_000, tryMicros: 500_000, redraws: false, retry: { attempts: 2, pause: { kind: "full-jitter", base: 20_000, max: 100_000 } } });
    expect([call.retry?.repeats[503], call.retry?.repeats[500], call.retry?.repeats[200]]).toEqual([1, 0, 0]);
    expect(call.branches.map(({ upTo }) => upTo)).toEqual([0.75, 1]);
    expect(call.mirrors.map(({ share }) => share)).toEqual([0.1]);
    expect(plan.epochs[0]?.edges.find(({ key }) => key === "shop/web -> shop/order")?.budget).toEqual({ kind: "window", share: 0.2, windowMicros: 10_000_000, floor: 10 });
    const lane = plan.epochs[0]?.lanes.find(({ key }) => key.endsWith("shop/order@v1"));
    expect(lane).toMatchObject({ multiplexed: true, limits: { connections: 5, pending: Infinity, requests: Infinity }, ejection: { kind: "outlier", consecutive: 4, sweeps: false } });
  });

  test("what is not simulated is said", () => {
    const { notes } = planned(spec(load + behaviour));
    expect(notes).toEqual(["shop/web: calls to hosts outside of the mesh are not simulated", "shop/web: retries of the application's own library are not simulated"]);
  });

  test("what a mesh goes without is said", () => {
    const { model, scenarios } = analyse([{ path: "a.yaml", text: spec(load + behaviour) }]);
    const readerOf = (of: MeshModel): Reader => (question) => {
      const decision = decide(of)(question);
      return { ...decision, deadlineMs: null, retryBudget: null, backends: decision.backends.map((backend) => ({ ...backend, settings: { ...backend.settings, outlier: null } })) };
    };
    const notes = planTraffic(scenarios[0] ?? raise(), { model, readerOf, mechanism: linkerd }).notes;
    expect(notes.filter((note) => note.includes("goes without"))).toEqual([
      "shop/order: this mesh goes without ejections that the policy asks for",
      "shop/order: this mesh goes without the deadline that the policy asks for",
      "shop/order: this mesh goes without the retry budget that the policy asks for",
    ]);
    expect(planned(spec(load + behaviour)).notes.filter((note) => note.includes("goes without"))).toEqual([]);
  });

  test("each mesh has its own way", () => {
    const call = (mechanism: Mechanism) => planOf(spec(load + behaviour), mechanism).epochs[0]?.roots[0]?.[0]?.call.branches[0]?.stages[0]?.[0]?.call;
    expect(call(istio)?.retry?.pause.kind).toBe("envoy");
    expect(call(linkerd)).toMatchObject({ redraws: true, lastTryUncut: true, retry: { pause: { kind: "linkerd", jitter: 1 } } });
    const epoch = planOf(spec(load + behaviour), linkerd).epochs[0];
    expect(epoch?.edges.find(({ to }) => to === "shop/order")?.budget.kind).toBe("tokens");
    expect(epoch?.lanes[0]).toMatchObject({ waiting: { calls: 100, micros: 3_000_000 } });
    expect(planOf(spec(load + behaviour), envoy).epochs[0]?.edges.find(({ to }) => to === "shop/cache")?.budget).toEqual({ kind: "count", most: 3 });
  });

  test("changes of policy are epochs, and end when their time is over", () => {
    const timeline = "  timeline: [{ at: 10s, for: 20s, policy: { of: order, route: read, split: { v1: 0, v2: 1 } } }, { at: 20s, policy: { of: order, retryBudget: none } }]\n";
    const { epochs, timeline: changes } = planOf(spec(load + behaviour + timeline));
    const shares = epochs.map(({ roots }) => roots[0]?.[0]?.call.branches[0]?.stages[0]?.[0]?.call.branches.length);
    expect(epochs.map(({ atMicros, edges }, index) => [atMicros / 1e6, shares[index], edges.find(({ to }) => to === "shop/order")?.budget.kind])).toEqual([[0, 2, "window"], [10, 1, "window"], [20, 1, "none"], [30, 2, "none"]]);
    expect(changes.map(({ kind, atMicros }) => [kind, atMicros / 1e6])).toEqual([["epoch", 10], ["epoch", 20], ["epoch", 30]]);
  });

  test("faults begin and end, and endpoints for later are there unseen", () => {
    const timeline = "  timeline: [{ at: 5s, for: 5s, crash: { of: order@v2, replicas: 1 } }, { at: 8s, scale: { of: order@v1, replicas: 9 } }]\n";
    const { pools, timeline: changes } = planOf(spec(load + behaviour + timeline));
    const pool = (key: string): number => pools.findIndex((one) => one.key === key);
    expect(pools[pool("shop/order@v1")]?.replicas).toBe(9);
    expect(changes).toEqual([
      { kind: "replicas", atMicros: 0, pool: pool("shop/order@v1"), count: 4 },
      { kind: "endpoints", atMicros: 5e6, pool: pool("shop/order@v2"), count: 1, up: false },
      { kind: "replicas", atMicros: 8e6, pool: pool("shop/order@v1"), count: 9 },
      { kind: "endpoints", atMicros: 1e7, pool: pool("shop/order@v2"), count: 1, up: true },
    ]);
  });

  test("faults of a kind that overlap add up, and the end of one is not the end of the other", () => {
    const timeline = `  timeline:
    - { at: 5s, for: 20s, slow: { of: order@v1, factor: 10 } }
    - { at: 10s, for: 5s, slow: { of: order@v1, factor: 2, add: 1ms, replicas: 2 } }
    - { at: 5s, for: 10s, crash: { of: cache } }
    - { at: 15s, for: 10s, crash: { of: cache } }
    - { at: 6s, for: 9s, errors: { of: cache, percent: 50 } }
    - { at: 8s, for: 2s, errors: { of: cache, percent: 50, status: 500 } }
    - { at: 1s, for: 4s, partition: { from: web, to: order } }
    - { at: 2s, for: 1s, partition: { from: web, to: order } }
    - { at: 10s, scale: { of: order@v2, replicas: 9 } }
    - { at: 20s, for: 10s, scale: { of: order@v2, replicas: 5 } }
`;
    const { pools, timeline: changes } = planOf(spec(load + behaviour + timeline));
    const of = (kind: Change["kind"], key: string): readonly unknown[] => changes.flatMap((change) => (change.kind === kind && "pool" in change && pools[change.pool]?.key === key ? [{ ...change, kind: undefined, pool: undefined }] : []));
    expect(of("slow", "shop/order@v1")).toEqual([
      { atMicros: 5e6, count: 2, factor: 10, extraMicros: 0 },
      { atMicros: 5e6, first: 2, count: Infinity, factor: 10, extraMicros: 0 },
      { atMicros: 1e7, count: 2, factor: 20, extraMicros: 1000 },
      { atMicros: 1.5e7, count: 2, factor: 10, extraMicros: 0 },
      { atMicros: 2.5e7, count: 2, factor: 1, extraMicros: 0 },
      { atMicros: 2.5e7, first: 2, count: Infinity, factor: 1, extraMicros: 0 },
    ]);
    expect(of("endpoints", "shop/cache")).toEqual([{ atMicros: 5e6, count: Infinity, up: false }, { atMicros: 2.5e7, count: Infinity, up: true }]);
    expect(of("errors", "shop/cache")).toEqual([
      { atMicros: 6e6, count: Infinity, share: 0.5, status: 503 },
      { atMicros: 8e6, count: Infinity, share: 0.75, status: 500 },
      { atMicros: 1e7, count: Infinity, share: 0.5, status: 503 },
      { atMicros: 1.5e7, count: Infinity, share: 0, status: 0 },
    ]);
    expect(changes.filter(({ kind }) => kind === "partition").map((change) => [change.atMicros / 1e6, "cut" in change && change.cut])).toEqual([[1, true], [5, false]]);
    expect(of("replicas", "shop/order@v2")).toEqual([
      { atMicros: 0, count: 2 },
      { atMicros: 1e7, count: 9 },
      { atMicros: 2e7, count: 5 },
      { atMicros: 3e7, count: 9 },
    ]);
  });

  test("what nobody can notice is said", () => {
    const { notes } = planned(spec(`  load: [{ name: shoppers, to: cache, rate: 1 }]
  defaults: { latency: 1ms }
  services: { order: { replicas: 2 } }
  network: { links: [{ from: web, to: order, latency: 1ms }, { from: shoppers, to: cache, latency: 1ms }] }
  timeline: [{ at: 1s, crash: { of: order@v2 } }, { at: 1s, partition: { from: web, to: cache } }, { at: 1s, crash: { of: cache } }]
  expect: [{ measure: success, of: web -> order, atLeast: 1 }, { measure: queue, of: cache, atMost: 1 }]
`));
    expect(notes).toEqual([
      "no call goes from shop/web to shop/cache: the event `partition shop/web -> shop/cache` has no effect",
      "no call goes from shop/web to shop/order: nothing is measured for `success of web -> order at least 1`",
      "no call goes from shop/web to shop/order: the latency of its link does not matter",
      "no call leads to shop/order: its behaviour does not matter",
      "no call leads to shop/order@v2: the event `crash shop/order@v2` has no effect",
    ]);
    const some = planned(spec(`${load}  defaults: { latency: 1ms, replicas: 3 }\n  services: { order: { versions: { v1: {}, v2: {} } } }\n  timeline: [{ at: 1s, crash: { of: order, replicas: 1 } }]\n`));
    expect(some.notes).toContain("shop/order: the event `crash shop/order` speaks of so many replicas of each version");
    expect(some.notes.filter((note) => note.startsWith("no call"))).toEqual([]);
  });

  test("calls in circles are refused", () => {
    const text = spec(load).replace("spec: { port: 6379, protocol: tcp }", "spec: { port: 6379, protocol: http, calls: [web] }");
    const { plan, diagnostics } = planned(text);
    expect(plan).toBeNull();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(["MW5212 calls go in circles: shop/web -> shop/cache -> shop/web"]);
  });

  /** A chain of services; the entry may call its end first, so that what is planned last is short and leads far. */
  test.each<[number, boolean, readonly string[]]>([
    [99, false, []],
    [100, false, ["MW5216"]],
    [400, false, ["MW5216"]],
    [99, true, []],
    [400, true, ["MW5216"]],
  ])("calls that lead to %d calls, the last ones known before: %s", (deep, backwards, codes) => {
    const service = (name: string, calls: readonly string[]): string => JSON.stringify({ apiVersion: "meshwright.dev/v1alpha1", kind: "ServicePolicy", metadata: { name, namespace: "shop" }, spec: { port: 80, ...(calls.length > 0 && { calls }) } });
    const chain = Array.from({ length: deep }, (_, index) => service(`s${index}`, index + 1 < deep ? [`s${index + 1}`] : []));
    const entry = service("entry", Array.from({ length: backwards ? Math.ceil(deep / 50) : 1 }, (_, index) => `s${backwards ? Math.max(0, deep - 50 * (index + 1)) : 0}`));
    const scenario = spec("  load: [{ name: shoppers, to: entry, rate: 1 }]\n  defaults: { latency: 1ms }\n").slice(policies.length + 4);
    expect(planned([...chain, entry, scenario].join("\n---\n")).diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  test("what would not fit into memory is refused", () => {
    const { diagnostics } = planned(spec("  load: [{ name: shoppers, to: web, rate: 1, clients: 10000 }]\n  defaults: { replicas: 10000 }\n"));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([expect.stringMatching(/^MW5213 the simulation would keep \d+ pairs of a caller and an endpoint; there may be 500000$/)]);
  });

  test("a caller who is refused gets the refusal", () => {
    const plan = planOf(spec("  load: [{ name: robots, to: order, rate: 1, requests: [{ path: /orders }] }]\n"));
    expect(plan.epochs[0]?.roots[0]?.[0]?.call.branches).toEqual([{ upTo: 1, lane: -1, status: 403, stages: [] }]);
  });
});

describe("mechanisms", () => {
  const row = (setting: "panic" | "limits.retries" | "limits.connections", amount: number | null, does: string) => ({ setting, where: null, does, amount, written: null, source: "x" });

  test("a target's table of defaults wins over what is usual for its kind", () => {
    expect(mechanismOf("consul", [row("panic", 20, "20 %"), row("limits.retries", null, "unlimited"), row("limits.connections", 64, "64")])).toMatchObject({
      ...{ name: "consul", pause: "envoy", panicPercent: 20, mostRetries: Infinity, limits: { connections: 64, pending: 1024, requests: 1024 } },
    });
    expect(mechanismOf("gateway-api", [])).toMatchObject({ name: "gateway-api", pause: "full-jitter" });
  });

  test("an ejection is Envoy's, Linkerd's or the textbook's", () => {
    const outlier = { consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 };
    expect([textbook, istio, linkerd].map((mechanism) => ejectionPlan(mechanism, outlier))).toEqual([
      { kind: "outlier", consecutive: 5, intervalMicros: 1e7, baseMicros: 3e7, maxMicros: 3e7, maxPercent: 50, panicPercent: 0, sweeps: false },
      { kind: "outlier", consecutive: 5, intervalMicros: 1e7, baseMicros: 3e7, maxMicros: 3e8, maxPercent: 50, panicPercent: 0, sweeps: true },
      { kind: "accrual", consecutive: 5, minMicros: 3e7, maxMicros: 6e7, jitter: 0.5 },
    ]);
    expect(ejectionPlan(istio, "off")).toEqual({ kind: "none" });
  });
});
