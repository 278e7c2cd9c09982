import type { RequestView } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";
import { sameKey } from "./config.ts";
import type { ServiceKey } from "./config.ts";
import { servicesOf } from "./world.ts";
import type { Mesh } from "./world.ts";

/** An account whose pods have the certificate of a service; without namespace it may be in any. */
interface Account {
  readonly namespace: string | null;
  readonly serviceAccount: string;
}

/** Who calls, in Consul's words: the services that the caller may be, somebody else with a certificate, or nobody. */
export type CallerName = { readonly kind: "service"; readonly keys: readonly ServiceKey[] } | { readonly kind: "other" } | { readonly kind: "none" };

/** Which of the named services calls; the caller is asked about accounts only, one after the other. */
export function callerAmong(view: RequestView, mesh: Mesh, named: readonly ServiceKey[]): CallerName {
  const accounts = distinct(named.flatMap((key) => accountsOf(mesh, key)));
  const found = accounts.find((account) => isAccount(view, mesh, account));
  if (found !== undefined) return { kind: "service", keys: servicesRunningAs(mesh, found, named) };
  return hasCertificate(view) ? { kind: "other" } : { kind: "none" };
}

/** Whether the caller proves an identity. */
export function hasCertificate(view: RequestView): boolean {
  return view.test({ dimension: "caller", predicate: { kind: "authenticated" } });
}

function isAccount(view: RequestView, { trustDomain }: Mesh, { namespace, serviceAccount }: Account): boolean {
  if (namespace !== null) return view.test({ dimension: "caller", predicate: { kind: "account", namespace, serviceAccount } });
  const value = `${quoted(trustDomain)}/ns/[^/]+/sa/${quoted(serviceAccount)}`;
  return view.test({ dimension: "caller", predicate: { kind: "spiffe", match: { kind: "regex", value } } });
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (special) => `\\${special}`);
}

/**
 * Where ACLs are managed a pod's account is named like its service
 * (hashicorp/consul-k8s:control-plane/subcommand/connect-init/command.go); otherwise pods that the service selects tell.
 */
function accountsOf(mesh: Mesh, key: ServiceKey): readonly Account[] {
  if (key.name === "*") return [];
  if (mesh.managed) return managedAccounts(mesh, key);
  const services = servicesOf(mesh, key);
  if (services.length === 0) return [{ namespace: mesh.enterprise ? key.namespace : null, serviceAccount: key.name }];
  return services.flatMap(({ id, selector }) => {
    const pods = selector === null ? [] : mesh.inventory.workloads.filter((workload) => workload.id.namespace === id.namespace && isSubset(selector, workload.labels));
    const running = pods.map(({ serviceAccount }) => ({ namespace: id.namespace, serviceAccount }));
    return running.length === 0 ? [{ namespace: id.namespace, serviceAccount: id.name }] : running;
  });
}

function managedAccounts(mesh: Mesh, key: ServiceKey): readonly Account[] {
  if (mesh.enterprise) return [{ namespace: key.namespace, serviceAccount: key.name }];
  const { services, workloads } = mesh.inventory;
  const named = [...services.filter(({ id }) => id.name === key.name), ...workloads.filter(({ serviceAccount }) => serviceAccount === key.name)];
  const namespaces = [...new Set(named.map(({ id }) => id.namespace))];
  if (namespaces.length === 0) return [{ namespace: null, serviceAccount: key.name }];
  return namespaces.map((namespace) => ({ namespace, serviceAccount: key.name }));
}

function isSubset(part: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(part).every(([name, value]) => labels[name] === value);
}

/** Every service that pods of the account may be registered as: the named ones, and others of the inventory. */
function servicesRunningAs(mesh: Mesh, account: Account, named: readonly ServiceKey[]): readonly ServiceKey[] {
  const others = mesh.inventory.services.map(({ id }) => ({ name: id.name, namespace: mesh.enterprise ? id.namespace : "" }));
  const all = [...named, ...others].filter((key) => accountsOf(mesh, key).some((each) => sameAccount(each, account)));
  return all.filter((key, index) => all.findIndex((other) => sameKey(other, key)) === index);
}

function sameAccount(a: Account, b: Account): boolean {
  return a.namespace === b.namespace && a.serviceAccount === b.serviceAccount;
}

function distinct(accounts: readonly Account[]): readonly Account[] {
  return accounts.filter((account, index) => accounts.findIndex((other) => sameAccount(other, account)) === index);
}

/** The one answer of all the services that the caller may be; different ones cannot be told apart. */
export function commonAnswer<T>(ask: Ask, answers: readonly T[]): T {
  const [first, ...others] = answers;
  if (first === undefined) throw new Error("a caller that is a service is at least one");
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) ask.unsupported("the caller's account runs services that are treated differently");
  return first;
}
