import type { Name } from "../../../model/index.ts";
import type { HttpRoute } from "../link/candidate.ts";
import type { Linking } from "../link/linking.ts";
import { parentKind } from "../link/service-parents.ts";
import { findService } from "../read/place.ts";
import { tell } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** Host headers of routes in the mesh that become the name of a Service which the rule does not lead to (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
export function adviseHosts(route: HttpRoute, { around: { services }, found }: Linking): void {
  if (!(route.spec.parentRefs ?? []).some((ref) => parentKind(ref) === "Service")) return;
  route.spec.rules?.forEach(({ filters = [], backendRefs = [] }, rule) => {
    filters.forEach(({ urlRewrite }, index) => {
      const hostname = urlRewrite?.hostname;
      const meant = hostname === undefined ? null : serviceOf(hostname, route.id.namespace);
      if (hostname === undefined || meant === null || findService(services, meant) === undefined) return;
      if (backendRefs.some(({ name, namespace = route.id.namespace }) => name === meant.name && namespace === meant.namespace)) return;
      tell({ at: route.at, found }, say["gateway-api-host-only-renamed"], ["spec", "rules", rule, "filters", index, "urlRewrite", "hostname"], { hostname, service: meant.name });
    });
  });
}

/** The Service that a host stands for inside the cluster, as seen from a namespace: `name`, `name.namespace`, or that with `svc` and the cluster's domain. */
function serviceOf(hostname: string, from: string): Name | null {
  const [name = "", namespace = from, ...rest] = hostname.split(".");
  return ["", "svc", "svc.cluster.local"].includes(rest.join(".")) ? { namespace, name } : null;
}
