import type { KubernetesObject, Manifest } from "../../../model/index.ts";
import type { NativeFile } from "../../native-form.ts";
import type { Json } from "../../piece.ts";

/** In an order in which each request finds what it names; only virtual nodes may name virtual services that come later. */
const operations = ["create-mesh", "create-virtual-node", "create-virtual-router", "create-route", "create-virtual-service", "create-virtual-gateway", "create-gateway-route"] as const;

type Operation = (typeof operations)[number];

interface Request {
  readonly operation: Operation;
  readonly name: string;
  readonly input: Json;
  readonly sources: Manifest["sources"];
}

/**
 * The objects as bodies of requests to AWS, one a file, in folders that are called after the operation and sort in the
 * order of application (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`). Routes become requests of their
 * own, references become names, and what only Kubernetes knows (namespace, name, labels of pods) becomes tags.
 */
export function writeRequests(manifests: readonly Manifest[]): readonly NativeFile[] {
  const known: Known = { objects: manifests.map(({ object }) => object), mesh: meshName(manifests) };
  const requests = manifests.flatMap((manifest) => requestsOf(manifest, known));
  return operations.flatMap((operation, index) =>
    requests.filter((request) => request.operation === operation).map(({ name, input, sources }) => ({ path: `${index + 1}-${operation}/${name}`, value: input, sources })),
  );
}

interface Known {
  readonly objects: readonly KubernetesObject[];
  readonly mesh: string;
}

function meshName(manifests: readonly Manifest[]): string {
  const mesh = manifests.find(({ object }) => object.kind === "Mesh");
  return mesh === undefined ? "mesh" : awsName(mesh.object);
}

function requestsOf({ object, sources }: Manifest, known: Known): readonly Request[] {
  const own = awsName(object);
  const mesh = { meshName: known.mesh };
  const request = (operation: Operation, input: Json, name = own): Request => ({ operation, name: fileName(name), input, sources });
  const spec = object.spec ?? {};
  switch (object.kind) {
    case "Mesh":
      return [request("create-mesh", { ...mesh, spec: picked(spec, ["egressFilter"]) })];
    case "VirtualNode":
      return [request("create-virtual-node", { ...mesh, virtualNodeName: own, spec: nodeSpec(spec, object, known), tags: [...placeTags(object), ...podTags(spec)] })];
    case "VirtualRouter":
      return [
        request("create-virtual-router", { ...mesh, virtualRouterName: own, spec: picked(spec, ["listeners"]), tags: placeTags(object) }),
        ...listOf(spec["routes"]).map((route) => request("create-route", { ...mesh, virtualRouterName: own, routeName: route["name"], spec: routeSpec(route, object, known) }, `${own}.${String(route["name"])}`)),
      ];
    case "VirtualService":
      return [request("create-virtual-service", { ...mesh, virtualServiceName: own, spec: { provider: providerOf(spec["provider"], object, known) }, tags: placeTags(object) })];
    case "VirtualGateway":
      return [request("create-virtual-gateway", { ...mesh, virtualGatewayName: own, spec: renamed(picked(spec, ["listeners", "backendDefaults", "logging"])), tags: [...placeTags(object), ...podTags(spec)] })];
    case "GatewayRoute":
      return [request("create-gateway-route", { ...mesh, virtualGatewayName: gatewayOf(object, known), gatewayRouteName: own, spec: gatewayRouteSpec(spec, object, known), tags: placeTags(object) })];
    default:
      return [];
  }
}

/** The name at AWS: the written one, else the controller's own choice (`aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/virtualnode_types.go`). */
function awsName({ kind, metadata, spec }: KubernetesObject): string {
  const written = spec?.["awsName"];
  if (typeof written === "string") return written;
  return kind === "Mesh" ? metadata.name : `${metadata.name}${kind === "VirtualService" ? "." : "_"}${metadata.namespace ?? "default"}`;
}

/** Names of objects hold no dots, so that no two files get one name. */
function fileName(name: string): string {
  return name.toLowerCase().replace(/_/g, ".").replace(/[^a-z0-9.-]/g, "-");
}

function placeTags({ metadata }: KubernetesObject): readonly Json[] {
  return [
    { key: "meshwright.dev/namespace", value: metadata.namespace ?? "default" },
    { key: "meshwright.dev/name", value: metadata.name },
  ];
}

const longestKey = 128;

