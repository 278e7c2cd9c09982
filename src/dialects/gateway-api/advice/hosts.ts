import type { HttpRoute } from "../link/candidate.ts";
import type { Linking } from "../link/linking.ts";
import { parentKind } from "../link/service-parents.ts";
import { tell } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** Host headers of routes in the mesh that become the name of a Service which the rule does not lead to (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
export function adviseHosts(route: HttpRoute, { around: { services }, found }: Linking): void {
  if (!(route.spec.parentRefs ?? []).some((ref) => parentKind(ref) === "Service")) return;
  const known = new Map(services.flatMap(({ id }) => namesOf(id.name, id.namespace, route.id.namespace).map((host) => [host, id] as const)));
  route.spec.rules?.forEach(({ filters = [], backendRefs = [] }, rule) => {
    filters.forEach(({ urlRewrite }, index) => {
      const service = urlRewrite?.hostname === undefined ? undefined : known.get(urlRewrite.hostname);
      if (service === undefined || urlRewrite?.hostname === undefined) return;
      if (backendRefs.some(({ name, namespace = route.id.namespace }) => name === service.name && namespace === service.namespace)) return;
      tell({ at: route.at, found }, say["gateway-api-host-only-renamed"], ["spec", "rules", rule, "filters", index, "urlRewrite", "hostname"], { hostname: urlRewrite.hostname, service: service.name });
    });
  });
}

function namesOf(name: string, namespace: string, from: string): readonly string[] {
  const full = [`${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  return namespace === from ? [name, ...full] : full;
}
