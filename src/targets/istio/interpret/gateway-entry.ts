import { one } from "../../../support/fraction.ts";
import type { Decision, GatewayEntryPoint } from "../../../model/index.ts";
import { authorize } from "./access.ts";
import { answer, notModelled, unroutable } from "./answer.ts";
import { authorityIs } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { GatewayServer, IstioGateway, Labels, VirtualService } from "./config.ts";
import type { Way } from "./forward.ts";
import { carryOut } from "./http-route.ts";
import type { Peer } from "./identity.ts";
import { decideL4AtGateway } from "./l4.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { fixedProxy, isSubset, patchedByOthers, reaches } from "./mesh.ts";
import { compareText, hostCovers, quoted, specificity } from "./names.ts";
import { tokenAt } from "./tokens.ts";
import { routeAtGateway } from "./virtual-services.ts";

interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly peer: Peer;
}

interface BoundServer {
  readonly gateway: IstioGateway;
  readonly server: GatewayServer;
}

/** A call that arrives at a gateway (istio/istio:pilot/pkg/networking/core/gateway.go). */
export function decideAtGateway(ask: Ask, mesh: Mesh, entry: GatewayEntryPoint): Decision {
  const { namespace, name } = entry.gateway;
  const own = mesh.config.gateways.find(({ meta }) => meta.namespace === namespace && meta.name === name) ?? assumed(ask, mesh, entry);
  if (own === null) return unroutable(ask, null, `there is no Gateway ${namespace}/${name}`);
  const servers = serversOn(mesh, own, entry);
  const [first] = servers;
  if (first === undefined) return unroutable(ask, null, `Gateway ${namespace}/${name} has no server on port ${entry.port} for the call`);
  const pod = podOf(ask, mesh, own);
  const gateways = [...new Set(servers.map(({ gateway }) => `${gateway.meta.namespace}/${gateway.meta.name}`))];
  const proxy = fixedProxy("gateway", gateways, pod.namespace, pod.labels);
  patchedByOthers(ask, mesh, proxy);
  const http = first.server.protocol === "HTTP" || terminates(first.server);
  const way: Way = { ask, mesh, proxy, port: entry.port, peer: pod.peer, sight: http ? "http" : "tcp" };
  return http ? atHttpServer(way, servers, pod) : atL4Server(way, servers, pod);
}

function terminates({ protocol, mode }: GatewayServer): boolean {
  return protocol === "HTTPS" && mode !== "PASSTHROUGH" && mode !== "AUTO_PASSTHROUGH";
}

/** A gateway that others keep: it is taken to serve what VirtualServices bind to it. */
function assumed(ask: Ask, mesh: Mesh, { gateway, port }: GatewayEntryPoint): IstioGateway | null {
  const bound = mesh.virtualServices.some(({ gateways }) => gateways.includes(`${gateway.namespace}/${gateway.name}`));
  if (!bound || mesh.registry.complete) return null;
  ask.note(`Gateway ${gateway.namespace}/${gateway.name} is not among the manifests; it is taken to serve every host on port ${port}`);
  const server: GatewayServer = { port, protocol: "HTTP", hosts: [{ namespace: null, host: "*" }], redirect: false, mode: "PASSTHROUGH", path: ["spec"] };
  return { meta: { kind: "Gateway", name: gateway.name, namespace: gateway.namespace, created: "", annotations: {}, at: () => null }, selector: {}, servers: [server] };
}

/** Servers of the port, of this Gateway and of others on the same pods; with a server name, those that serve it best. */
function serversOn(mesh: Mesh, own: IstioGateway, { port, sni }: GatewayEntryPoint): readonly BoundServer[] {
  const key = selectorText(own.selector);
  const gateways = [own, ...mesh.config.gateways.filter((other) => other !== own && selectorText(other.selector) === key && key !== "")];
  const servers = gateways.flatMap((gateway) => gateway.servers.filter((server) => server.port === port).map((server) => ({ gateway, server })));
  const tls = servers.some(({ server }) => server.protocol === "HTTPS" || server.protocol === "TLS");
  if (!tls || sni === undefined) return servers;
  const ranked = servers.map((bound) => ({ bound, rank: Math.max(-1, ...bound.server.hosts.filter(({ host }) => hostCovers(host, sni.toLowerCase())).map(({ host }) => specificity(host))) }));
  const best = Math.max(...ranked.map(({ rank }) => rank));
  return best < 0 ? [] : ranked.filter(({ rank }) => rank === best).map(({ bound }) => bound);
}

function selectorText(selector: Labels): string {
  return Object.entries(selector).map(([key, value]) => `${key}=${value}`).sort().join(",");
}

