import fc from "fast-check";
import { budgetOf, takeRetry, SlidingCount, TokenBucket } from "../../../src/simulate/traffic/engine/budget.ts";
import { envoyBoundMs, pauseBefore } from "../../../src/simulate/traffic/engine/pause.ts";
import { runTraffic } from "../../../src/simulate/traffic/engine/run.ts";
import type { Run } from "../../../src/simulate/traffic/engine/run.ts";
import { edgeCounts, poolCounts } from "../../../src/simulate/traffic/engine/tally.ts";
import { markedOutcomes, outcomes } from "../../../src/simulate/traffic/outcome.ts";
import type { BudgetPlan, CallPlan, ErrorRule, RetryPlan, TrafficPlan } from "../../../src/simulate/traffic/plan.ts";
import { nextBits, randomStream } from "../../../src/simulate/traffic/random.ts";
import { callPlan, edgePlan, lanePlan, onePool, plain, poolPlan, second } from "./plans.ts";
import { expectBinomial, expectTheory, raise, replications } from "./theory.ts";

const instant = { kind: "constant", micros: 0 } as const;
const failing = (share: number): readonly ErrorRule[] => [{ share, status: 503, work: null, route: null, from: null, busyAbove: 0, fromMicros: 0, toMicros: Infinity }];
const retry = (attempts: number, more: Partial<RetryPlan> = {}): RetryPlan => ({ attempts, repeats: markedOutcomes(["s503", "t", "c"]), reselections: 0, pause: { kind: "none" }, ...more });
const edgeCount = (run: Run, index: number, name: keyof typeof edgeCounts): number => run.edges[index]?.counts[edgeCounts[name]] ?? 0;
const ranOnce = (plan: TrafficPlan): Run => runTraffic(plan, 1);

/** Tries end at the first success or after n: mean (1-pⁿ)/(1-p), success 1-pⁿ. p = 0.2, n = 4: 1.248, 0.9984; p = 0.4, n = 3: 1.56, 0.936. */
test.each([[0.2, 4, 1.248, 0.9984], [0.4, 3, 1.56, 0.936]])("independent failures of %d and %d tries", (p, tries, mean, success) => {
  const plan = onePool({ perSecond: 1000, seconds: 5, work: instant, pool: { concurrency: Infinity, errors: failing(p) }, call: { retry: retry(tries - 1) } });
  const runs = replications(plan, 12);
  expectTheory(runs.map((run) => edgeCount(run, 0, "tries") / edgeCount(run, 0, "calls")), mean, 0.005);
  const calls = runs.reduce((sum, run) => sum + edgeCount(run, 0, "calls"), 0);
  expectBinomial(runs.reduce((sum, run) => sum + edgeCount(run, 0, "succeeded"), 0), calls, success);
});

/** web -> a -> b, each call by itself: the plans of a chain whose last service fails. */
function chain(attempts: readonly number[], share: number, perSecond: number, seconds: number): TrafficPlan {
  const last = attempts.length - 1;
  let inner: CallPlan | null = null;
  for (let hop = last; hop >= 0; hop -= 1) {
    const stages: CallPlan["branches"][number]["stages"] = inner === null ? [] : [[{ call: inner, probability: 1, optional: false }]];
    inner = callPlan(hop, hop, { branches: [{ upTo: 1, lane: hop, status: 0, stages }], retry: retry(attempts[hop] ?? 0) });
  }
  const names = attempts.map((_, hop) => `s${hop}`);
  const pools = names.map((name, hop) => poolPlan(name, instant, { concurrency: Infinity, errors: hop === last ? failing(share) : [] }));
  const edges = names.map((name, hop) => edgePlan(hop === 0 ? "e" : (names[hop - 1] ?? ""), name));
  return plain({ roots: [[{ upTo: 1, call: inner ?? raise() }]], edges, lanes: names.map((_, hop) => lanePlan(hop, hop)) }, pools, perSecond, seconds);
}

/** If everything fails, hops multiply: 3 layers of 4 tries are 64 calls at the leaf for each request. */
test("three layers of four tries make 64 calls", () => {
  const run = ranOnce(chain([3, 3, 3], 1, 20, 2));
  expect(run.pools.map(({ counts }) => (counts[poolCounts.served] ?? 0) / edgeCount(run, 0, "calls"))).toEqual([4, 16, 64]);
});

