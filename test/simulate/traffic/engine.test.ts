import fc from "fast-check";
import { runTraffic } from "../../../src/simulate/traffic/engine/run.ts";
import type { Run } from "../../../src/simulate/traffic/engine/run.ts";
import { edgeCounts, poolCounts } from "../../../src/simulate/traffic/engine/tally.ts";
import { markedOutcomes, outcomes } from "../../../src/simulate/traffic/outcome.ts";
import type { CallPlan, Change, EjectionPlan, LanePlan, PoolPlan, TrafficPlan } from "../../../src/simulate/traffic/plan.ts";
import { callPlan, edgePlan, lanePlan, onePool, plain, poolPlan, second } from "./plans.ts";
import { raise } from "./theory.ts";

const ms = 1000;
const edgeCount = (run: Run, name: keyof typeof edgeCounts): number => run.edges[0]?.counts[edgeCounts[name]] ?? 0;
const poolCount = (run: Run, name: keyof typeof poolCounts): number => run.pools[0]?.counts[poolCounts[name]] ?? 0;

describe("arrivals", () => {
  const withRate = (law: "poisson" | "constant", rate: readonly (readonly [number, number])[]): TrafficPlan => {
    const plan = onePool({ perSecond: 0, seconds: 100, law, work: { kind: "constant", micros: 0 }, pool: { concurrency: Infinity }, plan: { windowMicros: 10 * second } });
    return { ...plan, entries: plan.entries.map((entry) => ({ ...entry, rate: rate.map(([at, perSecond]) => ({ atMicros: at * second, perMicro: perSecond / second })) })) };
  };
  const perWindow = (plan: TrafficPlan): readonly number[] => (runTraffic(plan, 1).edges[0]?.windows ?? []).map((row) => row[edgeCounts.calls] ?? 0);

  /** The integral of a straight line from 0 to 100 a second in 100 s is t²/2: window k of 10 s has 50·(2k+1), give or take the one on its edge. */
  test("a ramp", () => {
    perWindow(withRate("constant", [[0, 0], [100, 100]])).forEach((count, index) => expect(Math.abs(count - 50 * (2 * index + 1))).toBeLessThanOrEqual(1));
  });

  test("recorded rates are level steps, with nothing between", () => {
    const steps = [30, 0, 70].flatMap((rate, index) => [[index * 10, rate], [(index + 1) * 10, rate]] as const);
    perWindow(withRate("constant", steps)).slice(0, 5).forEach((count, index) => expect(Math.abs(count - ([300, 0, 700, 0, 0][index] ?? 0))).toBeLessThanOrEqual(1));
  });

  /** Counts of a Poisson process in windows are independent with variance equal to the mean. */
  test("a Poisson process has the variance of one", () => {
    const plan = { ...withRate("poisson", [[0, 100], [100, 100]]), windowMicros: second };
    const counts = perWindow(plan);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    expect(Math.abs(mean - 100)).toBeLessThan(4 * Math.sqrt(100 / counts.length));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / counts.length));
  });

  test("a burst comes at once", () => {
    const plan = onePool({ perSecond: 0, seconds: 10, work: { kind: "constant", micros: 2 * second }, pool: { concurrency: 3 } });
    const run = runTraffic({ ...plan, entries: plan.entries.map((entry) => ({ ...entry, bursts: [{ atMicros: second, requests: 10 }] })) }, 1);
    expect([edgeCount(run, "calls"), run.pools[0]?.mostWaiting, edgeCount(run, "succeeded")]).toEqual([10, 7, 10]);
  });
});

