import type { BackendRef, MeshModel, Name, Route, Service, ServicePort } from "../../../model/index.ts";
import { labelName, shortHash } from "../../object-names.ts";
import { nameText, sameName } from "../../../model/name.ts";
import { groupBy } from "../../../support/group-by.ts";
import { serviceOf } from "./names.ts";

/** Endpoints of a host that need a policy of their own, or are narrowed by labels. */
export interface SubsetPlan {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: Service | null;
}

/** The one DestinationRule of a Service: whose settings stand at its top, and its subsets. */
export interface HostPlan {
  readonly service: Name;
  readonly top: Service | null;
  readonly subsets: readonly SubsetPlan[];
}

/** Plans by `namespace/name` of the Service, sorted. */
export type HostPlans = ReadonlyMap<string, HostPlan>;

/** Endpoints that calls may be sent to. */
export type Target = Pick<BackendRef, "service" | "labels" | "owner">;

/** Plans for every Service that calls may be sent to; `included` are the policies that are written. */
export function planHosts(model: MeshModel, included: readonly Service[]): HostPlans {
  const targets = [...allTargets(model)].sort((a, b) => order(targetKey(a), targetKey(b)));
  const planned = [...groupBy(targets, ({ service }) => nameText(service))].map(([key, group]) => planHost(key, group, model, included));
  return new Map(planned.map((plan) => [nameText(plan.service), plan]));
}

/** The name of the subset that calls to the target must name, if any. */
export function subsetOf(plans: HostPlans, model: MeshModel, target: Target): string | null {
  const plan = plans.get(nameText(target.service));
  if (plan === undefined) return null;
  const owner = ownerOf(target, model);
  const key = labelText(target.labels);
  const found = plan.subsets.find((subset) => labelText(subset.labels) === key && sameOwner(subset.owner, owner));
  return (found ?? plan.subsets.find((subset) => labelText(subset.labels) === key && key !== "{}"))?.name ?? null;
}

function sameOwner(a: Service | null, b: Service | null): boolean {
  return a === null || b === null ? a === b : sameName(a.id, b.id);
}

function ownerOf(target: Target, model: MeshModel): Service | null {
  return serviceOf(model, target.owner) ?? serviceOf(model, target.service);
}

function planHost(key: string, targets: readonly Target[], model: MeshModel, included: readonly Service[]): HostPlan {
  const service = targets[0]?.service ?? { namespace: "", name: key };
  const written = (owner: Service | null): Service | null => (owner !== null && included.includes(owner) ? owner : null);
  const owners = targets.map((target) => written(ownerOf(target, model)));
  const top = written(serviceOf(model, service)) ?? owners.find((owner) => owner !== null) ?? null;
  const needed = targets.filter((target, index) => needsSubset(target, owners[index] ?? null, top));
  const named = needed.map((target) => ({ name: subsetName(target, ownerOf(target, model)), labels: target.labels, owner: written(ownerOf(target, model)) }));
  return { service, top, subsets: once(named).sort((a, b) => order(a.name, b.name)) };
}

/**
 * Limits stand on a subset (empty labels select all endpoints): at the top they would bound the server's own inbound
 * side too (`istio/istio:pilot/pkg/networking/core/cluster_builder.go`).
 */
function needsSubset(target: Target, owner: Service | null, top: Service | null): boolean {
  if (Object.keys(target.labels).length > 0) return true;
  if (owner === null) return false;
  return owner.limits !== null || owner.retryBudget !== null || !sameOwner(owner, top);
}

function subsetName(target: Target, owner: Service | null): string {
  const version = owner?.versions.find((each) => sameName(each.service, target.service) && labelText(each.labels) === labelText(target.labels));
  const base = version?.name ?? (labelText(target.labels) === "{}" ? "all" : `labels-${shortHash(labelText(target.labels))}`);
  const foreign = owner !== null && !sameName(owner.id, target.service) && version === undefined;
  return foreign ? labelName(owner.id.name, base) : labelName(base);
}

/** Equal names of different endpoints are told apart by a hash, so that no definition hides another. */
function once(subsets: readonly SubsetPlan[]): SubsetPlan[] {
  const identity = (subset: SubsetPlan): string => `${subset.owner === null ? "" : nameText(subset.owner.id)} ${labelText(subset.labels)}`;
  const first = subsets.filter((subset, index) => subsets.findIndex((each) => identity(each) === identity(subset)) === index);
  return first.map((subset) => {
    const twice = first.some((each) => each !== subset && each.name === subset.name);
    return twice ? { ...subset, name: labelName(subset.name, shortHash(identity(subset))) } : subset;
  });
}

function allTargets(model: MeshModel): readonly Target[] {
  const own = model.services.flatMap((service) => [
    ...(service.external === null ? service.versions.map((version) => ({ service: version.service, labels: version.labels, owner: service.id })) : []),
    ...service.ports.flatMap(portTargets),
  ]);
  const outside = model.gateways.flatMap((gateway) =>
    gateway.entries.flatMap((entry) => (entry.leads.kind === "arms" ? entry.leads.arms.flatMap((arm) => routeTargets(arm.route)) : [])),
  );
  return [...own, ...outside];
}

function portTargets(port: ServicePort): readonly Target[] {
  return port.arms.length === 0 ? port.fallback.backends : port.arms.flatMap((arm) => routeTargets(arm.route));
}

function routeTargets(route: Route): readonly Target[] {
  return [...(route.action.kind === "forward" ? route.action.backends : []), ...route.mirrors];
}

function targetKey(target: Target): string {
  return `${nameText(target.service)} ${target.owner === null ? "" : nameText(target.owner)} ${labelText(target.labels)}`;
}

/** Labels as one text, keys sorted. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(labels).sort(([a], [b]) => order(a, b))));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
