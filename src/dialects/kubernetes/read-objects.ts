import type { InventoryPort, InventoryService, Name, Workload } from "../../model/index.ts";
import type { Service } from "../../resources/generated/kubernetes/service.ts";
import type { PodSpec, Template } from "../../resources/generated/kubernetes/workload.ts";
import type { Origin } from "../../source/origin.ts";
import { portProtocol } from "./port-protocol.ts";

/** Which object is read, and where its name stands. */
export interface ObjectPlace {
  readonly id: Name;
  readonly kind: string;
  readonly origin: Origin;
}

/** A Service, with the fields that no field of ours needs left out. */
export function readService({ id, origin }: ObjectPlace, { spec = {} }: Service): InventoryService {
  const headless = spec.clusterIP === "None";
  return {
    id,
    ports: (spec.ports ?? []).map(readPort),
    selector: spec.selector === undefined || Object.keys(spec.selector).length === 0 ? null : spec.selector,
    type: headless ? "Headless" : (spec.type ?? "ClusterIP"),
    origin,
  };
}

type ServicePort = NonNullable<NonNullable<Service["spec"]>["ports"]>[number];

function readPort(port: ServicePort): InventoryPort {
  return { name: port.name ?? null, port: port.port, targetPort: port.targetPort ?? null, protocol: portProtocol(port), ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }) };
}

/** Pods that are made from a template, or one pod. */
export function readWorkload(place: ObjectPlace, template: Template, replicas: number | null): Workload {
  const { spec = {}, metadata = {} } = template;
  const [probes, claims] = [probesOf(spec), claimsOf(spec)];
  return {
    id: place.id,
    kind: place.kind,
    labels: metadata.labels ?? {},
    serviceAccount: spec.serviceAccountName ?? spec.serviceAccount ?? "default",
    ports: containerPorts(spec),
    replicas,
    ...(probes.length > 0 && { probes }),
    ...(claims.length > 0 && { claims }),
    origin: place.origin,
  };
}

function containerPorts(spec: PodSpec): Workload["ports"] {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return containers.flatMap((container) => (container.ports ?? []).map(({ name, containerPort }) => ({ name: name ?? null, port: containerPort })));
}

/** Claims that some container mounts, and not for reading only. */
function claimsOf({ containers = [], volumes = [] }: PodSpec): readonly string[] {
  const written = new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.flatMap(({ name, readOnly }) => (readOnly === true ? [] : (name ?? [])))));
  const claims = volumes.flatMap(({ name, persistentVolumeClaim: claim }) => (claim?.claimName === undefined || claim.readOnly === true || !written.has(name ?? "") ? [] : [claim.claimName]));
  return [...new Set(claims)].sort();
}

/** Probes by HTTP; those of other kinds ask for no path. Without a path it is `/`. */
function probesOf({ containers = [] }: PodSpec): NonNullable<Workload["probes"]> {
  const asked = containers.flatMap(({ livenessProbe, readinessProbe, startupProbe }) => [livenessProbe, readinessProbe, startupProbe].flatMap((probe) => probe?.httpGet ?? []));
  const probes = asked.flatMap(({ path, port }) => (port === undefined ? [] : [{ path: path === undefined || path === "" ? "/" : path, port }]));
  return probes.filter((probe, index) => probes.findIndex((other) => other.path === probe.path && other.port === probe.port) === index);
}