describe("faults", () => {
  const during = (timeline: readonly Change[], more: Partial<PoolPlan> = {}, call: Partial<CallPlan> = {}, lane: Partial<LanePlan> = {}): Run =>
    runTraffic(onePool({ perSecond: 100, seconds: 10, law: "constant", work: { kind: "constant", micros: 50 * ms }, pool: { concurrency: Infinity, ...more }, call, lane, plan: { timeline } }), 1);

  test("what a crashing endpoint had in hand is lost, and what comes is refused until it is back", () => {
    const run = during([{ kind: "endpoints", atMicros: 2 * second + 1, pool: 0, count: 1, up: false }, { kind: "endpoints", atMicros: 4 * second + 1, pool: 0, count: 1, up: true }]);
    // 50 ms of 100 a second: five at work, the one of this instant among them; 200 in two seconds.
    expect([run.edges[0]?.outcomes[outcomes.lostAfter], run.edges[0]?.outcomes[outcomes.connectFailure]]).toEqual([5, 200]);
  });

  test("a paused endpoint makes work wait", () => {
    const run = during([{ kind: "pause", atMicros: 2 * second + 1, pool: 0, count: 1, paused: true }, { kind: "pause", atMicros: 3 * second + 1, pool: 0, count: 1, paused: false }]);
    expect([run.pools[0]?.mostWaiting, edgeCount(run, "failed")]).toEqual([100, 0]);
  });

  test("a slow endpoint works as many times longer", () => {
    const run = during([{ kind: "slow", atMicros: 0, pool: 0, count: 1, factor: 3, extraMicros: 7 * ms }]);
    expect(run.pools[0]?.latency.max).toBe(157 * ms);
  });

  test("calls over a partition wait for a connection in vain", () => {
    const run = during([{ kind: "partition", atMicros: 2 * second + 1, from: "e", to: "s", cut: true }, { kind: "partition", atMicros: 3 * second + 1, from: "e", to: "s", cut: false }]);
    expect([run.edges[0]?.outcomes[outcomes.connectFailure], poolCount(run, "offered")]).toEqual([100, 899]);
    // Of the five that were at work no answer crosses; their 50 ms each were for nobody.
    expect([run.edges[0]?.outcomes[outcomes.lostAfter], poolCount(run, "wastedMicros")]).toEqual([5, 5 * 50 * ms]);
  });

  test("a request that is on its way when the partition comes is not served", () => {
    const timeline: readonly Change[] = [{ kind: "partition", atMicros: 2 * second + 1, from: "e", to: "s", cut: true }];
    const run = runTraffic(onePool({ perSecond: 1, seconds: 3.5, law: "constant", work: { kind: "constant", micros: ms }, plan: { timeline, network: { latency: { kind: "constant", micros: 100 * ms }, links: [], connectMicros: 400 * ms } } }), 1);
    expect([edgeCount(run, "succeeded"), run.edges[0]?.outcomes[outcomes.lostAfter], run.edges[0]?.outcomes[outcomes.connectFailure], poolCount(run, "served")]).toEqual([1, 1, 1, 1]);
  });

  test("scaled endpoints finish what they have, and new ones are cold", () => {
    const scale = (at: number, count: number): Change => ({ kind: "replicas", atMicros: at, pool: 0, count });
    const run = during([scale(0, 1), scale(5 * second + 1, 3)], { replicas: 3, warmUp: { micros: 100 * second, factor: 10 } });
    expect(edgeCount(run, "failed")).toBe(0);
    // Cold from the start 500 ms, ten seconds later 455 ms.
    expect(run.pools[0]?.latency.quantile(0.01)).toBeGreaterThan(400 * ms);
  });
});

