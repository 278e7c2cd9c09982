import { one } from "../../../support/fraction.ts";
import type { AccessAnswer, Decision, ServiceEntryPoint } from "../../../model/index.ts";
import { authorize } from "./access.ts";
import type { Sight } from "./access-rules.ts";
import { answer, notModelled, unroutable } from "./answer.ts";
import { authorityIs } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { TlsSettings } from "./config.ts";
import { noPolicy } from "./destination-rules.ts";
import { egressOf } from "./egress.ts";
import type { Egress } from "./egress.ts";
import type { Way } from "./forward.ts";
import { carryOut, defaultRoute } from "./http-route.ts";
import { authenticated, withPeer } from "./identity.ts";
import { decideL4, decideL4AtWaypoint } from "./l4.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { fixedProxy, patchedByOthers, profileOf, sidecarOf, steeredByOthers } from "./mesh.ts";
import { compareText, fqdn, quoted, specificity } from "./names.ts";
import type { Host } from "./registry.ts";
import { judgeServers } from "./server.ts";
import { plainSettings } from "./settings.ts";
import { tokenAt } from "./tokens.ts";
import { nearWaypoint, routeAtSidecar, routeAtWaypoint, servicesFor } from "./virtual-services.ts";
import { serverMode } from "./peer-authentication.ts";
import { podsOf } from "./workloads.ts";

/** A call to a service, decided by the caller's sidecar, the service's waypoint, or no proxy that routes. */
export function decideInMesh(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint): Decision {
  const name = entry.service.includes(".") ? entry.service.toLowerCase() : fqdn(entry.service, entry.namespace, mesh.registry.domain);
  const host = dialledHost(mesh, entry, name);
  const profile = profileOf(mesh);
  if (profile === "sidecar") return atSidecar(ask, mesh, entry, host, name);
  if (host === null) return unroutable(ask, null, `no service is named \`${name}\``);
  const port = portOf(ask, entry, host);
  if (port === null) return notModelled(ask, "the question names no port, and the service has several");
  return profile === "waypoint" ? atWaypoint(ask, mesh, host, port) : atZtunnel(ask, mesh, host, port);
}

/** A Service of that name; else the host itself, or the ServiceEntry of that name. */
function dialledHost({ registry }: Mesh, { namespace, service }: ServiceEntryPoint, name: string): Host | null {
  const listed = registry.all.find(({ host }) => host === name);
  return listed ?? registry.entry(namespace, service) ?? registry.covering(name);
}

/** The port of the question, else the only one of the service; 80 where none is known. */
function portOf(ask: Ask, entry: ServiceEntryPoint, host: Host | null): number | null {
  if (entry.port !== undefined) return entry.port;
  const known = host?.ports;
  if (known?.length === 1) return known[0]?.port ?? null;
  if (known != null) return null;
  ask.note("the question names no port; 80 is taken");
  return 80;
}

function atSidecar(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint, dialled: Host | null, name: string): Decision {
  const proxy = sidecarOf(ask.view);
  patchedByOthers(ask, mesh, proxy);
  const egress = egressOf(ask, mesh, proxy);
  const port = portOf(ask, entry, dialled);
  if (port === null) return notModelled(ask, "the question names no port, and the service has several");
  const visible = dialled !== null && egress.sees(dialled) && listensOn(dialled, port) ? dialled : null;
  const { protocol } = ask.question;
  const declared = visible?.ports?.find((one) => one.port === port)?.protocol;
  const opaque = protocol === "tcp" || protocol === "tls";
  if (declared === "tcp" || declared === "tls" || (opaque && declared == null)) return l4AtSidecar(ask, mesh, proxy, egress, visible, port, entry, name);
  if (opaque) return notModelled(ask, `port ${port} of \`${name}\` speaks ${declared}, not ${protocol}`);
  const sniffed = visible?.ports != null && declared === null;
  const host = sniffed ? visible : virtualHost(ask, mesh, egress, visible, port);
  return host === null ? unknownHost(ask, mesh, egress, visible ?? dialled, entry, port) : routed(ask, mesh, proxy, egress, host, port);
}

function listensOn(host: Host, port: number): boolean {
  return host.ports?.some((one) => one.port === port) !== false;
}

