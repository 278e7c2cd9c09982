import type { Placed } from "../trap-world.ts";
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
export function destinationsOf({ spec }: Placed): readonly Written[] {
  const entries = ["http", "tcp", "tls"].flatMap((kind) => listOf(at(spec, kind)));
  return entries.flatMap((entry) => listOf(at(entry, "route")).map((route) => at(route, "destination")));
}

/** The full names of the hosts that a VirtualService is for. */
export function hostsOf({ spec, namespace }: Placed): readonly string[] {
  return listOf(at(spec, "hosts")).map((host) => hostIn(textOf(host) ?? "", namespace));
}

/** The gateways of a VirtualService, `mesh` among them, as `namespace/name`. */
export function gatewaysOf({ spec, namespace }: Placed): readonly string[] {
  const named = listOf(at(spec, "gateways")).map((node) => textOf(node) ?? "");
  return (named.length === 0 ? ["mesh"] : named).map((name) => (name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`));
}
