import { freshState } from "../../../src/simulate/traffic/engine/build.ts";
import { pick, roundTripTook } from "../../../src/simulate/traffic/engine/balance.ts";
import { observe, seatBack, sweep, trialBegan } from "../../../src/simulate/traffic/engine/ejection.ts";
import { runTraffic } from "../../../src/simulate/traffic/engine/run.ts";
import { change } from "../../../src/simulate/traffic/engine/timeline.ts";
import type { Acts, LaneClient, Seat, Sim } from "../../../src/simulate/traffic/engine/state.ts";
import { edgeCounts, poolCounts } from "../../../src/simulate/traffic/engine/tally.ts";
import { outcomes } from "../../../src/simulate/traffic/outcome.ts";
import type { EjectionPlan, LanePlan } from "../../../src/simulate/traffic/plan.ts";
import { callPlan, onePool, poolPlan, second } from "./plans.ts";
import { expectBinomial, raise } from "./theory.ts";

const instant = { kind: "constant", micros: 0 } as const;
const outlier = { kind: "outlier", consecutive: 5, intervalMicros: 10 * second, baseMicros: 30 * second, maxMicros: 300 * second, maxPercent: 50, panicPercent: 0, sweeps: true } as const;

/** A caller with so many endpoints; what happens to it is told step by step. */
function caller(replicas: number, ejection: EjectionPlan, lane: Partial<LanePlan> = {}): { readonly sim: Sim; readonly client: LaneClient; readonly seat: (index: number) => Seat } {
  const plan = onePool({ perSecond: 0, seconds: 1000, work: instant, pool: { replicas }, lane: { ejection, ...lane } });
  const sim = freshState(plan, 1, {} as Acts);
  const client = sim.laneClients[0] ?? raise();
  return { sim, client, seat: (index) => client.seats[index] ?? raise() };
}

function fails(sim: Sim, seat: Seat, times: number): void {
  for (let count = 0; count < times; count += 1) observe(sim, seat, 503);
}

function sweepAt(sim: Sim, seconds: number): void {
  sim.now = seconds * second;
  sweep(sim, sim.lanes[0] ?? raise(), () => undefined);
}