/** If only the leaf fails, and independently, hop i sees q(i) = q(i-1)^n(i): leaf calls (1-p^N)/(1-p) with N the product. p = 0.4, n = 2 then 3: 1.6598, success 0.9959. */
test("amplification of independent failures telescopes", () => {
  const runs = replications(chain([2, 1], 0.4, 1000, 5), 12);
  expectTheory(runs.map((run) => (run.pools[1]?.counts[poolCounts.served] ?? 0) / edgeCount(run, 0, "calls")), (1 - 0.4 ** 6) / 0.6, 0.01);
  expectTheory(runs.map((run) => edgeCount(run, 0, "succeeded") / edgeCount(run, 0, "calls")), 1 - 0.4 ** 6, 0.001);
});

/** One bad endpoint of N under random picks, k picks again: a retry of what it failed falls on it with (1/N)^(k+1), so that with one retry 1/N·(1/N)^(k+1) of the calls fail. */
test.each([[0, 1 / 9], [1, 1 / 27], [2, 1 / 81]])("retries that pick again %d times", (reselections, failed) => {
  const errors = { kind: "errors", atMicros: 0, pool: 0, count: 1, share: 1, status: 503 } as const;
  const plan = onePool({ perSecond: 2000, seconds: 10, work: instant, pool: { replicas: 3, concurrency: Infinity }, lane: { balancing: "random" }, call: { retry: retry(1, { reselections }) }, plan: { timeline: [errors] } });
  const run = ranOnce(plan);
  expectBinomial(edgeCount(run, 0, "failed"), edgeCount(run, 0, "calls"), failed);
});

test("conditions on gRPC statuses mean nothing on other calls", () => {
  expect([markedOutcomes(["gunavailable"])[503], markedOutcomes(["gunavailable"], true)[503], markedOutcomes(["ginternal"], true)[503]]).toEqual([0, 1, 0]);
});

/** The 20 % side of a split always fails, 3 tries: pinned to the side 0.8 and 1.4 tries, drawn anew 1-0.2³ = 0.992 and 1.24 tries. */
test.each([[false, 0.8, 1.4], [true, 0.992, 1.24]])("a split that is drawn for each try: %s", (redraws, success, tries) => {
  const branches = [{ upTo: 0.8, lane: 0, status: 0, stages: [] }, { upTo: 1, lane: 1, status: 0, stages: [] }];
  const call = callPlan(0, 0, { branches, redraws, retry: retry(2) });
  const pools = [poolPlan("v1", instant, { concurrency: Infinity }), poolPlan("v2", instant, { concurrency: Infinity, errors: failing(1) })];
  const runs = replications(plain({ roots: [[{ upTo: 1, call }]], edges: [edgePlan("e", "s")], lanes: [lanePlan(0, 0), lanePlan(0, 1)] }, pools, 1000, 5), 12);
  expectTheory(runs.map((run) => edgeCount(run, 0, "succeeded") / edgeCount(run, 0, "calls")), success, 0.01);
  expectTheory(runs.map((run) => edgeCount(run, 0, "tries") / edgeCount(run, 0, "calls")), tries, 0.01);
});

/** Shares of a split are binomial: n·w ± 4·sqrt(n·w(1-w)). */
test("shares of a split are those of its weights", () => {
  const branches = [0.2, 0.5, 1].map((upTo, lane) => ({ upTo, lane, status: 0, stages: [] }));
  const pools = ["a", "b", "c"].map((key) => poolPlan(key, instant, { concurrency: Infinity }));
  const run = ranOnce(plain({ roots: [[{ upTo: 1, call: callPlan(0, 0, { branches }) }]], edges: [edgePlan("e", "s")], lanes: [0, 1, 2].map((pool) => lanePlan(0, pool)) }, pools, 2000, 20));
  const calls = edgeCount(run, 0, "calls");
  [0.2, 0.3, 0.5].forEach((share, index) => expectBinomial(run.pools[index]?.counts[poolCounts.served] ?? 0, calls, share));
});

