import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName, shortHash } from "../../object-names.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { BackendRef, Identity, Inventory, MeshModel, Name, Protocol, Service, ServicePort, Version } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { labelText, serviceOf } from "./names.ts";

/** What a listener speaks; connections with TLS of the application's own are tcp. */
export type ListenerProtocol = "http" | "http2" | "grpc" | "tcp";

/** A port of a virtual node: pods are dialled directly, hence the container's port. */
export interface NodePort {
  readonly container: number;
  readonly service: number;
  readonly protocol: ListenerProtocol;
}

type Labels = Readonly<Record<string, string>>;

/** A virtual node to write, and the endpoints it stands for. */
export interface NodePlan {
  readonly id: Name;
  readonly service: Name;
  readonly labels: Labels;
  /** Labels of its pods; null: unknown, the Service is dialled by its name. */
  readonly pods: Labels | null;
  /** Name outside the cluster by which it is discovered. */
  readonly host: string | null;
  /** Whether its pods take the node's configuration; a node for pods of other nodes only leads to them. */
  readonly selects: boolean;
  readonly owner: Service | null;
  /** Who the pods are when they call. */
  readonly account: Identity | null;
  readonly ports: readonly NodePort[];
  readonly origin: Origin;
}

/** Endpoints that calls can be sent to. */
export type Endpoints = Pick<BackendRef, "service" | "labels">;

/** The key of endpoints in the plan. */
export function endpointsKey({ service, labels }: Endpoints): string {
  return `${nameText(service)} ${labelText(labels)}`;
}

/** Virtual nodes for every version of the services that are written, and for whatever else their calls are sent to. */
export function planNodes(model: MeshModel, inventory: Inventory, included: readonly Service[]): ReadonlyMap<string, NodePlan> {
  const nodes = new Map<string, NodePlan>();
  for (const service of included.filter(({ external }) => external === null)) for (const version of service.versions) keep(nodes, versionNode(service, version, inventory));
  for (const service of included) for (const { port, backend } of sentTo(service)) keep(nodes, otherNode(backend, port, included, model, inventory));
  return nodes;
}

/** The first plan of endpoints stays; ports that only a later one knows are added. */
function keep(nodes: Map<string, NodePlan>, node: NodePlan): void {
  const key = endpointsKey(node);
  const known = nodes.get(key);
  const ports = node.ports.filter((port) => known?.ports.every((one) => one.service !== port.service));
  nodes.set(key, known === undefined ? node : { ...known, ports: [...known.ports, ...ports] });
}

function sentTo(service: Service): readonly { readonly port: ServicePort; readonly backend: BackendRef }[] {
  return service.ports.flatMap((port) => {
    const forwards = port.arms.length === 0 ? [port.fallback] : port.arms.flatMap(({ route: { action } }) => (action.kind === "forward" ? [action] : []));
    return forwards.flatMap(({ backends }) => backends.map((backend) => ({ port, backend })));
  });
}

function versionNode(service: Service, version: Version, inventory: Inventory): NodePlan {
  const plain = service.versions.length === 1 && version.name === service.id.name;
  const account = version.serviceAccount ?? service.identity?.value.serviceAccount ?? service.id.name;
  return {
    id: { namespace: version.service.namespace, name: plain ? labelName(service.id.name) : labelName(service.id.name, version.name) },
    service: version.service,
    labels: version.labels,
    pods: selected(version, inventory) ?? version.podLabels,
    host: null,
    selects: true,
    owner: service,
    account: { namespace: version.service.namespace, serviceAccount: account },
    ports: service.ports.map((port) => nodePort(version.service, port.port, port.protocol, port.targetPort, inventory)),
    origin: version.origin,
  };
}

