import { EventQueue } from "../event-queue.ts";
import { sampler } from "../law.ts";
import type { EdgePlan, Epoch, LanePlan, PoolPlan, TrafficPlan } from "../plan.ts";
import { nextBelow, randomStream } from "../random.ts";
import { arrivalsOf } from "./arrivals.ts";
import { budgetOf } from "./budget.ts";
import { refreshReady } from "./ejection.ts";
import type { Acts, Edge, Endpoint, Lane, LaneClient, Pool, Seat, Sim } from "./state.ts";
import { edgeTally, poolTally } from "./tally.ts";

/** The state in which a run begins: everything up, idle and cold. Every purpose and place has a random stream of its own. */
export function freshState(plan: TrafficPlan, seed: number, acts: Acts): Sim {
  const epoch = plan.epochs[0] as Epoch;
  const pools = plan.pools.map((pool) => poolOf(pool, seed));
  numberCallers(pools);
  const edges = epoch.edges.map((edge, index) => edgeStateOf(edge, index, plan, seed));
  const found: { readonly clients: LaneClient[]; readonly seats: Seat[] } = { clients: [], seats: [] };
  const lanes = epoch.lanes.map((lane, index) => laneOf(lane, index, { pools, edges, ...found }, seed));
  const arrivals = plan.entries.map((entry, index) => arrivalsOf(entry, index, seed));
  return {
    plan,
    now: 0,
    queue: new EventQueue(),
    epoch,
    pools,
    edges,
    lanes,
    laneClients: found.clients,
    seats: found.seats,
    arrivals,
    calls: [],
    freeCalls: [],
    tries: [],
    freeTries: [],
    acts,
    happened: 0,
  };
}

function poolOf(plan: PoolPlan, seed: number): Pool {
  const endpoints: Endpoint[] = [];
  const pool: Pool = {
    plan,
    endpoints,
    draw: sampler(plan.work),
    errors: plan.errors.map((rule) => ({ rule, draw: rule.work === null ? null : sampler(rule.work) })),
    workStream: randomStream(seed, `work/${plan.key}`),
    errorStream: randomStream(seed, `errors/${plan.key}`),
    tally: poolTally(),
  };
  for (let index = 0; index < plan.replicas; index += 1) endpoints.push(endpointOf(pool, index));
  return pool;
}

function endpointOf(pool: Pool, index: number): Endpoint {
  return {
    index,
    pool,
    client: 0,
    up: true,
    paused: false,
    listed: true,
    busy: 0,
    head: null,
    tail: null,
    dead: 0,
    queued: 0,
    started: 0,
    slowFactor: 1,
    extraMicros: 0,
    errorShare: 0,
    errorStatus: 0,
    rateTokens: 0,
    rateFilled: -1,
  };
}

/** The instances of all versions of a service are its clients towards others. */
function numberCallers(pools: readonly Pool[]): void {
  const next = new Map<string, number>();
  for (const { plan, endpoints } of pools) {
    const first = next.get(plan.service) ?? 0;
    for (const endpoint of endpoints) endpoint.client = first + endpoint.index;
    next.set(plan.service, first + endpoints.length);
  }
}

function edgeStateOf(plan: EdgePlan, index: number, { network }: TrafficPlan, seed: number): Edge {
  const law = network.links.find(({ from, to }) => from === plan.from && to === plan.to)?.latency ?? network.latency;
  const stream = (purpose: string): Edge["stream"] => randomStream(seed, `${purpose}/${plan.key}`);
  return {
    plan,
    index,
    budgets: Array.from({ length: plan.clients }, () => budgetOf(plan.budget)),
    stream: stream("client"),
    needStream: stream("needs"),
    networkStream: stream("network"),
    latency: sampler(law),
    fixedLatency: law.kind === "constant" ? law.micros : -1,
    cut: false,
    tally: edgeTally(),
  };
}

interface Parts {
  readonly pools: readonly Pool[];
  readonly edges: readonly Edge[];
  readonly clients: LaneClient[];
  readonly seats: Seat[];
}

function laneOf(plan: LanePlan, index: number, parts: Parts, seed: number): Lane {
  const edge = parts.edges[plan.edge] as Edge;
  const clients: LaneClient[] = [];
  const balanceStream = randomStream(seed, `balance/${plan.key}`);
  const lane: Lane = { plan, index, pool: parts.pools[plan.pool] as Pool, edge, clients, balanceStream, pauseStream: randomStream(seed, `penalty/${plan.key}`), generation: 0 };
  for (let count = 0; count < edge.plan.clients; count += 1) clients.push(laneClientOf(lane, parts));
  return lane;
}

function laneClientOf(lane: Lane, parts: Parts): LaneClient {
  const seats: Seat[] = [];
  const client: LaneClient = {
    id: parts.clients.length,
    lane,
    seats,
    ready: [],
    active: 0,
    pending: 0,
    retries: 0,
    listed: 0,
    ejected: 0,
    turn: nextBelow(lane.balanceStream, Math.max(1, lane.pool.endpoints.length)),
    head: null,
    tail: null,
    dead: 0,
    failsFast: false,
    waitGeneration: 0,
  };
  parts.clients.push(client);
  for (const endpoint of lane.pool.endpoints) seats.push(seatOf(client, endpoint, parts.seats));
  refreshReady(client);
  return client;
}

function seatOf(owner: LaneClient, endpoint: Endpoint, all: Seat[]): Seat {
  const counts = { active: 0, consecutive: 0, ejected: false, trial: 0, until: 0, multiplier: 0, returned: 0 };
  const seat: Seat = { id: all.length, owner, endpoint, generation: 0, ...counts, estimate: 0.5, updated: -1 };
  all.push(seat);
  return seat;
}
