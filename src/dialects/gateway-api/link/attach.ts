import type { DocumentPath } from "../../../source/origin.ts";
import type { ParentRef } from "../kinds/common.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import type { AnyRoute } from "./candidate.ts";
import { bestCovering, intersection } from "./hostnames.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";
import type { Linking } from "./linking.ts";
import type { GatewayResource, OpenListener } from "./listeners.ts";
import { parentKind } from "./service-parents.ts";

/** A route at one listener, with the names it serves there. */
export interface Attachment {
  readonly route: AnyRoute;
  readonly listener: OpenListener;
  readonly hosts: readonly string[];
  readonly path: DocumentPath;
}

/** Routes attached to the listeners of one Gateway; entries that attach to nothing are reported (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`). */
export function attachments(linking: Linking, gateway: GatewayResource, listeners: readonly OpenListener[]): readonly Attachment[] {
  return linking.routes.flatMap((route) =>
    (route.spec.parentRefs ?? []).flatMap((ref, index) => {
      if (!namesGateway(route, ref, gateway)) return [];
      return attach({ at: route.at, found: linking.found }, route, ref, ["spec", "parentRefs", index], gateway, listeners);
    }),
  );
}

/** Whether an entry means this Gateway, or ListenerSet. */
export function namesGateway(route: Pick<AnyRoute, "id">, ref: ParentRef, gateway: Pick<GatewayResource, "kind" | "id">): boolean {
  return parentKind(ref) === gateway.kind && ref.name === gateway.id.name && (ref.namespace ?? route.id.namespace) === gateway.id.namespace;
}

function attach(reading: Reading, route: AnyRoute, ref: ParentRef, path: DocumentPath, gateway: GatewayResource, listeners: readonly OpenListener[]): readonly Attachment[] {
  const { title: name } = gateway;
  const meant = listeners.filter(({ listener }) => (ref.sectionName ?? listener.name) === listener.name && (ref.port ?? listener.port) === listener.port);
  if (meant.length === 0) {
    tell(reading, say["gateway-api-no-such-section"], [...path, ref.sectionName === undefined ? "port" : "sectionName"], { parent: name, wanted: wanted(ref) });
    return [];
  }
  const admitting = meant.filter((listener) => refusal(route, listener) === null);
  if (admitting.length === 0) {
    const because = meant.map((listener) => refusal(route, listener)).find((reason) => reason !== null) ?? "";
    tell(reading, say["gateway-api-not-allowed"], [...path, "name"], { route: route.title, gateway: name, because });
    return [];
  }
  const found = admitting.flatMap((listener) => {
    const hosts = servedHosts(route, listener, listeners);
    return hosts.length === 0 ? [] : [{ route, listener, hosts, path }];
  });
  reportHosts(reading, route, found, path, gateway, (host) => lostTo(host, admitting, listeners));
  return found;
}

function wanted(ref: ParentRef): string {
  const parts = [ref.sectionName === undefined ? [] : [`listener \`${ref.sectionName}\``], ref.port === undefined ? [] : [`port ${ref.port}`]].flat();
  return parts.length === 0 ? "listener that can be read" : parts.join(" with ");
}

/** Why a listener does not take a route; null when it does. */
function refusal(route: AnyRoute, { listener, kinds }: OpenListener): string | null {
  if (!kinds.includes(route.kind)) return `listener \`${listener.name}\` takes no ${route.kind}`;
  const { namespaces } = listener;
  return namespaces === null || namespaces.includes(route.id.namespace) ? null : `listener \`${listener.name}\` takes no routes of namespace \`${route.id.namespace}\``;
}

/** The names a route writes; `*` when it leaves the names to the listener. */
export function routeHosts(route: AnyRoute): readonly string[] {
  const written = route.kind === "TCPRoute" ? [] : (route.spec.hostnames ?? []);
  return written.length === 0 ? ["*"] : written;
}

/** Common names, without those for which another listener of the port is the better one (a call belongs to one listener alone). */
function servedHosts(route: AnyRoute, at: OpenListener, all: readonly OpenListener[]): readonly string[] {
  const common = routeHosts(route).flatMap((host) => intersection(at.host, host) ?? []);
  return [...new Set(common)].filter((host) => ownerOf(host, at, all) === at.host);
}

/** The hostname of the listener that calls to a host belong to, among those on the port that speak the same protocol. */
export function ownerOf(host: string, { listener }: OpenListener, all: readonly OpenListener[]): string | null {
  const rivals = all.filter((other) => other.listener.port === listener.port && other.listener.protocol === listener.protocol);
  return bestCovering(rivals.map((other) => other.host), host);
}

/** A listener that takes the name, and the one that its calls belong to instead. */
interface Lost {
  readonly listener: string;
  readonly other: string;
}

function lostTo(host: string, admitting: readonly OpenListener[], all: readonly OpenListener[]): Lost | null {
  for (const at of admitting) {
    const common = intersection(at.host, host);
    const owner = common === null ? null : ownerOf(common, at, all);
    const other = all.find(({ listener, host: own }) => own === owner && listener.port === at.listener.port && listener.protocol === at.listener.protocol);
    if (other !== undefined && owner !== at.host) return { listener: at.listener.name, other: other.listener.name };
  }
  return null;
}

function reportHosts(reading: Reading, route: AnyRoute, found: readonly Attachment[], path: DocumentPath, gateway: GatewayResource, lost: (host: string) => Lost | null): void {
  const written = route.kind === "TCPRoute" ? [] : (route.spec.hostnames ?? []);
  const unserved = written.flatMap((hostname, index) => {
    const served = found.some(({ hosts, listener }) => hosts.includes(intersection(listener.host, hostname) ?? ""));
    return served ? [] : [{ hostname, place: ["spec", "hostnames", index], other: lost(hostname) }];
  });
  if (found.length === 0 && unserved.every(({ other }) => other === null)) return tell(reading, say["gateway-api-no-common-hostname"], [...path, "name"], { gateway: gateway.title });
  for (const { hostname, place, other } of unserved) {
    if (other !== null) tell(reading, say["gateway-api-host-of-other-listener"], place, { hostname, ...other });
    else tell(reading, say["gateway-api-hostname-ignored"], place, { hostname, gateway: gateway.title });
  }
}