/** A node that only leads to pods: those of several versions, or of a service without a policy here. */
function otherNode(backend: BackendRef, from: ServicePort, included: readonly Service[], model: MeshModel, inventory: Inventory): NodePlan {
  const owner = serviceOf(model, backend.owner);
  const written = owner !== null && included.includes(owner) ? owner : null;
  const suffix = Object.keys(backend.labels).length === 0 ? "all" : `labels-${shortHash(labelText(backend.labels))}`;
  const host = written?.external?.hosts[0]?.value ?? null;
  const port = written?.ports.find((one) => one.port === backend.port);
  return {
    id: { namespace: backend.service.namespace, name: host === null ? labelName(backend.service.name, suffix) : labelName(backend.service.name) },
    service: backend.service,
    labels: backend.labels,
    pods: host === null ? selected(backend, inventory) : null,
    host,
    selects: false,
    owner: written,
    account: null,
    ports: [nodePort(backend.service, backend.port, port?.protocol ?? from.protocol, port?.targetPort ?? null, inventory)],
    origin: backend.origin,
  };
}

function selected({ service, labels }: Endpoints, inventory: Inventory): Labels | null {
  const selector = inventory.services.find(({ id }) => sameName(id, service))?.selector ?? null;
  return selector === null ? null : { ...selector, ...labels };
}

function nodePort(service: Name, port: number, protocol: Protocol, stated: number | null, inventory: Inventory): NodePort {
  const container = stated ?? containerPort(service, port, inventory);
  return { container, service: port, protocol: listenerProtocol(protocol) };
}

/** A Service's target port by number; by name where a workload behind it declares the name; else the same number. */
function containerPort(name: Name, port: number, inventory: Inventory): number {
  const service = inventory.services.find(({ id }) => sameName(id, name));
  const target = service?.ports.find((one) => one.port === port)?.targetPort ?? port;
  if (typeof target === "number") return target;
  const selector = Object.entries(service?.selector ?? {});
  const workloads = inventory.workloads.filter(({ id, labels }) => id.namespace === name.namespace && selector.every(([key, value]) => labels[key] === value));
  return workloads.flatMap(({ ports }) => ports).find((one) => one.name === target)?.port ?? port;
}

/** What listeners call a protocol. */
export function listenerProtocol(protocol: Protocol): ListenerProtocol {
  return protocol === "tls" ? "tcp" : protocol;
}

/** Pods without known labels, pods of two nodes, and protocols that meet on one container port. */
export function nodeFindings(service: Service, nodes: ReadonlyMap<string, NodePlan>, inventory: Inventory): readonly Diagnostic[] {
  const all = [...nodes.values()];
  const own = all.filter((node) => node.owner === service && node.selects);
  return own.flatMap((node) => [...unknownPods(node), ...overlaps(node, all, inventory), ...collisions(node)]);
}

function unknownPods(node: NodePlan): readonly Diagnostic[] {
  return node.pods !== null ? [] : [appmeshDiagnostics["pod-labels-unknown"].report({ at: node.origin, with: { version: node.id.name } })];
}

function overlaps(node: NodePlan, all: readonly NodePlan[], inventory: Inventory): readonly Diagnostic[] {
  const carriers = carriersOf(node, inventory);
  const other = all.find((one) => one !== node && one.selects && one.id.namespace === node.id.namespace && share(one.pods, node.pods, carriers));
  if (other === undefined) return [];
  const related = [{ origin: other.origin, note: "the other version" }];
  return [appmeshDiagnostics["pods-overlap"].report({ at: node.origin, with: { version: node.id.name, other: other.id.name }, related })];
}

/** Known workloads that carry the node's labels. */
function carriersOf({ id: { namespace }, pods }: NodePlan, { workloads }: Inventory): Inventory["workloads"] {
  return pods === null ? [] : workloads.filter(({ id, labels }) => id.namespace === namespace && within(pods, labels));
}

/** One set of labels includes the other, or a known workload that carries the second carries the first, too. */
function share(a: Labels | null, b: Labels | null, carriers: Inventory["workloads"]): boolean {
  if (a === null || b === null) return false;
  return within(b, a) || within(a, b) || carriers.some(({ labels }) => within(a, labels));
}

function within(labels: Labels, wider: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => wider[key] === value);
}

function collisions(node: NodePlan): readonly Diagnostic[] {
  const clash = node.ports.find((port) => node.ports.some((one) => one.container === port.container && one.protocol !== port.protocol));
  return clash === undefined ? [] : [appmeshDiagnostics["ports-collide"].report({ at: node.origin, with: { node: node.id.name, port: clash.container } })];
}
