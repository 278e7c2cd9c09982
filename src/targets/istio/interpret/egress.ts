import type { Ask } from "./ask.ts";
import type { Sidecar, VirtualService } from "./config.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { hostCovers } from "./names.ts";
import { reaches } from "./mesh.ts";
import type { Host } from "./registry.ts";

/** What a caller's proxy knows, and what it does with the rest. */
export interface Egress {
  readonly sees: (host: Host) => boolean;
  readonly imports: (service: VirtualService) => boolean;
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY";
}

/** The reach of the caller: of the Sidecar that selects it, else of its namespace's, else of the root namespace's, else everything. */
export function egressOf(ask: Ask, mesh: Mesh, proxy: Proxy): Egress {
  const sidecar = sidecarFor(mesh, proxy);
  if (sidecar?.beyond != null) ask.unsupported(`Sidecar ${sidecar.meta.namespace}/${sidecar.meta.name} has ${sidecar.beyond}`);
  const installed = mesh.world.profile.settings["outboundTrafficPolicy"] === "REGISTRY_ONLY" ? "REGISTRY_ONLY" : "ALLOW_ANY";
  const within = (namespace: string, hosts: readonly string[]): boolean => inReach(sidecar, namespace, hosts);
  return {
    sees: (host) => reaches(host.exportTo, proxy) && within(host.namespace, [host.host]),
    imports: ({ meta, hosts }) => within(meta.namespace, hosts),
    outbound: sidecar?.outbound ?? installed,
  };
}

function sidecarFor(mesh: Mesh, proxy: Proxy): Sidecar | null {
  const namespaces = [...new Set(mesh.config.sidecars.map(({ meta }) => meta.namespace))];
  const own = namespaces.find((namespace) => proxy.inNamespace(namespace));
  const near = mesh.config.sidecars.filter(({ meta }) => meta.namespace === own);
  const selecting = near.find(({ selector }) => selector !== null && proxy.hasLabels(selector));
  const root = mesh.config.sidecars.find(({ meta, selector }) => meta.namespace === mesh.rootNamespace && selector === null);
  return selecting ?? near.find(({ selector }) => selector === null) ?? root ?? null;
}

function inReach(sidecar: Sidecar | null, namespace: string, hosts: readonly string[]): boolean {
  if (sidecar === null || sidecar.egress === null) return true;
  return sidecar.egress.some((allowed) => {
    const near = allowed.namespace === "*" || allowed.namespace === namespace;
    return allowed.namespace !== "~" && near && hosts.some((host) => hostCovers(allowed.host, host) || hostCovers(host, allowed.host));
  });
}
