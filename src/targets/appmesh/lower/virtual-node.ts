import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Service, Telemetry, Wish } from "../../../model/index.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { backendsOf } from "./backends.ts";
import { certificateOf, trust } from "./certificates.ts";
import { discovery, discoveryFindings, discoveryWay, endpointsName } from "./discovery.ts";
import { tlsOf } from "./identity.ts";
import type { NodePlan, NodePort } from "./nodes.ts";
import { compact, durationOf } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { listenerTimes } from "./times.ts";

const apiVersion = "appmesh.k8s.aws/v1beta2";

/** The virtual nodes of a service, each with a Service of its own that lists its endpoints. */
export function lowerNodes(service: Service, context: Context): Piece {
  const nodes = [...context.nodes.values()].filter((node) => node.owner === service);
  return {
    manifests: nodes.flatMap((node) => nodeManifests(node, context)),
    drafts: [...limitDrafts(service), ...portDrafts(service, nodes)],
    diagnostics: [...discoveryFindings(service, context), ...limitFindings(service), ...balancingFindings(service), ...logFindings(service, context)],
  };
}

/** Nodes for endpoints that belong to no policy that is written. */
export function lowerForeignNodes(context: Context): Piece["manifests"] {
  return [...context.nodes.values()].filter(({ owner }) => owner === null).flatMap((node) => nodeManifests(node, context));
}

function nodeManifests(node: NodePlan, context: Context): Piece["manifests"] {
  const { namespace, name } = node.id;
  const spec = compact({
    podSelector: node.selects ? { matchLabels: node.pods ?? {} } : undefined,
    listeners: once(node.ports).map((port) => listener(node, port, context)),
    serviceDiscovery: discovery(node, context),
    backends: node.selects && node.owner !== null ? some(backendsOf(node, node.owner, context)) : undefined,
    logging: accessLog(node, context),
  });
  const sources = [node.origin];
  const virtualNode = { object: { apiVersion, kind: "VirtualNode", metadata: { name, namespace }, spec }, sources };
  const made = node.pods !== null && discoveryWay(context.profile) === "endpoints";
  return made ? [{ object: endpointsService(node), sources }, virtualNode] : [virtualNode];
}

function some(list: readonly Json[]): readonly Json[] | undefined {
  return list.length === 0 ? undefined : list;
}

function once(ports: readonly NodePort[]): readonly NodePort[] {
  return ports.filter((port, index) => ports.findIndex((one) => one.container === port.container) === index);
}

function listener(node: NodePlan, port: NodePort, context: Context): Json {
  const limits = node.owner?.limits?.value ?? null;
  const outlier = node.owner?.outlier?.value ?? null;
  return compact({
    portMapping: { port: port.container, protocol: port.protocol },
    timeout: listenerTimes(node, port, context),
    tls: listenerTls(node, port, context),
    connectionPool: limits === null ? undefined : pool(limits, port),
    outlierDetection:
      outlier === null
        ? undefined
        : {
            maxServerErrors: outlier.consecutiveErrors,
            interval: durationOf(outlier.intervalMs),
            baseEjectionDuration: durationOf(outlier.baseEjectionMs),
            maxEjectionPercent: outlier.maxEjectedPercent,
          },
  });
}

type Limits = NonNullable<Service["limits"]>["value"];

/** A pool of the listener's own protocol (`aws/aws-app-mesh-controller-for-k8s:config/crd/bases/appmesh.k8s.aws_virtualnodes.yaml`). */
function pool({ maxConnections, maxPendingRequests, maxRequests }: Limits, { protocol }: NodePort): Json | undefined {
  if (protocol === "http2" || protocol === "grpc") return maxRequests === null ? undefined : { [protocol]: { maxRequests } };
  return maxConnections === null ? undefined : { [protocol]: compact({ maxConnections, maxPendingRequests: maxPendingRequests ?? undefined }) };
}