/** Pods that are not known are taken to run in the Gateway's namespace under an account of its name. */
function podOf(ask: Ask, mesh: Mesh, { selector, meta }: IstioGateway): Pod {
  const known = Object.keys(selector).length === 0 ? undefined : mesh.world.inventory.workloads.find(({ labels }) => isSubset(selector, labels));
  if (known === undefined) {
    ask.note(`the pods of Gateway ${meta.namespace}/${meta.name} are not known; they are taken to run as account \`${meta.name}\` of its namespace`);
    return { namespace: meta.namespace, labels: selector, peer: { kind: "workload", namespace: meta.namespace, serviceAccount: meta.name } };
  }
  const { namespace } = known.id;
  return { namespace, labels: known.labels, peer: { kind: "workload", namespace, serviceAccount: known.serviceAccount } };
}

interface VirtualHost {
  readonly domain: string;
  readonly services: readonly VirtualService[];
  readonly redirect: boolean;
}

/** The gateway's own token and access rules come before any answer of a route, and before 404 too. */
function atHttpServer(way: Way, servers: readonly BoundServer[], pod: Pod): Decision {
  const { ask, mesh, proxy } = way;
  const refusal = refusalOf(way, pod);
  if (refusal !== null) return refusal;
  const host = virtualHosts(mesh, proxy, servers).find(({ domain }) => domain === "*" || authorityIs(ask.view, domain.startsWith("*") ? `.*${quoted(domain.slice(1))}` : quoted(domain)));
  if (host === undefined) return unroutable(ask, 404, "no VirtualService of the gateway serves the host");
  if (host.redirect) return toHttps(way);
  const found = routeAtGateway(ask, mesh, proxy, host.services, way.port);
  if (found === "no-match" || found === "no-routes") return unroutable(ask, 404, `no entry matches for ${host.domain}`);
  return carryOut(way, found);
}

function toHttps({ ask }: Way): Decision {
  ask.step("the server sends every call to https");
  return answer(ask, "redirect", { redirect: { status: 301, scheme: "https", host: null, port: null, path: { kind: "keep" }, keepsQuery: true } });
}

function refusalOf({ ask, mesh, port }: Way, pod: Pod): Decision | null {
  const enforcer = { kind: "workload", namespace: pod.namespace, labels: pod.labels } as const;
  const token = tokenAt(mesh, enforcer, ask.view);
  if (token.kind === "refused") return answer(ask, "refuse", { access: { allowed: false, by: token.by }, status: 401, refused: { status: 401, share: one } });
  const access = authorize(ask, mesh, enforcer, { view: token.view, port, sight: "http" });
  return access.allowed ? null : answer(ask, "refuse", { access, status: 403, refused: { status: 403, share: one } });
}

/** One virtual host for each domain, the more specific of a VirtualService's host and the server's; most specific first. */
function virtualHosts(mesh: Mesh, proxy: Proxy, servers: readonly BoundServer[]): readonly VirtualHost[] {
  const domains = new Map<string, { readonly services: VirtualService[]; redirect: boolean }>();
  const at = (domain: string): { readonly services: VirtualService[]; redirect: boolean } => domains.get(domain) ?? domains.set(domain, { services: [], redirect: false }).get(domain) ?? { services: [], redirect: false };
  for (const service of mesh.virtualServices) {
    for (const domain of boundDomains(service, proxy, servers)) at(domain).services.push(service);
  }
  for (const { server } of servers.filter((bound) => bound.server.redirect)) for (const { host } of server.hosts) at(host).redirect = true;
  for (const [domain, held] of domains) held.redirect ||= servers.some(({ server }) => server.redirect && server.hosts.some(({ host }) => host === domain));
  return [...domains].map(([domain, held]) => ({ domain, ...held })).sort((a, b) => specificity(b.domain) - specificity(a.domain) || compareText(a.domain, b.domain));
}

function boundDomains(service: VirtualService, proxy: Proxy, servers: readonly BoundServer[]): readonly string[] {
  if (!reaches(service.exportTo, proxy)) return [];
  const near = servers.filter(({ gateway }) => service.gateways.includes(`${gateway.meta.namespace}/${gateway.meta.name}`));
  const allowed = near.flatMap(({ server }) => server.hosts.filter(({ namespace }) => namespace === null || namespace === service.meta.namespace));
  const domains = service.hosts.flatMap((host) => allowed.flatMap((served) => (hostCovers(served.host, host) ? [host] : hostCovers(host, served.host) ? [served.host] : [])));
  return [...new Set(domains)];
}

function atL4Server(way: Way, servers: readonly BoundServer[], pod: Pod): Decision {
  const { ask, mesh } = way;
  if (servers.some(({ server }) => server.mode === "AUTO_PASSTHROUGH")) return notModelled(ask, "AUTO_PASSTHROUGH is for traffic between clusters");
  const enforcer = { kind: "workload", namespace: pod.namespace, labels: pod.labels } as const;
  const access = authorize(ask, mesh, enforcer, { view: ask.view, port: way.port, sight: "tcp" });
  if (!access.allowed) return answer(ask, "refuse", { access, status: null, refused: { status: 503, share: one } });
  const bound = mesh.virtualServices.filter((service) => boundDomains(service, way.proxy, servers).length > 0);
  return decideL4AtGateway(way, bound);
}