describe("time limits of callers", () => {
  const limited = (more: Partial<PoolPlan>): Run =>
    runTraffic(onePool({ perSecond: 1, seconds: 10.5, law: "constant", work: { kind: "constant", micros: 400 * ms }, pool: { concurrency: Infinity, ...more }, call: { deadlineMicros: 100 * ms } }), 1);

  /** Nobody waits after 100 ms of 400 ms: all of it is wasted, or the first 100 ms where the service stops or knows its time. */
  test.each<[string, Partial<PoolPlan>, number, number]>([
    ["is finished all the same", {}, 4000, 4000],
    ["is stopped at once", { abandoned: "stop" }, 1000, 1000],
    ["is given up at the deadline", { heedsDeadlines: true }, 1000, 1000],
  ])("work for a caller who has gone %s", (_, more, work, wasted) => {
    const run = limited(more);
    expect([poolCount(run, "workMicros") / ms, poolCount(run, "wastedMicros") / ms, edgeCount(run, "deadlines")]).toEqual([work, wasted, 10]);
  });

  /** A thousand a second for 20 s, of which a hundred wait at once: what was given up does not stay in the queue, here the caller's and there the endpoint's. */
  test.each<[string, Partial<PoolPlan>, Partial<LanePlan>]>([
    ["a connection", { abandoned: "stop" }, { multiplexed: false, limits: { connections: 1, pending: Infinity, requests: Infinity } }],
    ["a worker", { concurrency: 1, abandoned: "stop" }, {}],
    ["a worker, last come first", { concurrency: 1, abandoned: "stop", order: "lifo" }, {}],
  ])("those who wait for %s in vain are forgotten", (_, pool, lane) => {
    const timeline: readonly Change[] = [{ kind: "pause", atMicros: second, pool: 0, count: 1, paused: true }, { kind: "pause", atMicros: 19 * second, pool: 0, count: 1, paused: false }];
    const run = runTraffic(onePool({ perSecond: 1000, seconds: 20, law: "constant", work: { kind: "constant", micros: 100 }, pool, call: { deadlineMicros: 100 * ms }, lane, plan: { timeline, maxTries: 400 } }), 1);
    expect(run.stopped).toBeNull();
    expect(Math.abs(edgeCount(run, "deadlines") - 17_900)).toBeLessThan(20);
    expect(edgeCount(run, "succeeded") + edgeCount(run, "deadlines") + run.callsUnderway).toBe(edgeCount(run, "calls"));
    expect(edgeCount(run, "succeeded")).toBeGreaterThan(2000);
  });

  /** An injected delay of 300 ms comes before the mesh's deadline of 100 ms for 50 ms of work, and within the caller's own 200 ms. */
  test.each([[Infinity, "succeeded", 350, 10], [200, "failed", 0, 0]] as const)("a caller's patience of %d ms goes on while a delay is injected", (patience, ended, most, offered) => {
    const call = { deadlineMicros: 100 * ms, patienceMicros: patience * ms, faults: [{ kind: "delay" as const, share: 1, micros: 300 * ms }] };
    const run = runTraffic(onePool({ perSecond: 1, seconds: 10.5, law: "constant", work: { kind: "constant", micros: 50 * ms }, call }), 1);
    expect([edgeCount(run, ended), run.edges[0]?.latency.max, run.pools[0]?.counts[poolCounts.offered]]).toEqual([10, most * ms, offered]);
  });

  /** The deadline of the first hop, 100 ms, passes on to the second with what is left of it. */
  test.each([[true, 0.05], [false, 0.4]])("deadlines that are handed on: %s", (heedsDeadlines, most) => {
    const need = { call: callPlan(1, 1, { deadlineMicros: 10 * second }), probability: 1, optional: false };
    const root = callPlan(0, 0, { deadlineMicros: 100 * ms, branches: [{ upTo: 1, lane: 0, status: 0, stages: [[need]] }] });
    const pools = [poolPlan("a", { kind: "constant", micros: 50 * ms }, { concurrency: Infinity, heedsDeadlines }), poolPlan("b", { kind: "constant", micros: 400 * ms }, { concurrency: Infinity, heedsDeadlines })];
    const run = runTraffic(plain({ roots: [[{ upTo: 1, call: root }]], edges: [edgePlan("e", "a"), edgePlan("a", "b")], lanes: [lanePlan(0, 0), lanePlan(1, 1)] }, pools, 10, 20), 1);
    const calls = run.pools[1]?.counts[poolCounts.served] ?? 0;
    expect((run.pools[1]?.counts[poolCounts.workMicros] ?? 0) / calls / 1e6).toBeCloseTo(most, 6);
  });

  /**
   * Google's example: 1000 workers, 1000 requests a second of 100 ms, of which 5 % hang until a deadline of 100 s: they want
   * 5000 workers, and 1000/(5000+95) = 19.6 % of the demand is served.
   */
  test("a few requests that hang take all workers", () => {
    const work = { kind: "quantiles", points: [{ share: 0.95, micros: 10 * ms }, { share: 0.95, micros: 10 * second }, { share: 1, micros: 10 * second }] } as const;
    // A tenth of everything: 100 workers, 10 ms, a deadline of 10 s.
    const run = runTraffic(onePool({ perSecond: 1000, seconds: 60, warmupSeconds: 20, work, pool: { concurrency: 100, queue: 0 } }), 1);
    const count = (name: keyof typeof poolCounts): number => (run.pools[0]?.counts[poolCounts[name]] ?? 0) - (run.pools[0]?.base[poolCounts[name]] ?? 0);
    expect(count("served") / count("offered")).toBeCloseTo(100 / (500 + 9.5), 1);
  });
});