/** A faulted request is aborted in a share of a, independently of the delay: of 50 % and 20 %, 10 % are both. */
test("injected delay and abort are drawn independently", () => {
  const faults = [{ kind: "delay", share: 0.5, micros: second }, { kind: "abort", share: 0.2, status: 500 }] as const;
  const run = ranOnce(onePool({ perSecond: 2000, seconds: 20, plan: { durationMicros: 22 * second }, work: instant, pool: { concurrency: Infinity }, call: { faults, retry: retry(2) } }));
  const [ended, edge] = [edgeCount(run, 0, "succeeded") + edgeCount(run, 0, "failed"), run.edges[0] ?? raise()];
  expectBinomial(edgeCount(run, 0, "failed"), ended, 0.2);
  expectBinomial(edge.latency.countUpTo(0), edge.latency.count, 0.5);
  // The fault stands before the retries: it is never repeated.
  expect(edgeCount(run, 0, "retries")).toBe(0);
});

/**
 * Work exponential with mean m, a try cut at T, n tries: q = e^(-T/m), success 1-qⁿ, tries (1-qⁿ)/(1-q), mean time m(1-qⁿ)
 * over all calls. Those that fail take nT, so those that succeed take (m(1-qⁿ)-qⁿnT)/(1-qⁿ). m = 80, T = 200, n = 2.
 */
test("tries that are cut", () => {
  const q = Math.exp(-200 / 80);
  const call = { tryMicros: 200_000, retry: retry(1) };
  const runs = replications(onePool({ perSecond: 1000, seconds: 10, work: { kind: "exponential", mean: 80_000 }, pool: { concurrency: Infinity }, call }), 12);
  expectTheory(runs.map((run) => edgeCount(run, 0, "tries") / edgeCount(run, 0, "calls")), 1 + q, 0.01);
  const ended = runs.map((run) => edgeCount(run, 0, "succeeded") + edgeCount(run, 0, "failed"));
  expectTheory(runs.map((run, index) => edgeCount(run, 0, "succeeded") / (ended[index] ?? 0)), 1 - q * q, 0.005);
  expectTheory(runs.map(({ edges: [edge = raise()] }) => edge.latency.sum / edge.latency.count / 1000), (80 * (1 - q * q) - q * q * 400) / (1 - q * q), 0.01);
});

/** Route 400 ms, try 150 ms, five tries, pauses of 20 ms, nobody answers: tries start at 0, 170 and 340, and the third is cut at 400 by the route. */
test("the deadline of a route ends the last try", () => {
  const call = { deadlineMicros: 400_000, tryMicros: 150_000, retry: retry(4, { pause: { kind: "linkerd", base: 20_000, max: 20_000, jitter: 0 } }) };
  const run = ranOnce(onePool({ perSecond: 1, seconds: 1.9, law: "constant", work: { kind: "constant", micros: 1e9 }, pool: { concurrency: Infinity }, call }));
  expect([edgeCount(run, 0, "tries"), edgeCount(run, 0, "tryTimeouts"), edgeCount(run, 0, "deadlines"), run.edges[0]?.outcomes[outcomes.deadline]]).toEqual([3, 2, 1, 1]);
});

/** A try of 200 ms at a server of 300 ms, one retry: cut both times it fails; Linkerd's last try runs on, and the answer comes after 500 ms. */
test.each([[false, 0, 0], [true, 1, 500_000]])("the last try runs on: %s", (lastTryUncut, succeeded, time) => {
  const run = ranOnce(onePool({ perSecond: 1, seconds: 1.9, law: "constant", work: { kind: "constant", micros: 300_000 }, pool: { concurrency: Infinity }, call: { tryMicros: 200_000, lastTryUncut, retry: retry(1) } }));
  expect([edgeCount(run, 0, "succeeded"), run.edges[0]?.latency.max]).toEqual([succeeded, time]);
});

const budget = (plan: BudgetPlan, requests: number): Run => {
  const plans = onePool({ perSecond: 0, seconds: 1, work: instant, pool: { concurrency: Infinity, errors: failing(1) }, call: { retry: retry(3) }, edge: { budget: plan } });
  return ranOnce({ ...plans, entries: plans.entries.map((entry) => ({ ...entry, rate: [], bursts: [{ atMicros: 1, requests }] })) });
};

