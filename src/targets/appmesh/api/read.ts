import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { KubernetesObject, ManifestInput } from "../../../model/index.ts";
import type { DocumentPath, PathStep } from "../../../source/origin.ts";
import type { NativeDocument, NativeRead } from "../../native-form.ts";
import type { Json } from "../../piece.ts";
import { bodyDiagnostics } from "./body.diagnostics.ts";

/** A body whose kind is known by the names that it carries. */
interface Body {
  readonly kind: KubernetesObject["kind"] | "Route";
  readonly value: Json;
  readonly document: NativeDocument;
}


/**
 * Bodies of requests as objects of the Kubernetes controller, for the reader of those: every object carries its name at
 * AWS, names become references by ARN, and the routes of a router are put together. Without tags the namespace is taken
 * from the controller's way of naming, `name_namespace`. What is no request, and what belongs to a mesh or router that is
 * not there, are findings.
 */
export function readRequests(documents: readonly NativeDocument[]): NativeRead {
  const bodies = documents.flatMap((document) => bodyOf(document) ?? []);
  const strange = documents.filter((document) => bodyOf(document) === null);
  const homeless = bodies.filter(({ value }) => !bodies.some((one) => one.kind === "Mesh" && one.value["meshName"] === value["meshName"]));
  const loose = bodies.filter((body) => body.kind === "Route" && !bodies.some((one) => one.kind === "VirtualRouter" && sameParent(one, body, "virtualRouterName")));
  return {
    manifests: bodies.flatMap((body) => (body.kind === "Route" ? [] : [manifestOf(body, bodies)])),
    diagnostics: [
      ...strange.map((document) => bodyDiagnostics["appmesh-no-request"].report({ at: startOf(document), with: {} })),
      ...homeless.map(({ value, document }) => bodyDiagnostics["appmesh-unknown-mesh"].report({ at: document.origin?.(["meshName"]) ?? startOf(document), with: { mesh: textOf(value["meshName"]) } })),
      ...loose.map(({ value, document }) => bodyDiagnostics["appmesh-route-without-router"].report({ at: startOf(document), with: { route: textOf(value["routeName"]), router: textOf(value["virtualRouterName"]) } })),
    ],
  };
}

/** null: no request that creates something in App Mesh, each of which names its mesh. */
function bodyOf(document: NativeDocument): Body | null {
  const value = objectOf(document.value);
  return typeof value["meshName"] === "string" ? { kind: kindOf(value), value, document } : null;
}

function startOf({ origin }: NativeDocument): Diagnostic["origin"] {
  return origin?.([]) ?? { file: "request", start: 0, end: 0 };
}

const nameKeys = [
  ["routeName", "Route"],
  ["gatewayRouteName", "GatewayRoute"],
  ["virtualNodeName", "VirtualNode"],
  ["virtualRouterName", "VirtualRouter"],
  ["virtualServiceName", "VirtualService"],
  ["virtualGatewayName", "VirtualGateway"],
] as const;

function kindOf(value: Json): Body["kind"] {
  return nameKeys.find(([key]) => key in value)?.[1] ?? "Mesh";
}

function nameAtAws(body: Body): string {
  return textOf(body.value[nameKeyOf(body)]);
}

function manifestOf(body: Body, bodies: readonly Body[]): ManifestInput {
  const routes = body.kind === "VirtualRouter" ? bodies.filter((one) => one.kind === "Route" && sameParent(one, body, "virtualRouterName")) : [];
  const { name, namespace } = placeOf(body);
  const spec = { awsName: nameAtAws(body), ...specOf(body, routes, bodies) };
  const labels = body.kind === "GatewayRoute" ? { labels: { [gatewayLabel]: textOf(body.value["virtualGatewayName"]) } } : {};
  const object = { apiVersion: "appmesh.k8s.aws/v1beta2", kind: body.kind, metadata: { name, ...(body.kind !== "Mesh" && { namespace }), ...labels }, spec };
  const { origin } = body.document;
  return origin === undefined ? { object } : { object, origin: (path) => placed(path, body, routes) };
}

function sameParent(one: Body, other: Body, key: string): boolean {
  return one.value["meshName"] === other.value["meshName"] && one.value[key] === other.value[key];
}

