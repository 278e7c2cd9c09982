import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { sameName } from "../../../model/name.ts";
import type { MeshModel, Service, Version } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { labelText } from "./hosts.ts";
import type { Context, Json } from "./piece.ts";

/** What a policy attaches to: pods by label, or Services behind a waypoint. `suffix` tells several of one service apart. */
export interface Attachment {
  readonly namespace: string;
  readonly suffix: string | null;
  readonly fields: Json;
}

/** All places of one service's policies, and what is not known of them. */
export interface Attachments {
  readonly places: readonly Attachment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where policies for the workloads of a service attach; `field` names the wish in findings. */
export function attachments(service: Service, field: string, context: Context): Attachments {
  return context.profile.name === "waypoint" ? serviceTargets(service) : podSelectors(service, field, context);
}

/**
 * Pods of the service's versions: their common labels where those select nothing else that is known, else one selector
 * for each version.
 */
export function podSelectors(service: Service, field: string, context: Context): Attachments {
  const unknown = service.versions.filter((version) => version.podLabels === null || Object.keys(version.podLabels).length === 0);
  if (unknown.length > 0) {
    const diagnostics = unknown.map(({ name, service: own, origin }) =>
      istioDiagnostics["pod-labels-unknown"].report({ at: origin, with: { field, version: name, service: `${own.namespace}/${own.name}` } }),
    );
    return { places: [], diagnostics };
  }
  const namespaces = [...new Set(service.versions.map((version) => version.service.namespace))].sort();
  return { places: namespaces.flatMap((namespace) => selectorsIn(namespace, service, context.model, namespaces.length > 1)), diagnostics: [] };
}

function selectorsIn(namespace: string, service: Service, model: MeshModel, several: boolean): readonly Attachment[] {
  const versions = service.versions.filter((version) => version.service.namespace === namespace);
  const labels = versions.map((version) => version.podLabels ?? {});
  const shared = commonLabels(labels);
  const one = (matchLabels: Readonly<Record<string, string>>, suffix: string | null): Attachment => ({ namespace, suffix, fields: { selector: { matchLabels } } });
  if (Object.keys(shared).length > 0 && !selectsOthers(shared, labels, namespace, service, model)) return [one(shared, several ? namespace : null)];
  const distinct = versions.filter((version, index) => versions.findIndex((other) => sameLabels(other, version)) === index);
  return distinct.map((version) => one(sortedLabels(version.podLabels ?? {}), version.name));
}

function commonLabels(labels: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const [first = {}, ...rest] = labels;
  return sortedLabels(Object.fromEntries(Object.entries(first).filter(([key, value]) => rest.every((each) => each[key] === value))));
}

function selectsOthers(shared: Readonly<Record<string, string>>, own: readonly Readonly<Record<string, string>>[], namespace: string, service: Service, model: MeshModel): boolean {
  const pods = [
    ...model.inventory.workloads.filter((workload) => workload.id.namespace === namespace).map((workload) => workload.labels),
    ...model.services
      .filter((other) => !sameName(other.id, service.id))
      .flatMap((other) => other.versions.filter((version) => version.service.namespace === namespace).map((version) => version.podLabels ?? {})),
  ];
  return pods.some((pod) => carries(pod, shared) && !own.some((labels) => carries(pod, labels)));
}

function carries(pod: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => pod[key] === value);
}

function sameLabels(a: Version, b: Version): boolean {
  return labelText(a.podLabels ?? {}) === labelText(b.podLabels ?? {});
}

function sortedLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return JSON.parse(labelText(labels)) as Readonly<Record<string, string>>;
}

/** Waypoints read only policies that name their Service: the logical one and those behind the versions. */
function serviceTargets(service: Service): Attachments {
  const names = [service.id, ...service.versions.map((version) => version.service)];
  const distinct = names.filter((name, index) => names.findIndex((other) => sameName(other, name)) === index);
  const namespaces = [...new Set(distinct.map((name) => name.namespace))].sort();
  const places = namespaces.map((namespace) => ({
    namespace,
    suffix: namespaces.length > 1 ? namespace : null,
    fields: { targetRefs: distinct.filter((name) => name.namespace === namespace).map((name) => ({ group: "", kind: "Service", name: name.name })) },
  }));
  return { places, diagnostics: [] };
}

/** Ports as the enforcing proxy sees them: container ports at sidecars and ztunnel, Service ports at waypoints. */
export function enforcedPorts(service: Service, ports: readonly number[], field: string, at: Origin, context: Context): { readonly ports: readonly number[]; readonly diagnostics: readonly Diagnostic[] } {
  if (context.profile.name === "waypoint") return { ports: [...ports].sort((a, b) => a - b), diagnostics: [] };
  const found = ports.map((port) => ({ port, targets: containerPorts(service, port, context.model) }));
  const unknown = found.filter(({ targets }) => targets.length === 0);
  return {
    ports: [...new Set(found.flatMap(({ targets }) => targets))].sort((a, b) => a - b),
    diagnostics: unknown.map(({ port }) => istioDiagnostics["target-port-unknown"].report({ at, with: { field, port } })),
  };
}

function containerPorts(service: Service, port: number, model: MeshModel): readonly number[] {
  const names = [service.id, ...service.versions.map((version) => version.service)];
  const listed = names.flatMap((name) => {
    const known = model.inventory.services.find((each) => sameName(each.id, name))?.ports.find((each) => each.port === port);
    return known === undefined ? [] : numbered(known.targetPort ?? port, service, model);
  });
  const stated = service.ports.find((each) => each.port === port)?.targetPort ?? null;
  const all = listed.length > 0 ? listed : stated === null ? [] : [stated];
  return [...new Set(all)];
}

/** A named container port is looked up in the workloads of the versions. */
function numbered(target: number | string, service: Service, model: MeshModel): readonly number[] {
  if (typeof target === "number") return [target];
  const pods = model.inventory.workloads.filter((workload) =>
    service.versions.some((version) => version.podLabels !== null && version.service.namespace === workload.id.namespace && carries(workload.labels, version.podLabels)),
  );
  return pods.flatMap((pod) => pod.ports.filter((port) => port.name === target).map((port) => port.port));
}
