import type { InventoryPort, InventoryService, Name, Wish } from "../../model/index.ts";
import { sameName } from "../../model/name.ts";
import { findGroup, matchesOf } from "./conditions.ts";
import { areDisjoint } from "./disjoint.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import type { Split, SplitBackend } from "./resources.ts";
import { readServiceName, serviceIn } from "./service-name.ts";
import { lacksPort } from "./split-fragment.ts";
import type { RootSplits } from "./split-fragment.ts";
import { findService, isPlain } from "./world.ts";
import type { World } from "./world.ts";

/** Reports what is wrong or decided about every split by itself: names, weights, references. */
export function checkSplit(split: Split, world: World): void {
  const { sink } = world;
  const { meta } = split;
  const owner = meta.owners.find(({ value }) => value === "Canary");
  if (owner !== undefined) sink(meaningFindings["smi-canary-owned"].report({ at: owner.origin, with: { title: meta.title } }));
  for (const name of [split.service, ...split.backends.map(({ service }) => service)]) checkName(name, split, world);
  if (split.backends.every(({ weight }) => weight === 0)) {
    sink(meaningFindings["smi-weights-zero"].report({ at: split.backends[0]?.origin ?? meta.origin, with: { title: meta.title } }));
  }
  if (split.matches !== null) checkMatches(split, split.matches, world);
}

function checkName(written: Wish<string>, split: Split, world: World): void {
  const { namespace } = split.meta.id;
  const read = readServiceName(written, namespace);
  const at = written.origin;
  if (read.kind === "foreign") world.sink(meaningFindings["smi-foreign-name"].report({ at, with: { name: written.value, namespace } }));
  if (read.kind === "dotted") world.sink(meaningFindings["smi-dotted-name"].report({ at, with: { name: written.value, short: read.name.name } }));
}

function checkMatches(split: Split, matches: readonly Wish<string>[], world: World): void {
  const { meta } = split;
  const { namespace } = meta.id;
  for (const { value, origin } of matches.filter((match) => findGroup(namespace, match.value, world) === undefined)) {
    world.sink(meaningFindings["smi-unknown-reference"].report({ at: origin, with: { kind: "HTTPRouteGroup", name: value, namespace } }));
  }
  const root = split.service.value;
  world.sink(meaningFindings["smi-unmatched-to-root"].report({ at: matches[0]?.origin ?? meta.origin, with: { title: meta.title, root } }));
  const wide = matches.find(({ value }) => findGroup(namespace, value, world)?.matches.some(({ path, methods }) => path !== null || methods !== null));
  if (wide !== undefined) world.sink(meaningFindings["smi-split-conditions"].report({ at: wide.origin, with: { title: meta.title, group: wide.value } }));
}

/** Reports what concerns a root Service, its splits together, and the Services behind them. */
export function checkRoot(rootSplits: RootSplits, world: World): void {
  checkClashes(rootSplits, world);
  for (const split of rootSplits.splits) {
    for (const backend of split.backends) checkBackend(backend, split, rootSplits.root, world);
    checkServices(split, rootSplits.root, world);
  }
}

function checkClashes({ root, splits }: RootSplits, world: World): void {
  splits.forEach((second, index) => {
    const first = splits.slice(0, index).find((other) => mayClash(other, second, world));
    if (first === undefined) return;
    const related = [{ origin: first.service.origin, note: `${first.meta.title} splits it here` }];
    const parameters = { first: first.meta.title, second: second.meta.title, root: root.name };
    world.sink(meaningFindings["smi-split-clash"].report({ at: second.service.origin, with: parameters, related }));
  });
}

/** At most one split has no matches, and the others are shown to be disjoint; everything else may clash. */
function mayClash(a: Split, b: Split, world: World): boolean {
  const [ours, theirs] = [matchesOf(a, world), matchesOf(b, world)];
  if (ours === null && theirs === null) return true;
  if (ours === null || theirs === null) return false;
  return ours.some((one) => theirs.some((other) => !areDisjoint(one, other)));
}

function checkBackend(backend: SplitBackend, split: Split, root: Name, world: World): void {
  const name = serviceIn(backend.service, split.meta.id.namespace);
  if (name === null) return;
  const at = backend.service.origin;
  const isRoot = sameName(name, root);
  if (isRoot && world.settings.value["smi.selfReference"] === "error") {
    const related = [{ origin: split.service.origin, note: "the root" }];
    world.sink(meaningFindings["smi-self-reference"].report({ at, with: { root: root.name }, related }));
  }
  const other = world.resources.splits.find((found) => isRootOf(found, name));
  if (isRoot || other === undefined) return;
  const related = [{ origin: other.service.origin, note: "the root of the other split" }];
  world.sink(meaningFindings["smi-nested-split"].report({ at, with: { backend: name.name, other: other.meta.title }, related }));
}

function isRootOf(split: Split, name: Name): boolean {
  const root = serviceIn(split.service, split.meta.id.namespace);
  return root !== null && sameName(root, name);
}

function checkServices(split: Split, root: Name, world: World): void {
  const service = findService(root, world);
  const absent = split.backends.filter((backend) => isAbsent(backend, split, world));
  if (world.inventory === "complete") {
    if (service === undefined) world.sink(meaningFindings["smi-unseen-service"].report({ at: split.service.origin, with: { service: split.service.value } }));
    for (const backend of absent) reportAbsent(backend, world);
  } else if (service === undefined || absent.length > 0) reportUnchecked(split, world);
  if (service !== undefined) for (const port of service.ports) checkPort(port, split, service, world);
}

function isAbsent(backend: SplitBackend, split: Split, world: World): boolean {
  const name = serviceIn(backend.service, split.meta.id.namespace);
  return name !== null && findService(name, world) === undefined;
}

function reportUnchecked(split: Split, world: World): void {
  const parameters = { title: split.meta.title, what: "ports of root and backends" };
  world.sink(meaningFindings["smi-not-checked"].report({ at: split.service.origin, with: parameters }));
}

function reportAbsent(backend: SplitBackend, world: World): void {
  const finding = backend.weight === 0 ? meaningFindings["smi-unseen-service"] : meaningFindings["smi-missing-service"];
  world.sink(finding.report({ at: backend.service.origin, with: { service: backend.service.value } }));
}

function checkPort(port: InventoryPort, split: Split, root: InventoryService, world: World): void {
  const { title } = split.meta;
  const at = split.service.origin;
  if (port.protocol === "udp") {
    world.sink(meaningFindings["smi-udp-split"].report({ at, with: { title, port: port.port } }));
    return;
  }
  if (split.matches !== null && isPlain(port)) {
    world.sink(meaningFindings["smi-matches-on-tcp"].report({ at, with: { title, port: port.port, root: root.id.name } }));
  }
  for (const backend of split.backends.filter((found) => lacksPort(found, split, port, world))) reportLack(backend, port, split, root, world);
}

function reportLack(backend: SplitBackend, port: InventoryPort, split: Split, root: InventoryService, world: World): void {
  const name = serviceIn(backend.service, split.meta.id.namespace);
  const found = name === null ? undefined : findService(name, world)?.ports.find((other) => port.name !== null && other.name === port.name);
  const at = backend.service.origin;
  const shared = { backend: backend.service.value, port: port.port };
  const related = [{ origin: root.origin, note: "the root Service" }];
  world.sink(
    found === undefined
      ? meaningFindings["smi-backend-without-port"].report({ at, with: { ...shared, root: root.id.name }, related })
      : meaningFindings["smi-port-by-name"].report({ at, with: { ...shared, name: port.name ?? "", found: found.port }, related }),
  );
}
