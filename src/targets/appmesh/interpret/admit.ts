import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { BackendGroup, Config, Labels, MeshObject, Meta, NamedEndpoints, VirtualService } from "./config.ts";
import { at, isSet, items, keys, labels, member, refuse, text, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readRef, readSelector } from "./read-common.ts";
import { readGatewayRoute, readVirtualGateway } from "./read-gateway.ts";
import { readVirtualNode } from "./read-virtual-node.ts";
import { readVirtualRouter } from "./read-virtual-router.ts";
import { readingDiagnostics } from "./reading.diagnostics.ts";
import type { Fault } from "./reading.diagnostics.ts";

/** The objects that would take effect, and what keeps others from it. */
export interface Admitted {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

type Lists = { -readonly [List in keyof Omit<Config, "refused">]: Config[List][number][] };

/** Reads manifests; objects of other groups are no matter of App Mesh, except Services, which name endpoints. */
export function admit(manifests: readonly ManifestInput[]): Admitted {
  const lists: Lists = { meshes: [], nodes: [], routers: [], services: [], groups: [], gateways: [], gatewayRoutes: [], endpoints: [] };
  const refused = new Set<string>();
  const diagnostics = manifests.flatMap((manifest) => admitOne(manifest, lists, refused));
  return { config: { ...lists, refused }, diagnostics };
}

function admitOne(manifest: ManifestInput, lists: Lists, refused: Set<string>): readonly Diagnostic[] {
  const { apiVersion, kind, metadata } = manifest.object;
  const found: Diagnostic[] = [];
  const report = (fault: Fault, path: DocumentPath, problem: string): void => void found.push(finding(manifest, fault, path, problem));
  const spec: Node = { value: manifest.object.spec ?? {}, path: ["spec"], report };
  const meta = metaOf(manifest, text({ ...at(spec, "awsName"), report: () => undefined }));
  if (apiVersion === "v1" && kind === "Service") {
    lists.endpoints.push(readService(spec, meta, metadata.labels ?? {}));
    return [];
  }
  if (!apiVersion.startsWith("appmesh.k8s.aws/")) return [];
  if (apiVersion !== "appmesh.k8s.aws/v1beta2") report("appmesh-refused-field", ["apiVersion"], `\`${apiVersion}\` is not served`);
  const keep = readKind(kind, spec, meta, lists, metadata.labels ?? {});
  if (found.some(({ severity }) => severity === "error")) refused.add(`${kind} ${meta.namespace}/${meta.name}`);
  else keep();
  return found;
}

/** Reads the object; the answer puts it among those that take effect. */
function readKind(kind: string, spec: Node, meta: Meta, lists: Lists, own: Labels): () => void {
  switch (kind) {
    case "Mesh": {
      const mesh = readMesh(spec, meta);
      return () => void lists.meshes.push(mesh);
    }
    case "VirtualNode": {
      const node = readVirtualNode(spec, meta);
      return () => void lists.nodes.push(node);
    }
    case "VirtualRouter": {
      const router = readVirtualRouter(spec, meta);
      return () => void lists.routers.push(router);
    }
    case "VirtualService": {
      const service = readVirtualService(spec, meta);
      return () => void lists.services.push(service);
    }
    case "VirtualGateway": {
      const gateway = readVirtualGateway(spec, meta);
      return () => void lists.gateways.push(gateway);
    }
    case "GatewayRoute": {
      const route = readGatewayRoute(spec, meta, own);
      return () => void lists.gatewayRoutes.push(route);
    }
    case "BackendGroup": {
      const group = readGroup(spec, meta);
      return () => void lists.groups.push(group);
    }
    default:
      return () => undefined;
  }
}

function readMesh(spec: Node, meta: Meta): MeshObject {
  keys(spec, ["awsName", "namespaceSelector", "egressFilter", "meshOwner", "meshServiceDiscovery"]);
  const type = word(at(spec, "egressFilter", "type"), ["ALLOW_ALL", "DROP_ALL"]);
  return { meta, namespaces: readSelector(at(spec, "namespaceSelector")), passesUnknown: type === "ALLOW_ALL" };
}

function readVirtualService(spec: Node, meta: Meta): VirtualService {
  keys(spec, ["awsName", "provider", "meshRef"]);
  if (isSet(at(spec, "meshRef"))) refuse(at(spec, "meshRef"), "appmesh-refused-field", "is filled in by the webhook and refused when written");
  const provider = at(spec, "provider");
  if (!isSet(provider)) return { meta, provider: null };
  const kind = member(provider, ["virtualNode", "virtualRouter"]);
  const ref = kind === null ? null : readRef(at(provider, kind), kind, meta.namespace);
  return { meta, provider: kind === null || ref === null ? null : { kind: kind === "virtualNode" ? "node" : "router", ref } };
}

function readGroup(spec: Node, meta: Meta): BackendGroup {
  keys(spec, ["virtualservices"]);
  return { meta, services: items(at(spec, "virtualservices")).map((item) => ({ namespace: text(at(item, "namespace")), name: text(at(item, "name")) ?? "" })) };
}

function readService(spec: Node, meta: Meta, own: Readonly<Record<string, string>>): NamedEndpoints {
  const quiet: Node = { ...spec, report: () => undefined };
  const { "app.kubernetes.io/part-of": service, ...by } = own;
  return { meta, selector: labels(at(quiet, "selector")), partOf: service === undefined ? null : { service, by }, headless: text(at(quiet, "clusterIP")) === "None" };
}

/** Names at AWS where none is written (`aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/virtualnode_types.go`). */
function metaOf(manifest: ManifestInput, awsName: string | null): Meta {
  const { kind, metadata } = manifest.object;
  const namespace = metadata.namespace ?? (kind === "Mesh" ? "" : "default");
  const usual = kind === "Mesh" ? metadata.name : kind === "VirtualService" ? `${metadata.name}.${namespace}` : `${metadata.name}_${namespace}`;
  return { kind, namespace, name: metadata.name, awsName: awsName ?? usual, at: (path) => manifest.origin?.(path) ?? null };
}

/** A finding about a manifest; its place is nowhere when the manifest came from no file. */
function finding(manifest: ManifestInput, fault: Fault, path: DocumentPath, problem: string): Diagnostic {
  const { kind, metadata } = manifest.object;
  const object = `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
  const field = path.reduce<string>((sofar, step) => (typeof step === "number" ? `${sofar}[${step}]` : sofar === "" ? step : `${sofar}.${step}`), "");
  const place = manifest.origin?.(path) ?? { file: object, start: 0, end: 0 };
  return readingDiagnostics[fault].report({ at: place, with: { object, field, problem }, path: field });
}

/** A finding about an object after it was read. */
export function findingAt(meta: Meta, fault: Fault, path: DocumentPath, problem: string): Diagnostic {
  const object = { apiVersion: "", kind: meta.kind, metadata: { name: meta.name, ...(meta.namespace !== "" && { namespace: meta.namespace }) } };
  const place = meta.at(path);
  return finding(place === null ? { object } : { object, origin: () => place }, fault, path, problem);
}
