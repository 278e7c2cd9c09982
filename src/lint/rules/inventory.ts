import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Inventory, InventoryService, Service, Subject, Version, Workload } from "../../model/index.ts";
import { groupBy } from "../../support/group-by.ts";
import { protocolFamily } from "../protocol-family.ts";
import type { Rule } from "../rule.ts";
import { nameOf } from "../words.ts";

/** Findings of this lint. */
export const inventoryDiagnostics = defineDiagnostics({
  "version-without-pods": {
    code: "MW3080",
    severity: "warning",
    what: (p: { version: string; service: string; labels: string }) => `version \`${p.version}\` of \`${p.service}\` has no pods: nothing that is known to run has the labels \`${p.labels}\``,
    why: "its share of the calls fails, and a mesh that selects by labels says nothing of it",
    help: "correct the labels, or add the workload",
  },
  "port-speaks-otherwise": {
    code: "MW3081",
    severity: "warning",
    what: (p: { service: string; port: number; policy: string; declared: string }) => `port ${p.port} of \`${p.service}\` is ${p.policy} by its policy, but the Service declares ${p.declared}`,
    why: "meshes go by the Service: rules about requests are not applied to a port of connections, and the other way round",
    help: "write the same `protocol` here as `appProtocol` says, or as the name of the port begins",
  },
  "account-not-known": {
    code: "MW3082",
    severity: "warning",
    what: (p: { account: string }) => `no workload runs as \`${p.account}\`, and no such ServiceAccount is known`,
    why: "the inventory is complete, so the rule speaks of nobody; a misspelt account that is denied is let in",
    help: "correct the name or the namespace",
  },
  "namespace-not-known": {
    code: "MW3083",
    severity: "warning",
    what: (p: { namespace: string }) => `nothing is known to run in namespace \`${p.namespace}\``,
    why: "the inventory is complete, so the rule speaks of nobody",
    help: "correct the name",
  },
  "pods-behind-two-protocols": {
    code: "MW3088",
    severity: "warning",
    what: (p: { one: string; other: string; port: string; protocols: string }) => `\`${p.one}\` and \`${p.other}\` lead to the same pods on port ${p.port}: ${p.protocols}`,
    why: "the proxy of the pods has one listener for the port, and it reads all calls by one of the two protocols",
    help: "declare the same protocol in both Services, or give the pods a port for each",
  },
});

/** Policies that speak of workloads, accounts and ports that are not so. */
export const inventoryRule: Rule = {
  model: ({ model: { inventory } }) => {
    const selecting = inventory.services.filter(({ selector }) => selector !== null);
    const alike = [...groupBy(selecting, (service) => `${service.id.namespace} ${selectorText(service)}`).values()];
    return alike.flatMap((group) => group.flatMap((service, index) => group.slice(0, index).flatMap((other) => samePods(service, other))));
  },
  service: (service, { model: { inventory } }) => [
    ...service.versions.flatMap((version) => withoutPods(version, service, inventory)),
    ...ports(service, inventory),
    ...(inventory.completeness === "complete" ? [...service.access.allow, ...service.access.deny].flatMap(({ from }) => from.flatMap((subject) => unknown(subject, inventory))) : []),
  ],
};

/** Two Services with one selector, a port of the pods in common, and two protocols for it. */
function samePods(service: InventoryService, other: InventoryService): readonly Diagnostic[] {
  return service.ports.flatMap((port) => {
    const twin = other.ports.find((each) => (each.targetPort ?? each.port) === (port.targetPort ?? port.port));
    if (twin?.protocol == null || port.protocol === null || protocolFamily(twin.protocol) === protocolFamily(port.protocol)) return [];
    const parameters = { one: nameOf(service.id), other: nameOf(other.id), port: `${port.targetPort ?? port.port}`, protocols: `one as ${port.protocol}, the other as ${twin.protocol}` };
    return [inventoryDiagnostics["pods-behind-two-protocols"].report({ at: service.origin, with: parameters, related: [{ origin: other.origin, note: "the other Service" }] })];
  });
}

function selectorText({ selector }: InventoryService): string {
  return JSON.stringify(Object.entries(selector ?? {}).sort());
}

/** Labels that narrow a Service whose pods are known, to none of them. */
function withoutPods({ name, labels, service: id, origin }: Version, service: Service, { services, workloads }: Inventory): readonly Diagnostic[] {
  const selector = serviceOf(id, services)?.selector ?? null;
  if (selector === null || Object.keys(labels).length === 0) return [];
  const pods = workloads.filter((workload) => workload.id.namespace === id.namespace && has(workload, selector));
  if (pods.length === 0 || pods.some((workload) => has(workload, labels))) return [];
  const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort().join(",");
  return [inventoryDiagnostics["version-without-pods"].report({ at: origin, with: { version: name, service: nameOf(service.id), labels: written } })];
}

function has({ labels }: Workload, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function serviceOf(id: InventoryService["id"], services: Inventory["services"]): InventoryService | undefined {
  return services.find((each) => nameOf(each.id) === nameOf(id));
}

function ports(service: Service, { services }: Inventory): readonly Diagnostic[] {
  const known = serviceOf(service.id, services);
  return service.ports.flatMap(({ port, protocol, origin }) => {
    const declared = known?.ports.find((each) => each.port === port)?.protocol ?? null;
    if (declared === null || protocolFamily(declared) === protocolFamily(protocol)) return [];
    return [inventoryDiagnostics["port-speaks-otherwise"].report({ at: origin, with: { service: nameOf(service.id), port, policy: protocol, declared } })];
  });
}

/** Accounts that were written as a service or a gateway are somebody's by that. */
function unknown({ identity, origin: at }: Subject, { accounts, workloads, services, namespaces }: Inventory): readonly Diagnostic[] {
  if (identity.kind === "namespace") {
    const places = [...accounts, ...workloads.map(({ id }) => id), ...services.map(({ id }) => id)].map(({ namespace }) => namespace);
    const isKnown = [...places, ...namespaces.map(({ name }) => name)].includes(identity.namespace);
    return isKnown ? [] : [inventoryDiagnostics["namespace-not-known"].report({ at, with: { namespace: identity.namespace } })];
  }
  if (identity.kind !== "account" || identity.via !== null) return [];
  const isKnown =
    accounts.some((account) => account.namespace === identity.namespace && account.name === identity.serviceAccount) ||
    workloads.some(({ id, serviceAccount }) => id.namespace === identity.namespace && serviceAccount === identity.serviceAccount);
  return isKnown ? [] : [inventoryDiagnostics["account-not-known"].report({ at, with: { account: `${identity.namespace}/${identity.serviceAccount}` } })];
}