/** Labels of the pods that take the node's configuration; none of them where one does not fit into a tag. */
function podTags(spec: Json): readonly Json[] {
  const labels = Object.entries((spec["podSelector"] as { readonly matchLabels?: Json } | undefined)?.matchLabels ?? {});
  const tags = labels.map(([key, value]) => ({ key: `meshwright.dev/pods/${key}`, value }));
  return tags.some(({ key }) => key.length > longestKey) ? [] : tags;
}

function nodeSpec(spec: Json, from: KubernetesObject, known: Known): Json {
  const backends = listOf(spec["backends"]).map(({ virtualService }) => {
    const { virtualServiceRef, ...rest } = virtualService as Json;
    return { virtualService: { virtualServiceName: nameOf("VirtualService", virtualServiceRef, from, known), ...rest } };
  });
  const whole = renamed(picked(spec, ["listeners", "serviceDiscovery", "backendDefaults", "logging"]));
  return backends.length === 0 ? whole : { ...whole, backends: backends.map(renamed) };
}

function routeSpec({ name: _, ...route }: Json, from: KubernetesObject, known: Known): Json {
  return Object.fromEntries(Object.entries(route).map(([key, value]) => [key, key.endsWith("Route") ? withTargets(value as Json, from, known) : value]));
}

function withTargets(route: Json, from: KubernetesObject, known: Known): Json {
  const { weightedTargets } = route["action"] as Json;
  const targets = listOf(weightedTargets).map(({ virtualNodeRef, ...rest }) => ({ virtualNode: nameOf("VirtualNode", virtualNodeRef, from, known), ...rest }));
  return { ...route, action: { weightedTargets: targets } };
}

function providerOf(provider: unknown, from: KubernetesObject, known: Known): Json {
  const { virtualNode, virtualRouter } = (provider ?? {}) as { readonly virtualNode?: Json; readonly virtualRouter?: Json };
  if (virtualNode !== undefined) return { virtualNode: { virtualNodeName: nameOf("VirtualNode", virtualNode["virtualNodeRef"], from, known) } };
  return virtualRouter === undefined ? {} : { virtualRouter: { virtualRouterName: nameOf("VirtualRouter", virtualRouter["virtualRouterRef"], from, known) } };
}

function gatewayRouteSpec(spec: Json, from: KubernetesObject, known: Known): Json {
  const routes = Object.entries(spec).filter(([key]) => key.endsWith("Route"));
  const written = routes.map(([key, value]) => {
    const { action, ...route } = value as Json;
    const { target, ...rest } = action as Json;
    const { virtualService, ...port } = target as Json;
    const { virtualServiceRef } = virtualService as Json;
    const named = { virtualService: { virtualServiceName: nameOf("VirtualService", virtualServiceRef, from, known) }, ...port };
    return [key, { ...route, action: { target: named, ...rest } }];
  });
  return { ...picked(spec, ["priority"]), ...Object.fromEntries(written) };
}

/** The gateway that selects the route by its labels. */
function gatewayOf({ metadata }: KubernetesObject, { objects }: Known): string {
  const labels = metadata.labels ?? {};
  const gateway = objects.find(({ kind, spec }) => {
    const wanted = (spec?.["gatewayRouteSelector"] as { readonly matchLabels?: Json } | undefined)?.matchLabels ?? {};
    return kind === "VirtualGateway" && Object.entries(wanted).every(([key, value]) => labels[key] === value);
  });
  return gateway === undefined ? "" : awsName(gateway);
}

/** The name at AWS of the object that a reference means. */
function nameOf(kind: string, ref: unknown, from: KubernetesObject, { objects }: Known): string {
  const { name, namespace = from.metadata.namespace ?? "default" } = ref as { readonly name: string; readonly namespace?: string };
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name && (object.metadata.namespace ?? "default") === namespace);
  return awsName(found ?? { apiVersion: "", kind, metadata: { name, namespace } });
}

function picked(spec: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]]])));
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

const otherKeys: Readonly<Record<string, string>> = { certificateARN: "certificateArn", certificateAuthorityARNs: "certificateAuthorityArns" };

/** ARNs of certificates are spelt otherwise in the API, wherever they stand. */
function renamed(value: Json): Json {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [otherKeys[key] ?? key, renamedInside(inner)]));
}

function renamedInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamedInside);
  return typeof value === "object" && value !== null ? renamed(value as Json) : value;
}
