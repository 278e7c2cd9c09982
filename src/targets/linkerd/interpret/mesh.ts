import type { InventoryService } from "../../../model/index.ts";
import type { World } from "../../target.ts";
import type { Config, Labels, ServiceObject } from "./config.ts";

/** What the reader knows: admitted objects, what runs, and how the proxies rank routes. */
export interface Mesh {
  readonly config: Config;
  readonly world: World;
  readonly ranking: "length" | "specification";
  readonly defaultPolicy: string;
  readonly controlPlaneNamespace: string;
}

/** A Service with what is known of it; `portable` false: it has no ClusterIP that policies could hang on. */
export interface KnownService {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string | null; readonly appProtocol: string | null }[] | null;
  readonly selector: Labels | null;
  readonly portable: boolean;
}

/** The Service of the name: from the manifests, else from what runs; null when nobody knows one. */
export function serviceNamed(mesh: Mesh, namespace: string, name: string): KnownService | null {
  const spec = annotated(mesh, namespace, name)?.spec ?? null;
  if (spec !== null) return { namespace, name, ...spec };
  const known = mesh.world.inventory.services.find(({ id }) => id.namespace === namespace && id.name === name);
  return known === undefined ? null : fromInventory(known);
}

function fromInventory({ id, ports, selector, type }: InventoryService): KnownService {
  const known = ports.map(({ port, targetPort, appProtocol }) => ({ port, targetPort, appProtocol: appProtocol ?? null }));
  return { ...id, ports: known, selector, portable: type !== "Headless" && type !== "ExternalName" };
}

/** The Service object of the manifests, or the annotations that they apply to one. */
export function annotated(mesh: Mesh, namespace: string, name: string): ServiceObject | null {
  return mesh.config.services.find(({ meta }) => meta.namespace === namespace && meta.name === name) ?? null;
}

/** Whether a name that nobody knows is known not to exist. */
export function isAbsent(mesh: Mesh, namespace: string, name: string): boolean {
  return mesh.world.inventory.completeness === "complete" && serviceNamed(mesh, namespace, name) === null;
}

/** Whether all labels are among others. */
export function isSubset(labels: Labels, of: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => of[key] === value);
}

/**
 * The endpoints of a Service in the words of what runs: a Service that only the manifests have is the widest known one
 * that selects all of its pods, narrowed by the labels that it adds.
 */
export function endpointsOf(mesh: Mesh, service: KnownService): { readonly service: string; readonly labels: Labels } {
  const { services } = mesh.world.inventory;
  const own = services.some(({ id }) => id.namespace === service.namespace && id.name === service.name);
  const { selector } = service;
  if (own || selector === null) return { service: service.name, labels: {} };
  const wider = services.filter((other) => other.id.namespace === service.namespace && other.selector !== null && isSubset(other.selector, selector));
  const size = (other: InventoryService): number => Object.keys(other.selector ?? {}).length;
  const [widest] = [...wider].sort((a, b) => size(a) - size(b) || (a.id.name < b.id.name ? -1 : 1));
  if (widest === undefined) return { service: service.name, labels: {} };
  const added = Object.entries(selector).filter(([key]) => !Object.hasOwn(widest.selector ?? {}, key));
  return { service: widest.id.name, labels: Object.fromEntries(added) };
}
