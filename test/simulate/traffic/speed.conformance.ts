import { runTraffic } from "../../../src/simulate/traffic/engine/run.ts";
import { onePool } from "./plans.ts";

/** M/M/5 with 3.6 million events; processor time, so that other work on the machine counts for little. The best of five. */
test("a million events a second on one core", () => {
  const plan = onePool({ perSecond: 45, seconds: 40_000, work: { kind: "exponential", mean: 100_000 }, pool: { concurrency: 5 } });
  const rates = [1, 2, 3, 4, 5].map((seed) => {
    const start = process.cpuUsage();
    const { events } = runTraffic(plan, seed);
    const { user, system } = process.cpuUsage(start);
    return events / ((user + system) / 1e6);
  });
  expect(Math.max(...rates)).toBeGreaterThan(1_000_000);
});

/** Ten times the simulated time needs no more objects: those of calls and tries that are over are used again. */
test("memory does not grow with simulated time", () => {
  const most = [1, 10].map((times) => {
    let least = Infinity;
    const plan = onePool({ perSecond: 45, seconds: 2_000 * times, work: { kind: "exponential", mean: 100_000 }, pool: { concurrency: 5 } });
    for (let bound = 1; bound <= 4096 && least === Infinity; bound *= 2) if (runTraffic({ ...plan, maxTries: bound }, 1).stopped === null) least = bound;
    return least;
  });
  // The longest queue of ten times as long is a little longer, not ten times.
  expect((most[1] ?? Infinity) / (most[0] ?? 1)).toBeLessThanOrEqual(4);
});
