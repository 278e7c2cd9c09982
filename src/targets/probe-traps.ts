import { podsLabelled } from "./pod-templates.ts";
import type { TrapWorld } from "./trap-world.ts";
import { at, isSet, listOf, numberOf, textOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** A probe by HTTP of a container, with the port of the pod that it asks; null where a name of a port is not known. */
export interface HttpProbe {
  readonly get: Written;
  readonly port: number | null;
}

/** The probes by plain HTTP of the pods that a selector selects, where the workloads are at hand; none for a selector that is not written. */
export function plainProbes(world: TrapWorld, selector: Written, namespace: string): readonly HttpProbe[] {
  const containers = podsLabelled(selector, namespace, world).flatMap(({ spec }) => listOf(at(spec, "containers")));
  return containers.flatMap((container) =>
    ["livenessProbe", "readinessProbe", "startupProbe"].map((probe) => at(container, probe, "httpGet")).filter((get) => isSet(get) && textOf(at(get, "scheme")) !== "HTTPS").map((get) => ({ get, port: portOf(at(get, "port"), container) })),
  );
}

/** A port of a probe by number, or by the name that the container gives it. */
function portOf(node: Written, container: Written): number | null {
  const named = listOf(at(container, "ports")).find((port) => isSet(node) && textOf(at(port, "name")) === textOf(node));
  return numberOf(node) ?? (named === undefined ? null : numberOf(at(named, "containerPort")));
}