describe("Envoy's outlier detection", () => {
  /** Ejected at 12 s for 30 s with sweeps every 10 s: back at the first sweep at or after 42 s, which is 50 s. */
  test("an endpoint returns at a sweep", () => {
    const { sim, seat } = caller(2, outlier);
    sim.now = 12 * second;
    fails(sim, seat(0), 4);
    expect(seat(0).ejected).toBe(false);
    fails(sim, seat(0), 1);
    const course = [12, 20, 30, 40, 50, 60].map((time) => {
      if (time > 12) sweepAt(sim, time);
      return seat(0).ejected;
    });
    expect(course).toEqual([true, true, true, true, false, false]);
  });

  test("a success between failures starts the count again", () => {
    const { sim, seat } = caller(2, outlier);
    fails(sim, seat(0), 4);
    observe(sim, seat(0), 404);
    fails(sim, seat(0), 4);
    expect(seat(0).ejected).toBe(false);
    observe(sim, seat(0), outcomes.connectFailure);
    expect(seat(0).ejected).toBe(true);
  });

  /** 30, 60, 90, … s, 300 s at most; each sweep that it stayed well for an interval takes one away. */
  test("repeated ejections take longer, and trust comes back", () => {
    const { sim, seat } = caller(2, outlier);
    const spans: number[] = [];
    for (let time = 10; spans.length < 11; time += 10) {
      if (time > 10) sweepAt(sim, time);
      if (seat(0).ejected) continue;
      sim.now = time * second + 1;
      fails(sim, seat(0), 5);
      spans.push(Math.round((seat(0).until - sim.now) / second));
    }
    expect(spans).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300]);
    const [last, most] = [seat(0).until / second, seat(0).multiplier];
    for (let time = Math.ceil(last / 10) * 10; seat(0).multiplier === most; time += 10) sweepAt(sim, time);
    expect(sim.now - seat(0).returned).toBe(10 * second);
  });

  /** 100·(ejected+1)/hosts ≤ max_ejection_percent: with 10 % and fewer than ten hosts nobody. */
  test.each([[3, 50, 1], [4, 50, 2], [20, 10, 2], [9, 10, 0], [10, 10, 1]])("of %d endpoints at %d %% there are %d left out", (replicas, maxPercent, most) => {
    const { sim, client, seat } = caller(replicas, { ...outlier, maxPercent });
    for (let index = 0; index < replicas; index += 1) fails(sim, seat(index), 5);
    expect([client.ejected, client.ready.length]).toEqual([most, replicas - most]);
  });

  /** Of ten endpoints two are there: half of them is one. An endpoint that goes is not left out any more, and comes back unknown. */
  test("the cap is of the endpoints that there are", () => {
    const { sim, client, seat } = caller(10, outlier);
    const scale = (count: number): void => change(sim, { kind: "replicas", atMicros: sim.now, pool: 0, count });
    scale(2);
    fails(sim, seat(0), 5);
    fails(sim, seat(1), 5);
    expect([seat(0).ejected, seat(1).ejected, client.ready.length]).toEqual([true, false, 1]);
    scale(0);
    fails(sim, seat(1), 5);
    expect([client.ejected, client.ready.length]).toEqual([0, 0]);
    scale(4);
    expect(client.ready.length).toBe(4);
    for (const index of [0, 1, 2]) fails(sim, seat(index), 5);
    expect([client.ejected, client.ready.length]).toEqual([2, 2]);
  });

  /** Below 50 % of usable endpoints all are used, ejected or not; exactly 50 % is no panic. */
  test.each([[50, [4, 3, 2, 4, 4]], [0, [4, 3, 2, 1, 0]]])("panic at %d %%", (panicPercent, ready) => {
    const { sim, client, seat } = caller(4, { ...outlier, maxPercent: 100, panicPercent });
    const course = [0, 1, 2, 3].map((index) => {
      fails(sim, seat(index), 5);
      return client.ready.length;
    });
    expect([4, ...course]).toEqual(ready);
  });

  /** One bad endpoint of four, taken in turn: its five failures are all there are until it returns for five more at 40 s; out for 60 s then. */
  test("a schedule from end to end", () => {
    const errors = { kind: "errors", atMicros: 0, pool: 0, count: 1, share: 1, status: 500 } as const;
    const plan = onePool({ perSecond: 40, seconds: 60, law: "constant", work: instant, pool: { replicas: 4, concurrency: Infinity }, lane: { ejection: outlier }, plan: { timeline: [errors], windowMicros: second } });
    const { edges: [edge = raise()] } = runTraffic(plan, 1);
    expect([edge.counts[edgeCounts.failed], edge.counts[edgeCounts.ejections]]).toEqual([10, 2]);
    // Every fourth of forty requests a second: ejected in the first second, back at the sweep at 40 s (30 s after 0.5 s), where the sweep at 30 s is too early.
    expect(edge.windows.flatMap((row, index) => ((row[edgeCounts.ejections] ?? 0) > 0 ? [index] : []))).toEqual([0, 40]);
  });
});

/** Answers take 200 ms of the 100 ms that there are: the mesh's own deadline speaks against endpoints, the patience of a caller who goes does not. */
test.each([["deadlineMicros", 2], ["patienceMicros", 0]] as const)("a time limit that is %s ejects %d", (limit, ejections) => {
  const plan = onePool({ perSecond: 20, seconds: 20, work: { kind: "constant", micros: 200_000 }, pool: { replicas: 4, concurrency: Infinity }, call: { [limit]: 100_000 }, lane: { ejection: outlier } });
  const { edges: [edge = raise()] } = runTraffic(plan, 1);
  expect([edge.counts[edgeCounts.succeeded], edge.counts[edgeCounts.ejections]]).toEqual([0, ejections]);
});

