import type { Ask } from "./ask.ts";
import type { Labels } from "./config.ts";
import { isSubset } from "./mesh.ts";
import type { KnownService, Mesh } from "./mesh.ts";

/** Pods that stand behind a port, as far as policies can tell them apart. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
  /** The container port; null when a named one cannot be resolved. */
  readonly port: number | null;
  readonly portNames: readonly string[];
  /** Paths that the kubelet asks for on this port. */
  readonly probes: readonly string[];
}

/** The workloads that a Service selects; made up from its selector where none is known. */
export function podsOf(ask: Ask, mesh: Mesh, service: KnownService, port: number): readonly Pods[] {
  const { namespace, selector } = service;
  const target = service.ports?.find((each) => each.port === port)?.targetPort ?? port;
  const known = selector === null ? [] : mesh.world.inventory.workloads.filter(({ id, labels }) => id.namespace === namespace && isSubset(selector, labels));
  if (known.length === 0) return [madeUp(ask, service, target)];
  return known.map(({ labels, ports, probes = [] }) => {
    const number = typeof target === "number" ? target : (ports.find(({ name }) => name === target)?.port ?? null);
    const names = ports.flatMap((each) => (each.port === number && each.name !== null ? [each.name] : []));
    const asked = probes.filter((probe) => (typeof probe.port === "number" ? probe.port === number : names.includes(probe.port) || probe.port === target));
    return { namespace, labels, port: number, probes: asked.map(({ path }) => path.split("?")[0] ?? "/"), portNames: typeof target === "string" ? [...new Set([target, ...names])] : names };
  });
}

function madeUp(ask: Ask, { namespace, name, selector }: KnownService, target: number | string): Pods {
  ask.note(`no workload of \`${namespace}/${name}\` is known; pods are taken to carry the labels of its selector`);
  const named = typeof target === "string";
  return { namespace, labels: selector ?? { app: name }, port: named ? null : target, portNames: named ? [target] : [], probes: [] };
}
