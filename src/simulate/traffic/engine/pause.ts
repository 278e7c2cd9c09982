import type { PausePlan } from "../plan.ts";
import { nextBits, nextUnit } from "../random.ts";
import type { RandomStream } from "../random.ts";

/** The pause before retry number `retry` (1, 2, …) in whole microseconds. */
export function pauseBefore(plan: PausePlan, retry: number, stream: RandomStream): number {
  switch (plan.kind) {
    case "none":
      return 0;
    case "full-jitter":
      return Math.floor(nextUnit(stream) * Math.min(plan.max, plan.base * 2 ** (retry - 1)));
    case "envoy":
      return (nextBits(stream) % envoyBoundMs(plan.base / 1000, plan.max / 1000, retry)) * 1000;
    case "linkerd": {
      const least = Math.min(plan.base * 2 ** (retry - 1), plan.max);
      return Math.round(least + Math.min(nextUnit(stream) * plan.jitter * least, plan.max - least));
    }
  }
}

/** The exclusive bound of a pause in milliseconds: base, doubled while below half of max, then max (envoyproxy/envoy:source/common/common/backoff_strategy.cc). */
export function envoyBoundMs(base: number, max: number, retry: number): number {
  let bound = base;
  for (let step = 1; step < retry; step += 1) bound = bound < Math.floor(max / 2) ? bound * 2 : max;
  return Math.max(1, bound);
}
