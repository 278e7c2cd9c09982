import { groupBy } from "../support/group-by.ts";
import { labelsOf, takes } from "./label-selector.ts";
import type { Labels } from "./label-selector.ts";
import { oncePerWorld } from "./trap-world.ts";
import type { Placed, TrapWorld } from "./trap-world.ts";
import { at, isSet, listOf, nameNodeOf, numberOf, textOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** A template of pods with its namespace, and the name of the workload. */
export interface Template {
  readonly namespace: string;
  readonly metadata: Written;
  readonly labels: Labels;
  readonly spec: Written;
  readonly owner: Placed;
}

const workloads: readonly (readonly [group: string, kind: string, ...path: readonly string[]])[] = [
  ["apps", "Deployment", "template"],
  ["apps", "StatefulSet", "template"],
  ["apps", "DaemonSet", "template"],
  ["apps", "ReplicaSet", "template"],
  ["batch", "Job", "template"],
  ["batch", "CronJob", "jobTemplate", "spec", "template"],
];

/** The pods that workloads make, and bare ones. */
export const templatesOf = oncePerWorld((world): readonly Template[] => {
  const made = workloads.flatMap(([group, kind, ...path]) => world.of(group, kind).map((owner) => ({ owner, metadata: at(owner.spec, ...path, "metadata"), spec: at(owner.spec, ...path, "spec") })));
  const bare = world.of("", "Pod").map((owner) => ({ owner, metadata: { ...nameNodeOf(owner.manifest), value: owner.manifest.object.metadata, path: ["metadata"] }, spec: owner.spec }));
  return [...made, ...bare].map((pods) => ({ ...pods, namespace: pods.owner.namespace, labels: labelsOf(at(pods.metadata, "labels")) }));
});

const templatesByLabel = oncePerWorld((world) => {
  const labelled = templatesOf(world).flatMap((pods) => [`${pods.namespace} `, ...[...pods.labels].map(([key, value]) => `${pods.namespace} ${key}=${String(value)}`)].map((key) => ({ key, pods })));
  return groupBy(labelled, ({ key }) => key);
});

/** The pods of a namespace that a label selector selects; one that is not written selects none. */
export function podsSelected(selector: Written, namespace: string, world: TrapWorld): readonly Template[] {
  if (!isSet(selector)) return [];
  const [first] = [...labelsOf(at(selector, "matchLabels"))].map(([key, value]) => `${key}=${String(value)}`);
  const candidates = templatesByLabel(world).get(`${namespace} ${first ?? ""}`) ?? [];
  return candidates.map(({ pods }) => pods).filter(({ labels }) => takes(selector, labels));
}

/** The pods that a Service sends calls to. */
export function podsOfService({ spec, namespace }: Placed, world: TrapWorld): readonly Template[] {
  return podsLabelled(at(spec, "selector"), namespace, world);
}

/** The pods of a namespace that have all of some labels; none where the labels are not written. */
export function podsLabelled(labels: Written, namespace: string, world: TrapWorld): readonly Template[] {
  return isSet(labels) ? podsSelected({ ...labels, value: { matchLabels: labels.value } }, namespace, world) : [];
}

/** The ports that the containers of pods list. */
export function portsOf({ spec }: Template): readonly { readonly name: string | null; readonly port: number | null }[] {
  return ["containers", "initContainers"].flatMap((list) => listOf(at(spec, list))).flatMap((container) => listOf(at(container, "ports"))).map((port) => ({ name: textOf(at(port, "name")), port: numberOf(at(port, "containerPort")) }));
}
