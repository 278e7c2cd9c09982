import { nextBelow } from "../random.ts";
import type { RandomStream } from "../random.ts";
import type { LaneClient, Seat } from "./state.ts";

// Names of the module's own: global ones are looked up at every use where code runs in a context of its own, as in tests.
const { exp } = Math;

/** Round trips that an endpoint is taken to need before it was used, and how fast they are forgotten (linkerd/linkerd2-proxy:linkerd/app/core/src/config.rs). */
const [firstEstimate, decayMicros] = [30_000, 10_000_000];

/** The endpoint that the next try goes to; null when none can be used. */
export function pick(client: LaneClient, now: number): Seat | null {
  const { ready, lane } = client;
  const count = ready.length;
  if (count === 0) return null;
  if (count === 1) return seatAt(ready, 0);
  const stream = lane.balanceStream;
  switch (lane.plan.balancing) {
    case "round-robin":
      client.turn = (client.turn + 1) % count;
      return seatAt(ready, client.turn);
    // Keys are many and equally likely: which endpoint a call's key leads to is as good as drawn.
    case "random":
    case "sticky":
      return seatAt(ready, nextBelow(stream, count));
    case "least-request":
      return lessActive(seatAt(ready, nextBelow(stream, count)), seatAt(ready, nextBelow(stream, count)));
    case "two-choices":
      return ofTwo(ready, stream, lessActive);
    case "ewma":
      return ofTwo(ready, stream, (one, other) => (costOf(other, now) < costOf(one, now) ? other : one));
  }
}

/** An index that was drawn below the length. */
function seatAt(seats: readonly Seat[], index: number): Seat {
  return seats[index] as Seat;
}

/** A tie goes to the first that was drawn (envoyproxy/envoy:source/extensions/load_balancing_policies/least_request/least_request_lb.cc). */
function lessActive(one: Seat, other: Seat): Seat {
  return other.active < one.active ? other : one;
}

/** Two different endpoints (linkerd/linkerd2-proxy:linkerd/pool/p2c/src/lib.rs). */
function ofTwo(ready: readonly Seat[], stream: RandomStream, better: (one: Seat, other: Seat) => Seat): Seat {
  const first = nextBelow(stream, ready.length);
  const second = nextBelow(stream, ready.length - 1);
  return better(seatAt(ready, first), seatAt(ready, second < first ? second : second + 1));
}

/** Peak EWMA: the estimate, left to sink since the last answer, times the requests that would be under way (tower-rs/tower:tower/src/load/peak_ewma.rs). */
function costOf(seat: Seat, now: number): number {
  sink(seat, 0, now);
  return seat.estimate * (seat.active + 1);
}

/** An answer came after so long. */
export function roundTripTook(seat: Seat, micros: number, now: number): void {
  if (seat.updated < 0) start(seat, now);
  if (micros > seat.estimate) {
    seat.estimate = micros;
    seat.updated = now;
  } else sink(seat, micros, now);
}

function sink(seat: Seat, towards: number, now: number): void {
  if (seat.updated < 0) start(seat, now);
  if (now <= seat.updated) return;
  const weight = exp(-(now - seat.updated) / decayMicros);
  seat.estimate = seat.estimate * weight + towards * (1 - weight);
  seat.updated = now;
}

function start(seat: Seat, now: number): void {
  seat.estimate = firstEstimate;
  seat.updated = now;
}
