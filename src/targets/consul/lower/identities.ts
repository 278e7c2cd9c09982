import type { Inventory, MeshModel, Name, Profile, Service } from "../../../model/index.ts";
import { nameText, sameName } from "../../../model/name.ts";
import { bindsAccounts, hasNamespaces } from "../versions.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { byText, consulKey } from "./names.ts";

/** A service account, the identity that policies speak of. */
export interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The services whose certificates an account's pods get, or why no list of services is the account. */
export type Sources = { readonly services: readonly Name[] } | { readonly problem: string };

/**
 * Accounts as services. Where ACLs are managed they are the same word
 * (`hashicorp/consul-k8s:control-plane/subcommand/connect-init/command.go`); otherwise the services whose pods run as the
 * account are it, if none of their pods runs as another.
 */
export function sourcesOf(account: Account, model: MeshModel, profile: Profile): Sources {
  const inventory = statedInventory(model);
  if (bindsAccounts(profile)) return managedSources(account, inventory, profile);
  const running = inventory.services.filter(({ id }) => accountsOf(id, inventory, profile).some((each) => sameAccount(each, account)));
  if (running.length === 0) return { problem: "no service of the input runs as it" };
  const mixed = running.find(({ id }) => accountsOf(id, inventory, profile).length > 1);
  if (mixed !== undefined) return { problem: `pods of \`${nameText(mixed.id)}\` run as other accounts too` };
  return { services: distinct(running.map(({ id }) => id)) };
}

function managedSources({ namespace, serviceAccount }: Account, inventory: Inventory, profile: Profile): Sources {
  const name = { namespace, name: serviceAccount };
  if (hasNamespaces(profile)) return { services: [name] };
  const known = namespacesOf(serviceAccount, inventory);
  if (known.length > 1) return { problem: `services or accounts of that name are in namespaces ${known.join(" and ")}` };
  return known[0] === namespace ? { services: [name] } : { problem: "nothing of the input says that only this namespace has it" };
}

/** Namespaces with a service or an account of the name. */
function namespacesOf(name: string, { services, workloads }: Inventory): readonly string[] {
  const named = services.filter(({ id }) => id.name === name).map(({ id }) => id.namespace);
  const running = workloads.filter(({ serviceAccount }) => serviceAccount === name).map(({ id }) => id.namespace);
  return [...new Set([...named, ...running])].sort(byText);
}

/** The accounts that pods of a service run as; one of the service's name where no pods are known. */
export function accountsOf(service: Name, inventory: Inventory, profile: Profile): readonly Account[] {
  const same = inventory.services.filter(({ id }) => consulKey(id, profile) === consulKey(service, profile));
  const own = (name: Name): Account => ({ namespace: name.namespace, serviceAccount: name.name });
  if (bindsAccounts(profile)) return same.length === 0 ? [own(service)] : same.map(({ id }) => own(id));
  const found = same.flatMap(({ id, selector }) => {
    const pods = selector === null ? [] : inventory.workloads.filter((workload) => workload.id.namespace === id.namespace && isSubset(selector, workload.labels));
    return pods.length === 0 ? [own(id)] : pods.map((pod) => ({ namespace: id.namespace, serviceAccount: pod.serviceAccount }));
  });
  return found.filter((each, index) => found.findIndex((other) => sameAccount(other, each)) === index);
}

function isSubset(part: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(part).every(([key, value]) => labels[key] === value);
}

function sameAccount(a: Account, b: Account): boolean {
  return a.namespace === b.namespace && a.serviceAccount === b.serviceAccount;
}

function distinct(names: readonly Name[]): readonly Name[] {
  return names.filter((name, index) => names.findIndex((other) => sameName(other, name)) === index);
}

/** The names under which the pods of a policy's service call others. */
export function callingNames(service: Service): readonly Name[] {
  return distinct(service.versions.map((version) => version.service)).slice().sort((a, b) => byText(nameText(a), nameText(b)));
}
