import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { MeshModel } from "../../../model/index.ts";
import { decide } from "../../decide/index.ts";
import type { Epoch, TrafficPlan } from "../plan.ts";
import { changeProblem, changedModel } from "../scenario/policy-change.ts";
import { serviceNamed } from "../scenario/references.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { planCall, protocolOf } from "./calls.ts";
import type { EpochDraft } from "./calls.ts";
import { emptyDraft } from "./draft.ts";
import type { Draft, PlanningWorld } from "./draft.ts";
import { idleNotes } from "./idle.ts";
import { planningDiagnostics as say } from "./planning.diagnostics.ts";
import { timelineOf } from "./timeline.ts";

/** A plan, or what keeps it from being made; and what of the policies is not simulated, in words. */
export interface Planned {
  readonly plan: TrafficPlan | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

/** Bounds of a run, so that no scenario runs for ever or out of memory; hitting one is a result. */
const [mostEvents, mostTries] = [500_000_000, 1_000_000];

/**
 * Makes the plan of a scenario: every call that the load leads to is put to the reader, once for each set of policies that
 * is in force during the simulation. `runs` is how many there will be, for the bound on what is kept of them.
 */
export function planTraffic(scenario: Scenario, world: PlanningWorld, runs = 1): Planned {
  const draft = emptyDraft(scenario, world);
  const drafts = policiesOf(draft, world.model).map(({ atMicros, model }) => ({ atMicros, ...planEpoch(draft, model) }));
  draft.diagnostics.push(...tooLarge(draft, runs));
  const diagnostics = distinct(draft.diagnostics);
  if (diagnostics.some(({ severity }) => severity === "error")) return { plan: null, diagnostics, notes: [] };
  const epochs = drafts.map(({ atMicros, roots, epoch }): Epoch => ({
    atMicros,
    roots,
    edges: draft.edges.map((edge, index) => ({ ...edge, budget: (epoch.edges.get(index) ?? drafts.flatMap((other) => other.epoch.edges.get(index) ?? [])[0]) ?? edge.budget })),
    lanes: draft.lanes.map((lane, index) => epoch.lanes.get(index) ?? lane),
  }));
  const plan: TrafficPlan = {
    durationMicros: scenario.durationMicros,
    warmupMicros: scenario.warmupMicros,
    windowMicros: scenario.windowMicros,
    maxEvents: mostEvents,
    maxTries: mostTries,
    pools: draft.pools,
    epochs,
    entries: scenario.load.map(({ name, law, rate, bursts, clients }) => ({ name, law, rate, bursts, clients })),
    network: { ...scenario.network, connectMicros: scenario.network.connectMicros ?? world.mechanism.connectMicros },
    timeline: timelineOf(draft, epochs),
  };
  return { plan, diagnostics, notes: [...new Set([...draft.notes, ...idleNotes(draft)])].sort() };
}

/** What is kept for each caller and endpoint, and for each window: more than so much of it is refused before it is made. */
const [mostSeats, mostRows] = [500_000, 5_000_000];

function tooLarge({ scenario, pools, edges, lanes }: Draft, runs: number): readonly Diagnostic[] {
  const report = (what: string, count: number, limit: number): readonly Diagnostic[] => (count > limit ? [say["scenario-too-large"].report({ at: scenario.origin, with: { what, count, limit } })] : []);
  const seats = lanes.reduce((sum, { edge, pool }) => sum + (edges[edge]?.clients ?? 0) * (pools[pool]?.replicas ?? 0), 0);
  const windows = Math.ceil(scenario.durationMicros / scenario.windowMicros);
  return [...report("pairs of a caller and an endpoint", seats, mostSeats), ...report("rows of courses over time", runs * windows * (pools.length + edges.length), mostRows)];
}

function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message }) => !seen.has(`${code} ${message}`) && seen.add(`${code} ${message}`));
}

interface Policies {
  readonly atMicros: number;
  readonly model: MeshModel;
}

/** The policies at the start and after each change, in order of time; a change that ends brings back what was before it. */
function policiesOf(draft: Draft, model: MeshModel): readonly Policies[] {
  const { timeline } = draft.scenario;
  const changes = timeline.flatMap((event) => (event.what.kind === "policy" ? [{ ...event, what: event.what }] : []));
  const times = [...new Set([0, ...changes.flatMap(({ atMicros, untilMicros }) => [atMicros, untilMicros])])].filter((time) => time < Infinity).sort((a, b) => a - b);
  for (const { name, what } of changes) {
    const problem = serviceNamed(model, what.of) === null ? `no policy speaks of \`${what.of}\`` : (changeProblem(model, what)?.text ?? null);
    if (problem !== null) draft.notes.add(`${problem}: the event \`${name}\` changes less than it says`);
  }
  return times.map((atMicros) => {
    const inForce = changes.filter((change) => change.atMicros <= atMicros && atMicros < change.untilMicros).sort((a, b) => a.atMicros - b.atMicros);
    return { atMicros, model: inForce.reduce((changed, { what, origin }) => changedModel(changed, what, origin), model) };
  });
}

function planEpoch(draft: Draft, model: MeshModel): { readonly epoch: EpochDraft; readonly roots: Epoch["roots"] } {
  const epoch: EpochDraft = { draft, model, read: draft.world.readerOf(model), meaning: decide(model), edges: new Map(), lanes: new Map(), known: new Map(), depths: new Map(), under: [] };
  const roots = draft.scenario.load.map((load) => {
    const total = load.requests.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    return load.requests.map(({ method, path, headers, weight }) => {
      sum += weight;
      const protocol = protocolOf(model, load.to);
      const http = protocol === "http" || protocol === "http2" || protocol === "grpc";
      const request = { from: load.from, to: load.to, protocol, ...(load.authority !== null && { authority: load.authority }), ...(http && { method, path, headers }) };
      return { upTo: sum / total, call: planCall(epoch, { name: load.name, clients: load.clients }, request, load.patienceMicros) };
    });
  });
  return { epoch, roots };
}
