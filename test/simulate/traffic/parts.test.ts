import fc from "fast-check";
import { EventQueue } from "../../../src/simulate/traffic/event-queue.ts";
import { Histogram } from "../../../src/simulate/traffic/histogram.ts";
import { sampler } from "../../../src/simulate/traffic/law.ts";
import type { Law } from "../../../src/simulate/traffic/law.ts";
import { nextBelow, nextBits, nextNormal, nextUnit, normalQuantile, randomStream } from "../../../src/simulate/traffic/random.ts";
import { estimate, studentQuantile } from "../../../src/simulate/traffic/result/statistics.ts";
import { spanMicros } from "../../../src/simulate/traffic/scenario/span.ts";
import { meanOf } from "./mean-of.ts";

describe("random numbers", () => {
  /** From the state 1, 2, 3, 4 the recurrence gives 11520, 0, 5927040, 70819200 (Blackman and Vigna, xoshiro128starstar.c). */
  test("the generator is xoshiro128**", () => {
    const stream = { a: 1, b: 2, c: 3, d: 4 };
    expect([1, 2, 3, 4].map(() => nextBits(stream))).toEqual([11520, 0, 5927040, 70819200]);
  });

  test("streams depend on seed and name, and on nothing else", () => {
    const first = (seed: number, name: string): number => nextBits(randomStream(seed, name));
    const firsts = [1, 2, 3].flatMap((seed) => ["arrivals/web", "arrivals/wec", "work/web"].map((name) => first(seed, name)));
    expect(new Set(firsts).size).toBe(9);
    // Recorded results rest on these numbers.
    expect([first(1, "arrivals/web"), first(2, "arrivals/web")]).toEqual([338344071, 4118028787]);
  });

  /** Chi-square of 100 cells with 99 degrees of freedom: below 149 with probability 0.999. */
  test("numbers below a bound are uniform", () => {
    const stream = randomStream(1, "cells");
    const counts = new Array<number>(100).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) counts[nextBelow(stream, 100)]! += 1;
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(149);
  });

  test("neighbouring streams are not correlated", () => {
    const [one, other] = [randomStream(1, "a"), randomStream(1, "b")];
    const sum = Array.from({ length: 20_000 }, () => (nextUnit(one) - 0.5) * (nextUnit(other) - 0.5)).reduce((total, value) => total + value, 0);
    expect(Math.abs(sum / 20_000)).toBeLessThan((4 / 12) / Math.sqrt(20_000));
  });

  test.each([[0.5, 0], [0.975, 1.959964], [0.99, 2.326348], [0.001, -3.090232]])("the normal quantile at %d is %d", (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 6);
    expect(Number.isFinite(nextNormal(randomStream(1, "normal")))).toBe(true);
  });
});

describe("the event queue", () => {
  test("events come in order of time, and those of one time in the order in which they were planned", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(20), fc.constant(-1)), { maxLength: 400 }), (steps) => {
        const queue = new EventQueue();
        const waiting: { readonly time: number; readonly order: number }[] = [];
        steps.forEach((step, order) => {
          if (step >= 0) {
            queue.add(step, order % 14, order, order + 7);
            waiting.push({ time: step, order });
            return;
          }
          const next = [...waiting].sort((a, b) => a.time - b.time || a.order - b.order)[0];
          expect(queue.take()).toBe(next !== undefined);
          if (next === undefined) return;
          waiting.splice(waiting.indexOf(next), 1);
          expect([queue.time, queue.owner, queue.kind, queue.generation]).toEqual([next.time, next.order, next.order % 14, next.order + 7]);
        });
        expect(queue.length).toBe(waiting.length);
      }),
    );
  });

  test("it grows", () => {
    const queue = new EventQueue();
    for (let time = 5_000; time > 0; time -= 1) queue.add(time, 1, time, 0);
    const taken = Array.from({ length: 5_000 }, () => (queue.take(), queue.owner));
    expect(taken).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1));
  });
});

