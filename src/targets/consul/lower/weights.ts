import { compareFractions, fraction, minus, times, zero } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import type { ErrorSize } from "../../draft.ts";

/** Weights in percent, in the order they are written (indices of the input), and how far off a share is at most. */
export interface Percentages {
  readonly parts: readonly { readonly index: number; readonly percent: number }[];
  readonly error: ErrorSize | null;
}

const whole = 10_000;

/**
 * Relative weights as percentages of two decimals that Consul accepts: hundredths that add up to 10000, in an order whose
 * sum as 32-bit floats is exactly 100 (`hashicorp/consul-k8s:control-plane/api/v1alpha1/servicesplitter_types.go`). The
 * error counts what the proxies make of them (`hashicorp/consul:agent/xds/routes.go`). The weights are not all zero.
 */
export function percentages(weights: readonly number[]): Percentages {
  const rounded = hundredthsOf(weights);
  const fitting = acceptable(rounded);
  const written = fitting ?? shifted(rounded);
  const hundredths = weights.map((_, index) => written.find((part) => part.index === index)?.hundredths ?? 0);
  return { parts: written.map(({ index, hundredths: value }) => ({ index, percent: value / 100 })), error: errorOf(weights, hundredths) };
}

/** Largest remainders: whole hundredths that add up, at least one for each weight above zero. */
function hundredthsOf(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const scaled = weights.map((weight) => BigInt(weight) * BigInt(whole));
  const floors = scaled.map((value) => Math.max(Number(value / total), value > 0n ? 1 : 0));
  const rests = scaled.map((value, index) => ({ index, rest: value % total })).sort((a, b) => (a.rest > b.rest ? -1 : a.rest < b.rest ? 1 : a.index - b.index));
  let missing = whole - floors.reduce((sum, floor) => sum + floor, 0);
  for (const { index, rest } of rests) {
    if (missing <= 0 || rest === 0n) break;
    floors[index] = (floors[index] ?? 0) + 1;
    missing -= 1;
  }
  return missing < 0 ? taken(floors, -missing) : floors;
}

/** Takes what tiny weights were given from the largest one. */
function taken(values: readonly number[], amount: number): readonly number[] {
  const largest = values.indexOf(Math.max(...values));
  return values.map((value, index) => (index === largest ? value - amount : value));
}

interface Part {
  readonly index: number;
  readonly hundredths: number;
}

/** An order in which the sum of 32-bit floats is 100; null when none of those tried gives it. */
function acceptable(hundredths: readonly number[]): readonly Part[] | null {
  const parts = hundredths.map((value, index) => ({ index, hundredths: value }));
  return orders(parts).find((order) => floatSum(order) === 100) ?? null;
}

function floatSum(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => Math.fround(sum + Math.fround(part.hundredths / 100)), 0);
}

/** All orders of a few parts; of many, the given one, both sorted ones and their rotations. */
function orders(parts: readonly Part[]): readonly (readonly Part[])[] {
  if (parts.length <= 5) return permutations(parts);
  const rising = [...parts].sort((a, b) => a.hundredths - b.hundredths);
  return [parts, rising, [...rising].reverse()].flatMap((order) => order.map((_, turn) => [...order.slice(turn), ...order.slice(0, turn)]));
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]));
}

/** The nearest weights with an order that is accepted: a hundredth moves from one part to another. */
function shifted(hundredths: readonly number[]): readonly Part[] {
  for (const from of hundredths.keys()) {
    for (const to of hundredths.keys()) {
      if (from === to || (hundredths[from] ?? 0) < 2) continue;
      const moved = hundredths.map((value, index) => value + (index === to ? 1 : 0) - (index === from ? 1 : 0));
      const found = acceptable(moved);
      if (found !== null) return found;
    }
  }
  throw new Error("no order of the weights adds up to 100");
}

/** What a weight becomes in the proxies' configuration. */
function inProxy(hundredths: number): number {
  return Math.trunc(Math.fround(Math.fround(hundredths / 100) * 100));
}

function errorOf(weights: readonly number[], hundredths: readonly number[]): ErrorSize | null {
  const truncated = hundredths.map(inProxy);
  const [wanted, got] = [sharesOf(weights), sharesOf(truncated)];
  const worst = wanted.map((share, index) => distance(share, got[index] ?? zero)).reduce((most, each) => (compareFractions(each, most) > 0 ? each : most), zero);
  if (worst.num === 0n) return null;
  const millionths = times(worst, fraction(100_000_000));
  return { amount: Number((millionths.num + millionths.den - 1n) / millionths.den) / 1_000_000, unit: "points" };
}

function sharesOf(weights: readonly number[]): readonly Fraction[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  return weights.map((weight) => fraction(BigInt(weight), total));
}

function distance(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) > 0 ? minus(a, b) : minus(b, a);
}
