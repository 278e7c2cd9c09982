import type { MtlsMode } from "../../../model/index.ts";
import type { Labels, PeerAuthentication } from "./config.ts";
import type { Mesh } from "./mesh.ts";
import { isSubset } from "./mesh.ts";
import { byAge } from "./names.ts";

/**
 * What a workload accepts at a port: the port's own mode, else the workload's, the namespace's, the mesh's, else
 * permissive; the oldest of several at one level (istio/istio:pilot/pkg/security/authn/policy_applier.go).
 */
export function serverMode(mesh: Mesh, namespace: string, labels: Labels, port: number | null): MtlsMode {
  const all = [...mesh.config.peerAuthentications].sort(byAge);
  const own = all.find((policy) => policy.selector !== null && policy.meta.namespace === namespace && namespace !== mesh.rootNamespace && isSubset(policy.selector, labels));
  const ported = port === null ? undefined : own?.ports.get(port);
  return ported ?? own?.mode ?? wide(all, namespace) ?? wide(all, mesh.rootNamespace) ?? "permissive";
}

function wide(all: readonly PeerAuthentication[], namespace: string): MtlsMode | null {
  return all.find((policy) => policy.selector === null && policy.meta.namespace === namespace)?.mode ?? null;
}
