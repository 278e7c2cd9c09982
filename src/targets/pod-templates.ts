import { oncePerWorld } from "./trap-world.ts";
import type { Placed } from "./trap-world.ts";
import { at, isSet, listOf, nameNodeOf, numberOf, textOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** A template of pods with its namespace, and the name of the workload. */
export interface Template {
  readonly namespace: string;
  readonly metadata: Written;
  readonly spec: Written;
  readonly owner: Placed;
}

const workloads = ["Deployment", "StatefulSet", "DaemonSet"];

/** The pods that workloads make, and bare ones. */
export const templatesOf = oncePerWorld((world): readonly Template[] => {
  const made = workloads.flatMap((kind) => world.of("apps", kind)).map((owner) => ({ owner, namespace: owner.namespace, metadata: at(owner.spec, "template", "metadata"), spec: at(owner.spec, "template", "spec") }));
  const bare = world.of("", "Pod").map((owner) => ({ owner, namespace: owner.namespace, metadata: { ...nameNodeOf(owner.manifest), value: owner.manifest.object.metadata, path: ["metadata"] }, spec: owner.spec }));
  return [...made, ...bare];
});

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

/** The ports that the containers of pods list. */
export function portsOf({ spec }: Template): readonly { readonly name: string | null; readonly port: number | null }[] {
  return ["containers", "initContainers"].flatMap((list) => listOf(at(spec, list))).flatMap((container) => listOf(at(container, "ports"))).map((port) => ({ name: textOf(at(port, "name")), port: numberOf(at(port, "containerPort")) }));
}
