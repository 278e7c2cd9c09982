import { outcomes } from "../outcome.ts";
import type { Sampler } from "../law.ts";
import type { ErrorRule, Need } from "../plan.ts";
import { nextUnit } from "../random.ts";
import type { RandomStream } from "../random.ts";
import { died, freeTry } from "./pools.ts";
import { travel } from "./send.ts";
import { events, places } from "./state.ts";
import type { Call, Endpoint, Pool, Sim, Try } from "./state.ts";
import { advance, poolCounts } from "./tally.ts";

// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { floor, round } = Math;

/** A try arrives at an endpoint: it is refused, put to work, or waits. */
export function reach(sim: Sim, one: Try): void {
  const endpoint = one.endpoint as Endpoint;
  const { pool } = endpoint;
  const { plan, tally } = pool;
  if (isCut(one)) return answer(sim, one, outcomes.lostAfter);
  if (!endpoint.up) return answer(sim, one, outcomes.connectFailure);
  one.arrived = sim.now;
  tally.counts[poolCounts.offered]! += 1;
  if (one.abandoned && plan.abandoned !== "finish") return drop(sim, one);
  if (plan.heedsDeadlines && sim.now >= one.deadline) return expired(sim, one);
  if (plan.rateLimit !== null && !admitted(sim, endpoint, plan.rateLimit)) return refuse(sim, one, 429);
  if (endpoint.busy < plan.concurrency && !endpoint.paused) return work(sim, one, endpoint);
  if (endpoint.queued >= plan.queue) return refuse(sim, one, 503);
  advance(tally, sim.now);
  tally.waiting += 1;
  if (tally.waiting > tally.mostWaiting) tally.mostWaiting = tally.waiting;
  enqueue(endpoint, one);
}

function enqueue(endpoint: Endpoint, one: Try): void {
  one.place = places.queued;
  endpoint.queued += 1;
  if (endpoint.head === null) {
    one.next = null;
    endpoint.head = one;
    endpoint.tail = one;
  } else if (endpoint.pool.plan.order === "lifo") {
    one.next = endpoint.head;
    endpoint.head = one;
  } else {
    one.next = null;
    (endpoint.tail as Try).next = one;
    endpoint.tail = one;
  }
}

function refuse(sim: Sim, one: Try, status: number): void {
  (one.endpoint as Endpoint).pool.tally.counts[poolCounts.rejected]! += 1;
  answer(sim, one, status);
}

/** Tokens are filled up once a period (envoyproxy/envoy:source/extensions/filters/common/local_ratelimit/local_ratelimit_impl.cc). */
function admitted(sim: Sim, endpoint: Endpoint, { requests, perMicros }: { readonly requests: number; readonly perMicros: number }): boolean {
  const period = floor(sim.now / perMicros);
  if (period !== endpoint.rateFilled) {
    endpoint.rateFilled = period;
    endpoint.rateTokens = requests;
  }
  if (endpoint.rateTokens < 1) return false;
  endpoint.rateTokens -= 1;
  return true;
}

function work(sim: Sim, one: Try, endpoint: Endpoint): void {
  const { pool } = endpoint;
  advance(pool.tally, sim.now);
  pool.tally.jobs += 1;
  endpoint.busy += 1;
  one.place = places.working;
  one.begun = sim.now;
  const error = strike(sim, one, endpoint);
  const took = round(durationOf(sim, endpoint, error?.draw ?? pool.draw));
  one.outcome = error === null ? suddenError(endpoint) : error.rule.status;
  const cut = pool.plan.heedsDeadlines && sim.now + took > one.deadline;
  if (cut) one.outcome = 504;
  one.work = cut ? one.deadline - sim.now : took;
  sim.queue.add(sim.now + one.work, events.workDone, one.id, one.generation);
}

/** An error of the endpoint as a fault of the scenario has it; 0: none. */
function suddenError(endpoint: Endpoint): number {
  return endpoint.errorShare > 0 && nextUnit(endpoint.pool.errorStream) < endpoint.errorShare ? endpoint.errorStatus : 0;
}

/** The first error rule that strikes. */
function strike(sim: Sim, one: Try, endpoint: Endpoint): Pool["errors"][number] | null {
  const { pool } = endpoint;
  for (const error of pool.errors) if (concerns(sim, one, endpoint, error.rule) && nextUnit(pool.errorStream) < error.rule.share) return error;
  return null;
}