/** Retries in the window ≤ R · calls in the window; retries are no calls, so the fifty cannot earn more. */
test.each([[0.25, 2, 200, 50], [0.2, 5, 300, 60], [0.29, 1, 100, 29], [0.07, 1, 100, 7]])("%d of the calls in %d s with %d calls allows exactly %d retries", (share, seconds, calls, retries) => {
  const run = budget({ kind: "window", share, windowMicros: seconds * second, floor: 0 }, calls);
  expect([edgeCount(run, 0, "retries"), edgeCount(run, 0, "tries"), edgeCount(run, 0, "failed")]).toEqual([retries, calls + retries, calls]);
});

test("the floor of a window allows retries of few calls", () => {
  expect(edgeCount(budget({ kind: "window", share: 0.2, windowMicros: 2 * second, floor: 20 }, 10), 0, "retries")).toBe(20);
});

/** Evenly spaced total failure: every fourth call earns one. */
test("a quarter is every fourth call", () => {
  const one = budgetOf({ kind: "window", share: 0.25, windowMicros: 100 * second, floor: 0 });
  const allowed = Array.from({ length: 12 }, (_, call) => {
    if (one.kind === "window") one.calls.add(call * second);
    return takeRetry(one, null, call * second);
  });
  expect(allowed.map(Number).join("")).toBe("000100010001");
});

test("a sliding count forgets what is as old as its window", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.integer({ min: 1, max: 100 }), (steps, width) => {
      const count = new SlidingCount(width);
      let now = 0;
      const times = steps.map((step) => (now += step));
      times.forEach((time, index) => {
        count.add(time);
        expect(count.count(time)).toBe(times.slice(0, index + 1).filter((other) => other > time - width).length);
      });
    }),
  );
});

/** Retries of a chain of d hops, each with a budget of share r, multiply the load of the leaf by (1+r)^d at most. */
test("budgets bound the amplification of a chain", () => {
  const plan = chain([3, 3, 3], 1, 300, 20);
  const edges = (plan.epochs[0] ?? raise()).edges.map((edge) => ({ ...edge, budget: { kind: "window" as const, share: 0.2, windowMicros: 2 * second, floor: 0 } }));
  const run = ranOnce({ ...plan, epochs: plan.epochs.map((epoch) => ({ ...epoch, edges })) });
  const leaf = edgeCount(run, 2, "tries") / edgeCount(run, 0, "calls");
  expect(leaf).toBeLessThanOrEqual(1.2 ** 3);
  expect(leaf).toBeGreaterThan(1.6);
});

describe("tokens as tower counts them", () => {
  /** Ratio 0.25, 2 a second for 10 s: cost 4, reserve 80, 20 at first; 30 deposits make 27 withdrawals. */
  test("deposits and reserve", () => {
    const tokens = new TokenBucket(0.25, 10 * second, 2);
    expect(tokens.balance(0)).toBe(20);
    for (let count = 0; count < 30; count += 1) tokens.deposit(0);
    expect(Array.from({ length: 28 }, () => tokens.withdraw(0)).filter(Boolean)).toHaveLength(27);
  });

  /** Whole numbers make 0.3 into 1/3. */
  test("0.3 of 90 is 30", () => {
    const tokens = new TokenBucket(0.3, 10 * second, 0);
    for (let count = 0; count < 90; count += 1) tokens.deposit(0);
    expect(tokens.balance(0)).toBe(30);
  });

  /** Fifty deposits at 0, looked at every so often: when they are gone. Found by running tower's own file with a substitute clock. */
  test.each([[500, 11_000], [13, 6_006], [50.1, 6_012], [1_500, 9_000]])("touched every %d ms they are gone after %d ms", (step, gone) => {
    const tokens = new TokenBucket(1, 10 * second, 0);
    for (let count = 0; count < 50; count += 1) tokens.deposit(0);
    let now = 0;
    while (tokens.balance(now) > 0 && now < 30 * second) now += step * 1000;
    expect(now / 1000).toBeCloseTo(gone, 6);
  });

  test.each([[9.5, 50], [10.2, 0]])("touched once at %d s there are %d", (at, left) => {
    const tokens = new TokenBucket(1, 10 * second, 0);
    for (let count = 0; count < 50; count += 1) tokens.deposit(0);
    expect(tokens.balance(at * second)).toBe(left);
  });
});

