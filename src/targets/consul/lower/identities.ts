import type { Inventory, InventoryService, MeshModel, Name, Profile, Service, Workload } from "../../../model/index.ts";
import { nameText, sameName } from "../../../model/name.ts";
import { bindsAccounts, hasNamespaces } from "../versions.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import { groupBy } from "../../../support/group-by.ts";
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
  const running = identities(inventory, profile).services.get(accountText(account)) ?? [];
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
  const found = identities(inventory, profile).accounts.get(consulKey(service, profile)) ?? [];
  return found.length === 0 && bindsAccounts(profile) ? [ownAccount(service)] : found;
}

/** Accounts by the keys of services, and services by the texts of their accounts. */
interface Identities {
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
  readonly services: ReadonlyMap<string, readonly InventoryService[]>;
}

const remembered = new WeakMap<Inventory, WeakMap<Profile, Identities>>();

/** Remembered, so that the many questions about a large mesh stay cheap. */
function identities(inventory: Inventory, profile: Profile): Identities {
  const known = remembered.get(inventory) ?? new WeakMap<Profile, Identities>();
  const found = known.get(profile) ?? identitiesIn(inventory, profile);
  remembered.set(inventory, known.set(profile, found));
  return found;
}

function identitiesIn({ services, workloads }: Inventory, profile: Profile): Identities {
  const inNamespace = groupBy(workloads, ({ id }) => id.namespace);
  const keyOf = ({ id }: InventoryService): string => consulKey(id, profile);
  const podAccounts = (service: InventoryService): readonly Account[] =>
    bindsAccounts(profile) ? [ownAccount(service.id)] : runningAs(service, inNamespace.get(service.id.namespace) ?? []);
  const accounts = new Map([...groupBy(services, keyOf)].map(([key, same]) => [key, distinctAccounts(same.flatMap(podAccounts))] as const));
  const pairs = services.flatMap((service) => (accounts.get(keyOf(service)) ?? []).map((account) => ({ service, account })));
  const byAccount = groupBy(pairs, ({ account }) => accountText(account));
  return { accounts, services: new Map([...byAccount].map(([text, found]) => [text, found.map(({ service }) => service)])) };
}

function runningAs({ id, selector }: InventoryService, workloads: readonly Workload[]): readonly Account[] {
  const pods = selector === null ? [] : workloads.filter(({ labels }) => isSubset(selector, labels));
  return pods.length === 0 ? [ownAccount(id)] : pods.map(({ serviceAccount }) => ({ namespace: id.namespace, serviceAccount }));
}

function ownAccount({ namespace, name }: Name): Account {
  return { namespace, serviceAccount: name };
}

function distinctAccounts(accounts: readonly Account[]): readonly Account[] {
  return [...new Map(accounts.map((account) => [accountText(account), account])).values()];
}

function accountText({ namespace, serviceAccount }: Account): string {
  return `${namespace}/${serviceAccount}`;
}

function isSubset(part: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(part).every(([key, value]) => labels[key] === value);
}

function distinct(names: readonly Name[]): readonly Name[] {
  return names.filter((name, index) => names.findIndex((other) => sameName(other, name)) === index);
}

/** The names under which the pods of a policy's service call others. */
export function callingNames(service: Service): readonly Name[] {
  return distinct(service.versions.map((version) => version.service)).slice().sort((a, b) => byText(nameText(a), nameText(b)));
}
