import { isSuccess, outcomes } from "../outcome.ts";
import type { Branch, CallPlan, FailoverPlan, Need, RetryPlan } from "../plan.ts";
import { nextUnit } from "../random.ts";
import { callBegan, holdsSlot, resultKept, takeRetry, tryBegan } from "./budget.ts";
import type { Budget } from "./budget.ts";
import { pauseBefore } from "./pause.ts";
import { freeCall, takeCall, takeTry } from "./pools.ts";
import { abandonTry, dispatch } from "./send.ts";
import { events } from "./state.ts";
import type { Call, Edge, LaneClient, Sim, Try } from "./state.ts";
import { edgeCounts } from "./tally.ts";

// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { max, min } = Math;
const never = Infinity;

/** A caller asks for something, and its patience begins: injected faults first, then the clock of the mesh's deadline starts. */
export function startCall(sim: Sim, plan: CallPlan, client: number, parent: Try | null, need: Need | null): void {
  const call = takeCall(sim, plan);
  const edge = edgeOf(sim, plan);
  call.client = client;
  call.parent = parent;
  call.need = need;
  call.deadline = min(sim.now + plan.patienceMicros, inheritedDeadline(parent));
  call.ownDeadline = true;
  if (parent !== null) parent.children.push(call);
  edge.tally.counts[edgeCounts.calls]! += 1;
  const delay = plan.redraws ? 0 : drawFaults(call, edge);
  if (delay === 0) begin(sim, call);
  else if (sim.now + delay < call.deadline) sim.queue.add(sim.now + delay, events.begin, call.id, call.generation);
  else sim.queue.add(max(sim.now, call.deadline), events.deadline, call.id, call.generation);
}

/** When whoever is being answered has no time left, where services hand deadlines on. */
function inheritedDeadline(parent: Try | null): number {
  return parent !== null && parent.endpoint !== null && parent.endpoint.pool.plan.heedsDeadlines ? parent.deadline : never;
}

/** Draws the delay and, independently, the injected answer; answers the delay. */
function drawFaults(call: Call, edge: Edge): number {
  let delay = 0;
  for (const fault of call.plan.faults) {
    if (nextUnit(edge.stream) >= fault.share) continue;
    if (fault.kind === "delay") delay += fault.micros;
    else call.abort = fault.status;
  }
  return delay;
}

/** The deadline's clock starts, and the first try is sent. */
export function begin(sim: Sim, call: Call): void {
  if (call.abort > 0) return finish(sim, call, call.abort);
  const { plan } = call;
  if (sim.now + plan.deadlineMicros <= call.deadline) {
    call.deadline = sim.now + plan.deadlineMicros;
    call.ownDeadline = false;
  }
  if (call.deadline <= sim.now) return finish(sim, call, outcomes.deadline);
  if (call.deadline < never) sim.queue.add(call.deadline, events.deadline, call.id, call.generation);
  callBegan(budgetOfCall(sim, call), sim.now);
  if (plan.mirrors.length > 0) sendMirrors(sim, call);
  startTry(sim, call);
}

function sendMirrors(sim: Sim, call: Call): void {
  const edge = edgeOf(sim, call.plan);
  for (const { share, branch } of call.plan.mirrors) {
    if (nextUnit(edge.stream) >= share) continue;
    edge.tally.counts[edgeCounts.mirrored]! += 1;
    const copy = takeTry(sim, call.plan, branch);
    copy.deadline = never;
    dispatch(sim, copy, call.client, 0);
  }
}

function startTry(sim: Sim, call: Call): void {
  const { plan } = call;
  const edge = edgeOf(sim, plan);
  call.tries += 1;
  edge.tally.counts[edgeCounts.tries]! += 1;
  tryBegan(budgetOfCall(sim, call), sim.now);
  let delay = 0;
  if (plan.redraws) {
    call.abort = 0;
    delay = drawFaults(call, edge);
    if (call.abort > 0) return tryEnded(sim, call, call.abort);
  }
  if (call.branch === null || plan.redraws) call.branch = drawBranch(plan.branches, edge);
  const branch = call.branch.failover === undefined ? call.branch : healthyBranch(sim, call.branch, call.branch.failover, call.client, edge);
  if (branch.lane < 0) return tryEnded(sim, call, branch.status);
  const one = takeTry(sim, plan, branch);
  one.call = call;
  one.deadline = call.deadline;
  call.current = one;
  if (plan.tryMicros < never && !(plan.lastTryUncut && isLast(call, plan.retry))) sim.queue.add(sim.now + plan.tryMicros, events.tryTimeout, one.id, one.generation);
  const refused = dispatch(sim, one, call.client, delay);
  if (refused === 0) return;
  if (refused === outcomes.overflow) edge.tally.counts[edgeCounts.overflows]! += 1;
  call.current = null;
  tryEnded(sim, call, refused);
}

function isLast(call: Call, retry: RetryPlan | null): boolean {
  return retry === null || call.tries > retry.attempts;
}

