import type { Change, EdgePlan, Epoch, LanePlan } from "../plan.ts";
import { budgetOf } from "./budget.ts";
import { forgetUnlisted, refreshReady, resetSeats } from "./ejection.ts";
import { drain } from "./send.ts";
import { crash, takeNext } from "./server.ts";
import { events } from "./state.ts";
import type { Endpoint, Lane, Sim } from "./state.ts";

/** Something that the scenario says happens now. */
export function change(sim: Sim, one: Change): void {
  switch (one.kind) {
    case "epoch":
      return enter(sim, sim.plan.epochs[one.epoch] as Epoch);
    case "partition":
      for (const edge of sim.edges) if (edge.plan.from === one.from && edge.plan.to === one.to) edge.cut = one.cut;
      return;
    case "replicas":
      return setReplicas(sim, one.pool, one.count);
    case "endpoints":
      return each(sim, one, (endpoint) => (one.up ? recover(sim, endpoint) : crash(sim, endpoint)));
    case "pause":
      return each(sim, one, (endpoint) => {
        endpoint.paused = one.paused;
        takeNext(sim, endpoint);
      });
    case "slow":
      return each(sim, one, (endpoint) => {
        endpoint.slowFactor = one.factor;
        endpoint.extraMicros = one.extraMicros;
      });
    case "errors":
      return each(sim, one, (endpoint) => {
        endpoint.errorShare = one.share;
        endpoint.errorStatus = one.status;
      });
  }
}

function each(sim: Sim, { pool, first = 0, count }: { readonly pool: number; readonly first?: number; readonly count: number }, act: (endpoint: Endpoint) => void): void {
  for (const endpoint of sim.pools[pool]?.endpoints ?? []) if (endpoint.index >= first && endpoint.index < count) act(endpoint);
}

function recover(sim: Sim, endpoint: Endpoint): void {
  endpoint.up = true;
  endpoint.started = sim.now;
  takeNext(sim, endpoint);
}

/** The first so many endpoints are named by discovery; others finish what they have. */
function setReplicas(sim: Sim, pool: number, count: number): void {
  for (const endpoint of sim.pools[pool]?.endpoints ?? []) {
    const listed = endpoint.index < count;
    if (listed && !endpoint.listed) endpoint.started = sim.now;
    endpoint.listed = listed;
  }
  for (const lane of sim.lanes) if (lane.plan.pool === pool) refreshAll(sim, lane);
}

function refreshAll(sim: Sim, lane: Lane): void {
  for (const client of lane.clients) {
    forgetUnlisted(client);
    refreshReady(client);
    drain(sim, client);
  }
}

/** Another policy comes into force: calls that have begun keep theirs; what callers remember is kept where its rule is the same. */
function enter(sim: Sim, epoch: Epoch): void {
  sim.epoch = epoch;
  for (const edge of sim.edges) {
    const plan = epoch.edges[edge.index] as EdgePlan;
    if (!same(plan.budget, edge.plan.budget)) edge.budgets.forEach((_, client) => (edge.budgets[client] = budgetOf(plan.budget)));
    edge.plan = plan;
  }
  for (const lane of sim.lanes) enterLane(sim, lane, epoch.lanes[lane.index] as LanePlan);
}

function enterLane(sim: Sim, lane: Lane, plan: LanePlan): void {
  const changed = !same(plan.ejection, lane.plan.ejection);
  lane.plan = plan;
  if (changed) {
    lane.generation += 1;
    for (const client of lane.clients) resetSeats(client);
    planSweep(sim, lane);
  }
  for (const client of lane.clients) drain(sim, client);
}

/** Sweeps begin when the rule does. */
export function planSweep(sim: Sim, lane: Lane): void {
  const { ejection } = lane.plan;
  if (ejection.kind === "outlier" && ejection.sweeps) sim.queue.add(sim.now + ejection.intervalMicros, events.sweep, lane.index, lane.generation);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
