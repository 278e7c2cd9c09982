import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { Backend, Service, ServicePort } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import type { Context } from "./piece.ts";

/** Routes without any condition still lead somewhere, and ztunnel sends every connection to the Service that was dialled. */
export function ambientFindings(service: Service, { profile }: Context): readonly Diagnostic[] {
  return profile.name === "ambient" ? service.ports.flatMap(portFindings) : [];
}

function portFindings({ arms, fallback }: ServicePort): readonly Diagnostic[] {
  const [usual] = fallback.backends;
  return arms.flatMap(({ route }) => {
    const backends = route.action.kind === "forward" ? route.action.backends : [];
    const astray = backends.filter((backend) => usual === undefined || !sameEndpoints(backend, usual));
    return astray.map((backend) => istioDiagnostics["route-needs-proxy"].report({ at: backend.origin, with: { route: route.name, backend: nameText(backend.service) } }));
  });
}

function sameEndpoints(a: Backend, b: Backend): boolean {
  return sameName(a.service, b.service) && a.port === b.port && Object.keys(a.labels).length === 0 && Object.keys(b.labels).length === 0;
}
