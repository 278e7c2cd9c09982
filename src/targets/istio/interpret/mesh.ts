import type { RequestView } from "../../../model/predicate.ts";
import type { World } from "../../target.ts";
import type { Ask } from "./ask.ts";
import { callerIn } from "./ask.ts";
import type { Config, Labels, VirtualService } from "./config.ts";
import type { Features } from "./features.ts";
import type { HostIndex } from "./host-index.ts";
import type { Registry } from "./registry.ts";

/** Everything that was prepared once. */
export interface Mesh {
  readonly config: Config;
  /** Those with hosts, delegates merged in, in the order in which proxies consider them. */
  readonly virtualServices: readonly VirtualService[];
  readonly index: HostIndex;
  readonly world: World;
  readonly registry: Registry;
  readonly features: Features;
  readonly rootNamespace: string;
  /** The mesh's own first, then its aliases. */
  readonly trustDomains: readonly string[];
}

/** The proxy that evaluates routes. */
export interface Proxy {
  readonly kind: "sidecar" | "gateway" | "waypoint";
  /** `mesh`, or the gateways that it implements. */
  readonly gateways: readonly string[];
  readonly inNamespace: (namespace: string) => boolean;
  readonly hasLabels: (labels: Labels) => boolean;
}

/** The caller's own sidecar: where it runs is asked of the request. */
export function sidecarOf(view: RequestView): Proxy {
  return {
    kind: "sidecar",
    gateways: ["mesh"],
    inNamespace: (namespace) => callerIn(view, namespace),
    hasLabels: (labels) => view.test({ dimension: "caller", predicate: { kind: "labels", labels } }),
  };
}

/** A gateway or waypoint: it has a namespace and labels of its own. */
export function fixedProxy(kind: "gateway" | "waypoint", gateways: readonly string[], namespace: string, labels: Labels): Proxy {
  return {
    kind,
    gateways,
    inNamespace: (other) => other === namespace,
    hasLabels: (wanted) => isSubset(wanted, labels),
  };
}

/** Whether all wanted labels are there. */
export function isSubset(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Whether a resource exported to these namespaces reaches the proxy. */
export function reaches(exportTo: readonly string[], proxy: Proxy): boolean {
  return exportTo.includes("*") || exportTo.some((namespace) => proxy.inNamespace(namespace));
}

/** The profile without a leading `istio-`. */
export function profileOf(mesh: Mesh): "sidecar" | "ambient" | "waypoint" {
  const name = mesh.world.profile.name;
  return name.includes("waypoint") ? "waypoint" : name.includes("ambient") ? "ambient" : "sidecar";
}

/** Says that an EnvoyFilter patches the proxy of pods: what it runs then is not known. */
export function patchedByOthers(ask: Ask, mesh: Mesh, proxy: Pick<Proxy, "inNamespace" | "hasLabels">): void {
  const filters = mesh.config.foreign.filter(({ patches }) => patches !== null);
  const found = filters.find(({ meta, patches }) => (meta.namespace === mesh.rootNamespace || proxy.inNamespace(meta.namespace)) && (Object.keys(patches ?? {}).length === 0 || proxy.hasLabels(patches ?? {})));
  if (found !== undefined) ask.unsupported(`EnvoyFilter ${found.meta.namespace}/${found.meta.name} patches a proxy on the way`);
}

/** Says that objects of other kinds may steer this host; true when the question cannot be answered. */
export function steeredByOthers(ask: Ask, mesh: Mesh, host: string): boolean {
  const foreign = mesh.config.foreign.find(({ hosts }) => hosts.includes(host));
  if (foreign !== undefined) ask.unsupported(`${foreign.meta.kind} ${foreign.meta.namespace}/${foreign.meta.name} also routes \`${host}\``);
  return foreign !== undefined;
}