function concerns(sim: Sim, one: Try, endpoint: Endpoint, rule: ErrorRule): boolean {
  if (sim.now < rule.fromMicros || sim.now >= rule.toMicros) return false;
  if (rule.route !== null && rule.route !== one.plan.route) return false;
  if (rule.from !== null && rule.from !== sim.edges[one.plan.edge]?.plan.from) return false;
  return rule.busyAbove === 0 || endpoint.busy > rule.busyAbove * endpoint.pool.plan.concurrency;
}

function durationOf(sim: Sim, endpoint: Endpoint, draw: Sampler): number {
  const { warmUp } = endpoint.pool.plan;
  const usual = draw(endpoint.pool.workStream) * endpoint.slowFactor + endpoint.extraMicros;
  const age = sim.now - endpoint.started;
  if (warmUp === null || age >= warmUp.micros) return usual;
  return usual * (warmUp.factor + ((1 - warmUp.factor) * age) / warmUp.micros);
}

/** Its own work is done: the answer is an error, or the calls that it needs are made. */
export function workDone(sim: Sim, one: Try): void {
  if (one.outcome !== 0 || one.branch.stages.length === 0) return complete(sim, one, one.outcome === 0 ? 200 : one.outcome);
  one.place = places.calling;
  nextStage(sim, one);
}

function nextStage(sim: Sim, one: Try): void {
  const { stages } = one.branch;
  const endpoint = one.endpoint as Endpoint;
  const generation = one.generation;
  while (one.stage < stages.length) {
    const needs = stages[one.stage] as readonly Need[];
    one.stage += 1;
    // One more than there are, so that calls that end at once do not end the stage before all were made.
    one.outstanding = 1;
    for (const need of needs) {
      if (need.probability < 1 && nextUnit(streamOf(sim, need)) >= need.probability) continue;
      one.outstanding += 1;
      sim.acts.startCall(sim, need.call, endpoint.client, one, need);
      if (one.generation !== generation) return;
    }
    one.outstanding -= 1;
    if (one.outstanding > 0) return;
    if (one.failed) break;
  }
  complete(sim, one, one.failed ? endpoint.pool.plan.failureStatus : 200);
}

function streamOf(sim: Sim, need: Need): RandomStream {
  return (sim.edges[need.call.edge] as { readonly needStream: RandomStream }).needStream;
}

/** A call that was made for an answer has ended. */
export function needMet(sim: Sim, parent: Try, call: Call, need: Need, success: boolean): void {
  const { children } = parent;
  const last = children.pop();
  if (last !== undefined && last !== call) children[children.indexOf(call)] = last;
  if (!success && !need.optional) parent.failed = true;
  parent.outstanding -= 1;
  if (parent.outstanding > 0) return;
  if (parent.failed) complete(sim, parent, (parent.endpoint as Endpoint).pool.plan.failureStatus);
  else nextStage(sim, parent);
}

function complete(sim: Sim, one: Try, status: number): void {
  const endpoint = one.endpoint as Endpoint;
  const { tally } = endpoint.pool;
  leave(sim, one, endpoint);
  tally.counts[poolCounts.served]! += 1;
  if (status >= 500) tally.counts[poolCounts.failed]! += 1;
  tally.latency.record(sim.now - one.arrived);
  tally.windowLatency.record(sim.now - one.arrived);
  answer(sim, one, status, true);
}

/** The worker is free again, for the next in the queue. */
function leave(sim: Sim, one: Try, endpoint: Endpoint): void {
  const { tally } = endpoint.pool;
  advance(tally, sim.now);
  tally.jobs -= 1;
  endpoint.busy -= 1;
  tally.counts[poolCounts.workMicros]! += one.work;
  takeNext(sim, endpoint);
}

/** Waiting requests are put to work while there are free workers. */
export function takeNext(sim: Sim, endpoint: Endpoint): void {
  const { plan, tally } = endpoint.pool;
  while (endpoint.head !== null && endpoint.busy < plan.concurrency && endpoint.up && !endpoint.paused) {
    const one = endpoint.head;
    endpoint.head = one.next;
    if (endpoint.head === null) endpoint.tail = null;
    one.next = null;
    if (one.place !== places.queued) {
      endpoint.dead -= 1;
      freeTry(sim, one);
      continue;
    }
    advance(tally, sim.now);
    tally.waiting -= 1;
    endpoint.queued -= 1;
    if (one.abandoned && plan.abandoned !== "finish") drop(sim, one);
    else if (plan.heedsDeadlines && sim.now >= one.deadline) expired(sim, one);
    else work(sim, one, endpoint);
  }
}

