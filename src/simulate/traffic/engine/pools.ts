import type { Branch, CallPlan } from "../plan.ts";
import type { Call, Sim, Try } from "./state.ts";
import { places } from "./state.ts";

/** A call object: a former one if there is, so that memory does not grow with simulated time. */
export function takeCall(sim: Sim, plan: CallPlan): Call {
  const used = sim.freeCalls.pop();
  const call = used ?? newCall(sim, plan);
  call.plan = plan;
  call.tries = 0;
  call.branch = null;
  call.current = null;
  call.slot = null;
  call.abort = 0;
  if (call.tried.length > 0) call.tried.length = 0;
  call.started = sim.now;
  return call;
}

function newCall(sim: Sim, plan: CallPlan): Call {
  const call: Call = {
    id: sim.calls.length,
    generation: 0,
    plan,
    client: 0,
    parent: null,
    need: null,
    // Not whole, so that the engine of JavaScript keeps room for times in the object from the start.
    started: 0.5,
    deadline: 0.5,
    ownDeadline: false,
    tries: 0,
    branch: null,
    current: null,
    slot: null,
    abort: 0,
    tried: [],
  };
  sim.calls.push(call);
  return call;
}

/** Gives a call object back; timers that were set for it are void from now on. */
export function freeCall(sim: Sim, call: Call): void {
  call.generation += 1;
  call.parent = null;
  call.need = null;
  call.current = null;
  sim.freeCalls.push(call);
}

/** A try object, likewise. */
export function takeTry(sim: Sim, plan: CallPlan, branch: Branch): Try {
  const one = sim.freeTries.pop() ?? newTry(sim, plan, branch);
  one.plan = plan;
  one.branch = branch;
  one.sent = sim.now;
  one.work = 0;
  one.stage = 0;
  one.outstanding = 0;
  one.failed = false;
  one.outcome = 0;
  one.abandoned = false;
  return one;
}

function newTry(sim: Sim, plan: CallPlan, branch: Branch): Try {
  const one: Try = {
    id: sim.tries.length,
    generation: 0,
    call: null,
    plan,
    branch,
    lane: null,
    seat: null,
    endpoint: null,
    place: places.nowhere,
    sent: 0.5,
    arrived: 0.5,
    begun: 0.5,
    work: 0.5,
    deadline: 0.5,
    stage: 0,
    outstanding: 0,
    failed: false,
    outcome: 0,
    abandoned: false,
    next: null,
    children: [],
  };
  sim.tries.push(one);
  return one;
}

/** As many as may lie in a queue before it is looked through. */
const mostDead = 64;

/**
 * One more try of a queue was given up: it lies there until its turn comes, or until more are dead than alive, so that what
 * a queue holds does not grow with what was ever put into it.
 */
export function died(sim: Sim, queue: { head: Try | null; tail: Try | null; dead: number }, place: number, alive: number): void {
  queue.dead += 1;
  if (queue.dead <= mostDead || queue.dead <= alive) return;
  queue.dead = 0;
  let last: Try | null = null;
  for (let one = queue.head; one !== null; ) {
    const next: Try | null = one.next;
    if (one.place !== place) freeTry(sim, one);
    else {
      if (last === null) queue.head = one;
      else last.next = one;
      last = one;
    }
    one = next;
  }
  if (last === null) queue.head = null;
  else last.next = null;
  queue.tail = last;
}

/** Gives a try object back. */
export function freeTry(sim: Sim, one: Try): void {
  one.generation += 1;
  one.place = places.nowhere;
  one.call = null;
  one.lane = null;
  one.seat = null;
  one.endpoint = null;
  one.next = null;
  if (one.children.length > 0) one.children.length = 0;
  sim.freeTries.push(one);
}
