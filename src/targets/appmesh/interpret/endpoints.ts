import type { InventoryService } from "../../../model/index.ts";
import type { CloudMap, Labels, Meta, VirtualNode } from "./config.ts";
import { selectsPod } from "./mesh.ts";
import type { Mesh } from "./mesh.ts";

/** Endpoints in the words of decisions: of a Service, narrowed by labels, on its port. */
export interface Endpoints {
  readonly namespace: string;
  readonly service: string;
  readonly labels: Labels;
  readonly port: number;
}

/** The endpoints that calls to a listener of the node end at; `wanted` is the port preferred where several Service ports lead there. */
export function endpointsOf(node: VirtualNode, port: number, wanted: number, mesh: Mesh): Endpoints {
  const { discovery, meta } = node;
  if (discovery?.kind === "dns") return endpointsOfHost(discovery.hostname, meta, port, wanted, mesh);
  const registered = discovery === null ? null : endpointsInCloudMap(discovery, node, port, wanted, mesh);
  if (registered !== null) return registered;
  const labels = node.podSelector?.labels ?? null;
  const found = labels === null ? null : bestService(labels, meta.namespace, null, mesh);
  return found === null ? { namespace: meta.namespace, service: meta.name, labels: labels ?? {}, port } : narrowed(found, labels ?? {}, null, port, wanted, mesh);
}

/**
 * The Service that the registration is called after. The controller registers a node's own pods under any name; without it
 * instances are under the Cloud Map namespace of the setting, or one that is called like theirs.
 */
function endpointsInCloudMap({ namespace: under, service, attributes }: CloudMap, { meta, podSelector }: VirtualNode, port: number, wanted: number, mesh: Mesh): Endpoints | null {
  const { inventory, profile } = mesh.world;
  const registers = profile.name !== "api";
  const namespace = registers || under === (profile.settings["cloudMapNamespace"] || meta.namespace) ? meta.namespace : under;
  const known = inventory.services.find(({ id }) => id.namespace === namespace && id.name === service);
  if (known === undefined && registers && podSelector !== null) return null;
  return { namespace, service, labels: attributes, port: known === undefined ? port : servicePort(known, port, wanted, mesh) };
}

/** What stands outside the cluster has the name of its virtual node. */
function endpointsOfHost(hostname: string, { namespace, name }: Meta, port: number, wanted: number, mesh: Mesh): Endpoints {
  const id = serviceNamed(hostname, mesh);
  if (id === null) return { namespace, service: name, labels: {}, port };
  const made = mesh.config.endpoints.find(({ meta }) => meta.namespace === id.namespace && meta.name === id.name);
  const known = mesh.world.inventory.services.find((one) => one.id.namespace === id.namespace && one.id.name === id.name);
  const plain = { namespace: id.namespace, service: id.name, labels: {}, port };
  if (made !== undefined) {
    const found = bestService(made.selector, id.namespace, made.partOf?.service ?? null, mesh);
    const whole = made.partOf?.service;
    const listed = mesh.world.inventory.services.some((one) => one.id.namespace === id.namespace && one.id.name === whole);
    if (made.partOf !== null && !listed) return { ...plain, service: made.partOf.service, labels: made.partOf.by };
    return found === null ? plain : narrowed(found, made.selector, made.partOf?.by ?? null, port, wanted, mesh);
  }
  return known?.type === "Headless" ? { ...plain, port: servicePort(known, port, wanted, mesh) } : plain;
}

/** `order.shop`, `order.shop.svc` or the full name. */
function serviceNamed(hostname: string, { world }: Mesh): { readonly namespace: string; readonly name: string } | null {
  const bare = hostname.replace(`.svc.${world.mesh.clusterDomain}`, "").replace(/\.svc$/, "");
  const [name = "", namespace = "", ...more] = bare.split(".");
  const inside = hostname !== bare || world.inventory.services.some(({ id }) => id.namespace === namespace && id.name === name);
  return more.length === 0 && namespace !== "" && inside ? { namespace, name } : null;
}

/** The Service whose pods these are: the named one, else the one that selects by most of the labels. */
function bestService(labels: Labels, namespace: string, hint: string | null, { world, config }: Mesh): InventoryService | null {
  const written = (service: InventoryService): boolean => config.endpoints.some(({ meta }) => meta.namespace === service.id.namespace && meta.name === service.id.name);
  const fitting = world.inventory.services.filter((service) => service.id.namespace === namespace && !written(service) && covers(service.selector, labels));
  const size = (service: InventoryService): number => Object.keys(service.selector ?? {}).length;
  const sorted = [...fitting].sort((a, b) => size(b) - size(a) || (a.id.name < b.id.name ? -1 : 1));
  return fitting.find(({ id }) => id.name === hint) ?? sorted[0] ?? null;
}

