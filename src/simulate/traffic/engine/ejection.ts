import { isHealthy, outcomes } from "../outcome.ts";
import type { EjectionPlan } from "../plan.ts";
import { pauseBefore } from "./pause.ts";
import { events } from "./state.ts";
import type { Lane, LaneClient, Seat, Sim } from "./state.ts";
import { edgeCounts } from "./tally.ts";

/** Works out anew which endpoints calls may go to: the listed ones that are not ejected, or all of them in panic. */
export function refreshReady(client: LaneClient): void {
  const { ready, seats, lane } = client;
  ready.length = 0;
  let listed = 0;
  for (const seat of seats) {
    if (!seat.endpoint.listed) continue;
    listed += 1;
    if (!seat.ejected || seat.trial === 1) ready.push(seat);
  }
  client.listed = listed;
  const { ejection } = lane.plan;
  if (ejection.kind !== "outlier" || ready.length * 100 >= ejection.panicPercent * listed) return;
  ready.length = 0;
  for (const seat of seats) if (seat.endpoint.listed) ready.push(seat);
}

/** A try towards an endpoint ended; true when the endpoints that can be used have changed. */
export function observe(sim: Sim, seat: Seat, outcome: number): boolean {
  const plan = seat.owner.lane.plan.ejection;
  if (!seat.endpoint.listed) return false;
  switch (plan.kind) {
    case "none":
      return false;
    case "outlier":
      return observeOutlier(sim, seat, outcome, plan);
    case "accrual":
      return observeAccrual(sim, seat, outcome, plan);
  }
}

/** Consecutive errors count on every answer; what never got one counts as a 5xx (envoyproxy/envoy:source/common/upstream/outlier_detection_impl.cc). */
function observeOutlier(sim: Sim, seat: Seat, outcome: number, plan: Extract<EjectionPlan, { kind: "outlier" }>): boolean {
  // A caller that has gone resets the call, and nobody is judged (envoyproxy/envoy:source/common/router/router.cc, onDestroy).
  if (outcome === outcomes.cancelled) return false;
  if (isHealthy(outcome)) {
    seat.consecutive = 0;
    return false;
  }
  seat.consecutive += 1;
  if (seat.consecutive < plan.consecutive || seat.ejected) return false;
  seat.consecutive = 0;
  const { owner } = seat;
  if (100 * (owner.ejected + 1) > plan.maxPercent * owner.listed) return false;
  const times = plan.sweeps ? seat.multiplier + 1 : 1;
  if (plan.sweeps && plan.baseMicros * seat.multiplier < plan.maxMicros + plan.baseMicros) seat.multiplier += 1;
  eject(sim, seat, Math.min(plan.baseMicros * times, Math.max(plan.maxMicros, plan.baseMicros)), !plan.sweeps);
  return true;
}

function eject(sim: Sim, seat: Seat, micros: number, timed: boolean): void {
  seat.ejected = true;
  seat.trial = 0;
  seat.until = sim.now + micros;
  seat.generation += 1;
  seat.owner.ejected += 1;
  seat.owner.lane.edge.tally.counts[edgeCounts.ejections]! += 1;
  if (timed) sim.queue.add(seat.until, events.seatBack, seat.id, seat.generation);
  refreshReady(seat.owner);
}

/** Several failures in a row shut an endpoint; then one trial request decides (linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/breaker/consecutive_failures.rs). */
function observeAccrual(sim: Sim, seat: Seat, outcome: number, plan: Extract<EjectionPlan, { kind: "accrual" }>): boolean {
  if (seat.ejected) return seat.trial === 2 && trialEnded(sim, seat, !isHealthy(outcome), plan);
  const failed = outcome >= 500 || outcome === outcomes.connectFailure || outcome === outcomes.lostAfter;
  if (!failed) {
    // A try that the caller itself gave up says nothing about the endpoint.
    if (outcome >= 100) seat.consecutive = 0;
    return false;
  }
  seat.consecutive += 1;
  if (seat.consecutive < plan.consecutive) return false;
  seat.consecutive = 0;
  seat.multiplier = 1;
  eject(sim, seat, penalty(seat, plan), true);
  return true;
}

function trialEnded(sim: Sim, seat: Seat, failed: boolean, plan: Extract<EjectionPlan, { kind: "accrual" }>): boolean {
  if (!failed) {
    comeBack(seat);
    return true;
  }
  seat.multiplier += 1;
  seat.owner.ejected -= 1;
  eject(sim, seat, penalty(seat, plan), true);
  return true;
}

function penalty(seat: Seat, plan: Extract<EjectionPlan, { kind: "accrual" }>): number {
  return pauseBefore({ kind: "linkerd", base: plan.minMicros, max: plan.maxMicros, jitter: plan.jitter }, Math.min(seat.multiplier, 30), seat.owner.lane.pauseStream);
}

function comeBack(seat: Seat): void {
  seat.ejected = false;
  seat.trial = 0;
  seat.consecutive = 0;
  seat.owner.ejected -= 1;
  refreshReady(seat.owner);
}

/** The time of an ejection without sweeps is over: the endpoint is used again, or gets its trial. */
export function seatBack(seat: Seat): void {
  if (seat.owner.lane.plan.ejection.kind === "accrual") {
    seat.trial = 1;
    refreshReady(seat.owner);
  } else comeBack(seat);
}

/** The trial request is on its way. */
export function trialBegan(seat: Seat): void {
  seat.trial = 2;
  refreshReady(seat.owner);
}

/** Endpoints whose time is over return, and those that have kept well for an interval are trusted more; answers those that changed. */
export function sweep(sim: Sim, lane: Lane, changed: (client: LaneClient) => void): void {
  const plan = lane.plan.ejection;
  if (plan.kind !== "outlier") return;
  for (const client of lane.clients) {
    const before = client.ejected;
    for (const seat of client.seats) sweepSeat(sim, seat, plan.intervalMicros);
    if (client.ejected !== before) changed(client);
  }
}

function sweepSeat(sim: Sim, seat: Seat, intervalMicros: number): void {
  if (seat.ejected && sim.now >= seat.until) {
    comeBack(seat);
    seat.returned = sim.now;
  } else if (!seat.ejected && seat.multiplier > 0 && sim.now - seat.returned >= intervalMicros) seat.multiplier -= 1;
}

/** Forgets ejections when another rule comes into force. */
export function resetSeats(client: LaneClient): void {
  for (const seat of client.seats) forget(seat);
  refreshReady(client);
}

/** Nothing is known of endpoints that discovery no longer names, nor counts among those that are left out. */
export function forgetUnlisted(client: LaneClient): void {
  for (const seat of client.seats) if (!seat.endpoint.listed) forget(seat);
}

function forget(seat: Seat): void {
  if (seat.ejected) seat.owner.ejected -= 1;
  seat.ejected = false;
  seat.trial = 0;
  seat.consecutive = 0;
  seat.multiplier = 0;
  seat.generation += 1;
}