describe("services that stand in", () => {
  /** Two of four endpoints fail always and are left out for the rest: 1.4 × 2/4 of the calls stay, or all of them; with all four out everything goes on. */
  test.each<[number, number, number]>([[1.4, 2, 0.7], [Infinity, 2, 1], [1.4, 1, 1], [1.4, 3, 0.35], [1.4, 4, 0], [Infinity, 4, 0]])("with a spill of %d and %d of four out, %d of the calls stay", (spill, out, stays) => {
    const errors = { kind: "errors", atMicros: 0, pool: 0, count: out, share: 1, status: 500 } as const;
    const ejection = { ...outlier, baseMicros: 1000 * second, maxMicros: 1000 * second, maxPercent: 100 };
    const made = onePool({ perSecond: 200, seconds: 120, warmupSeconds: 20, work: instant, pool: { replicas: 4, concurrency: Infinity }, lane: { ejection }, plan: { timeline: [errors] } });
    const [epoch = raise()] = made.epochs;
    const other = { upTo: 1, lane: 1, status: 0, stages: [] };
    const call = callPlan(0, 0, { branches: [{ upTo: 1, lane: 0, status: 0, stages: [], failover: { spill, groups: [[other]] } }] });
    const lanes = [...epoch.lanes, { ...(epoch.lanes[0] ?? raise()), key: "other", pool: 1 }];
    const run = runTraffic({ ...made, pools: [...made.pools, poolPlan("t", instant, { replicas: 2, concurrency: Infinity })], epochs: [{ ...epoch, lanes, roots: [[{ upTo: 1, call }]] }] }, 1);
    const [kept, given] = run.pools.map(({ counts, base }) => (counts[poolCounts.offered] ?? 0) - (base[poolCounts.offered] ?? 0));
    if (stays === 0 || stays === 1) expect((kept ?? 0) / ((kept ?? 0) + (given ?? 0))).toBe(stays);
    else expectBinomial(kept ?? 0, (kept ?? 0) + (given ?? 0), stays);
    expect((run.edges[0] ?? raise()).outcomes[500]).toBe(0);
  });
});

describe("the textbook", () => {
  test("an endpoint is back exactly when its time is over, always after the same time", () => {
    const { sim, client, seat } = caller(2, { ...outlier, sweeps: false });
    for (const start of [12, 100]) {
      sim.now = start * second;
      fails(sim, seat(0), 5);
      expect([seat(0).until, client.ready.length]).toEqual([(start + 30) * second, 1]);
      seatBack(seat(0));
      expect(client.ready.length).toBe(2);
    }
  });
});

describe("Linkerd's failure accrual", () => {
  const accrual = { kind: "accrual", consecutive: 7, minMicros: second, maxMicros: 60 * second, jitter: 0.5 } as const;

  test("seven failures shut an endpoint, one trial opens it", () => {
    const { sim, client, seat } = caller(2, accrual);
    fails(sim, seat(0), 7);
    expect([seat(0).ejected, client.ready.length]).toEqual([true, 1]);
    expect(seat(0).until).toBeGreaterThanOrEqual(second);
    expect(seat(0).until).toBeLessThanOrEqual(1.5 * second);
    seatBack(seat(0));
    expect([client.ready.length, seat(0).trial]).toEqual([2, 1]);
    trialBegan(seat(0));
    expect(client.ready.length).toBe(1);
    observe(sim, seat(0), 200);
    expect([seat(0).ejected, client.ready.length, client.ejected]).toEqual([false, 2, 0]);
  });

  /** 1, 2, 4, … 32, 60 s and up to half of it more, never above 60 s. */
  test("a failed trial shuts it for longer", () => {
    const { sim, client, seat } = caller(1, accrual);
    fails(sim, seat(0), 7);
    const bounds = [1, 2, 4, 8, 16, 32, 60, 60].map((least) => {
      const span = (seat(0).until - sim.now) / second;
      expect(span).toBeGreaterThanOrEqual(least);
      expect(span).toBeLessThanOrEqual(Math.min(60, least * 1.5));
      sim.now = seat(0).until;
      seatBack(seat(0));
      trialBegan(seat(0));
      observe(sim, seat(0), 503);
      return client.ejected;
    });
    expect(new Set(bounds)).toEqual(new Set([1]));
  });

  test("there is no cap: every endpoint may be shut, and answers that arrive then change nothing", () => {
    const { sim, client, seat } = caller(3, accrual);
    for (let index = 0; index < 3; index += 1) fails(sim, seat(index), 7);
    observe(sim, seat(0), 200);
    expect([client.ready.length, client.ejected]).toEqual([0, 3]);
  });

  /** Calls wait for 3 s, a hundred at most; then all fail at once, until an endpoint can be used. */
  test("calls wait for an endpoint, then fail fast", () => {
    const lane = { ejection: accrual, waiting: { calls: 100, micros: 3 * second } } as const;
    const errors = { kind: "errors", atMicros: 0, pool: 0, count: 1, share: 1, status: 500 } as const;
    const plan = onePool({ perSecond: 50, seconds: 4, law: "constant", work: instant, pool: { concurrency: Infinity }, lane: { ...lane, ejection: { ...accrual, minMicros: 60 * second } }, plan: { timeline: [errors] } });
    const { edges: [edge = raise()] } = runTraffic(plan, 1);
    const ended = edge.outcomes;
    // 199 calls: 7 that shut it, 100 that wait from 0.16 s to 3.16 s, 50 that find the queue full until then, and 42 that fail fast after.
    expect([ended[500], ended[outcomes.noEndpoint], ended[outcomes.overflow]]).toEqual([7, 142, 50]);
  });
});

