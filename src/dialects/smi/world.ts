import type { InventoryPort, InventoryService, Name, Workload } from "../../model/index.ts";
import { sameName } from "../../model/name.ts";
import type { Sink } from "./node.ts";
import type { Resources } from "./resources.ts";
import type { Settings } from "./settings.ts";

/** Everything that the lowering of one input may look at. */
export interface World {
  readonly resources: Resources;
  readonly settings: Settings;
  readonly services: readonly InventoryService[];
  readonly workloads: readonly Workload[];
  readonly inventory: "complete" | "partial";
  readonly sink: Sink;
}

/** The Service of a name, if it is in the input. */
export function findService(name: Name, world: World): InventoryService | undefined {
  return world.services.find(({ id }) => sameName(id, name));
}

/** The workloads whose pods a Service selects. */
export function workloadsOf(service: InventoryService, world: World): readonly Workload[] {
  return world.workloads.filter((workload) => workload.id.namespace === service.id.namespace && selects(service, workload));
}

/** The Services that select pods of a workload. */
export function servicesOf(workload: Workload, world: World): readonly InventoryService[] {
  return world.services.filter((service) => service.id.namespace === workload.id.namespace && selects(service, workload));
}

function selects(service: InventoryService, workload: Workload): boolean {
  const wanted = Object.entries(service.selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => workload.labels[key] === value);
}

/** True for ports whose protocol is known to be other than HTTP; ports that say nothing count as HTTP. */
export function isPlain(port: InventoryPort): boolean {
  return port.protocol === "tcp" || port.protocol === "tls";
}

/** The container ports that a Service port leads to: one, or those that its workloads give a named target. */
export function containerPorts(port: InventoryPort, service: InventoryService, world: World): readonly number[] {
  const { targetPort } = port;
  if (targetPort === null) return [port.port];
  if (typeof targetPort === "number") return [targetPort];
  const named = workloadsOf(service, world).flatMap((workload) => workload.ports.filter(({ name }) => name === targetPort));
  return [...new Set(named.map((found) => found.port))];
}
