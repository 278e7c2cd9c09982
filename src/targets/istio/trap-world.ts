import { groupBy } from "../../support/group-by.ts";
import { remembered } from "../../support/remember.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, listOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** The group of VirtualServices, DestinationRules, Gateways and ServiceEntries. */
export const networking = "networking.istio.io";
/** The group of policies of access and authentication. */
export const security = "security.istio.io";

/** The name of a service in full: only names without a dot are completed (`istio/istio:pkg/config/resource`, ResolveShortnameToFQDN). */
export function hostIn(host: string, namespace: string): string {
  return host.includes(".") || host.includes("*") ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** The full name of a Service that is at hand. */
export function nameOf({ manifest, namespace }: Placed): string {
  return hostIn(manifest.object.metadata.name, namespace);
}

/** Whether a host, `*` or `*.b` covers a full name. */
export function covers(pattern: string, host: string): boolean {
  return pattern.startsWith("*") ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** Every place of a VirtualService that calls are sent to. */
export const destinationsOf = remembered(({ spec }: Placed): readonly Written[] => {
  const entries = ["http", "tcp", "tls"].flatMap((kind) => listOf(at(spec, kind)));
  return entries.flatMap((entry) => listOf(at(entry, "route")).map((route) => at(route, "destination")));
});

/** The full names of the hosts that a VirtualService or ServiceEntry is for. */
export const hostsOf = remembered(({ spec, namespace }: Placed): readonly string[] => listOf(at(spec, "hosts")).map((host) => hostIn(textOf(host) ?? "", namespace)));

/** The full name of the host of a DestinationRule. */
export const hostOf = remembered(({ spec, namespace }: Placed): string => hostIn(textOf(at(spec, "host")) ?? "", namespace));

/** The gateways of a VirtualService, `mesh` among them, as `namespace/name`. */
export const gatewaysOf = remembered(({ spec, namespace }: Placed): readonly string[] => {
  const named = listOf(at(spec, "gateways")).map((node) => textOf(node) ?? "");
  return (named.length === 0 ? ["mesh"] : named).map((name) => (name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`));
});

/** The VirtualServices that lead to a host, by its full name. */
export const routesByTarget = remembered((world: TrapWorld): ReadonlyMap<string, readonly Placed[]> => {
  const routes = world.of(networking, "VirtualService").flatMap((each) => [...new Set(destinationsOf(each).map((to) => hostIn(textOf(at(to, "host")) ?? "", each.namespace)))].map((host) => ({ host, each })));
  return new Map([...groupBy(routes, ({ host }) => host)].map(([host, led]) => [host, led.map(({ each }) => each)]));
});

/** The DestinationRules of a host, by its full name. */
export const rulesByHost = remembered((world: TrapWorld): ReadonlyMap<string, readonly Placed[]> => groupBy(world.of(networking, "DestinationRule"), hostOf));