const gatewayLabel = "virtualGatewayName";

interface Place {
  readonly name: string;
  readonly namespace: string;
}

/** Where tags or, without them, the controller's names put an object. */
function placeOf(body: Body): Place {
  const tags = tagsOf(body);
  const own = nameAtAws(body);
  const separator = body.kind === "VirtualService" ? "." : "_";
  const [first = own, second] = own.split(separator);
  return { name: tags.get("meshwright.dev/name") ?? first, namespace: tags.get("meshwright.dev/namespace") ?? (second || "default") };
}

function tagsOf({ value }: Body): ReadonlyMap<string, string> {
  return new Map(listOf(value["tags"]).map(({ key, value: text }) => [textOf(key), textOf(text)]));
}

function specOf(body: Body, routes: readonly Body[], bodies: readonly Body[]): Json {
  const spec = objectOf(body.value["spec"]);
  switch (body.kind) {
    case "Mesh": {
      const { serviceDiscovery: _, ...rest } = spec;
      const namespaces = bodies.filter((one) => one.kind !== "Mesh" && one.kind !== "Route" && one.value["meshName"] === body.value["meshName"]).map((one) => placeOf(one).namespace);
      return { ...rest, namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...new Set(namespaces)].sort() }] } };
    }
    case "VirtualNode":
      return { ...objectOf(translated(spec)), ...podsOf(body) };
    case "VirtualRouter":
      return { ...spec, routes: routes.map((route) => ({ name: textOf(route.value["routeName"]), ...objectOf(translated(objectOf(route.value["spec"]))) })) };
    case "VirtualGateway":
      return { ...objectOf(translated(spec)), ...podsOf(body), namespaceSelector: {}, gatewayRouteSelector: { matchLabels: { [gatewayLabel]: nameAtAws(body) } } };
    default:
      return objectOf(translated(spec));
  }
}

/** Whose proxies take the node's configuration: pods by the labels in tags; without tags whoever is started as the node. */
function podsOf(body: Body): Json {
  const tags = tagsOf(body);
  const prefix = "meshwright.dev/pods/";
  const labels = [...tags].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : []));
  if (labels.length > 0) return { podSelector: { matchLabels: Object.fromEntries(labels) } };
  return tags.has("meshwright.dev/name") ? {} : { podSelector: { matchLabels: { "appmesh.amazonaws.com/virtual-node": nameAtAws(body) } } };
}

/** Fields that are spelt otherwise in the controller's kinds; a name stands where these have an ARN. */
const spelling: Readonly<Record<string, string>> = {
  virtualNode: "virtualNodeARN",
  virtualNodeName: "virtualNodeARN",
  virtualRouterName: "virtualRouterARN",
  virtualServiceName: "virtualServiceARN",
  certificateArn: "certificateARN",
  certificateAuthorityArns: "certificateAuthorityARNs",
};

/** Fields of the API alone that change nothing of a decision. */
const unknownToKinds: readonly string[] = ["ipPreference"];

function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !unknownToKinds.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [typeof inner === "object" && !Array.isArray(inner) ? key : (spelling[key] ?? key), translated(inner)]));
}

/** The place in the bodies of what stands at a path of the object made of them. */
function placed(path: DocumentPath, body: Body, routes: readonly Body[]): ReturnType<NonNullable<ManifestInput["origin"]>> {
  const [first, second, index, ...rest] = path;
  const route = first === "spec" && second === "routes" && typeof index === "number" ? routes[index] : undefined;
  const [origin, written] = route === undefined ? [body.document.origin, path] : [route.document.origin, rest[0] === "name" ? ["routeName"] : ["spec", ...rest]];
  if (origin === undefined) throw new Error("only bodies from files have places");
  return origin(route === undefined && second === "awsName" ? [nameKeyOf(body)] : written.map(asWritten));
}

function nameKeyOf({ kind }: Body): string {
  return nameKeys.find(([, one]) => one === kind)?.[0] ?? "meshName";
}

function asWritten(step: PathStep, index: number, path: DocumentPath): PathStep {
  if (step === "virtualNodeARN" && typeof path[index - 1] === "number") return "virtualNode";
  return Object.entries(spelling).find(([key, other]) => other === step && key !== "virtualNode")?.[0] ?? step;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
