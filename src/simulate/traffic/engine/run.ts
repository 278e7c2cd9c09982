import type { Change, TrafficPlan } from "../plan.ts";
import { arrive, planArrivals } from "./arrivals.ts";
import { freshState } from "./build.ts";
import { begin, cancel, deadlinePassed, retry, startCall, tryEnded, tryTimedOut } from "./client.ts";
import { seatBack, sweep } from "./ejection.ts";
import { freeTry } from "./pools.ts";
import { drain, failFast, received } from "./send.ts";
import { gone, needMet, reach, workDone } from "./server.ts";
import { events } from "./state.ts";
import type { Acts, Arrivals, Call, Lane, LaneClient, Seat, Sim, Try } from "./state.ts";
import { advance, beginTotals, edgeCounts, endWindow } from "./tally.ts";
import type { EdgeTally, PoolTally } from "./tally.ts";
import { change, planSweep } from "./timeline.ts";

/** What was counted in one run; tallies are in the order of the plan's edges and pools. */
export interface Run {
  readonly seed: number;
  /** How far simulated time came; less than the plan's duration only when a bound was hit. */
  readonly endMicros: number;
  readonly stopped: "events" | "tries" | null;
  /** Things that happened, timers that were no longer wanted not among them. */
  readonly events: number;
  /** Calls that were under way at the end, and tries that somebody or some server still had in hand. */
  readonly callsUnderway: number;
  readonly triesUnderway: number;
  readonly edges: readonly EdgeTally[];
  readonly pools: readonly PoolTally[];
}

/** Told now and then how far simulated time has come. */
export type Watch = (nowMicros: number) => void;

const acts: Acts = { startCall, reach, answered, needMet, gone, cancel };

/** Runs a plan with a seed: the same plan and seed give the same counts, on any machine. */
export function runTraffic(plan: TrafficPlan, seed: number, watch: Watch = () => undefined): Run {
  const sim = freshState(plan, seed, acts);
  planArrivals(sim);
  plan.timeline.forEach(({ atMicros }, index) => sim.queue.add(atMicros, events.change, index, 0));
  for (const lane of sim.lanes) planSweep(sim, lane);
  sim.queue.add(plan.windowMicros, events.windowEnd, 0, 0);
  sim.queue.add(plan.warmupMicros, events.warm, 0, 0);
  const stopped = loop(sim, watch);
  return ended(sim, seed, stopped);
}

function loop(sim: Sim, watch: Watch): Run["stopped"] {
  const { queue, plan } = sim;
  const { durationMicros, maxEvents, maxTries } = plan;
  while (queue.take()) {
    if (queue.time > durationMicros) break;
    sim.now = queue.time;
    step(sim, queue.kind, queue.owner, queue.generation);
    if (sim.happened >= maxEvents) return "events";
    if (sim.tries.length > maxTries || sim.calls.length > maxTries) return "tries";
    if (queue.kind === events.windowEnd) watch(sim.now);
  }
  sim.now = durationMicros;
  return null;
}

/** Indices of the queue were taken from these lists, which never shrink. */
function step(sim: Sim, kind: number, owner: number, generation: number): void {
  switch (kind) {
    case events.arrival:
      sim.happened += 1;
      return arrive(sim, sim.arrivals[owner] as Arrivals, generation);
    case events.reach:
    case events.workDone:
    case events.answer:
    case events.tryTimeout:
      return stepTry(sim, sim.tries[owner] as Try, kind, generation);
    case events.deadline:
    case events.retry:
    case events.begin:
      return stepCall(sim, sim.calls[owner] as Call, kind, generation);
    default:
      return stepRarely(sim, kind, owner, generation);
  }
}

function stepTry(sim: Sim, one: Try, kind: number, generation: number): void {
  if (one.generation !== generation) return;
  switch (kind) {
    case events.reach:
      sim.happened += 1;
      return reach(sim, one);
    case events.workDone:
      sim.happened += 1;
      return workDone(sim, one);
    case events.answer:
      sim.happened += 1;
      return one.abandoned ? freeTry(sim, one) : answered(sim, one);
    default:
      if (one.call === null) return;
      sim.happened += 1;
      return tryTimedOut(sim, one);
  }
}

function stepCall(sim: Sim, call: Call, kind: number, generation: number): void {
  if (call.generation !== generation) return;
  sim.happened += 1;
  switch (kind) {
    case events.deadline:
      return deadlinePassed(sim, call);
    case events.retry:
      return retry(sim, call);
    default:
      return begin(sim, call);
  }
}

function stepRarely(sim: Sim, kind: number, owner: number, generation: number): void {
  sim.happened += 1;
  switch (kind) {
    case events.sweep:
      return sweepLane(sim, sim.lanes[owner] as Lane, generation);
    case events.seatBack: {
      const seat = sim.seats[owner] as Seat;
      if (seat.generation !== generation) return;
      seatBack(seat);
      return drain(sim, seat.owner);
    }
    case events.failFast: {
      const client = sim.laneClients[owner] as LaneClient;
      if (client.waitGeneration === generation) failFast(sim, client, (one, outcome) => waitedInVain(sim, one, outcome));
      return;
    }
    case events.change:
      return change(sim, sim.plan.timeline[owner] as Change);
    case events.windowEnd:
      return closeWindow(sim);
    case events.warm:
      return forAll(sim, beginTotals);
  }
}

function sweepLane(sim: Sim, lane: Lane, generation: number): void {
  if (lane.generation !== generation) return;
  sweep(sim, lane, (client) => drain(sim, client));
  planSweep(sim, lane);
}

function waitedInVain(sim: Sim, one: Try, outcome: number): void {
  const { call } = one;
  if (call === null) return;
  call.current = null;
  tryEnded(sim, call, outcome);
}

function closeWindow(sim: Sim): void {
  forAll(sim, endWindow);
  sim.queue.add(sim.now + sim.plan.windowMicros, events.windowEnd, 0, 0);
}

function forAll(sim: Sim, act: (tally: EdgeTally | PoolTally) => void): void {
  for (const { tally } of sim.pools) {
    advance(tally, sim.now);
    act(tally);
  }
  for (const { tally } of sim.edges) act(tally);
}

/** The caller has the answer, or knows that none will come. */
function answered(sim: Sim, one: Try): void {
  const { call, outcome } = one;
  received(sim, one);
  freeTry(sim, one);
  if (call === null) return;
  call.current = null;
  tryEnded(sim, call, outcome);
}

function ended(sim: Sim, seed: number, stopped: Run["stopped"]): Run {
  for (const { tally } of sim.pools) advance(tally, sim.now);
  for (const { tally } of [...sim.pools, ...sim.edges]) {
    tally.latency.pack();
    tally.windowLatency.pack();
  }
  const callsUnderway = sim.calls.length - sim.freeCalls.length;
  const open = sim.edges.reduce((sum, { tally: { counts } }) => sum + counts[edgeCounts.calls]! - counts[edgeCounts.succeeded]! - counts[edgeCounts.failed]!, 0);
  if (open !== callsUnderway) throw new Error(`the simulation lost count of its calls: ${open} are open and ${callsUnderway} under way`);
  return {
    seed,
    endMicros: sim.now,
    stopped,
    events: sim.happened,
    callsUnderway,
    triesUnderway: sim.tries.length - sim.freeTries.length,
    edges: sim.edges.map(({ tally }) => tally),
    pools: sim.pools.map(({ tally }) => tally),
  };
}