function l4AtSidecar(ask: Ask, mesh: Mesh, proxy: Proxy, egress: Egress, host: Host | null, port: number, entry: ServiceEntryPoint, name: string): Decision {
  if (host === null) return unknownConnection(ask, egress, entry, port, name);
  const way: Way = { ask, mesh, proxy, port, peer: { kind: "caller" }, sight: "tcp" };
  return decideL4(way, servicesFor(mesh, proxy, host.host, (service) => egress.imports(service)), host, () => pastListener(ask, mesh, egress, host, port));
}

/** A connection that no filter chain takes: to the address that was dialled, without mutual TLS, or closed (istio/istio:pilot/pkg/networking/core/listener_builder.go). */
function pastListener(ask: Ask, mesh: Mesh, egress: Egress, host: Host, port: number): Decision {
  if (egress.outbound === "REGISTRY_ONLY") return unroutable(ask, null, "only known hosts may be called: the connection is closed");
  return host.external ? passedOn(ask, host.namespace, host.service, port) : straightTo(ask, mesh, host, port, { tls: { mode: "DISABLE" }, sight: "tcp" });
}

/** The host that the authority names among those known on the port; the dialled service is asked for first. */
function virtualHost(ask: Ask, mesh: Mesh, egress: Egress, dialled: Host | null, port: number): Host | null {
  if (dialled !== null && authorityIs(ask.view, aliases(dialled, mesh.registry.domain))) return dialled;
  const known = mesh.registry.all.filter((host) => host !== dialled && egress.sees(host) && host.ports?.some((one) => one.port === port && one.protocol !== "tcp" && one.protocol !== "tls") === true);
  const others = [...known, ...outsideRegistry(mesh, egress, port)].sort((a, b) => specificity(b.host) - specificity(a.host) || compareText(a.host, b.host));
  return others.find((host) => authorityIs(ask.view, aliases(host, mesh.registry.domain))) ?? null;
}

/** Hosts of VirtualServices that no service has: on port 80, or beside a service of the port (istio/istio:pilot/pkg/networking/core/httproute.go). */
function outsideRegistry(mesh: Mesh, egress: Egress, port: number): readonly Host[] {
  const services = mesh.virtualServices.filter((service) => service.gateways.includes("mesh") && egress.imports(service));
  return services.flatMap((service) => {
    const served = port === 80 || service.hosts.some((host) => mesh.registry.find(host)?.ports?.some((one) => one.port === port) === true);
    const foreign = service.hosts.filter((host) => served && mesh.registry.find(host) === null);
    return foreign.map((host): Host => ({ host, namespace: service.meta.namespace, service: host, external: true, kind: "entry", ports: null, selector: null, exportTo: ["*"] }));
  });
}

/** The names that a service answers to, as a pattern (same source, `generateVirtualHostDomains`). */
function aliases(host: Host, domain: string): string {
  if (host.host.startsWith("*")) return `.*${quoted(host.host.slice(1))}`;
  if (host.kind === "entry") return `${quoted(host.host)}(?:\\.${quoted(host.namespace)})?\\.?`;
  return `${quoted(host.service)}(?:\\.${quoted(host.namespace)}(?:\\.svc(?:\\.${quoted(domain)}\\.?)?)?)?`;
}

function routed(ask: Ask, mesh: Mesh, proxy: Proxy, egress: Egress, host: Host, port: number): Decision {
  if (steeredByOthers(ask, mesh, host.host)) return answer(ask, "unsupported", {});
  const way: Way = { ask, mesh, proxy, port, peer: { kind: "caller" }, sight: "http" };
  const services = servicesFor(mesh, proxy, host.host, (service) => egress.imports(service));
  const found = routeAtSidecar(ask, mesh, proxy, services, port);
  if (found === "no-match") return unroutable(ask, 404, `no entry matches: a VirtualService leaves nothing to the default route of ${host.host}`);
  return found === "no-routes" ? defaultRoute(way, host.host, port) : carryOut(way, found);
}

/** A host that nobody knows: sent where the caller dialled, or stopped (istio/istio:pilot/pkg/networking/core/httproute.go). */
function unknownHost(ask: Ask, mesh: Mesh, egress: Egress, dialled: Host | null, entry: ServiceEntryPoint, port: number): Decision {
  if (egress.outbound === "REGISTRY_ONLY") return unroutable(ask, 502, "the host is unknown, and only known hosts may be called");
  ask.step("the host is unknown: the call goes where it was dialled, without any policy");
  if (!mesh.registry.complete) ask.note("the authority may name a service that the inventory does not list");
  if (dialled === null || dialled.external) return passedOn(ask, entry.namespace, entry.service, port);
  return straightTo(ask, mesh, dialled, port, { tls: { mode: "DISABLE" }, sight: "http" });
}

