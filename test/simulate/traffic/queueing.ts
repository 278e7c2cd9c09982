import { edgeCounts, poolCounts } from "../../../src/simulate/traffic/engine/tally.ts";
import type { Law } from "../../../src/simulate/traffic/law.ts";
import { callPlan, edgePlan, lanePlan, onePool, plain, poolPlan } from "./plans.ts";
import { expectTheory, meanTime, raise, replications } from "./theory.ts";

const exponential = (mean: number): Law => ({ kind: "exponential", mean });
const runs = 16;

function inSystem(counts: Float64Array): number {
  return (counts[poolCounts.busyArea] ?? 0) + (counts[poolCounts.queueArea] ?? 0);
}

function erlangB(servers: number, load: number): number {
  return servers === 0 ? 1 : (load * erlangB(servers - 1, load)) / (servers + load * erlangB(servers - 1, load));
}

function counted({ counts, base }: { readonly counts: Float64Array; readonly base: Float64Array }, index: number): number {
  return (counts[index] ?? 0) - (base[index] ?? 0);
}

/**
 * Closed forms of queueing theory (Kleinrock, Queueing Systems I; Harchol-Balter, Performance Modeling), each with its
 * derivation. More effort: longer runs, and a narrower bound on the standard error.
 */
export function queueingTests(effort: number): void {
  const precision = (usual: number): number => (2 * usual) / Math.sqrt(effort);

  /**
   * M/M/1: the number in system is geometric, L = ρ/(1-ρ); with Little's law W = L/λ = 1/(μ-λ), and the time in system is
   * exponential, so that its p-quantile is -ln(1-p)/(μ-λ). λ = 7, μ = 10: W = 1/3, p99 = 1.535, L = 7/3.
   */
  test("M/M/1", () => {
    const found = replications(onePool({ perSecond: 7, seconds: 1500 * effort, warmupSeconds: 50, work: exponential(100_000) }), runs);
    expectTheory(found.map(meanTime), 1 / 3, precision(0.02));
    expectTheory(found.map((run) => (run.pools[0]?.latency.quantile(0.99) ?? 0) / 1e6), -Math.log(0.01) / 3, precision(0.03));
    expectTheory(found.map(({ pools: [pool = raise()] }) => (inSystem(pool.counts) - inSystem(pool.base)) / (1500e6 * effort - 50e6)), 7 / 3, precision(0.03));
  });

  /**
   * M/M/c: with a = λ/μ, Erlang B by B(0) = 1, B(k) = aB(k-1)/(k+aB(k-1)) and ρ = a/c, the share that waits is
   * C = B/(1-ρ(1-B)), and W = C/(cμ-λ) + 1/μ.
   */
  test.each([[3, 1, 4, 1.5094], [45, 10, 5, 0.2525], [190, 10, 20, 0.1755]])("M/M/c with λ = %d, μ = %d, c = %d", (perSecond, mu, concurrency, published) => {
    const blocked = erlangB(concurrency, perSecond / mu);
    const waits = blocked / (1 - (perSecond / mu / concurrency) * (1 - blocked));
    const time = waits / (concurrency * mu - perSecond) + 1 / mu;
    expect(time).toBeCloseTo(published, 4);
    const seconds = (40_000 * effort) / perSecond;
    expectTheory(replications(onePool({ perSecond, seconds, warmupSeconds: seconds / 10, work: exponential(1e6 / mu), pool: { concurrency } }), runs).map(meanTime), time, precision(0.03));
  });

  /** M/G/1 (Pollaczek, Khinchine): W = S + λS²(1+cv²)/(2(1-ρ)), whatever else the law of service is. λ = 7, S = 0.1. */
  test.each<[string, Law, number]>([
    ["constant, cv² = 0", { kind: "constant", micros: 100_000 }, 0],
    ["Erlang of 4 stages, cv² = 1/4", { kind: "erlang", mean: 100_000, stages: 4 }, 0.25],
    ["hyperexponential, cv² = 2", { kind: "hyperexponential", mean: 100_000, cv2: 2 }, 2],
    ["uniform on [0, 0.2], cv² = 1/3", { kind: "uniform", from: 0, to: 200_000 }, 1 / 3],
  ])("M/G/1, %s", (_, work, cv2) => {
    const wait = (7 * 0.01 * (1 + cv2)) / (2 * 0.3);
    expectTheory(replications(onePool({ perSecond: 7, seconds: 1500 * effort, warmupSeconds: 50, work }), runs).map(meanTime), 0.1 + wait, precision(0.03));
  });

  /** Erlang B (M/G/c/c): what finds all servers busy is lost, in a share that depends on the law of service only by its mean. */
  test.each<[number, number, Law["kind"]]>([[4, 3, "exponential"], [4, 3, "constant"], [8, 6, "exponential"], [12, 12, "constant"]])("Erlang B with c = %d, a = %d, %s service", (concurrency, load, kind) => {
    const work: Law = kind === "constant" ? { kind: "constant", micros: 100_000 } : exponential(100_000);
    const found = replications(onePool({ perSecond: load * 10, seconds: 150 * effort, warmupSeconds: 5, work, pool: { concurrency, queue: 0 } }), runs);
    expectTheory(found.map(({ pools: [pool = raise()] }) => counted(pool, poolCounts.rejected) / counted(pool, poolCounts.offered)), erlangB(concurrency, load), precision(0.03));
  });

  /** The same loss by the caller's own limit of requests under way (Envoy's `max_requests`): M/G/c/c again, with no queue anywhere. */
  test("a caller's limit of 4 requests with 3 under way on average refuses Erlang B", () => {
    const lane = { limits: { connections: Infinity, pending: Infinity, requests: 4 } };
    const found = replications(onePool({ perSecond: 30, seconds: 150 * effort, warmupSeconds: 5, work: exponential(100_000), pool: { concurrency: Infinity }, lane }), runs);
    expectTheory(found.map(({ edges: [edge = raise()] }) => counted(edge, edgeCounts.overflows) / counted(edge, edgeCounts.tries)), erlangB(4, 3), precision(0.03));
  });

  /** M/M/c/K by connections and pending requests: p(n) ∝ aⁿ/n! up to c, then times a/c; what finds K = c + pending is refused. λ = 15, μ = 5, c = 2, K = 6: 0.3596. */
  test("connections and pending requests of HTTP/1.1 make M/M/2/6", () => {
    const lane = { multiplexed: false, limits: { connections: 2, pending: 4, requests: Infinity } };
    const found = replications(onePool({ perSecond: 15, seconds: 600 * effort, warmupSeconds: 20, work: exponential(200_000), pool: { concurrency: Infinity }, lane }), runs);
    expectTheory(found.map(({ edges: [edge = raise()] }) => counted(edge, edgeCounts.overflows) / counted(edge, edgeCounts.tries)), 0.3596, precision(0.02));
  });

  /** M/M/1/K at the server: p(n) ∝ ρⁿ. λ = 9, μ = 10, K = 4: loss 0.1602, W = 0.2369. */
  test("a bounded queue makes M/M/1/4", () => {
    const found = replications(onePool({ perSecond: 9, seconds: 1000 * effort, warmupSeconds: 20, work: exponential(100_000), pool: { queue: 3 } }), runs);
    expectTheory(found.map(({ pools: [pool = raise()] }) => counted(pool, poolCounts.rejected) / counted(pool, poolCounts.offered)), 0.1602, precision(0.03));
    expectTheory(found.map(meanTime), 0.2369, precision(0.02));
  });

  /** Jackson: in a tandem each node is M/M/1 with its own λ, and times add up. A first node that holds no worker while it calls: 1/(10-5) + 1/(8-5) = 0.5333. */
  test("two queues in a row are two M/M/1", () => {
    const need = { call: callPlan(1, 1), probability: 1, optional: false };
    const front = callPlan(0, 2, { branches: [{ upTo: 1, lane: 2, status: 0, stages: [[need]] }] });
    const first = { call: callPlan(2, 0), probability: 1, optional: false };
    const root = callPlan(0, 2, { branches: [{ ...(front.branches[0] ?? raise()), stages: [[first], [need]] }] });
    const pools = [poolPlan("a", exponential(100_000)), poolPlan("b", exponential(125_000)), poolPlan("front", { kind: "constant", micros: 0 }, { concurrency: Infinity })];
    const edges = [edgePlan("e", "front"), edgePlan("front", "b"), edgePlan("front", "a")];
    const plan = plain({ roots: [[{ upTo: 1, call: root }]], edges, lanes: [lanePlan(2, 0), lanePlan(1, 1), lanePlan(0, 2)] }, pools, 5, 1000 * effort, { warmupMicros: 50e6 });
    expectTheory(replications(plan, runs).map(({ pools: [, , pool = raise()] }) => pool.latency.sum / pool.latency.count / 1e6), 1 / 5 + 1 / 3, precision(0.02));
  });

  /** Service in parallel, waiting for all of n: the largest of n exponentials has mean S·H(n) = S(1 + 1/2 + … + 1/n). n = 10: 2.929 S. */
  test("ten calls at once take as long as the slowest", () => {
    const needs = Array.from({ length: 10 }, () => ({ call: callPlan(1, 1), probability: 1, optional: false }));
    const root = callPlan(0, 0, { branches: [{ upTo: 1, lane: 0, status: 0, stages: [needs] }] });
    const pools = [poolPlan("front", { kind: "constant", micros: 0 }, { concurrency: Infinity }), poolPlan("leaf", exponential(100_000), { concurrency: Infinity })];
    const plan = plain({ roots: [[{ upTo: 1, call: root }]], edges: [edgePlan("e", "front"), edgePlan("front", "leaf")], lanes: [lanePlan(0, 0), lanePlan(1, 1)] }, pools, 10, 30 * effort);
    expectTheory(replications(plan, runs).map(meanTime), 0.2929, precision(0.01));
  });

  /** D/D/1: arrivals every 10 ms with 4 ms of work never wait. */
  test("nothing is left to chance in D/D/1", () => {
    const { pools: [pool = raise()] } = replications(onePool({ perSecond: 100, seconds: 10, law: "constant", work: { kind: "constant", micros: 4_000 } }), 1)[0] ?? raise();
    expect([pool.latency.count, pool.latency.quantile(0), pool.latency.quantile(1), counted(pool, poolCounts.queueArea)]).toEqual([999, 4_000, 4_000, 0]);
  });
}