describe("the histogram", () => {
  test("quantiles are those of the sorted values, within the resolution", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 35 }), { minLength: 1, maxLength: 200 }), fc.constantFrom(7, 10), (values, bits) => {
        const histogram = new Histogram(bits);
        for (const value of values) histogram.record(value);
        const sorted = [...values].sort((a, b) => a - b);
        const packed = new Histogram(bits);
        for (const value of values) packed.record(value);
        packed.pack();
        expect([0, 0.3, 0.5, 0.99, 1].map((share) => packed.quantile(share))).toEqual([0, 0.3, 0.5, 0.99, 1].map((share) => histogram.quantile(share)));
        expect([0, ...values].map((value) => packed.countUpTo(value))).toEqual([0, ...values].map((value) => histogram.countUpTo(value)));
        for (const share of [0, 0.5, 0.9, 0.99, 1]) {
          const exact = sorted[Math.max(1, Math.ceil(share * values.length - 1e-9)) - 1] ?? 0;
          const found = histogram.quantile(share);
          expect(found).toBeGreaterThanOrEqual(exact);
          expect(found).toBeLessThanOrEqual(exact * (1 + 2 ** -bits));
        }
        histogram.clear();
        expect([histogram.count, histogram.quantile(0.5), histogram.countUpTo(2 ** 35)]).toEqual([0, 0, 0]);
      }),
    );
  });

  test("small values are exact, and what is too large counts as the largest", () => {
    const histogram = new Histogram(7);
    for (let value = 0; value < 256; value += 1) histogram.record(value);
    expect([histogram.quantile(0.5), histogram.countUpTo(99)]).toEqual([127, 100]);
    histogram.record(2 ** 40);
    expect(histogram.quantile(1)).toBe(2 ** 36 - 1);
  });
});

describe("laws", () => {
  test.each<[string, Law]>([
    ["constant", { kind: "constant", micros: 5_000 }],
    ["exponential", { kind: "exponential", mean: 5_000 }],
    ["uniform", { kind: "uniform", from: 1_000, to: 9_000 }],
    ["erlang", { kind: "erlang", mean: 5_000, stages: 3 }],
    ["hyperexponential", { kind: "hyperexponential", mean: 5_000, cv2: 4 }],
    ["lognormal", { kind: "lognormal", median: 5_000, p99: 20_000 }],
    ["pareto", { kind: "pareto", least: 1_000, shape: 1.5, cap: 100_000 }],
    ["pareto of shape 1", { kind: "pareto", least: 1_000, shape: 1, cap: 100_000 }],
    ["quantiles", { kind: "quantiles", points: [{ share: 0.5, micros: 1_000 }, { share: 0.9, micros: 4_000 }, { share: 1, micros: 20_000 }] }],
  ])("%s has its mean", (_, law) => {
    const [stream, draw, draws] = [randomStream(3, "law"), sampler(law), 40_000];
    const values = Array.from({ length: draws }, () => draw(stream));
    const mean = values.reduce((sum, value) => sum + value, 0) / draws;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
    expect(Math.abs(mean - meanOf(law))).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(draws) + 1e-6);
  });

  test("a lognormal law has its median and its 99th percentile", () => {
    const [stream, draw] = [randomStream(3, "law"), sampler({ kind: "lognormal", median: 5_000, p99: 20_000 })];
    const values = Array.from({ length: 40_000 }, () => draw(stream)).sort((a, b) => a - b);
    expect((values[20_000] ?? 0) / 5_000).toBeCloseTo(1, 1);
    expect((values[39_600] ?? 0) / 20_000).toBeCloseTo(1, 1);
  });

  /** The mean square of a hyperexponential law is 1 + cv² times the square of its mean. */
  test("a hyperexponential law is as uneven as it says", () => {
    const [stream, draw] = [randomStream(3, "law"), sampler({ kind: "hyperexponential", mean: 1, cv2: 4 })];
    const squares = Array.from({ length: 200_000 }, () => draw(stream) ** 2).reduce((sum, value) => sum + value, 0) / 200_000;
    expect(squares / 5).toBeCloseTo(1, 1);
  });
});

describe("statistics", () => {
  test("Student's quantiles go on beyond their table", () => {
    expect(studentQuantile(1)).toBe(12.706);
    expect(studentQuantile(40)).toBeCloseTo(2.021, 2);
    expect(studentQuantile(100_000)).toBeCloseTo(1.96, 3);
  });

  test("a mean with its interval", () => {
    expect(estimate([])).toBeNull();
    expect(estimate([null, 3])).toEqual({ mean: 3, low: null, high: null });
    expect(estimate([1, 2, 3])).toEqual({ mean: 2, low: -0.484338, high: 4.48434 });
  });
});

test.each([["250us", 250], ["1.5ms", 1_500], ["0s", 0], ["2s", 2_000_000], ["0.001ms", 1], ["1.25m", 75_000_000], ["1h", 3_600_000_000]])("%s is %d microseconds", (text, micros) => {
  expect(spanMicros(text)).toBe(micros);
});