test("the turn of the last that came is next in a LIFO queue", () => {
  const plan = (order: "fifo" | "lifo"): TrafficPlan => onePool({ perSecond: 200, seconds: 5, work: { kind: "constant", micros: 10 * ms }, pool: { order }, call: { deadlineMicros: 100 * ms } });
  const [fifo, lifo] = (["fifo", "lifo"] as const).map((order) => edgeCount(runTraffic(plan(order), 1), "succeeded"));
  // At twice the capacity a first-come queue serves only those that have given up.
  expect(lifo).toBeGreaterThan(5 * (fifo ?? raise()));
});

test("a local rate limit admits so many in each period, at each endpoint", () => {
  const run = runTraffic(onePool({ perSecond: 100, seconds: 10, law: "constant", work: { kind: "constant", micros: 0 }, pool: { concurrency: Infinity, replicas: 2, rateLimit: { requests: 20, perMicros: second } } }), 1);
  expect([edgeCount(run, "succeeded"), run.edges[0]?.outcomes[429]]).toEqual([2 * 20 * 10, 999 - 400]);
});

test("copies of a mirror are worked on and nobody waits for them", () => {
  const call = callPlan(0, 0, { mirrors: [{ share: 1, branch: { upTo: 1, lane: 1, status: 0, stages: [] } }] });
  const pools = [poolPlan("a", { kind: "constant", micros: ms }, { concurrency: Infinity }), poolPlan("b", { kind: "constant", micros: second }, { concurrency: Infinity })];
  const run = runTraffic(plain({ roots: [[{ upTo: 1, call }]], edges: [edgePlan("e", "a")], lanes: [lanePlan(0, 0), lanePlan(0, 1)] }, pools, 100, 10), 1);
  expect(edgeCount(run, "mirrored")).toBe(edgeCount(run, "calls"));
  expect(run.edges[0]?.latency.max).toBe(ms);
  expect([run.pools[1]?.counts[poolCounts.wastedMicros], run.pools[1]?.counts[poolCounts.offered]]).toEqual([0, edgeCount(run, "calls")]);
});

test("a bound on events or on tries ends a run and is its result", () => {
  const plan = onePool({ perSecond: 1000, seconds: 100, work: { kind: "constant", micros: 100 * second }, pool: { concurrency: Infinity } });
  expect(runTraffic({ ...plan, maxEvents: 500 }, 1)).toMatchObject({ stopped: "events", events: 500 });
  expect(runTraffic({ ...plan, maxTries: 700 }, 1)).toMatchObject({ stopped: "tries" });
  const waiting = onePool({ perSecond: 1000, seconds: 100, work: { kind: "constant", micros: 0 }, call: { faults: [{ kind: "delay", share: 1, micros: 100 * second }] } });
  expect(runTraffic({ ...waiting, maxTries: 700 }, 1)).toMatchObject({ stopped: "tries", callsUnderway: 701 });
});

