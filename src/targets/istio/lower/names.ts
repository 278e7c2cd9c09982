import type { MeshModel, Name, Service } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";

/** `order.shop.svc.cluster.local`; short names are never written, since dotted ones are not expanded (`istio/istio:pilot/pkg/model/config.go`). */
export function fqdn(service: Name, clusterDomain: string): string {
  return `${service.name}.${service.namespace}.svc.${clusterDomain}`;
}

/** The policy of the name, if there is one. */
export function serviceOf(model: MeshModel, name: Name | null): Service | null {
  if (name === null) return null;
  return model.services.find((service) => sameName(service.id, name)) ?? null;
}

/** Hosts that callers of the service dial: external ones, or the name inside the cluster. */
export function hostsOf(model: MeshModel, name: Name): readonly string[] {
  const external = serviceOf(model, name)?.external ?? null;
  return external === null ? [fqdn(name, model.mesh.clusterDomain)] : external.hosts.map((host) => host.value);
}
