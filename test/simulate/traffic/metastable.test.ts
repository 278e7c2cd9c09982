import { overload, success } from "./metastable.ts";
import { second } from "./plans.ts";

/**
 * Bronson and others, "Metastable Failures in Distributed Systems" (HotOS 2021), in small: eight servers, capacity C = 160
 * a second. With n tries the load is nλ once every try fails, and stays there if nλ > C: λ = 105 is between C/n and C. With
 * a budget of a share r it is λ(1+r) = 115.5 < C, and the queue drains.
 */
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
const budget = { kind: "window", share: 0.1, windowMicros: 10 * second, floor: 0 } as const;
const spans = [[30, 60], [75, 85], [88, 100]] as const;

test("the overload outlives its trigger in all of twenty runs", () => {
  for (const seed of seeds) {
    const { shares: [before = 0, after = 1, later = 1], tries } = success(overload({ perSecond: 105, tries: 3 }, 8, 100), seed, spans);
    expect({ seed, before: before > 0.98, after: after < 0.02, later: later < 0.02, tries: tries > 2.9 }).toEqual({ seed, before: true, after: true, later: true, tries: true });
  }
});

test("with a budget it is over in all of twenty runs", () => {
  for (const seed of seeds) {
    const { shares: [before = 0, , later = 0], tries } = success(overload({ perSecond: 105, tries: 3, budget }, 8, 100), seed, spans);
    expect({ seed, before: before > 0.98, later: later > 0.98, tries: tries < 1.1 }).toEqual({ seed, before: true, later: true, tries: true });
  }
});

test("below C/n even unlimited retries get over it", () => {
  const { shares: [, after = 0] } = success(overload({ perSecond: 30, tries: 3 }, 8, 100), 1, [[20, 60], [80, 100]]);
  expect(after).toBeGreaterThan(0.99);
});
