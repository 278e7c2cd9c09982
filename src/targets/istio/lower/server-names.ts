import type { Arm, Service } from "../../../model/index.ts";
import { fqdn } from "./names.ts";

/** Names by which TLS clients ask for a service: its external hosts, or the names inside the cluster, shortest first. */
export function serverNamesOf(service: Service, clusterDomain: string): readonly string[] {
  const { name, namespace } = service.id;
  const inside = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, fqdn(service.id, clusterDomain)];
  return service.external === null ? inside : service.external.hosts.map(({ value }) => value.toLowerCase());
}

/** An arm with the server names that lead to it; an arm that none leads to is left out. */
export interface NamedArm {
  readonly arm: Arm;
  readonly names: readonly string[];
}

/**
 * Envoy takes the most specific server name, not the first, so a name of a later arm stands at the earlier arms that
 * cover it too, and of the blocks for one name the first counts (`istio/istio:pilot/pkg/networking/core/tls.go`). An arm
 * without names means every name of the service.
 */
export function namedArms(arms: readonly Arm[], service: Service, clusterDomain: string): readonly NamedArm[] {
  const every = serverNamesOf(service, clusterDomain);
  const own = arms.map(({ when }) => (when.sni === null ? every : when.sni.flatMap((name) => sayable(name.toLowerCase(), every, clusterDomain))));
  const taken = new Set<string>();
  return arms.flatMap((arm, index) => {
    const later = own.slice(index + 1).flat().filter((name) => own[index]?.some((pattern) => nameCovers(pattern, name)));
    const names = [...new Set([...(own[index] ?? []), ...later])].filter((name) => !taken.has(name));
    if (arm.when.callers === null) for (const name of names) taken.add(name);
    return names.length === 0 ? [] : [{ arm, names }];
  });
}

/** A pattern over names inside the cluster would make the VirtualService speak for other services: it stands for those of the service. */
function sayable(name: string, every: readonly string[], clusterDomain: string): readonly string[] {
  if (!name.startsWith("*")) return [name];
  const inside = `.svc.${clusterDomain}`;
  const beyond = !inside.endsWith(name.slice(1)) && !name.endsWith(inside);
  return [...(beyond ? [name] : []), ...every.filter((each) => nameCovers(name, each))];
}

/** Whether every server name of the narrower pattern is one of the wider; both in lower case. */
export function nameCovers(wider: string, narrower: string): boolean {
  return wider.startsWith("*") ? narrower.endsWith(wider.slice(1)) : wider === narrower;
}