/** The branch itself while its endpoints are healthy, else one that stands in; itself again when nobody is healthy. */
function healthyBranch(sim: Sim, branch: Branch, { groups, spill }: FailoverPlan, client: number, edge: Edge): Branch {
  const all = [[branch], ...groups];
  let left = 1;
  const loads = all.map((group) => {
    const healthy = healthyShare(sim, group, client);
    const load = healthy > 0 ? min(left, healthy * spill) : 0;
    left -= load;
    return load;
  });
  let drawn = spill === never ? 0 : nextUnit(edge.stream) * (1 - left);
  const found = all.find((_, index) => (drawn -= loads[index] as number) < 0) ?? [branch];
  return found.length === 1 ? (found[0] as Branch) : drawBranch(found, edge);
}

function healthyShare(sim: Sim, group: readonly Branch[], client: number): number {
  let [listed, ejected] = [0, 0];
  for (const { lane } of group) {
    const known = sim.lanes[lane]?.clients[client];
    listed += known?.listed ?? 0;
    ejected += known?.ejected ?? 0;
  }
  return listed === 0 ? 0 : (listed - ejected) / listed;
}

function drawBranch(branches: readonly Branch[], edge: Edge): Branch {
  const last = branches.length - 1;
  if (last > 0) {
    const drawn = nextUnit(edge.stream);
    for (let index = 0; index < last; index += 1) {
      const branch = branches[index] as Branch;
      if (drawn < branch.upTo) return branch;
    }
  }
  return branches[last] as Branch;
}

/** The result of a try: what is to be repeated is, while attempts and budget last. */
export function tryEnded(sim: Sim, call: Call, outcome: number): void {
  releaseSlot(call);
  const { retry } = call.plan;
  if (retry === null || retry.repeats[outcome] !== 1) {
    resultKept(budgetOfCall(sim, call), sim.now);
    return finish(sim, call, outcome);
  }
  if (call.tries > retry.attempts) return finish(sim, call, outcome);
  const { counts } = edgeOf(sim, call.plan).tally;
  const budget = budgetOfCall(sim, call);
  const lane = laneClientOf(sim, call);
  if (!takeRetry(budget, lane, sim.now)) {
    counts[edgeCounts.retriesRefused]! += 1;
    return finish(sim, call, outcome);
  }
  counts[edgeCounts.retries]! += 1;
  if (lane !== null && holdsSlot(budget)) {
    lane.retries += 1;
    call.slot = lane;
  }
  sim.queue.add(sim.now + pauseBefore(retry.pause, call.tries, edgeOf(sim, call.plan).stream), events.retry, call.id, call.generation);
}

/** The pause is over. */
export function retry(sim: Sim, call: Call): void {
  startTry(sim, call);
}

/** A try took too long. */
export function tryTimedOut(sim: Sim, one: Try): void {
  const { call } = one;
  if (call === null || call.current !== one) return;
  edgeOf(sim, call.plan).tally.counts[edgeCounts.tryTimeouts]! += 1;
  call.current = null;
  abandonTry(sim, one, outcomes.tryTimeout);
  tryEnded(sim, call, outcomes.tryTimeout);
}

/** The whole call took too long. */
export function deadlinePassed(sim: Sim, call: Call): void {
  edgeOf(sim, call.plan).tally.counts[edgeCounts.deadlines]! += 1;
  giveUp(sim, call, call.ownDeadline ? outcomes.cancelled : outcomes.deadline);
  finish(sim, call, outcomes.deadline);
}

/** Whoever asked has stopped working for it: nothing is reported to him. */
export function cancel(sim: Sim, call: Call): void {
  const { tally } = edgeOf(sim, call.plan);
  giveUp(sim, call, outcomes.cancelled);
  releaseSlot(call);
  tally.counts[edgeCounts.failed]! += 1;
  tally.outcomes[outcomes.cancelled]! += 1;
  freeCall(sim, call);
}

function giveUp(sim: Sim, call: Call, outcome: number): void {
  const one = call.current;
  call.current = null;
  if (one !== null) abandonTry(sim, one, outcome);
}

function finish(sim: Sim, call: Call, outcome: number): void {
  const { parent, need } = call;
  const { tally } = edgeOf(sim, call.plan);
  releaseSlot(call);
  const success = isSuccess(outcome);
  tally.counts[success ? edgeCounts.succeeded : edgeCounts.failed]! += 1;
  tally.outcomes[outcome]! += 1;
  if (success) {
    tally.latency.record(sim.now - call.started);
    tally.windowLatency.record(sim.now - call.started);
  }
  if (parent !== null && need !== null) sim.acts.needMet(sim, parent, call, need, success);
  freeCall(sim, call);
}

function releaseSlot(call: Call): void {
  if (call.slot === null) return;
  call.slot.retries -= 1;
  call.slot = null;
}

/** An index of the plan, which was built with its edges. */
export function edgeOf(sim: Sim, plan: CallPlan): Edge {
  return sim.edges[plan.edge] as Edge;
}

function budgetOfCall(sim: Sim, call: Call): Budget {
  return edgeOf(sim, call.plan).budgets[call.client] as Budget;
}

function laneClientOf(sim: Sim, { branch, client }: Call): LaneClient | null {
  return branch === null || branch.lane < 0 ? null : (sim.lanes[branch.lane]?.clients[client] ?? null);
}
