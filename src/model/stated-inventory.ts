import type { Inventory, InventoryPort, InventoryService, Workload } from "./inventory.ts";
import { nameText } from "./name.ts";
import type { Gateway, MeshModel, Service, Version } from "./model.ts";
import type { Name } from "./name.ts";

const remembered = new WeakMap<MeshModel, Inventory>();

/**
 * What runs, as far as input and policies together say: the inventory, and for whatever a policy states and no
 * Kubernetes object shows, a Service and a workload made from the statement. A proof that rests on it says so. The same
 * model has the same inventory, so that what is known of it can be remembered by it.
 */
export function statedInventory(model: MeshModel): Inventory {
  const known = remembered.get(model) ?? stated(model);
  remembered.set(model, known);
  return known;
}

function stated(model: MeshModel): Inventory {
  const services = model.services.filter((service) => service.external === null);
  const known = distinct([...model.inventory.services, ...services.flatMap(statedServices)]);
  const byName = new Map(known.map((service) => [nameText(service.id), service]));
  const workloads = services.flatMap((service) => statedWorkloads(service, byName, model.inventory.workloads));
  const gateways = model.gateways.flatMap((gateway) => statedGateway(gateway, model.inventory.workloads));
  return { ...model.inventory, services: known, workloads: distinct([...model.inventory.workloads, ...workloads, ...gateways]) };
}

function statedServices(service: Service): readonly InventoryService[] {
  const ports = service.ports.map(statedPort);
  const own = { id: service.id, ports, selector: commonLabels(service.versions), type: "ClusterIP" as const, origin: service.origin };
  const others = service.versions.map((version) => ({
    id: version.service,
    ports,
    selector: version.podLabels,
    type: "ClusterIP" as const,
    origin: version.origin,
  }));
  return [own, ...others];
}

function statedPort(port: Service["ports"][number]): InventoryPort {
  return { name: port.protocol, port: port.port, targetPort: port.targetPort, protocol: port.protocol };
}

/** Labels that every version's pods carry with the same value; null when they are not known. */
function commonLabels(versions: readonly Version[]): Readonly<Record<string, string>> | null {
  const [first, ...rest] = versions.map((version) => version.podLabels);
  if (first === undefined || first === null || rest.includes(null)) return null;
  const shared = Object.entries(first).filter(([key, value]) => rest.every((labels) => labels?.[key] === value));
  return shared.length === 0 ? null : Object.fromEntries(shared);
}

/** A workload for each version that no known workload stands behind. */
function statedWorkloads(service: Service, services: ReadonlyMap<string, InventoryService>, workloads: readonly Workload[]): readonly Workload[] {
  return service.versions.flatMap((version) => {
    const labels = version.podLabels ?? selectorOf(services, version);
    if (labels === null || workloads.some((workload) => stands(workload, version.service.namespace, labels))) return [];
    const id = { namespace: version.service.namespace, name: `${service.id.name}-${version.name}`.toLowerCase() };
    const account = version.serviceAccount ?? service.identity?.value.serviceAccount ?? service.id.name;
    return [{ id, kind: "Deployment", labels, serviceAccount: account, ports: [], replicas: null, origin: version.origin }];
  });
}

/** The pods of a gateway whose account a policy states. */
function statedGateway({ id, selector, serviceAccount, origin }: Gateway, workloads: readonly Workload[]): readonly Workload[] {
  if (selector === null || serviceAccount === null || workloads.some((workload) => stands(workload, id.namespace, selector))) return [];
  return [{ id, kind: "Deployment", labels: selector, serviceAccount, ports: [], replicas: null, origin }];
}

function selectorOf(services: ReadonlyMap<string, InventoryService>, version: Version): Readonly<Record<string, string>> | null {
  const selector = services.get(nameText(version.service))?.selector ?? null;
  return selector === null ? null : { ...selector, ...version.labels };
}

function stands(workload: Workload, namespace: string, labels: Readonly<Record<string, string>>): boolean {
  return workload.id.namespace === namespace && Object.entries(labels).every(([key, value]) => workload.labels[key] === value);
}

/** The first of each name. */
function distinct<T extends { readonly id: Name }>(items: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(nameText(id)) && seen.add(nameText(id)));
}