describe("balancing", () => {
  const none = { kind: "none" } as const;
  const picks = (client: LaneClient, draws: number): readonly number[] => {
    const counts = client.seats.map(() => 0);
    for (let draw = 0; draw < draws; draw += 1) {
      const { endpoint } = pick(client, 0) ?? raise();
      counts[endpoint.index] = (counts[endpoint.index] ?? 0) + 1;
    }
    return counts;
  };

  test("in turn each gets the same", () => {
    expect(picks(caller(5, none).client, 100)).toEqual([20, 20, 20, 20, 20]);
  });

  /** Two draws with replacement: the busiest of N is picked if it is drawn twice, 1/N²; a unique idle one if it is drawn at all, 1-(1-1/N)². */
  test.each([["busiest", 5, 1 / 16], ["idle", 0, 7 / 16]])("least request picks the %s of four", (_, active, share) => {
    const { client, seat } = caller(4, none, { balancing: "least-request" });
    for (let index = 0; index < 4; index += 1) seat(index).active = index === 0 ? active : 1;
    expectBinomial(picks(client, 20_000)[0] ?? 0, 20_000, share);
  });

  /** Two different endpoints: the busiest never, a unique idle one with 2/N. */
  test.each([["busiest", 5, 0], ["idle", 0, 1 / 2]])("two choices pick the %s of four", (_, active, share) => {
    const { client, seat } = caller(4, none, { balancing: "two-choices" });
    for (let index = 0; index < 4; index += 1) seat(index).active = index === 0 ? active : 1;
    expectBinomial(picks(client, 20_000)[0] ?? 0, 20_000, share);
  });

  /** From 30 ms: 50 → 50; 2 s later 10 → 50·e^(-0.2)+10·(1-e^(-0.2)) = 42.749; 10 s later 10 → 22.048. */
  test("peak EWMA rises at once and falls slowly", () => {
    const { seat } = caller(1, none);
    const estimates = [[0, 50], [2, 10], [12, 10]].map(([at = 0, took = 0]) => {
      roundTripTook(seat(0), took * 1000, at * second);
      return Number((seat(0).estimate / 1000).toFixed(3));
    });
    expect(estimates).toEqual([50, 42.749, 22.048]);
  });

  /** Mitzenmacher 2001: of N servers at load ρ with two choices, the share with k and more is ρ^(2^k-1); with one choice ρ^k. ρ = 0.9: fewer queues of 5. */
  test.each(["random", "two-choices"] as const)("queues under %s choices", (balancing) => {
    const plan = onePool({ perSecond: 0.9 * 100 * 10, seconds: 40, warmupSeconds: 20, work: { kind: "exponential", mean: 100_000 }, pool: { replicas: 100 }, lane: { balancing } });
    const { pools: [pool = raise()] } = runTraffic(plan, 1);
    const inSystem = ((pool.counts[poolCounts.busyArea] ?? 0) - (pool.base[poolCounts.busyArea] ?? 0) + (pool.counts[poolCounts.queueArea] ?? 0) - (pool.base[poolCounts.queueArea] ?? 0)) / 20e6 / 100;
    // The mean number at a server is the sum of those shares: 2.61 for two choices in the limit; for one 9, of which a start from empty shows half in so short a time.
    const limit = Array.from({ length: 12 }, (_, k) => 0.9 ** (2 ** (k + 1) - 1)).reduce((sum, share) => sum + share, 0);
    if (balancing === "random") expect(inSystem).toBeGreaterThan(1.5 * limit);
    else expect(Math.abs(inSystem / limit - 1)).toBeLessThan(0.2);
  });
});