/** Plans of two services with everything that can happen, drawn at random. */
const anyPlan: fc.Arbitrary<TrafficPlan> = fc
  .record({
    perSecond: fc.integer({ min: 1, max: 400 }),
    replicas: fc.integer({ min: 1, max: 4 }),
    concurrency: fc.constantFrom(1, 3, Infinity),
    queue: fc.constantFrom(0, 5, Infinity),
    order: fc.constantFrom("fifo" as const, "lifo" as const),
    abandoned: fc.constantFrom("finish" as const, "drop" as const, "stop" as const),
    heedsDeadlines: fc.boolean(),
    latency: fc.constantFrom(0, 700),
    balancing: fc.constantFrom("round-robin" as const, "random" as const, "least-request" as const, "two-choices" as const, "ewma" as const),
    attempts: fc.integer({ min: 0, max: 3 }),
    tryMicros: fc.constantFrom(20 * ms, 60 * ms, Infinity),
    deadlineMicros: fc.constantFrom(30 * ms, 200 * ms, Infinity),
    patienceMicros: fc.constantFrom(3 * ms, 50 * ms, Infinity),
    ejection: fc.constantFrom<EjectionPlan>(
      { kind: "none" },
      { kind: "outlier", consecutive: 3, intervalMicros: 300 * ms, baseMicros: 500 * ms, maxMicros: 2 * second, maxPercent: 60, panicPercent: 50, sweeps: true },
      { kind: "outlier", consecutive: 2, intervalMicros: 300 * ms, baseMicros: 500 * ms, maxMicros: 500 * ms, maxPercent: 100, panicPercent: 0, sweeps: false },
      { kind: "accrual", consecutive: 3, minMicros: 100 * ms, maxMicros: second, jitter: 0.5 },
    ),
    waiting: fc.constantFrom(null, { calls: 5, micros: 200 * ms }),
    limits: fc.constantFrom({ connections: Infinity, pending: Infinity, requests: Infinity }, { connections: 2, pending: 3, requests: 4 }),
    budget: fc.constantFrom({ kind: "none" as const }, { kind: "count" as const, most: 2 }, { kind: "window" as const, share: 0.2, windowMicros: second, floor: 1 }, { kind: "tokens" as const, share: 0.2, windowMicros: 10 * second, minPerSecond: 1 }),
    redraws: fc.boolean(),
    at: fc.array(fc.record({ time: fc.nat(3000), kind: fc.constantFrom("crash", "up", "pause", "go", "slow", "errors", "cut", "join", "one", "all"), count: fc.integer({ min: 1, max: 4 }), pool: fc.nat(1) }), { maxLength: 8 }),
  })
  .map((drawn) => {
    const retry = drawn.attempts === 0 ? null : { attempts: drawn.attempts, repeats: markedOutcomes(["s503", "c", "l", "t", "n"]), reselections: drawn.attempts, pause: { kind: "full-jitter" as const, base: 5 * ms, max: 50 * ms } };
    const common = { retry, redraws: drawn.redraws, tryMicros: drawn.tryMicros, deadlineMicros: drawn.deadlineMicros, patienceMicros: drawn.patienceMicros, faults: [{ kind: "delay" as const, share: 0.1, micros: 5 * ms }] };
    const leaf = callPlan(1, 1, common);
    const stages = [[{ call: leaf, probability: 1, optional: false }, { call: leaf, probability: 0.5, optional: true }], [{ call: leaf, probability: 0.7, optional: false }]];
    const root = callPlan(0, 0, { ...common, branches: [{ upTo: 1, lane: 0, status: 0, stages }], mirrors: [{ share: 0.1, branch: { upTo: 1, lane: 2, status: 0, stages: [] } }] });
    const { replicas, concurrency, queue, order, abandoned, heedsDeadlines, ejection, limits, waiting, balancing, budget } = drawn;
    const pool = { replicas, concurrency, queue, order, abandoned, heedsDeadlines };
    const pools = [poolPlan("a", { kind: "exponential", mean: 4 * ms }, pool), poolPlan("b", { kind: "exponential", mean: 8 * ms }, pool)];
    const lane = { ejection, limits, waiting, balancing, multiplexed: false };
    const edges = [edgePlan("e", "a", { clients: 2, budget }), edgePlan("a", "b", { clients: replicas, budget })];
    const made = plain({ roots: [[{ upTo: 1, call: root }]], edges, lanes: [lanePlan(0, 0, lane), lanePlan(1, 1, lane), lanePlan(0, 1, lane)] }, pools, drawn.perSecond, 3);
    const entries = made.entries.map((entry) => ({ ...entry, clients: 2 }));
    const timeline = drawn.at.map((one) => changeOf(one)).sort((a, b) => a.atMicros - b.atMicros);
    return { ...made, entries, timeline, network: { latency: { kind: "constant" as const, micros: drawn.latency }, links: [], connectMicros: 100 * ms } };
  });

