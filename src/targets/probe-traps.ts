import { remembering } from "../support/remembering.ts";
import { fieldsOf } from "./trap-world.ts";
import type { TrapWorld } from "./trap-world.ts";
import { at, isSet, listOf, numberOf, textOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** A probe by HTTP of a container, with the port of the pod that it asks; null where a name of a port is not known. */
export interface HttpProbe {
  readonly get: Written;
  readonly port: number | null;
}

const workloads = ["Deployment", "StatefulSet", "DaemonSet"];

/** The probes by plain HTTP of the pods that a selector selects, where the workloads are at hand; none for a selector that is not written. */
export function plainProbes(world: TrapWorld, selector: Written, namespace: string): readonly HttpProbe[] {
  const containers = podTemplates(world, selector, namespace).flatMap((template) => listOf(at(template, "spec", "containers")));
  return containers.flatMap((container) =>
    ["livenessProbe", "readinessProbe", "startupProbe"].map((probe) => at(container, probe, "httpGet")).filter((get) => isSet(get) && textOf(at(get, "scheme")) !== "HTTPS").map((get) => ({ get, port: portOf(at(get, "port"), container) })),
  );
}

/** The templates of the pods that a selector selects, where the workloads are at hand; none for a selector that is not written. */
export function podTemplates(world: TrapWorld, selector: Written, namespace: string): readonly Written[] {
  if (!isSet(selector)) return [];
  const wanted = [...fieldsOf(selector)];
  const index = templatesOf(world);
  const candidates = (wanted[0] === undefined ? index.get(namespace) : index.get(`${namespace} ${wanted[0].join("=")}`)) ?? [];
  return candidates.filter(({ labels }) => wanted.every(([key, value]) => labels.get(key) === value)).map(({ template }) => template);
}

interface Labelled {
  readonly template: Written;
  readonly labels: ReadonlyMap<string, string>;
}

/** The templates by their namespace, and by it and each of their labels. */
const templatesOf = remembering((world: TrapWorld): ReadonlyMap<string, readonly Labelled[]> => {
  const index = new Map<string, Labelled[]>();
  for (const { spec, namespace } of workloads.flatMap((kind) => world.of("apps", kind))) {
    const template = at(spec, "template");
    const labels = fieldsOf(at(template, "metadata", "labels"));
    for (const key of [namespace, ...[...labels].map((pair) => `${namespace} ${pair.join("=")}`)]) add(index, key, { template, labels });
  }
  return index;
});

function add<T>(index: Map<string, T[]>, key: string, value: T): void {
  const own = index.get(key) ?? [];
  index.set(key, own);
  own.push(value);
}

/** A port of a probe by number, or by the name that the container gives it. */
function portOf(node: Written, container: Written): number | null {
  const named = listOf(at(container, "ports")).find((port) => isSet(node) && textOf(at(port, "name")) === textOf(node));
  return numberOf(node) ?? (named === undefined ? null : numberOf(at(named, "containerPort")));
}
