import type { InventoryService, Operation } from "../../model/index.ts";
import { nameText } from "../../model/name.ts";
import type { Origin } from "../../source/origin.ts";
import type { AccessFragment, FragmentRule, FragmentSubject, MeshFragment, ServiceFragment } from "../fragment.ts";
import type { Account } from "./accounts.ts";
import type { Grant } from "./grants.ts";
import type { GroupMatch, Target } from "./resources.ts";
import { containerPorts, isPlain, servicesOf } from "./world.ts";
import type { World } from "./world.ts";

/** A target with its references resolved; no grant: it opens nothing and still selects its destination. */
export interface ResolvedTarget {
  readonly target: Target;
  readonly destinations: readonly Account[];
  readonly sources: readonly Account[];
  readonly grant: Grant | null;
  readonly services: readonly InventoryService[];
}

/** The Services that lead to pods under one of the accounts, in the order of the inventory. */
export function servicesUnder(accounts: readonly Account[], world: World): readonly InventoryService[] {
  const runs = world.workloads.filter(({ id, serviceAccount }) =>
    accounts.some((account) => account.id.name === serviceAccount && account.id.namespace === id.namespace),
  );
  const found = new Set(runs.flatMap((workload) => servicesOf(workload, world)));
  return world.services.filter((service) => found.has(service));
}

/**
 * The access rules of every Service that a target reaches, one fragment a Service and one rule a target; nothing when
 * `smi.accessDefault` is `allow`, since targets are documentation then.
 */
export function accessFragments(targets: readonly ResolvedTarget[], world: World): readonly ServiceFragment[] {
  if (world.settings.value["smi.accessDefault"] === "allow") return [];
  const reached = world.services.filter((service) => targets.some(({ services }) => services.includes(service)));
  return reached.map((service) => fragmentOf(service, targets.filter(({ services }) => services.includes(service)), world));
}

function fragmentOf(service: InventoryService, targets: readonly ResolvedTarget[], world: World): ServiceFragment {
  const origin = (targets[0] as ResolvedTarget).target.meta.origin;
  const document = targets.map(({ target }) => `TrafficTarget ${nameText(target.meta.id)}`).join(" and ");
  const isSelected = world.settings.value["smi.accessDefault"] === "selected";
  const allow = targets.flatMap((target) => ruleOf(target, service, world) ?? []);
  const access: AccessFragment = { ...(isSelected && { default: { value: "deny", origin } }), allow, deny: [], origin };
  return { service: service.id, document, origin, access };
}

function ruleOf({ target, sources, grant }: ResolvedTarget, service: InventoryService, world: World): FragmentRule | null {
  const to = grant === null ? [] : operationsOf(grant, service, target, world);
  if (to.length === 0 || sources.length === 0) return null;
  const { id, origin } = target.meta;
  const name = id.namespace === service.id.namespace ? id.name : `${id.namespace}.${id.name}`;
  return { name, from: sources.map(subjectOf), to, headers: [], claims: [], origin };
}

function subjectOf({ id, origin }: Account): FragmentSubject {
  return { identity: { kind: "account", namespace: id.namespace, serviceAccount: id.name, via: null }, cidrs: null, origin };
}

/**
 * The product of ports and matches at one Service, in Service ports. Matches hold on HTTP ports only; plain connections
 * are open on the ports of a TCPRoute.
 */
function operationsOf(grant: Grant, service: InventoryService, target: Target, world: World): readonly Operation[] {
  const { origin } = target.meta;
  const ports = servicePorts(grant, service, world);
  if (grant.matches === null) return ports?.length === 0 ? [] : [portsOnly(ports, origin)];
  const plain = service.ports.filter(isPlain).map(({ port }) => port);
  const tcp = service.ports.filter(({ protocol }) => protocol !== "udp").map(({ port }) => port);
  const http = plain.length === 0 ? ports : (ports ?? tcp).filter((port) => !plain.includes(port));
  const open = grant.ports === null ? [] : (ports ?? []).filter((port) => plain.includes(port));
  const matched = http?.length === 0 ? [] : grant.matches.map((match) => operationOf(match, http));
  return open.length === 0 ? matched : [...matched, portsOnly(open, origin)];
}

function servicePorts(grant: Grant, service: InventoryService, world: World): readonly number[] | null {
  if (grant.ports === null) return null;
  if (service.ports.length === 0) return grant.ports;
  const tcp = service.ports.filter(({ protocol }) => protocol !== "udp");
  return tcp.filter((port) => containerPorts(port, service, world).some((number) => grant.ports?.includes(number))).map(({ port }) => port);
}

function portsOnly(ports: readonly number[] | null, origin: Origin): Operation {
  return { methods: null, path: null, headers: [], ports, origin };
}

function operationOf(match: GroupMatch, ports: readonly number[] | null): Operation {
  return { methods: match.methods, path: match.path, headers: match.headers, ports, origin: match.origin };
}

/** The mesh-wide denial that the first TrafficTarget brings, where `smi.accessDefault` is `deny`. */
export function defaultFragment(targets: readonly Target[], world: World): readonly MeshFragment[] {
  const [first] = targets;
  if (first === undefined || world.settings.value["smi.accessDefault"] !== "deny") return [];
  const { origin, id } = first.meta;
  const scope = { accessDefault: { value: "deny", origin }, mtls: null, telemetry: null } as const;
  return [{ document: `TrafficTarget ${nameText(id)}`, namespace: null, origin, scope, defaults: {} }];
}
