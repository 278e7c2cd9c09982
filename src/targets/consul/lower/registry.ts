import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { shortHash } from "../../object-names.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { BackendRef, MeshModel, Name, Profile, Protocol, Service } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { groupBy } from "../../../support/group-by.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { byText, consulKey, labelName, labelText } from "./names.ts";

/** Instances of a service that have the metadata. */
export interface Subset {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly origin: Origin;
}

/** A service as Consul registers it: a name, one port, subsets, and the policy that owns it. */
export interface Registered {
  readonly name: Name;
  readonly owner: Service | null;
  readonly protocol: Protocol;
  readonly port: number;
  readonly subsets: readonly Subset[];
  readonly origin: Origin;
}

/** Every service that chains name, sorted by namespace and name, and what keeps them apart from being written. */
export interface Registry {
  readonly services: readonly Registered[];
  readonly diagnostics: readonly Diagnostic[];
}

type Endpoints = Pick<BackendRef, "service" | "labels" | "owner" | "port" | "origin" | "version">;

/** The services of Consul that the written policies speak of. */
export function registryOf(model: MeshModel, included: readonly Service[], profile: Profile): Registry {
  const named = included.flatMap((service) => endpointsOf(service).map((to) => ({ to, dialled: service })));
  const byName = [...groupBy(named, ({ to }) => nameText(to.service))].sort(([a], [b]) => byText(a, b));
  const services = byName.map(([, namings]) => register(namings, included));
  return { services, diagnostics: [...collisions(services, model, profile), ...portFindings(named, services)] };
}

/** The registered service of a name; null when no chain names it. */
function registered(registry: Registry, name: Name): Registered | null {
  return registry.services.find((each) => sameName(each.name, name)) ?? null;
}

/** The subset that calls to the endpoints must name; null for all instances. */
export function subsetOf(registry: Registry, to: Pick<BackendRef, "service" | "labels">): string | null {
  const key = labelText(to.labels);
  return registered(registry, to.service)?.subsets.find((subset) => labelText(subset.labels) === key)?.name ?? null;
}

/** Everything that calls to the service may be answered by, its own versions first. */
function endpointsOf(service: Service): readonly Endpoints[] {
  const [first] = service.ports;
  const port = first?.port ?? 0;
  const own = (name: Name, labels: Endpoints["labels"], version: string | null, origin: Origin): Endpoints => ({ service: name, labels, owner: service.id, port, origin, version });
  return [
    own(service.id, {}, null, service.origin),
    ...service.versions.map((version) => own(version.service, version.labels, version.name, version.origin)),
    ...backendsOf(service),
    ...service.failover.map(({ value }) => value),
  ];
}

/** Backends of all routes of the service. */
export function backendsOf(service: Service): readonly BackendRef[] {
  return service.ports.flatMap((port) => {
    const actions = port.arms.length === 0 ? [port.fallback] : port.arms.map((arm) => arm.route.action);
    return actions.flatMap((action) => (action.kind === "forward" ? action.backends : []));
  });
}

interface Naming {
  readonly to: Endpoints;
  readonly dialled: Service;
}

function register(namings: readonly Naming[], included: readonly Service[]): Registered {
  const [first] = namings;
  if (first === undefined) throw new Error("a registered service is named by somebody");
  const name = first.to.service;
  const owner = ownerOf(namings, included);
  const speaking = owner ?? first.dialled;
  return {
    name,
    owner,
    protocol: chainProtocol(speaking),
    port: owner?.ports[0]?.port ?? first.to.port,
    subsets: subsetsOf(namings),
    origin: owner?.origin ?? first.to.origin,
  };
}

/** The policy of the name itself, else the one whose version it is. */
function ownerOf(namings: readonly Naming[], included: readonly Service[]): Service | null {
  const { to } = namings[0] ?? {};
  const self = included.find((service) => to !== undefined && sameName(service.id, to.service));
  if (self !== undefined) return self;
  const named = namings.flatMap(({ to: { owner } }) => (owner === null ? [] : [owner]));
  return included.find((service) => named.some((owner) => sameName(owner, service.id))) ?? null;
}

function subsetsOf(namings: readonly Naming[]): readonly Subset[] {
  const narrowed = namings.filter(({ to }) => Object.keys(to.labels).length > 0);
  const distinct = narrowed.filter(({ to }, index) => narrowed.findIndex((other) => labelText(other.to.labels) === labelText(to.labels)) === index);
  const named = distinct.map(({ to }) => ({ name: labelName(to.version ?? `labels-${shortHash(labelText(to.labels))}`), labels: to.labels, origin: to.origin }));
  const unique = named.map((subset, index) => {
    const twice = named.some((other, at) => at < index && other.name === subset.name);
    return twice ? { ...subset, name: labelName(subset.name, shortHash(labelText(subset.labels))) } : subset;
  });
  return unique.sort((a, b) => byText(a.name, b.name));
}

/** In the community edition one name must mean one service, also among those that only run. */
function collisions(services: readonly Registered[], model: MeshModel, profile: Profile): readonly Diagnostic[] {
  const names = [...services.map(({ name }) => name), ...model.inventory.services.map(({ id }) => id)];
  const byKey = groupBy(names, (name) => consulKey(name, profile));
  return services.flatMap((each) => {
    const other = byKey.get(consulKey(each.name, profile))?.find((name) => !sameName(name, each.name));
    if (other === undefined) return [];
    const [first = "", second = ""] = [nameText(each.name), nameText(other)];
    return [consulDiagnostics["one-name-in-two-namespaces"].report({ at: each.origin, with: { name: each.name.name, first, second } })];
  });
}

function portFindings(named: readonly Naming[], services: readonly Registered[]): readonly Diagnostic[] {
  const byName = new Map(services.map((each) => [nameText(each.name), each]));
  return named.flatMap(({ to, dialled }) => {
    const found = byName.get(nameText(to.service));
    if (found === undefined) return [];
    if (found.port !== to.port) {
      return [consulDiagnostics["port-of-another-service"].report({ at: to.origin, with: { service: nameText(to.service), port: to.port, known: found.port } })];
    }
    const protocol = chainProtocol(dialled);
    if (wordOf(protocol) === wordOf(found.protocol)) return [];
    const words = { service: nameText(dialled.id), protocol, other: nameText(to.service), otherProtocol: found.protocol };
    return [consulDiagnostics["protocols-in-one-chain"].report({ at: to.origin, with: words })];
  });
}

/** TLS that is passed through is a TCP connection to Consul. */
export function wordOf(protocol: Protocol): "tcp" | "http" | "http2" | "grpc" {
  return protocol === "tls" ? "tcp" : protocol;
}

/**
 * The protocol by which a chain knows a service. A host outside is a chain of TCP: as HTTP its calls would end after 15
 * seconds, and no route could say otherwise (`hashicorp/consul:agent/xds/routes.go`).
 */
export function chainProtocol({ external, ports }: Pick<Service, "external" | "ports">): Protocol {
  return external === null ? (ports[0]?.protocol ?? "http") : "tcp";
}