function listenerTls(node: NodePlan, port: NodePort, context: Context): Json | undefined {
  const tls = tlsOf(node, port.service, context);
  if (tls === null) return undefined;
  const account = node.account ?? { namespace: node.id.namespace, serviceAccount: node.owner?.id.name ?? node.id.name };
  return {
    mode: tls.mode,
    certificate: certificateOf(account, context),
    validation: compact({
      trust: trust(context),
      subjectAlternativeNames: tls.names === null ? undefined : { match: { exact: tls.names } },
    }),
  };
}

/** The pods of a node by address. Its labels say in people's words which part of which Service that is. */
function endpointsService(node: NodePlan) {
  const ports = once(node.ports).map(({ container }) => ({ name: `port-${container}`, port: container, targetPort: container }));
  const labels = { ...node.labels, "app.kubernetes.io/part-of": node.service.name };
  const spec = { clusterIP: "None", selector: node.pods ?? {}, ports };
  return { apiVersion: "v1", kind: "Service", metadata: { name: endpointsName(node), namespace: node.id.namespace, labels }, spec };
}

function telemetryOf(node: Pick<NodePlan, "id" | "owner">, { model }: Context): Wish<Telemetry> | null {
  const scope = (of: string | null): Wish<Telemetry> | null => model.mesh.scopes.find(({ namespace }) => namespace === of)?.telemetry ?? null;
  return node.owner?.telemetry ?? scope(node.id.namespace) ?? scope(null);
}

function accessLog(node: NodePlan, context: Context): Json | undefined {
  const all = telemetryOf(node, context)?.value.accessLog === "all";
  return all && node.selects ? { accessLog: { file: { path: "/dev/stdout" } } } : undefined;
}

function logFindings(service: Service, context: Context): readonly Diagnostic[] {
  const wish = telemetryOf({ id: service.id, owner: service }, context);
  return wish?.value.accessLog === "errors" ? [appmeshDiagnostics["log-not-sayable"].report({ at: wish.origin, with: { value: "errors" } })] : [];
}

/** Round robin is all there is; where the policy leaves the choice, it is App Mesh's. */
function balancingFindings({ balancing, locality }: Service): readonly Diagnostic[] {
  const policy = balancing !== null && balancing.value !== "round-robin" ? [{ field: "loadBalancing.policy", value: balancing.value, at: balancing.origin }] : [];
  const near = locality?.value === "prefer" ? [{ field: "locality", value: "prefer", at: locality.origin }] : [];
  return [...policy, ...near].map(({ at, ...words }) => appmeshDiagnostics["balancing-not-sayable"].report({ at, with: words }));
}

const fields = ["maxConnections", "maxPendingRequests", "maxRequests"] as const;
const kept: Readonly<Record<string, readonly string[]>> = { http: ["maxConnections", "maxPendingRequests"], http2: ["maxRequests"], grpc: ["maxRequests"], tcp: ["maxConnections"], tls: ["maxConnections"] };

function limitFindings({ limits, ports }: Service): readonly Diagnostic[] {
  if (limits === null) return [];
  const written = fields.filter((field) => limits.value[field] !== null);
  return ports.flatMap(({ protocol }) => {
    const lost = written.filter((field) => kept[protocol]?.includes(field) !== true || (field === "maxPendingRequests" && limits.value.maxConnections === null));
    return lost.map((field) => appmeshDiagnostics["limit-not-sayable"].report({ at: limits.origin, with: { field: `circuitBreaker.${field}`, protocol } }));
  });
}

function limitDrafts({ limits }: Service): readonly Draft[] {
  if (limits === null) return [];
  const note = "each server instance keeps the limit over all of its callers, and callers have none";
  const field = "circuitBreaker.limits";
  return [approximation({ feature: field, field, consent: field, direction: "looser", effects: ["settings.limits"], note, origin: limits.origin })];
}

function portDrafts(service: Service, nodes: readonly NodePlan[]): readonly Draft[] {
  const same = service.ports.filter(({ port, targetPort }) => targetPort === null && nodes.some(({ ports }) => ports.some((one) => one.service === port && one.container === port)));
  return same.map(({ port, origin }) => remark("assumed", { field: `ports.${port}`, note: `pods listen on port ${port} itself: no other container port is known`, origin }));
}