function changeOf({ time, kind, count, pool }: { readonly time: number; readonly kind: string; readonly count: number; readonly pool: number }): Change {
  const at = { atMicros: time * ms, pool, count };
  switch (kind) {
    case "crash":
    case "up":
      return { kind: "endpoints", ...at, up: kind === "up" };
    case "pause":
    case "go":
      return { kind: "pause", ...at, paused: kind === "pause" };
    case "slow":
      return { kind: "slow", ...at, factor: 10, extraMicros: 0 };
    case "errors":
      return { kind: "errors", ...at, share: 0.5, status: 503 };
    case "cut":
    case "join":
      return { kind: "partition", atMicros: at.atMicros, from: "a", to: "b", cut: kind === "cut" };
    default:
      return { kind: "replicas", ...at, count: kind === "one" ? 1 : count };
  }
}

/** What was counted, in one text. */
function bytes(run: Run): string {
  const counts = [...run.edges, ...run.pools].map(({ counts: all, windows, latency }) => [[...all], windows, latency.sum, latency.max]);
  return JSON.stringify([run.events, run.callsUnderway, run.triesUnderway, counts]);
}

test("whatever happens, nothing is lost and nothing is counted twice", () => {
  fc.assert(
    fc.property(anyPlan, fc.integer({ min: 1, max: 1000 }), (plan, seed) => {
      const run = runTraffic(plan, seed);
      for (const { counts, outcomes: ended } of run.edges) {
        const of = (name: keyof typeof edgeCounts): number => counts[edgeCounts[name]] ?? 0;
        expect(of("tries")).toBeLessThanOrEqual(of("calls") + of("retries"));
        expect(of("succeeded") + of("failed")).toBeLessThanOrEqual(of("calls"));
        expect(ended.reduce((sum, one) => sum + one, 0)).toBe(of("succeeded") + of("failed"));
      }
      for (const { counts, jobs, waiting } of run.pools) {
        const of = (name: keyof typeof poolCounts): number => counts[poolCounts[name]] ?? 0;
        expect(jobs).toBeGreaterThanOrEqual(0);
        expect(waiting).toBeGreaterThanOrEqual(0);
        expect(of("served") + of("rejected") + of("dropped") + jobs + waiting).toBeLessThanOrEqual(of("offered"));
        expect(of("wastedMicros")).toBeLessThanOrEqual(of("workMicros") + 1e-6);
      }
      expect(bytes(runTraffic(plan, seed))).toBe(bytes(run));
    }),
    { numRuns: Number(process.env["MESHWRIGHT_RUNS"] ?? 60) },
  );
});
