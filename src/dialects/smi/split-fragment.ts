import { bareRoute, everyCall } from "../../model/blank.ts";
import { nameText } from "../../model/name.ts";
import type { InventoryPort, Name } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import type { Destination, FragmentArm, FragmentBackend, FragmentRoute, RouteSet, ServiceFragment } from "../fragment.ts";
import { conditionsOf, matchesOf } from "./conditions.ts";
import type { Split, SplitBackend } from "./resources.ts";
import { serviceIn } from "./service-name.ts";
import { findService, isPlain } from "./world.ts";
import type { World } from "./world.ts";

/** All splits of one root Service, those with matches first. */
export interface RootSplits {
  readonly root: Name;
  readonly splits: readonly Split[];
}

/** Splits by root, in the order of the first one; a root that is no Service of the split's namespace is left out. */
export function splitsByRoot(world: World): readonly RootSplits[] {
  const byRoot = new Map<string, { root: Name; splits: Split[] }>();
  for (const split of world.resources.splits) {
    const root = serviceIn(split.service, split.meta.id.namespace);
    if (root === null) continue;
    const entry = byRoot.get(nameText(root)) ?? { root, splits: [] };
    entry.splits.push(split);
    byRoot.set(nameText(root), entry);
  }
  return [...byRoot.values()].map(({ root, splits }) => ({ root, splits: [...splits.filter(hasMatches), ...splits.filter((split) => !hasMatches(split))] }));
}

function hasMatches(split: Split): boolean {
  return split.matches !== null;
}

/**
 * The routes of a root: an arm for each match, then the split of every call or the root's own endpoints
 * (servicemeshinterface/smi-spec:apis/traffic-split/v1alpha4/traffic-split.md). A set for each port of the root, with
 * that port at the backends, or one for all ports where the root's Service is not in the input.
 */
export function splitFragment(rootSplits: RootSplits, world: World): ServiceFragment {
  const { root, splits } = rootSplits;
  const first = splits[0] as Split;
  const owner = splits.flatMap(({ meta }) => meta.owners).find(({ value }) => value === "Canary");
  return {
    service: root,
    document: splits.map(({ meta }) => `TrafficSplit ${nameText(meta.id)}`).join(" and "),
    origin: first.meta.origin,
    routes: routeSets(rootSplits, world),
    ...(owner !== undefined && { weightsOwnedBy: { value: "flagger", origin: owner.origin } }),
  };
}

function routeSets(rootSplits: RootSplits, world: World): readonly RouteSet[] {
  const { root, splits } = rootSplits;
  const origin = (splits[0] as Split).service.origin;
  const ports = (findService(root, world)?.ports ?? []).filter(({ protocol }) => protocol !== "udp");
  if (ports.length === 0) return [{ ports: null, arms: armsFor(rootSplits, null, world), origin }];
  return ports.map((port) => ({ ports: [port.port], arms: armsFor(rootSplits, port, world), origin }));
}

/** True when the backend's Service is known and has no port of that number. */
export function lacksPort(backend: SplitBackend, split: Split, port: InventoryPort, world: World): boolean {
  const name = serviceIn(backend.service, split.meta.id.namespace);
  const service = name === null ? undefined : findService(name, world);
  return service !== undefined && !service.ports.some((found) => found.port === port.port && found.protocol !== "udp");
}

function armsFor(rootSplits: RootSplits, port: InventoryPort | null, world: World): readonly FragmentArm[] {
  const { root, splits } = rootSplits;
  const usable = splits.filter((split) => split.matches === null || port === null || !isPlain(port));
  const arms = usable.flatMap((split) => armsOf(split, port, world));
  const coversAll = usable.some((split) => split.matches === null);
  return coversAll ? arms : [...arms, rootArm(root, splits[0] as Split, port)];
}

function armsOf(split: Split, port: InventoryPort | null, world: World): readonly FragmentArm[] {
  const route = routeTo(split.meta.id.name, backendsOf(split, port, world), split.meta.origin);
  const matches = matchesOf(split, world);
  if (matches === null) return [{ when: everyCall, route, origin: split.service.origin }];
  return matches.map((match) => ({ when: conditionsOf(match), route, origin: match.origin }));
}

function backendsOf(split: Split, port: InventoryPort | null, world: World): readonly FragmentBackend[] {
  const kept = port === null ? split.backends : split.backends.filter((backend) => !lacksPort(backend, split, port, world));
  const number = port?.port ?? null;
  const shown = kept.length > 0 ? kept : split.backends;
  const why = kept.length > 0 ? null : `no backend has port ${number}`;
  return shown.map((backend) => ({ to: destinationOf(backend, split, number, why, world), weight: backend.weight ?? 0, origin: backend.origin }));
}

function destinationOf(backend: SplitBackend, split: Split, port: number | null, why: string | null, world: World): Destination {
  const { namespace } = split.meta.id;
  const { origin } = backend.service;
  const name = serviceIn(backend.service, namespace);
  const service = name ?? { namespace, name: backend.service.value };
  const reason = name === null ? "not a Service of the split's namespace" : isMissing(name, world) ? "not in the complete inventory" : why;
  return reason === null ? { kind: "service", service, port, origin } : { kind: "invalid", service, port, why: reason, origin };
}

/** True when the Service is known not to exist. */
export function isMissing(name: Name, world: World): boolean {
  return world.inventory === "complete" && findService(name, world) === undefined;
}

function rootArm(root: Name, split: Split, port: InventoryPort | null): FragmentArm {
  const { origin } = split.service;
  const to: Destination = { kind: "service", service: root, port: port?.port ?? null, origin };
  return { when: everyCall, route: routeTo(`${split.meta.id.name}-unmatched`, [{ to, weight: 1, origin }], origin), origin };
}

/** A route that says nothing but where calls go: SMI has no deadlines, retries or mirrors. */
function routeTo(name: string, backends: readonly FragmentBackend[], origin: Origin): FragmentRoute {
  return { ...bareRoute, mirrors: [], name, origin, action: { kind: "forward", backends, origin } };
}
