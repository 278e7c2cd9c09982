import { outcomes } from "../outcome.ts";
import { pick, roundTripTook } from "./balance.ts";
import { observe, trialBegan } from "./ejection.ts";
import { died, freeTry } from "./pools.ts";
import { events, places } from "./state.ts";
import type { Edge, Lane, LaneClient, Seat, Sim, Try } from "./state.ts";

// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { max, round } = Math;

/** What Linkerd takes a failed answer to have lasted, so that fast failures attract nobody (linkerd/linkerd2-proxy:linkerd/load-biaser/src/lib.rs). */
const failurePenaltyMicros = 5_000_000;

/**
 * Sends a try to an endpoint of its lane, or lets it wait for a connection. Answers 0, or the outcome when the caller's own
 * side turns it away (the try is over then).
 */
export function dispatch(sim: Sim, one: Try, clientIndex: number, delay: number): number {
  const lane = sim.lanes[one.branch.lane] as Lane;
  const client = lane.clients[clientIndex] as LaneClient;
  const { limits, multiplexed, waiting } = lane.plan;
  one.lane = client;
  if (client.ready.length === 0) {
    if (waiting === null || client.failsFast) return turnAway(sim, one, outcomes.noEndpoint);
    return client.pending < waiting.calls ? wait(sim, one, client) : turnAway(sim, one, outcomes.overflow);
  }
  if (client.active >= limits.requests) return turnAway(sim, one, outcomes.overflow);
  if (!multiplexed && client.active >= limits.connections) return client.pending < limits.pending ? wait(sim, one, client) : turnAway(sim, one, outcomes.overflow);
  send(sim, one, client, delay);
  return 0;
}

function turnAway(sim: Sim, one: Try, outcome: number): number {
  freeTry(sim, one);
  return outcome;
}

function wait(sim: Sim, one: Try, client: LaneClient): number {
  one.place = places.waiting;
  one.next = null;
  if (client.tail === null) client.head = one;
  else client.tail.next = one;
  client.tail = one;
  client.pending += 1;
  const { waiting } = client.lane.plan;
  if (client.pending === 1 && client.ready.length === 0 && waiting !== null) {
    client.waitGeneration += 1;
    sim.queue.add(sim.now + waiting.micros, events.failFast, client.id, client.waitGeneration);
  }
  return 0;
}

function send(sim: Sim, one: Try, client: LaneClient, delay: number): void {
  const seat = seatFor(one, client, sim.now);
  const { endpoint } = seat;
  const { edge } = client.lane;
  one.seat = seat;
  one.endpoint = endpoint;
  one.place = places.underway;
  one.sent = sim.now;
  client.active += 1;
  seat.active += 1;
  if (seat.trial === 1) trialBegan(seat);
  if (edge.cut) {
    one.outcome = outcomes.connectFailure;
    return sim.queue.add(sim.now + sim.plan.network.connectMicros, events.answer, one.id, one.generation);
  }
  const latency = delay + travel(edge);
  if (latency === 0 && endpoint.up) sim.acts.reach(sim, one);
  else sim.queue.add(sim.now + latency, events.reach, one.id, one.generation);
}

/** Retries may look for an endpoint that was not tried, so often; then the last pick stands (envoyproxy/envoy:source/common/router/router.cc). */
function seatFor({ call, plan: { retry } }: Try, client: LaneClient, now: number): Seat {
  let seat = pick(client, now) as Seat;
  if (call === null || retry === null || retry.reselections === 0) return seat;
  for (let again = 0; again < retry.reselections && call.tried.includes(seat); again += 1) seat = pick(client, now) as Seat;
  call.tried.push(seat);
  return seat;
}

/** How long a message takes one way. */
export function travel(edge: Edge): number {
  return edge.fixedLatency >= 0 ? edge.fixedLatency : round(edge.latency(edge.networkStream));
}

/** The answer, or the lack of one, has come back to the caller. */
export function received(sim: Sim, one: Try): void {
  const { seat, outcome } = one;
  if (seat === null) return;
  release(sim, one, seat, outcome);
}

function release(sim: Sim, one: Try, seat: Seat, outcome: number): void {
  const client = seat.owner;
  client.active -= 1;
  seat.active -= 1;
  if (client.lane.plan.balancing === "ewma") roundTripTook(seat, outcome >= 500 ? max(failurePenaltyMicros, sim.now - one.sent) : sim.now - one.sent, sim.now);
  if (observe(sim, seat, outcome) || client.head !== null) drain(sim, client);
}

/** Tries that wait are sent while there is room for them. */
export function drain(sim: Sim, client: LaneClient): void {
  if (client.ready.length > 0) client.failsFast = false;
  const { limits, multiplexed } = client.lane.plan;
  while (client.head !== null && client.ready.length > 0) {
    if (client.head.place === places.waiting && (client.active >= limits.requests || (!multiplexed && client.active >= limits.connections))) return;
    const one = takeWaiting(client);
    if (one.place !== places.waiting) bury(sim, one, client);
    else {
      client.pending -= 1;
      send(sim, one, client, 0);
    }
  }
}

function bury(sim: Sim, one: Try, client: LaneClient): void {
  client.dead -= 1;
  freeTry(sim, one);
}

function takeWaiting(client: LaneClient): Try {
  const one = client.head as Try;
  client.head = one.next;
  if (client.head === null) client.tail = null;
  one.next = null;
  return one;
}

/** No endpoint became usable in time: whatever waits fails, and so does what comes, until one is. */
export function failFast(sim: Sim, client: LaneClient, failed: (one: Try, outcome: number) => void): void {
  if (client.ready.length > 0) return;
  client.failsFast = true;
  while (client.head !== null) {
    const one = takeWaiting(client);
    if (one.place === places.waiting) {
      client.pending -= 1;
      failed(one, outcomes.noEndpoint);
      freeTry(sim, one);
    } else bury(sim, one, client);
  }
}

/** Nobody waits for the try any more: the caller's side forgets it; the server's side goes on or not, as it does. */
export function abandonTry(sim: Sim, one: Try, outcome: number): void {
  one.call = null;
  if (one.place === places.waiting) {
    one.place = places.nowhere;
    if (one.lane === null) return;
    one.lane.pending -= 1;
    return died(sim, one.lane, places.waiting, one.lane.pending);
  }
  one.abandoned = true;
  const { seat } = one;
  one.seat = null;
  if (seat !== null) release(sim, one, seat, outcome);
  sim.acts.gone(sim, one);
}
