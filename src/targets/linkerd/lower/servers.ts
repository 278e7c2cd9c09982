import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { Service, ServicePort, Version } from "../../../model/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import type { Context } from "./piece.ts";

type Labels = Readonly<Record<string, string>>;

/** Pods that a Server selects. `suffix` tells several of one service apart. */
export interface PodPlace {
  readonly namespace: string;
  readonly labels: Labels;
  readonly suffix: string | null;
}

/** Where Servers of a service go, or what is not known of it. */
export interface PodPlaces {
  readonly places: readonly PodPlace[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The pods of the service's versions: by the labels that all share where these select nothing else, else version by version. */
export function podPlaces(service: Service, field: string, context: Context): PodPlaces {
  const unknown = service.versions.filter(({ podLabels }) => podLabels === null || Object.keys(podLabels).length === 0);
  if (unknown.length > 0) return { places: [], diagnostics: unknown.map(({ name, origin }) => linkerdDiagnostics["linkerd-pod-labels-unknown"].report({ at: origin, with: { field, version: name } })) };
  const namespaces = [...new Set(service.versions.map((version) => version.service.namespace))].sort();
  const found = namespaces.map((namespace) => placesIn(namespace, service, field, context));
  return { places: found.flatMap(({ places }) => places), diagnostics: found.flatMap(({ diagnostics }) => diagnostics) };
}

function placesIn(namespace: string, service: Service, field: string, context: Context): PodPlaces {
  const versions = service.versions.filter((version) => version.service.namespace === namespace);
  const suffix = namespace === service.id.namespace ? null : namespace;
  const shared = commonLabels(versions);
  if (Object.keys(shared).length > 0 && foreignPods(shared, namespace, service, context) === null) return { places: [{ namespace, labels: shared, suffix }], diagnostics: [] };
  const distinct = versions.filter((version, index) => versions.findIndex((other) => labelText(other.podLabels) === labelText(version.podLabels)) === index);
  const diagnostics = distinct.flatMap((version) => {
    const other = foreignPods(version.podLabels ?? {}, namespace, service, context);
    return other === null ? [] : [linkerdDiagnostics["linkerd-selects-others"].report({ at: version.origin, with: { field, version: version.name, other } })];
  });
  return { places: distinct.map((version) => ({ namespace, labels: sorted(version.podLabels ?? {}), suffix: version.name })), diagnostics };
}

function commonLabels(versions: readonly Version[]): Labels {
  const [first = {}, ...rest] = versions.map(({ podLabels }) => podLabels ?? {});
  return sorted(Object.fromEntries(Object.entries(first).filter(([key, value]) => rest.every((labels) => labels[key] === value))));
}

/** Something else that the labels select: a version of another service, or a workload that is none of this service's. */
function foreignPods(labels: Labels, namespace: string, service: Service, { model }: Context): string | null {
  const own = service.versions.map(({ podLabels }) => podLabels ?? {});
  const others = model.services.filter((other) => !sameName(other.id, service.id) && serverText(other) !== serverText(service)).flatMap(({ id, versions }) => versions.filter((version) => version.service.namespace === namespace).map(({ podLabels }) => ({ name: nameText(id), labels: podLabels ?? {} })));
  const workloads = model.inventory.workloads.filter(({ id }) => id.namespace === namespace).map(({ id, labels: pods }) => ({ name: nameText(id), labels: pods }));
  const strays = workloads.filter((each) => !own.some((version) => carries(each.labels, version)));
  return [...others, ...strays].find((each) => carries(each.labels, labels))?.name ?? null;
}

const serverTexts = new WeakMap<Service, string>();

/** What the Server of a service says, wherever it was written: two that say the same may select the same pods. */
function serverText(service: Service): string {
  const text = serverTexts.get(service) ?? serverTextOf(service);
  serverTexts.set(service, text);
  return text;
}

function serverTextOf({ access, mtls, rateLimit, ports }: Service): string {
  const targets = ports.map(({ port, targetPort, protocol }) => ({ port, targetPort, protocol }));
  return JSON.stringify([access, mtls?.value, rateLimit?.value, targets], (key, value: unknown) => (key === "origin" || key === "via" ? undefined : value));
}

function carries(pod: Labels, labels: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => pod[key] === value);
}

function labelText(labels: Labels | null): string {
  return JSON.stringify(sorted(labels ?? {}));
}

function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The container port of a port, by number or name: as the Kubernetes Services of the service and its versions say, else
 * as the policy does; null when nothing does, or when they differ.
 */
export function containerPort(service: Service, port: ServicePort, { model }: Context): number | string | null {
  const names = [service.id, ...service.versions.map((version) => version.service)];
  const listed = model.inventory.services.filter(({ id }) => names.some((name) => sameName(name, id)));
  const targets = [...new Set(listed.flatMap(({ ports }) => ports.filter((each) => each.port === port.port).map((each) => each.targetPort ?? each.port)))];
  return targets.length > 1 ? null : (targets[0] ?? port.targetPort);
}
