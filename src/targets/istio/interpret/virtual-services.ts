import type { Ask } from "./ask.ts";
import type { HttpEntry, HttpMatch, VirtualService } from "./config.ts";
import { blockHolds, filterHolds, isCatchAll } from "./matching.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { reaches } from "./mesh.ts";
import { byAge } from "./names.ts";
import type { Host } from "./registry.ts";

/** A block (null: an entry without blocks) of an entry that is meant for the proxy. */
export interface Candidate {
  readonly service: VirtualService;
  readonly entry: HttpEntry;
  readonly match: HttpMatch | null;
}

/** Private ones first, then those exported by name, then public ones (istio/istio:pilot/pkg/model/virtualservice.go). */
export function inOrder(services: readonly VirtualService[]): readonly VirtualService[] {
  return [...services].sort((a, b) => visibilityRank(a) - visibilityRank(b) || byAge(a, b));
}

function visibilityRank({ exportTo, meta }: VirtualService): number {
  if (exportTo.includes("*")) return 2;
  return exportTo.length === 1 && exportTo[0] === meta.namespace ? 0 : 1;
}

/**
 * The VirtualServices that speak for a host at this proxy: of those that it sees, the ones whose own host is the most
 * specific (istio/istio:pilot/pkg/model/sidecar.go).
 */
export function servicesFor(mesh: Mesh, proxy: Proxy, host: string, sees: (service: VirtualService) => boolean): readonly VirtualService[] {
  const covering = mesh.index.services(host).filter(({ service }) => service.gateways.some((gateway) => proxy.gateways.includes(gateway)));
  const ranks = [...new Set(covering.map(({ rank }) => rank))].sort((a, b) => b - a);
  for (const rank of ranks) {
    const seen = covering.filter((one) => one.rank === rank && sees(one.service) && reaches(one.service.exportTo, proxy));
    if (seen.length > 0) return seen.map(({ service }) => service);
  }
  return [];
}

/** Every block that is meant for the proxy, up to and with the first that holds for every request. */
export function candidatesOf(mesh: Mesh, proxy: Proxy, service: VirtualService, port: number): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const entry of service.http) {
    const blocks: readonly (HttpMatch | null)[] = entry.matches.length === 0 ? [null] : entry.matches;
    for (const match of blocks) {
      if (match !== null && !filterHolds(match, proxy, port, mesh.features)) continue;
      found.push({ service, entry, match });
      if (isCatchAll(match)) return found;
    }
  }
  return found;
}

/** What the list of routes says: the one that holds, that none does, or that there is no list. */
export type Found = Candidate | "no-match" | "no-routes";

/** The first candidate whose conditions hold. */
export function firstMatch(ask: Ask, mesh: Mesh, candidates: readonly Candidate[]): Found {
  if (candidates.length === 0) return "no-routes";
  return candidates.find(({ match }) => match === null || blockHolds(ask, match, mesh.features)) ?? "no-match";
}

/** A sidecar takes the first VirtualService that yields a route, and no other (istio/istio:pilot/pkg/networking/core/httproute.go). */
export function routeAtSidecar(ask: Ask, mesh: Mesh, proxy: Proxy, services: readonly VirtualService[], port: number): Found {
  for (const service of services) {
    const candidates = candidatesOf(mesh, proxy, service, port);
    if (candidates.length > 0) return firstMatch(ask, mesh, candidates);
  }
  return "no-routes";
}

/** A waypoint joins the lists in their order since 1.28; before, it takes the first VirtualService (…/core/listener_waypoint.go). */
export function routeAtWaypoint(ask: Ask, mesh: Mesh, proxy: Proxy, services: readonly VirtualService[], port: number): Found {
  const used = mesh.features.waypointMerges ? services : services.slice(0, 1);
  return firstMatch(ask, mesh, used.flatMap((service) => candidatesOf(mesh, proxy, service, port)));
}

/** A gateway joins the lists and moves what holds for every request to the end (istio/istio:pilot/pkg/networking/core/gateway.go). */
export function routeAtGateway(ask: Ask, mesh: Mesh, proxy: Proxy, services: readonly VirtualService[], port: number): Found {
  const all = services.flatMap((service) => candidatesOf(mesh, proxy, service, port));
  const ordered = [...all.filter(({ match }) => !isCatchAll(match)), ...all.filter(({ match }) => isCatchAll(match))];
  return firstMatch(ask, mesh, ordered);
}

/** A waypoint serves VirtualServices of the service's namespace, which is its own here. */
export function nearWaypoint(host: Host): (service: VirtualService) => boolean {
  return ({ meta }) => meta.namespace === host.namespace;
}