function drop(sim: Sim, one: Try): void {
  (one.endpoint as Endpoint).pool.tally.counts[poolCounts.dropped]! += 1;
  freeTry(sim, one);
}

function expired(sim: Sim, one: Try): void {
  (one.endpoint as Endpoint).pool.tally.counts[poolCounts.dropped]! += 1;
  answer(sim, one, 504);
}

/** Sends the answer back. Nobody waits for that of an abandoned or mirrored try. Only finished work may be answered at once. */
function answer(sim: Sim, one: Try, outcome: number, atOnce = false): void {
  one.outcome = outcome;
  if (one.abandoned) return unwanted(sim, one);
  if (one.call !== null && one.call.parent !== null && isInVain(one.call.parent)) waste(one);
  one.place = places.returning;
  const { seat } = one;
  if (isCut(one)) return lost(sim, one);
  const latency = seat === null ? 0 : travel(seat.owner.lane.edge);
  if (latency === 0 && atOnce) sim.acts.answered(sim, one);
  else sim.queue.add(sim.now + latency, events.answer, one.id, one.generation);
}

/** Whether a partition lies between the caller and the endpoint. */
function isCut({ seat }: Try): boolean {
  return seat !== null && seat.owner.lane.edge.cut;
}

/** An answer that cannot cross a partition: the caller sees a broken connection when it has waited long enough. */
function lost(sim: Sim, one: Try): void {
  waste(one);
  one.outcome = outcomes.lostAfter;
  sim.queue.add(sim.now + sim.plan.network.connectMicros, events.answer, one.id, one.generation);
}

/** Nobody waits for the try, or it is made for somebody for whom nobody waits. */
function isInVain({ abandoned, call }: Try): boolean {
  return abandoned || (call !== null && call.parent !== null && isInVain(call.parent));
}

function unwanted(sim: Sim, one: Try): void {
  (one.endpoint as Endpoint).pool.tally.counts[poolCounts.abandoned]! += 1;
  waste(one);
  freeTry(sim, one);
}

/** Its work was done in vain; that counts once. */
function waste(one: Try): void {
  (one.endpoint as Endpoint).pool.tally.counts[poolCounts.wastedMicros]! += one.work;
  one.work = 0;
}

/** The caller of a try has gone; some services notice. An answer that was on its way has been made in vain. */
export function gone(sim: Sim, one: Try): void {
  const endpoint = one.endpoint as Endpoint;
  if (one.place === places.returning) return unwanted(sim, one);
  if (endpoint.pool.plan.abandoned !== "stop") return;
  switch (one.place) {
    case places.queued:
      advance(endpoint.pool.tally, sim.now);
      endpoint.pool.tally.waiting -= 1;
      endpoint.queued -= 1;
      one.place = places.nowhere;
      return died(sim, endpoint, places.queued, endpoint.queued);
    case places.working:
      one.work = sim.now - one.begun;
      return stop(sim, one, endpoint);
    case places.calling:
      return stop(sim, one, endpoint);
  }
}

function stop(sim: Sim, one: Try, endpoint: Endpoint): void {
  for (const child of one.children) sim.acts.cancel(sim, child);
  one.children.length = 0;
  leave(sim, one, endpoint);
  unwanted(sim, one);
}

/** All that an endpoint has in hand is lost: its callers see broken connections. */
export function crash(sim: Sim, endpoint: Endpoint): void {
  endpoint.up = false;
  const { tally } = endpoint.pool;
  advance(tally, sim.now);
  for (let one = endpoint.head; one !== null; ) {
    const { next } = one;
    if (one.place === places.queued) {
      tally.waiting -= 1;
      lose(sim, one);
    } else freeTry(sim, one);
    one = next;
  }
  endpoint.head = null;
  endpoint.tail = null;
  endpoint.dead = 0;
  endpoint.queued = 0;
  for (const one of sim.tries) if (one.endpoint === endpoint && (one.place === places.working || one.place === places.calling)) loseWork(sim, one, endpoint);
}

function loseWork(sim: Sim, one: Try, endpoint: Endpoint): void {
  for (const child of one.children) sim.acts.cancel(sim, child);
  one.children.length = 0;
  if (one.place === places.working) one.work = sim.now - one.begun;
  endpoint.busy -= 1;
  endpoint.pool.tally.jobs -= 1;
  endpoint.pool.tally.counts[poolCounts.workMicros]! += one.work;
  // Its planned end is void.
  one.generation += 1;
  lose(sim, one);
}

function lose(sim: Sim, one: Try): void {
  one.next = null;
  answer(sim, one, outcomes.lostAfter);
}
