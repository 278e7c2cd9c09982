import type { EventQueue } from "../event-queue.ts";
import type { Sampler } from "../law.ts";
import type { Branch, CallPlan, EdgePlan, Epoch, ErrorRule, LanePlan, Need, PoolPlan, TrafficPlan } from "../plan.ts";
import type { RandomStream } from "../random.ts";
import type { Budget } from "./budget.ts";
import type { EdgeTally, PoolTally } from "./tally.ts";

/** What can happen; the numbers are kinds of the event queue. */
export const events = {
  arrival: 0,
  reach: 1,
  workDone: 2,
  answer: 3,
  tryTimeout: 4,
  deadline: 5,
  retry: 6,
  sweep: 7,
  seatBack: 8,
  change: 9,
  windowEnd: 10,
  begin: 11,
  warm: 12,
  failFast: 13,
} as const;

/** Where a try is. */
export const places = { nowhere: 0, waiting: 1, underway: 2, queued: 3, working: 4, calling: 5, returning: 6 } as const;

/** A call: what a caller asked for once, with all its tries. The object is used again when the call is over. */
export interface Call {
  readonly id: number;
  /** Counts the uses of the object, so that timers of former ones are known. */
  generation: number;
  plan: CallPlan;
  client: number;
  /** For whose answer the call is made; null for calls from outside. */
  parent: Try | null;
  need: Need | null;
  started: number;
  deadline: number;
  /** The deadline is the caller's own, not the mesh's. */
  ownDeadline: boolean;
  tries: number;
  branch: Branch | null;
  current: Try | null;
  /** Counts among whose retries under way. */
  slot: LaneClient | null;
  /** Status of an injected answer; 0: none. */
  abort: number;
  /** Endpoints that were tried, where retries look for others. */
  readonly tried: Seat[];
}

/** One try of a call, from its sending to the last thing done about it. */
export interface Try {
  readonly id: number;
  generation: number;
  /** null when nobody waits for the answer any more, and for mirrored copies. */
  call: Call | null;
  plan: CallPlan;
  branch: Branch;
  lane: LaneClient | null;
  seat: Seat | null;
  endpoint: Endpoint | null;
  place: number;
  sent: number;
  arrived: number;
  begun: number;
  /** Work that was done for it, in microseconds. */
  work: number;
  deadline: number;
  stage: number;
  outstanding: number;
  failed: boolean;
  outcome: number;
  abandoned: boolean;
  /** Neighbour in a queue. */
  next: Try | null;
  readonly children: Call[];
}

/** One instance of a version. */
export interface Endpoint {
  readonly index: number;
  readonly pool: Pool;
  /** Its number among all instances of its service, as a caller. */
  client: number;
  up: boolean;
  paused: boolean;
  /** Whether discovery names it. */
  listed: boolean;
  busy: number;
  head: Try | null;
  tail: Try | null;
  /** Tries in the queue that were given up. */
  dead: number;
  queued: number;
  started: number;
  slowFactor: number;
  extraMicros: number;
  errorShare: number;
  errorStatus: number;
  rateTokens: number;
  rateFilled: number;
}

/** The endpoints of a version, with what they do at the moment. */
export interface Pool {
  readonly plan: PoolPlan;
  readonly endpoints: readonly Endpoint[];
  readonly draw: Sampler;
  readonly errors: readonly { readonly rule: ErrorRule; readonly draw: Sampler | null }[];
  readonly workStream: RandomStream;
  readonly errorStream: RandomStream;
  readonly tally: PoolTally;
}

/** All calls from one service to another. */
export interface Edge {
  plan: EdgePlan;
  readonly index: number;
  /** By caller instance. */
  readonly budgets: Budget[];
  readonly stream: RandomStream;
  readonly needStream: RandomStream;
  readonly networkStream: RandomStream;
  readonly latency: Sampler;
  /** 0 or a fixed one-way latency; -1: to be drawn. */
  readonly fixedLatency: number;
  cut: boolean;
  readonly tally: EdgeTally;
}

/** Calls of an edge to one pool. */
export interface Lane {
  plan: LanePlan;
  readonly index: number;
  readonly pool: Pool;
  readonly edge: Edge;
  readonly clients: readonly LaneClient[];
  readonly balanceStream: RandomStream;
  readonly pauseStream: RandomStream;
  /** Counts changes of the plan, so that sweeps of former ones are known. */
  generation: number;
}

/** What one instance of a caller knows of one pool. */
export interface LaneClient {
  readonly id: number;
  readonly lane: Lane;
  readonly seats: readonly Seat[];
  /** Seats that calls may go to now. */
  readonly ready: Seat[];
  active: number;
  pending: number;
  retries: number;
  /** Endpoints that discovery names, and how many of them are left out. */
  listed: number;
  ejected: number;
  turn: number;
  head: Try | null;
  tail: Try | null;
  /** Tries that wait and were given up. */
  dead: number;
  /** No endpoint could be used for so long that calls fail at once; Linkerd. */
  failsFast: boolean;
  waitGeneration: number;
}

/** What one instance of a caller knows of one endpoint. */
export interface Seat {
  readonly id: number;
  readonly owner: LaneClient;
  readonly endpoint: Endpoint;
  generation: number;
  active: number;
  consecutive: number;
  ejected: boolean;
  /** An ejected endpoint that gets one trial request: 0 no, 1 waits for one, 2 has one. */
  trial: number;
  until: number;
  multiplier: number;
  returned: number;
  estimate: number;
  updated: number;
}

/** Actions that reach across the border of client and server; wired up in one place. */
export interface Acts {
  readonly startCall: (sim: Sim, plan: CallPlan, client: number, parent: Try | null, need: Need | null) => void;
  readonly reach: (sim: Sim, one: Try) => void;
  readonly answered: (sim: Sim, one: Try) => void;
  readonly needMet: (sim: Sim, parent: Try, call: Call, need: Need, success: boolean) => void;
  /** Work for it may stop: the caller has gone. */
  readonly gone: (sim: Sim, one: Try) => void;
  readonly cancel: (sim: Sim, call: Call) => void;
}

/** The whole state of a run. */
export interface Sim {
  readonly plan: TrafficPlan;
  now: number;
  readonly queue: EventQueue;
  epoch: Epoch;
  readonly pools: readonly Pool[];
  readonly edges: readonly Edge[];
  readonly lanes: readonly Lane[];
  readonly laneClients: readonly LaneClient[];
  readonly seats: readonly Seat[];
  readonly arrivals: readonly Arrivals[];
  readonly calls: Call[];
  readonly freeCalls: Call[];
  readonly tries: Try[];
  readonly freeTries: Try[];
  readonly acts: Acts;
  /** Events so far, timers that were no longer wanted not among them. */
  happened: number;
}

/** Requests of one entry on their way. */
export interface Arrivals {
  readonly index: number;
  readonly stream: RandomStream;
  readonly mixStream: RandomStream;
  /** Expected requests so far, as an integral of the rate, at the next arrival. */
  level: number;
  segment: number;
  segmentLevel: number;
  turn: number;
}
