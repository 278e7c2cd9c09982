import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { routesOf, serviceParents } from "../route-traps.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, nameNodeOf, numberOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** The API group of Servers, policies of access and egress networks. */
export const group = "policy.linkerd.io";

/** The annotations of an object. */
export function notesOf({ manifest }: Placed): Written {
  return at({ ...nameNodeOf(manifest), value: manifest.object.metadata, path: ["metadata"] }, "annotations");
}

/** The names of annotations. */
export function namesIn({ value }: Written): readonly string[] {
  return Object.keys((value ?? {}) as object);
}

/** The name of an object. */
export function nameOf({ manifest }: Placed): string {
  return manifest.object.metadata.name;
}

/** Routes of both groups that Linkerd reads: the Gateway API's and its own older HTTPRoute. */
export function requestRoutes(world: TrapWorld): readonly Placed[] {
  return [...routesOf(world, ["HTTPRoute", "GRPCRoute"]), ...world.of(group, "HTTPRoute")];
}

/** The routes whose parent a Service is. */
export function routesFor(service: Placed, world: TrapWorld): readonly Placed[] {
  return requestRoutes(world).filter((route) => serviceParents(route, world).some((parent) => parent.service === service));
}

/** A template of pods with its namespace, and the name of the workload. */
export interface Template {
  readonly namespace: string;
  readonly metadata: Written;
  readonly spec: Written;
  readonly owner: Placed;
}

const workloads = ["Deployment", "StatefulSet", "DaemonSet"];

/** The pods that workloads make, and bare ones. */
export function templatesOf(world: TrapWorld): readonly Template[] {
  const made = workloads.flatMap((kind) => world.of("apps", kind)).map((owner) => ({ owner, namespace: owner.namespace, metadata: at(owner.spec, "template", "metadata"), spec: at(owner.spec, "template", "spec") }));
  const bare = world.of("", "Pod").map((owner) => ({ owner, namespace: owner.namespace, metadata: { ...nameNodeOf(owner.manifest), value: owner.manifest.object.metadata, path: ["metadata"] }, spec: owner.spec }));
  return [...made, ...bare];
}

/** Whether a label selector selects labels; one that is not written selects nothing. */
export function selects(selector: Written, labels: Written): boolean {
  const own = (labels.value ?? {}) as Readonly<Record<string, unknown>>;
  const wanted = Object.entries((at(selector, "matchLabels").value ?? {}) as object);
  return isSet(selector) && wanted.every(([key, value]) => own[key] === value) && listOf(at(selector, "matchExpressions")).every((expression) => holds(expression, own));
}

function holds(expression: Written, labels: Readonly<Record<string, unknown>>): boolean {
  const key = textOf(at(expression, "key")) ?? "";
  const has = Object.hasOwn(labels, key);
  const listed = listOf(at(expression, "values")).some(({ value }) => value === labels[key]);
  switch (textOf(at(expression, "operator"))) {
    case "In":
      return has && listed;
    case "NotIn":
      return !has || !listed;
    case "Exists":
      return has;
    default:
      return !has;
  }
}

/** The pods that a Server selects. */
export function podsOf(server: Placed, world: TrapWorld): readonly Template[] {
  return templatesOf(world).filter((pods) => pods.namespace === server.namespace && selects(at(server.spec, "podSelector"), at(pods.metadata, "labels")));
}

/** The ports that the containers of pods list. */
export function portsOf({ spec }: Template): readonly { readonly name: string | null; readonly port: number | null }[] {
  return ["containers", "initContainers"].flatMap((list) => listOf(at(spec, list))).flatMap((container) => listOf(at(container, "ports"))).map((port) => ({ name: textOf(at(port, "name")), port: numberOf(at(port, "containerPort")) }));
}

/** The number of a Server's port in some pods; null where they do not name it. */
export function portIn(server: Placed, pods: Template): number | null {
  const port = at(server.spec, "port");
  return numberOf(port) ?? portsOf(pods).find(({ name }) => name !== null && name === textOf(port))?.port ?? null;
}

/** An annotation of pods, or the one of their namespace that they are given when they start. */
export function noteOfPods({ metadata, namespace }: Template, name: string, world: TrapWorld): Written | null {
  const own = at(metadata, "annotations", name);
  if (isSet(own)) return own;
  const inherited = world.of("", "Namespace").filter((each) => nameOf(each) === namespace).map((each) => at(notesOf(each), name)).find(isSet);
  return inherited ?? null;
}

/** Findings without those of a code that another has at the same place. */
export function onceEach(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const key = ({ code, origin }: Diagnostic): string => `${code} ${origin.file} ${origin.start}`;
  return found.filter((each) => !seen.has(key(each)) && seen.add(key(each)));
}