function covers(selector: Labels | null, labels: Labels): boolean {
  return selector !== null && Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Narrowed by the labels that it says itself, if these and the Service's own select just its pods; else by what is left. */
function narrowed(service: InventoryService, labels: Labels, said: Labels | null, port: number, wanted: number, mesh: Mesh): Endpoints {
  const left = Object.fromEntries(Object.entries(labels).filter(([key]) => service.selector === null || !Object.hasOwn(service.selector, key)));
  const joined = { ...service.selector, ...said };
  const fits = said !== null && covers(joined, labels) && covers(labels, joined);
  return { namespace: service.id.namespace, service: service.id.name, labels: fits ? said : left, port: servicePort(service, port, wanted, mesh) };
}

/** The Service port behind which the container listens. */
function servicePort(service: InventoryService, container: number, wanted: number, { world }: Mesh): number {
  const targets = (port: InventoryService["ports"][number]): number => {
    const target = port.targetPort ?? port.port;
    if (typeof target === "number") return target;
    const workloads = world.inventory.workloads.filter(({ id, labels }) => id.namespace === service.id.namespace && covers(service.selector, labels));
    return workloads.flatMap(({ ports }) => ports).find(({ name }) => name === target)?.port ?? port.port;
  };
  const fitting = service.ports.filter((port) => targets(port) === container).map(({ port }) => port);
  return fitting.find((port) => port === wanted) ?? fitting[0] ?? container;
}

/**
 * The nodes whose configuration the pods behind a node have: those that select the pods of its Service, its own where no
 * such pods are known. None: what stands there has no proxy.
 */
export function serversOf(node: VirtualNode, mesh: Mesh): readonly VirtualNode[] {
  if (node.discovery?.kind === "cloudMap") return node.podSelector === null ? registeredAs(node.discovery, mesh) : [node];
  if (node.discovery === null) return [node];
  const { id, selector } = discovered(node.discovery.hostname, mesh);
  const pods = mesh.world.inventory.workloads.filter((workload) => selector !== null && workload.id.namespace === id?.namespace && covers(selector, workload.labels));
  if (pods.length === 0) return node.podSelector === null ? [] : [node];
  return mesh.config.nodes.filter((one) => pods.some((pod) => selectsPod(one, pod)));
}

/** The nodes whose instances are registered under the same names and carry the attributes. */
function registeredAs({ namespace, service, attributes }: CloudMap, { config }: Mesh): readonly VirtualNode[] {
  return config.nodes.filter(({ discovery, podSelector }) => podSelector !== null && discovery?.kind === "cloudMap" && discovery.namespace === namespace && discovery.service === service && covers(attributes, discovery.attributes));
}

/** Whether callers see every endpoint: from Cloud Map, or from a name without address of its own; without a cluster no name has one. */
export function listsEndpoints({ discovery }: VirtualNode, mesh: Mesh): boolean {
  if (discovery?.kind !== "dns") return discovery !== null;
  return discovery.lists && (mesh.world.profile.name === "api" || discovered(discovery.hostname, mesh).headless !== false);
}

/** The Service behind a host; what is not known of it is null. */
function discovered(hostname: string, mesh: Mesh): { readonly id: { readonly namespace: string; readonly name: string } | null; readonly selector: Labels | null; readonly headless: boolean | null } {
  const id = serviceNamed(hostname, mesh);
  const made = mesh.config.endpoints.find(({ meta }) => meta.namespace === id?.namespace && meta.name === id.name);
  const known = mesh.world.inventory.services.find((one) => one.id.namespace === id?.namespace && one.id.name === id.name);
  const headless = made?.headless ?? (known === undefined ? null : known.type === "Headless");
  return { id, selector: made?.selector ?? known?.selector ?? null, headless };
}

/** The nodes whose pods a Service leads to, and the container's port behind the dialled one. */
export function serversAt(entry: { readonly namespace: string; readonly service: string; readonly port?: number }, mesh: Mesh): { readonly servers: readonly VirtualNode[]; readonly port: number } {
  const service = mesh.world.inventory.services.find(({ id }) => id.namespace === entry.namespace && id.name === entry.service);
  const dialled = service?.ports.find(({ port }) => port === entry.port) ?? service?.ports[0];
  const pods = mesh.world.inventory.workloads.filter(({ id, labels }) => id.namespace === entry.namespace && covers(service?.selector ?? null, labels));
  const target = dialled?.targetPort ?? dialled?.port ?? entry.port ?? 80;
  const named = typeof target === "string" ? pods.flatMap(({ ports }) => ports).find(({ name }) => name === target)?.port : target;
  return { servers: mesh.config.nodes.filter((node) => pods.some((pod) => selectsPod(node, pod))), port: named ?? entry.port ?? 80 };
}
