import type { InventoryPort, InventoryService, Workload } from "../../model/index.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { Origin } from "../../source/origin.ts";
import { accountsOf } from "./accounts.ts";
import type { Account } from "./accounts.ts";
import { servicesUnder } from "./access-fragment.ts";
import type { ResolvedTarget } from "./access-fragment.ts";
import { grantOf } from "./grants.ts";
import { meaningFindings } from "./meaning.diagnostics.ts";
import type { Party, Split, Target } from "./resources.ts";
import { serviceIn } from "./service-name.ts";
import { containerPorts, isPlain, servicesOf } from "./world.ts";
import type { World } from "./world.ts";

/** Resolves accounts, rules and Services of a target and reports what it finds. */
export function resolveTarget(target: Target, world: World): ResolvedTarget {
  const { destination, sources } = target;
  const isForeign = destination !== null && reportForeign(destination, target, world);
  const accounts = destination === null ? [] : accountsOf(destination, world);
  const services = servicesUnder(accounts, world);
  const whole = { target, destinations: accounts, services, grant: grantOf(target, world), sources: sources.flatMap((source) => accountsOf(source, world)) };
  const resolved = isForeign || destination === null ? { ...whole, grant: null } : whole;
  if (destination !== null) checkDestination(destination, resolved, world);
  for (const source of sources) reportDefaultAccount(source, "source", world);
  return resolved;
}

/** True when the target speaks for another namespace and may not. */
function reportForeign(destination: Party, target: Target, world: World): boolean {
  const { namespace } = destination.id;
  if (namespace === target.meta.id.namespace || world.settings.value["smi.crossNamespaceTargets"] === "true") return false;
  const parameters = { title: target.meta.title, namespace };
  world.sink(meaningFindings["smi-cross-namespace-target"].report({ at: destination.origin, with: parameters }));
  return true;
}

function reportDefaultAccount(party: Party, role: string, world: World): void {
  if (party.kind !== "ServiceAccount" || party.id.name !== "default") return;
  world.sink(meaningFindings["smi-default-account"].report({ at: party.origin, with: { role, namespace: party.id.namespace } }));
}

function checkDestination(destination: Party, resolved: ResolvedTarget, world: World): void {
  reportDefaultAccount(destination, "destination", world);
  for (const account of resolved.destinations) checkAccount(account, world);
  if (resolved.grant === null) return;
  for (const service of resolved.services) checkPorts(service, resolved, world);
  checkProtocols(resolved, world);
}

function checkAccount(account: Account, world: World): void {
  const services = servicesUnder([account], world);
  const name = nameText(account.id);
  if (services.length === 0) {
    world.sink(meaningFindings["smi-account-without-service"].report({ at: account.origin, with: { account: name } }));
    return;
  }
  const apart = strangers(account, world);
  if (apart === null) return;
  const parameters = { account: name, services: apart.map((service) => `\`${service.id.name}\``).join(" and ") };
  world.sink(meaningFindings["smi-shared-account"].report({ at: account.origin, with: parameters }));
}

/**
 * Services of two workloads under the account that no Service has in common; null when there are none. Root and
 * backends of one split are versions of one thing.
 */
function strangers(account: Account, world: World): readonly InventoryService[] | null {
  const runs = world.workloads.filter(({ id, serviceAccount }) => id.namespace === account.id.namespace && serviceAccount === account.id.name);
  const groups = runs.map((workload: Workload) => servicesOf(workload, world)).filter((services) => services.length > 0);
  const [first, ...others] = groups;
  const other = others.find((services) => !services.some((service) => first?.some((one) => areOne(one, service, world))));
  const pair = [first?.[0], other?.[0]].filter((service) => service !== undefined);
  return pair.length === 2 ? pair : null;
}

function areOne(a: InventoryService, b: InventoryService, world: World): boolean {
  return a === b || world.resources.splits.some((split) => isPartOf(a, split) && isPartOf(b, split));
}

function isPartOf(service: InventoryService, { meta, service: root, backends }: Split): boolean {
  return [root, ...backends.map((backend) => backend.service)].some((written) => {
    const name = serviceIn(written, meta.id.namespace);
    return name !== null && sameName(name, service.id);
  });
}

/** Ports of TCPRoutes are container ports; where a Service renumbers them, the other reading would open something else. */
function checkPorts(service: InventoryService, { target, grant }: ResolvedTarget, world: World): void {
  const at = target.port?.origin ?? target.rules.find(({ kind }) => kind === "TCPRoute")?.name.origin ?? target.meta.origin;
  if (grant?.ports) for (const found of service.ports) checkNamedTarget(found, service, at, world);
  for (const port of grant?.ports ?? []) {
    const named = service.ports.find((found) => found.port === port);
    const renumbered = named === undefined ? [] : containerPorts(named, service, world);
    if (named !== undefined && renumbered.length > 0 && !renumbered.includes(port)) {
      const parameters = { port, service: service.id.name, target: renumbered.join(", ") };
      world.sink(meaningFindings["smi-ambiguous-port"].report({ at, with: parameters, related: [{ origin: service.origin, note: "the Service" }] }));
    } else if (named === undefined && service.ports.some((found) => containerPorts(found, service, world).includes(port))) {
      const related = [{ origin: service.origin, note: "the Service" }];
      world.sink(meaningFindings["smi-unreachable-port"].report({ at, with: { port, service: service.id.name }, related }));
    }
  }
}

function checkNamedTarget(port: InventoryPort, service: InventoryService, at: Origin, world: World): void {
  if (typeof port.targetPort !== "string" || containerPorts(port, service, world).length > 0) return;
  const parameters = { port: port.port, service: service.id.name, name: port.targetPort };
  world.sink(meaningFindings["smi-unknown-target-port"].report({ at, with: parameters, related: [{ origin: service.origin, note: "the Service" }] }));
}

function checkProtocols(resolved: ResolvedTarget, world: World): void {
  const { target, grant, services } = resolved;
  const { title, origin } = target.meta;
  const http = services.find((service) => service.ports.some(({ protocol }) => protocol === "http" || protocol === "http2" || protocol === "grpc"));
  if (grant?.matches === null && http !== undefined) {
    world.sink(meaningFindings["smi-ports-only"].report({ at: origin, with: { title, service: http.id.name } }));
  }
  if (grant?.matches === null || grant?.ports !== null) return;
  world.sink(meaningFindings["smi-all-ports-http"].report({ at: origin, with: { title } }));
  for (const service of services) {
    const plain = service.ports.find(isPlain);
    if (plain === undefined) continue;
    const parameters = { title, port: plain.port, service: service.id.name };
    world.sink(meaningFindings["smi-http-on-tcp"].report({ at: origin, with: parameters }));
  }
}
