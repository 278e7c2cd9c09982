import type { MeshModel, Name, Reader, Service, Version, Workload } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Mechanism } from "../mechanism.ts";
import type { EdgePlan, LanePlan, PoolPlan } from "../plan.ts";
import type { Behaviour, Scenario } from "../scenario/scenario.ts";

/** What is being simulated: the policy's meaning or a mesh's, and how that mesh works. */
export interface PlanningWorld {
  readonly model: MeshModel;
  /** Answers where calls go, for a model that a change of policy may have altered. */
  readonly readerOf: (model: MeshModel) => Reader;
  readonly mechanism: Mechanism;
}

/** A plan while it is being made; lists only grow, and indices into them stay. */
export interface Draft {
  readonly scenario: Scenario;
  readonly world: PlanningWorld;
  readonly pools: PoolPlan[];
  readonly edges: EdgePlan[];
  readonly lanes: LanePlan[];
  readonly notes: Set<string>;
  readonly diagnostics: Diagnostic[];
}

/** Nothing planned yet. */
export function emptyDraft(scenario: Scenario, world: PlanningWorld): Draft {
  return { scenario, world, pools: [], edges: [], lanes: [], notes: new Set(), diagnostics: [] };
}

/** Endpoints behind a backend: of a service of the policies, or of one they do not speak of. */
export interface Behind {
  readonly service: string;
  readonly owner: Service | null;
  readonly version: Version | null;
}

/** Whose endpoints a backend means; the whole of a service with versions means all of them. */
export function endpointsBehind(model: MeshModel, backend: { readonly namespace: string; readonly service: string; readonly labels: Readonly<Record<string, string>> }): readonly Behind[] {
  const name: Name = { namespace: backend.namespace, name: backend.service };
  for (const owner of model.services) {
    const version = owner.versions.find((one) => nameText(one.service) === nameText(name) && sameLabels(one.labels, backend.labels));
    if (version !== undefined) return [{ service: nameText(owner.id), owner, version }];
  }
  const owner = model.services.find(({ id }) => nameText(id) === nameText(name)) ?? null;
  if (owner === null || owner.versions.length === 0) return [{ service: nameText(name), owner, version: null }];
  return owner.versions.map((version) => ({ service: nameText(name), owner, version }));
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(one);
  return entries.length === Object.keys(other).length && entries.every(([key, value]) => other[key] === value);
}

/** The index of the pool of these endpoints; made when it is first asked for. */
export function poolIndex(draft: Draft, { service, owner, version }: Behind): number {
  const key = version === null ? service : `${service}@${version.name}`;
  const found = draft.pools.findIndex((pool) => pool.key === key);
  if (found !== -1) return found;
  draft.pools.push(poolOf(draft, key, service, owner, version));
  return draft.pools.length - 1;
}

function poolOf(draft: Draft, key: string, service: string, owner: Service | null, version: Version | null): PoolPlan {
  const { scenario, world } = draft;
  const spoken = scenario.services.find((one) => one.service === service);
  const behaviour: Behaviour = { ...scenario.defaults, ...spoken?.all, ...spoken?.versions.find(({ name }) => name === version?.name)?.behaviour };
  if (behaviour.work === undefined) draft.notes.add(`the scenario says nothing of how long ${service} works: it answers at once`);
  const rate = owner?.rateLimit?.value ?? null;
  return {
    key,
    service,
    replicas: mostReplicas(scenario, service, version, behaviour.replicas ?? knownReplicas(world.model, version) ?? 1),
    concurrency: behaviour.concurrency ?? Infinity,
    queue: behaviour.queue ?? Infinity,
    order: behaviour.order ?? "fifo",
    work: behaviour.work ?? { kind: "constant", micros: 0 },
    errors: behaviour.errors ?? [],
    warmUp: behaviour.warmUp ?? null,
    abandoned: behaviour.abandoned ?? "finish",
    heedsDeadlines: behaviour.heedsDeadlines ?? false,
    failureStatus: behaviour.failureStatus ?? 503,
    rateLimit: rate === null ? null : { requests: rate.requests, perMicros: rate.perMs * 1000 },
  };
}

/** Replicas at the start: what the scenario says, else what the inventory shows, else one. */
export function firstReplicas({ scenario, world }: Draft, { service, version }: Behind): number {
  const spoken = scenario.services.find((one) => one.service === service);
  const behaviour = { ...scenario.defaults, ...spoken?.all, ...spoken?.versions.find(({ name }) => name === version?.name)?.behaviour };
  return behaviour.replicas ?? knownReplicas(world.model, version) ?? 1;
}

function knownReplicas(model: MeshModel, version: Version | null): number | null {
  const labels = Object.entries(version?.podLabels ?? {});
  if (version === null || labels.length === 0) return null;
  const runs = ({ id, labels: own }: Workload): boolean => id.namespace === version.service.namespace && labels.every(([key, value]) => own[key] === value);
  const workloads = model.inventory.workloads.filter(runs);
  return workloads.length === 0 ? null : workloads.reduce((sum, { replicas }) => sum + (replicas ?? 1), 0);
}

/** Endpoints that come later are there from the start, but nobody knows of them. */
function mostReplicas({ timeline }: Scenario, service: string, version: Version | null, first: number): number {
  const counts = timeline.flatMap(({ what }) => (what.kind === "scale" && what.of.service === service && (what.of.version === null || what.of.version === version?.name) ? [what.of.count ?? 0] : []));
  return Math.max(1, first, ...counts);
}
