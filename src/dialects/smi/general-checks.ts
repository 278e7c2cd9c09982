import type { Origin } from "../../source/origin.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import type { Meta, Resources, Target } from "./resources.ts";
import { shapeFindings } from "./shape.diagnostics.ts";
import type { World } from "./world.ts";

/** Reports once for the input that SMI is archived. */
export function checkArchived(count: number, first: Origin, world: World): void {
  world.sink(shapeFindings["smi-archived"].report({ at: first, with: { count } }));
}

/** Reports which default the access rules rest on, unless the setting states it. */
export function checkDefault(targets: readonly Target[], first: Origin, world: World): void {
  const [target] = targets;
  if (target === undefined) {
    world.sink(meaningFindings["smi-no-targets"].report({ at: first, with: {} }));
    return;
  }
  if (world.settings.stated.has("smi.accessDefault")) return;
  world.sink(meaningFindings["smi-access-default"].report({ at: target.meta.origin, with: { value: "refused in the whole mesh" } }));
}

/** Reports groups and routes that nobody refers to. */
export function checkUse(resources: Resources, world: World): void {
  const used = new Set([
    ...resources.splits.flatMap(({ meta, matches }) => (matches ?? []).map(({ value }) => key("HTTPRouteGroup", meta.id.namespace, value))),
    ...resources.targets.flatMap(({ meta, rules }) => rules.map(({ kind, name }) => key(kind, meta.id.namespace, name.value))),
  ]);
  for (const { meta } of [...resources.groups, ...resources.portRoutes]) {
    if (used.has(key(meta.kind, meta.id.namespace, meta.id.name))) continue;
    world.sink(meaningFindings["smi-unused-route"].report({ at: meta.origin, with: { title: meta.title } }));
  }
}

function key(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** Versions of the specs group that a version of another group was published with (servicemeshinterface/smi-spec:apis/). */
const partners: Readonly<Record<string, readonly string[]>> = {
  "TrafficTarget v1alpha1": ["v1alpha1", "v1alpha2"],
  "TrafficTarget v1alpha2": ["v1alpha3"],
  "TrafficTarget v1alpha3": ["v1alpha4"],
  "TrafficTarget v1alpha4": ["v1alpha4"],
  "TrafficSplit v1alpha3": ["v1alpha3"],
  "TrafficSplit v1alpha4": ["v1alpha4"],
};

/** Reports references between versions that were not published together, once for each resource that refers. */
export function checkVersions(resources: Resources, world: World): void {
  const metas = [...resources.groups, ...resources.portRoutes].map(({ meta }) => meta);
  for (const { meta, matches } of resources.splits) {
    checkPairs(meta, (matches ?? []).map(({ value }) => ({ kind: "HTTPRouteGroup", name: value })), metas, world);
  }
  for (const { meta, rules } of resources.targets) checkPairs(meta, rules.map(({ kind, name }) => ({ kind, name: name.value })), metas, world);
}

interface Reference {
  readonly kind: string;
  readonly name: string;
}

function checkPairs(from: Meta, references: readonly Reference[], metas: readonly Meta[], world: World): void {
  const known = partners[`${from.kind} ${from.version}`] ?? [];
  const referred = metas.filter(({ kind, id }) => references.some((one) => one.kind === kind && one.name === id.name && id.namespace === from.id.namespace));
  const odd = referred.find(({ version }) => !known.includes(version));
  if (odd === undefined) return;
  const parameters = { from: `${from.title} ${from.version}`, to: `${odd.title} ${odd.version}` };
  world.sink(shapeFindings["smi-mixed-versions"].report({ at: from.origin, with: parameters, related: [{ origin: odd.origin, note: "referred to" }] }));
}
