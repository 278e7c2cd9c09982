import type { Ask } from "./ask.ts";
import type { Labels } from "./config.ts";
import type { Mesh } from "./mesh.ts";
import { isSubset } from "./mesh.ts";
import type { Host } from "./registry.ts";

/** Pods that stand behind a backend, as far as policies can tell them apart. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
  /** The container port; null when a named one cannot be resolved. */
  readonly port: number | null;
}

/** Pods of a Service narrowed by labels; made up from its selector where no workload is known. */
export function podsOf(ask: Ask, mesh: Mesh, host: Host, labels: Labels, port: number): readonly Pods[] {
  const { namespace } = host;
  const wanted = { ...(host.selector ?? {}), ...labels };
  const known = host.selector === null ? [] : mesh.world.inventory.workloads.filter(({ id, labels: own }) => id.namespace === namespace && isSubset(wanted, own));
  if (known.length > 0) return known.map((workload) => ({ namespace, labels: workload.labels, port: containerPort(host, port, workload.ports) }));
  const guessed = host.selector === null ? { app: host.service, ...labels } : wanted;
  ask.note(`no workload of \`${namespace}/${host.service}\` is known; policies are applied to pods labelled ${labelText(guessed)}`);
  return [{ namespace, labels: guessed, port: containerPort(host, port, []) }];
}

function containerPort(host: Host, port: number, ports: readonly { readonly name: string | null; readonly port: number }[]): number | null {
  const target = host.ports?.find((one) => one.port === port)?.targetPort ?? port;
  if (typeof target === "number") return target;
  return ports.find(({ name }) => name === target)?.port ?? null;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? "in no way" : pairs.map((pair) => `\`${pair}\``).join(", ");
}
