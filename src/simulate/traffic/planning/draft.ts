import type { MeshModel, Name, Reader, Service, Version, Workload } from "../../../model/index.ts";
import { nameText, sameName } from "../../../model/name.ts";
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
  /** Its name; null where the version is the whole service. */
  readonly name: string | null;
}

function behindOf(owner: Service, version: Version): Behind {
  // A service without versions has one of its own name.
  const whole = version.name === owner.id.name && sameName(version.service, owner.id);
  return { service: nameText(owner.id), owner, version, name: whole ? null : version.name };
}

/** The endpoints of all versions of a service. */
export function endpointsOf(owner: Service): readonly Behind[] {
  return owner.versions.length === 0 ? [{ service: nameText(owner.id), owner, version: null, name: null }] : owner.versions.map((version) => behindOf(owner, version));
}

/** Whose endpoints a backend means; the whole of a service with versions means all of them. */
export function endpointsBehind(model: MeshModel, backend: { readonly namespace: string; readonly service: string; readonly labels: Readonly<Record<string, string>> }): readonly Behind[] {
  const name: Name = { namespace: backend.namespace, name: backend.service };
  for (const owner of model.services) {
    const version = owner.versions.find((one) => sameName(one.service, name) && sameLabels(one.labels, backend.labels));
    if (version !== undefined) return [behindOf(owner, version)];
  }
  const owner = model.services.find(({ id }) => sameName(id, name));
  return owner === undefined ? [{ service: nameText(name), owner: null, version: null, name: null }] : endpointsOf(owner);
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(one);
  return entries.length === Object.keys(other).length && entries.every(([key, value]) => other[key] === value);
}

/** The index of the pool of these endpoints; made when it is first asked for. */
export function poolIndex(draft: Draft, behind: Behind): number {
  const key = behind.name === null ? behind.service : `${behind.service}@${behind.name}`;
  const found = draft.pools.findIndex((pool) => pool.key === key);
  if (found !== -1) return found;
  draft.pools.push(poolOf(draft, key, behind));
  return draft.pools.length - 1;
}

function poolOf(draft: Draft, key: string, behind: Behind): PoolPlan {
  const { scenario } = draft;
  const { service, owner, name } = behind;
  const behaviour = behaviourOf(scenario, behind);
  if (behaviour.work === undefined) draft.notes.add(`the scenario says nothing of how long ${service} works: it answers at once`);
  const rate = owner?.rateLimit?.value ?? null;
  return {
    key,
    service,
    replicas: mostReplicas(scenario, service, name, firstReplicas(draft, behind)),
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

/** What the scenario says of a version wins over what it says of the service, and that over its defaults. */
function behaviourOf({ services, defaults }: Scenario, { service, version }: Behind): Behaviour {
  const spoken = services.find((one) => one.service === service);
  return { ...defaults, ...spoken?.all, ...spoken?.versions.find(({ name }) => name === version?.name)?.behaviour };
}

/** Replicas at the start: what the scenario says, else what the inventory shows, else one. */
export function firstReplicas({ scenario, world }: Draft, behind: Behind): number {
  return behaviourOf(scenario, behind).replicas ?? knownReplicas(world.model, behind.version) ?? 1;
}

function knownReplicas(model: MeshModel, version: Version | null): number | null {
  const labels = Object.entries(version?.podLabels ?? {});
  if (version === null || labels.length === 0) return null;
  const runs = ({ id, labels: own }: Workload): boolean => id.namespace === version.service.namespace && labels.every(([key, value]) => own[key] === value);
  const workloads = model.inventory.workloads.filter(runs);
  return workloads.length === 0 ? null : workloads.reduce((sum, { replicas }) => sum + (replicas ?? 1), 0);
}

/** Endpoints that come later are there from the start, but nobody knows of them. */
function mostReplicas({ timeline }: Scenario, service: string, version: string | null, first: number): number {
  const counts = timeline.flatMap(({ what }) => (what.kind === "scale" && what.of.service === service && (what.of.version === null || what.of.version === version) ? [what.of.count ?? 0] : []));
  return Math.max(1, first, ...counts);
}