/** To a place outside of every policy. */
function passedOn(ask: Ask, namespace: string, service: string, port: number): Decision {
  const backend = { namespace, service, version: null, labels: {}, port, share: one, access: { allowed: true, by: null }, settings: plainSettings(null) };
  return answer(ask, "forward", { backends: [backend] });
}

/** To the endpoints of a host that no route and no rule of the caller's side speaks of; servers still decide. */
function straightTo(ask: Ask, mesh: Mesh, host: Host, port: number, { tls, sight }: { readonly tls: TlsSettings | null; readonly sight: Sight }): Decision {
  const cluster = { kind: "there", host, port, version: null, labels: {}, policy: { ...noPolicy, tls } } as const;
  const { access, kind, status, mtls } = judgeServers(ask, mesh, cluster, { view: ask.view, peer: { kind: "caller" }, sight });
  if (kind !== "allowed") return answer(ask, "refuse", { access, status, refused: { status: status ?? 503, share: one } });
  const backend = { namespace: host.namespace, service: host.service, version: null, labels: {}, port, share: one, access, settings: plainSettings(mtls) };
  return answer(ask, "forward", { access, backends: [backend] });
}

function unknownConnection(ask: Ask, egress: Egress, entry: ServiceEntryPoint, port: number, name: string): Decision {
  if (egress.outbound === "REGISTRY_ONLY") return unroutable(ask, null, `\`${name}\` is unknown, and only known hosts may be called`);
  return passedOn(ask, entry.namespace, entry.service, port);
}

/** The waypoint of the service: its access first, then its routes; ztunnels behind it see the waypoint. */
function atWaypoint(ask: Ask, mesh: Mesh, host: Host, port: number): Decision {
  if (steeredByOthers(ask, mesh, host.host)) return answer(ask, "unsupported", {});
  const proxy = fixedProxy("waypoint", ["mesh"], host.namespace, {});
  const { protocol } = ask.question;
  const opaque = protocol === "tcp" || protocol === "tls" || ["tcp", "tls"].includes(host.ports?.find((one) => one.port === port)?.protocol ?? "");
  const refusal = waypointRefusal(ask, mesh, host, port, opaque);
  if (refusal !== null) return answer(ask, "refuse", { ...refusal, refused: { status: refusal.status ?? 503, share: one } });
  ask.note("behind the waypoint servers see the identity of the waypoint, taken to be the account `waypoint` of the service's namespace");
  const way: Way = { ask, mesh, proxy, port, peer: { kind: "workload", namespace: host.namespace, serviceAccount: "waypoint" }, sight: "ztunnel" };
  const services = servicesFor(mesh, proxy, host.host, nearWaypoint(host));
  if (opaque) return decideL4AtWaypoint(way, services, host);
  const found = routeAtWaypoint(ask, mesh, proxy, services, port);
  if (found === "no-match") return unroutable(ask, 404, `no entry matches for ${host.host}`);
  return found === "no-routes" ? defaultRoute(way, host.host, port) : carryOut(way, found);
}

function waypointRefusal(ask: Ask, mesh: Mesh, host: Host, port: number, opaque: boolean): { readonly access: AccessAnswer; readonly status: number | null } | null {
  const strict = !host.external && podsOf(ask, mesh, host, {}, port).some((pods) => serverMode(mesh, pods.namespace, pods.labels, pods.port) === "strict");
  if (strict && !authenticated(ask.view)) return { access: { allowed: false, by: "mutual TLS is required" }, status: null };
  const enforcer = { kind: "waypoint", namespace: host.namespace, service: host.service, gateway: "waypoint" } as const;
  const token = tokenAt(mesh, enforcer, withPeer(ask, ask.view, { kind: "caller" }, mesh.world.mesh.trustDomain));
  if (token.kind === "refused") return { access: { allowed: false, by: token.by }, status: 401 };
  const access = authorize(ask, mesh, enforcer, { view: token.view, port, sight: opaque ? "tcp" : "http" });
  return access.allowed ? null : { access, status: opaque ? null : 403 };
}

/** Ambient without waypoint: nothing routes, ztunnel decides on the connection. */
function atZtunnel(ask: Ask, mesh: Mesh, host: Host, port: number): Decision {
  ask.step("no waypoint: VirtualServices and DestinationRules are not looked at");
  return straightTo(ask, mesh, host, port, { tls: null, sight: "ztunnel" });
}