/** Retries under way < max(trunc(share · (active + pending)), floor). */
test.each([[0.3, 0, 45, 8, 15], [0.2, 3, 9, 0, 3], [0.2, 3, 15, 0, 3], [0.2, 3, 20, 0, 4], [0, 5, 100, 0, 5], [1.5, 0, 4, 0, 6]])("%d of requests under way, floor %d, %d active and %d pending: %d", (share, floor, active, pending, limit) => {
  const allows = (retries: number): boolean => takeRetry(budgetOf({ kind: "concurrency", share, floor, intervalMicros: 0 }), { active, pending, retries }, 0);
  expect([allows(limit - 1), allows(limit)]).toEqual([true, false]);
});

/** The bound is on concurrency: no more than the limit are ever between decision and answer, pauses included. */
test("a limit on retries under way holds during pauses", () => {
  const call = { retry: retry(3, { pause: { kind: "linkerd" as const, base: second, max: second, jitter: 0 } }) };
  const plan = onePool({ perSecond: 0, seconds: 10, work: instant, pool: { concurrency: Infinity, errors: failing(1) }, call, edge: { budget: { kind: "count", most: 7 } } });
  const run = ranOnce({ ...plan, entries: plan.entries.map((entry) => ({ ...entry, rate: [], bursts: [{ atMicros: 1, requests: 100 }] })) });
  expect([edgeCount(run, 0, "retries"), edgeCount(run, 0, "retriesRefused")]).toEqual([7 * 3, 93]);
});

describe("pauses", () => {
  test("Envoy's bounds: base, doubled while below half of max, then max", () => {
    expect([1, 2, 3, 4, 5].map((number) => envoyBoundMs(40, 300, number))).toEqual([40, 80, 160, 300, 300]);
    expect([1, 2, 3, 4, 5, 6].map((number) => envoyBoundMs(25, 250, number))).toEqual([25, 50, 100, 200, 250, 250]);
  });

  test("Envoy's pause is the random number modulo the bound, in milliseconds", () => {
    const [one, same] = [randomStream(7, "x"), randomStream(7, "x")];
    const plan = { kind: "envoy", base: 40_000, max: 300_000 } as const;
    for (let number = 1; number <= 5; number += 1) expect(pauseBefore(plan, number, one)).toBe((nextBits(same) % envoyBoundMs(40, 300, number)) * 1000);
  });

  /** Uniform on 0 … I-1: mean (I-1)/2, variance (I²-1)/12. */
  test.each([1, 2, 3, 4])("Envoy's pause before retry %d is uniform", (number) => {
    const stream = randomStream(1, "pauses");
    const [draws, bound] = [20_000, envoyBoundMs(40, 300, number)];
    const sum = Array.from({ length: draws }, () => pauseBefore({ kind: "envoy", base: 40_000, max: 300_000 }, number, stream) / 1000).reduce((total, one) => total + one, 0);
    expect(Math.abs(sum / draws - (bound - 1) / 2)).toBeLessThan(4 * Math.sqrt((bound * bound - 1) / 12 / draws));
  });

  /** min 100, max 1000, jitter 0.5: [100,150], [200,300], [400,600], [800,1000], 1000: at the cap there is none. */
  test.each([[1, 100, 150], [2, 200, 300], [3, 400, 600], [4, 800, 1000], [5, 1000, 1000]])("Linkerd's pause before retry %d is from %d to %d ms", (number, least, most) => {
    const stream = randomStream(1, "pauses");
    const found = Array.from({ length: 2_000 }, () => pauseBefore({ kind: "linkerd", base: 100_000, max: 1_000_000, jitter: 0.5 }, number, stream) / 1000);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...found)).toBeLessThanOrEqual(most);
    expect(Math.max(...found) - Math.min(...found)).toBeGreaterThanOrEqual(0.99 * (most - least));
  });

  /** Full jitter: uniform on [0, v), v = min(max, base·2^(i-1)): mean v/2, variance v²/12. */
  test.each([[1, 25_000], [2, 50_000], [5, 250_000]])("full jitter before retry %d is below %d microseconds", (number, bound) => {
    const stream = randomStream(1, "pauses");
    const found = Array.from({ length: 20_000 }, () => pauseBefore({ kind: "full-jitter", base: 25_000, max: 250_000 }, number, stream));
    expect(Math.max(...found)).toBeLessThan(bound);
    expect(Math.abs(found.reduce((sum, one) => sum + one, 0) / found.length - bound / 2)).toBeLessThan((4 * bound) / Math.sqrt(12 * found.length));
  });
});
