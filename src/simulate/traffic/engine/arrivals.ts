import type { EntryPlan, Epoch } from "../plan.ts";
import { nextBelow, nextExponential, nextUnit, randomStream } from "../random.ts";
import { events } from "./state.ts";
import type { Arrivals, Sim } from "./state.ts";

// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { max, round, sqrt } = Math;
const never = Infinity;

/** Requests of an entry, none of them sent yet. */
export function arrivalsOf(plan: EntryPlan, index: number, seed: number): Arrivals {
  const streams = { stream: randomStream(seed, `arrivals/${plan.name}`), mixStream: randomStream(seed, `mix/${plan.name}`) };
  return { index, ...streams, level: 0, segment: 0, segmentLevel: 0, turn: 0 };
}

/** Plans the first requests of all entries, and their bursts. */
export function planArrivals(sim: Sim): void {
  for (const arrivals of sim.arrivals) {
    const plan = planOf(sim, arrivals);
    planNext(sim, arrivals, plan);
    for (const { atMicros, requests } of plan.bursts) sim.queue.add(atMicros, events.arrival, arrivals.index, requests);
  }
}

/** A request comes, or `burst` of them at once; a request that is not of a burst brings the next one with it. */
export function arrive(sim: Sim, arrivals: Arrivals, burst: number): void {
  const plan = planOf(sim, arrivals);
  if (burst === 0) planNext(sim, arrivals, plan);
  for (let count = 0; count < max(1, burst); count += 1) sendOne(sim, arrivals, plan);
}

function sendOne(sim: Sim, arrivals: Arrivals, plan: EntryPlan): void {
  const roots = sim.epoch.roots[arrivals.index] ?? [];
  const root = roots.length > 1 ? drawnRoot(roots, nextUnit(arrivals.mixStream)) : roots[0];
  const client = plan.clients > 1 ? nextBelow(arrivals.mixStream, plan.clients) : 0;
  if (root !== undefined) sim.acts.startCall(sim, root.call, client, null, null);
}

function drawnRoot(roots: Epoch["roots"][number], drawn: number): Epoch["roots"][number][number] | undefined {
  return roots.find(({ upTo }) => drawn < upTo) ?? roots.at(-1);
}

/**
 * The next request comes when the integral of the rate has grown by one (constant), or by an exponential amount with mean
 * one (Poisson, by inversion: the process with that rate exactly, whatever its course).
 */
function planNext(sim: Sim, arrivals: Arrivals, plan: EntryPlan): void {
  arrivals.level += plan.law === "poisson" ? nextExponential(arrivals.stream) : 1;
  const at = timeOfLevel(arrivals, plan);
  if (at < sim.plan.durationMicros) sim.queue.add(max(sim.now, round(at)), events.arrival, arrivals.index, 0);
}

/** When the integral reaches the level; never when it never does. */
function timeOfLevel(arrivals: Arrivals, { rate }: EntryPlan): number {
  for (; arrivals.segment + 1 < rate.length; arrivals.segment += 1) {
    const [from, to] = [rate[arrivals.segment], rate[arrivals.segment + 1]];
    if (from === undefined || to === undefined) break;
    const width = to.atMicros - from.atMicros;
    const area = ((from.perMicro + to.perMicro) / 2) * width;
    const missing = arrivals.level - arrivals.segmentLevel;
    if (missing <= area && area > 0) return from.atMicros + within(missing, from.perMicro, (to.perMicro - from.perMicro) / width);
    arrivals.segmentLevel += area;
  }
  return never;
}

/** Solves start·x + slope·x²/2 = area for the smaller x, in the form that keeps its digits. */
function within(area: number, start: number, slope: number): number {
  const root = sqrt(max(0, start * start + 2 * slope * area));
  return area === 0 ? 0 : (2 * area) / (start + root);
}

function planOf(sim: Sim, { index }: Arrivals): EntryPlan {
  return sim.plan.entries[index] as EntryPlan;
}
