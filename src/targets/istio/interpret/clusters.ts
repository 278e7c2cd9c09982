import type { Ask } from "./ask.ts";
import type { Destination, Labels, TrafficPolicy } from "./config.ts";
import { effectivePolicy, ruleFor, withoutKeysOfPorts } from "./destination-rules.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { reaches } from "./mesh.ts";
import type { Host } from "./registry.ts";

/** Where a destination leads: the endpoints of a host, or nowhere. */
export type Cluster =
  | { readonly kind: "there"; readonly host: Host; readonly port: number; readonly version: string | null; readonly labels: Labels; readonly policy: TrafficPolicy }
  | { readonly kind: "missing"; readonly why: string };

/** The port that a call came to, and whether a destination without port means that one alone. */
export interface Arrived {
  readonly port: number;
  /**
   * For requests that a sidecar routes: it keeps of every service the port of the listener only
   * (istio/istio:pilot/pkg/networking/core/httproute.go, `servicesByName`).
   */
  readonly stays: boolean;
}

/**
 * The cluster of a destination. Without a port it is the one that the request came to where that stays, else the only one
 * of the service (istio/istio:pilot/pkg/networking/core/route/route.go, `GetDestinationCluster`).
 */
export function clusterOf(ask: Ask, mesh: Mesh, proxy: Proxy, { host: name, subset, port }: Pick<Destination, "host" | "subset" | "port">, arrived: Arrived): Cluster {
  const host = mesh.registry.find(name);
  if (host === null || !reaches(host.exportTo, proxy)) return { kind: "missing", why: `no service is named \`${name}\`` };
  if (host.ports === null) ask.note(`\`${name}\` is not in the inventory; it is taken to exist`);
  const single = !arrived.stays && host.ports?.length === 1 ? host.ports[0]?.port : undefined;
  const chosen = port ?? single ?? arrived.port;
  if (host.ports?.some((one) => one.port === chosen) === false) return { kind: "missing", why: `\`${name}\` has no port ${chosen}` };
  const rule = ruleFor(mesh, proxy, host);
  const found = subset === null ? null : (rule?.subsets.find((one) => one.name === subset) ?? null);
  if (subset !== null && found === null) return { kind: "missing", why: `no rule that applies defines subset \`${subset}\` of \`${name}\`` };
  if (rule !== null) for (const { meta } of rule.rules) ask.step(`DestinationRule ${meta.namespace}/${meta.name} applies to ${name}`, meta);
  const policy = effectivePolicy(rule, found, chosen);
  return { kind: "there", host, port: chosen, version: found?.name ?? null, labels: found?.labels ?? {}, policy: port === null ? withoutKeysOfPorts(policy, rule, found) : policy };
}
