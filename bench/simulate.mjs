// Events a second of the traffic engine on one core, and the ratio to SimPy on the same M/M/c model in the same run.
// Needs a build (`npm run build`) and, for the ratio, Python with `pip install simpy==4.1.2`.
//   node --expose-gc bench/simulate.mjs
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const built = process.env.MESHWRIGHT_DIST ?? join(here, "../dist");
const { runTraffic } = await import(join(built, "simulate/traffic/engine/run.js"));
const { markedOutcomes } = await import(join(built, "simulate/traffic/outcome.js"));

const second = 1_000_000;
const unlimited = { connections: Infinity, pending: Infinity, requests: Infinity };

const pool = (key, mean, more = {}) => ({
  ...{ key, service: key, replicas: 1, concurrency: 1, queue: Infinity, order: "fifo", work: { kind: "exponential", mean }, errors: [], warmUp: null },
  ...{ abandoned: "finish", heedsDeadlines: false, failureStatus: 503, rateLimit: null, ...more },
});
const lane = (index, balancing) => ({ key: `lane ${index}`, edge: index, pool: index, balancing, multiplexed: true, limits: unlimited, ejection: { kind: "none" }, waiting: null });
const call = (index, stages, more = {}) => ({
  ...{ edge: index, route: null, branches: [{ upTo: 1, lane: index, status: 0, stages }], deadlineMicros: Infinity, patienceMicros: Infinity, tryMicros: Infinity, lastTryUncut: false },
  ...{ retry: null, faults: [], redraws: false, mirrors: [], ...more },
});

function plan({ root, pools, edges, lanes, perSecond, seconds, latency }) {
  const rate = [0, seconds].map((at) => ({ atMicros: at * second, perMicro: perSecond / second }));
  return {
    ...{ durationMicros: seconds * second, warmupMicros: 0, windowMicros: (seconds * second) / 10, maxEvents: 4e9, maxTries: 1e7, pools },
    epochs: [{ atMicros: 0, roots: [[{ upTo: 1, call: root }]], edges, lanes }],
    entries: [{ name: "entry", law: "poisson", rate, bursts: [], clients: 1 }],
    network: { latency: { kind: "constant", micros: latency }, links: [], connectMicros: second },
    timeline: [],
  };
}

/** λ = 45, μ = 10, c = 5: two events for each customer. */
function queue(seconds) {
  const edges = [{ key: "entry -> s", from: "entry", to: "s", clients: 1, budget: { kind: "none" } }];
  return plan({ root: call(0, []), pools: [pool("s", 100_000, { concurrency: 5 })], edges, lanes: [lane(0, "round-robin")], perSecond: 45, seconds, latency: 0 });
}

/** Four hops of four replicas each, time limits for tries and calls, retries with pauses and a budget, 1 % errors, latency. */
function mesh(seconds) {
  const names = ["a", "b", "c", "d"];
  const error = { share: 0.01, status: 503, work: null, route: null, from: null, busyAbove: 0, fromMicros: 0, toMicros: Infinity };
  const retry = { attempts: 2, repeats: markedOutcomes(["s503", "t", "c"]), reselections: 5, pause: { kind: "envoy", base: 25_000, max: 250_000 } };
  const root = names.reduceRight((inner, _, index) => call(index, inner === null ? [] : [[{ call: inner, probability: 1, optional: false }]], { tryMicros: second, deadlineMicros: 3 * second, retry }), null);
  const pools = names.map((name) => pool(name, 5_000, { replicas: 4, concurrency: 50, errors: [error] }));
  const budget = { kind: "concurrency", share: 0.2, floor: 3, intervalMicros: 0 };
  const edges = names.map((name, index) => ({ key: `hop ${index}`, from: names[index - 1] ?? "entry", to: name, clients: index === 0 ? 1 : 4, budget }));
  return plan({ root, pools, edges, lanes: names.map((_, index) => lane(index, "least-request")), perSecond: 1000, seconds, latency: 500 });
}

/** Best of several runs: other work on the machine only ever slows it down. */
function measured(make, seconds, runs = 3) {
  const results = Array.from({ length: runs }, (_, index) => {
    const start = process.cpuUsage();
    const run = runTraffic(make(seconds), index + 1);
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) / 1e6;
    return { events: run.events, calls: run.edges[0].counts[0], took, meanMs: run.pools[0].latency.sum / run.pools[0].latency.count / 1000 };
  });
  return results.sort((a, b) => b.events / b.took - a.events / a.took)[0];
}

const millions = (value) => `${(value / 1e6).toFixed(2)} M`;
const show = (name, { events, took }) => console.log(`${name.padEnd(34)} ${millions(events / took).padStart(8)} events/s   (${millions(events)} events in ${took.toFixed(2)} s of one core)`);

measured(queue, 2_000, 1);
const ours = measured(queue, 40_000);
show("M/M/5, λ = 45, μ = 10", ours);
show("mesh of four hops with retries", measured(mesh, 60));
console.log(`mean time in the queue: ${ours.meanMs.toFixed(1)} ms, in theory 252.5 ms`);

/** Memory after ten times the simulated time, as far as the collector can tell. */
function heap(seconds) {
  runTraffic(queue(seconds), 1);
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}
const [short, long] = [heap(4_000), heap(40_000)];
console.log(`memory after 4,000 s of simulated time ${millions(short)}B, after 40,000 s ${millions(long)}B`);

const python = spawnSync(process.env.PYTHON ?? "python3", [join(here, "mmc_simpy.py"), "45", "10", "5", "4000"], { encoding: "utf8" });
if (python.status !== 0) {
  console.log(`SimPy: not compared (${python.stderr?.trim().split("\n").at(-1) ?? "no Python"})`);
} else {
  const theirs = JSON.parse(python.stdout);
  show(`the same in SimPy ${theirs.version}`, theirs);
  console.log(`mean time in the queue: ${theirs.meanMs.toFixed(1)} ms`);
  console.log(`ratio: ${(ours.events / ours.took / (theirs.events / theirs.took)).toFixed(1)} times as many events a second, ${(ours.calls / ours.took / (theirs.customers / theirs.took)).toFixed(1)} times as many customers`);
}
