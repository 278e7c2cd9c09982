import type { Name } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { ParentRef } from "../kinds/common.ts";
import { gatewayGroup } from "../kinds/versions.ts";
import { findService } from "../read/place.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import type { AnyRoute } from "./candidate.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";
import type { Linking } from "./linking.ts";

/** A route bound to a Service, for one of its ports or (null) for all of them. */
export interface Binding {
  readonly route: AnyRoute;
  readonly service: Name;
  readonly port: number | null;
  readonly path: DocumentPath;
}

/** What kind of parent an entry means; Gateways and ListenerSets are attached in `attach.ts`. */
export function parentKind(ref: ParentRef): "Service" | "Gateway" | "ListenerSet" | "other" {
  const [group, kind] = [ref.group ?? gatewayGroup, ref.kind ?? "Gateway"];
  if (kind === "Service" && group === "") return "Service";
  return (kind === "Gateway" || kind === "ListenerSet") && group === gatewayGroup ? kind : "other";
}

/** Bindings of all routes to Services (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
export function serviceBindings(linking: Linking): readonly Binding[] {
  return linking.routes.flatMap((route) => {
    const reading: Reading = { at: route.at, found: linking.found };
    const parents = route.spec.parentRefs ?? [];
    reportTwice(reading, route, parents);
    return parents.flatMap((ref, index) => bindingsOf(linking, reading, route, ref, ["spec", "parentRefs", index]));
  });
}

function bindingsOf(linking: Linking, reading: Reading, route: AnyRoute, ref: ParentRef, path: DocumentPath): readonly Binding[] {
  const kind = parentKind(ref);
  if (kind === "other" || kind === "ListenerSet") reportOther(reading, ref, path);
  if (kind !== "Service") return [];
  const service = { namespace: ref.namespace ?? route.id.namespace, name: ref.name };
  checkHostnames(reading, route, service);
  const ports = boundPorts(linking, reading, service, ref, path);
  return ports === null ? [{ route, service, port: null, path }] : ports.map((port) => ({ route, service, port, path }));
}

function reportOther(reading: Reading, ref: ParentRef, path: DocumentPath): void {
  if (ref.kind === "Service") {
    const place = ref.group === undefined ? [...path, "kind"] : [...path, "group"];
    return tell(reading, say["gateway-api-service-parent-group"], place, { service: ref.name });
  }
  tell(reading, say["gateway-api-parent-kind"], [...path, ref.kind === undefined ? "group" : "kind"], { kind: ref.kind ?? `${ref.group}/Gateway` });
}

/** null: every port; empty: none fits. */
function boundPorts(linking: Linking, reading: Reading, service: Name, ref: ParentRef, path: DocumentPath): readonly number[] | null {
  const known = findService(linking.around.services, service)?.ports;
  if (ref.sectionName === undefined) {
    if (ref.port === undefined) return null;
    if (known === undefined || known.some(({ port }) => port === ref.port)) return [ref.port];
    tell(reading, say["gateway-api-no-such-section"], [...path, "port"], { parent: service.name, wanted: `port ${ref.port}` });
    return [];
  }
  if (known === undefined) {
    tell(reading, say["gateway-api-ports-unknown"], [...path, "sectionName"], { service: service.name });
    return ref.port === undefined ? [] : [ref.port];
  }
  const fitting = known.filter(({ name, port }) => name === ref.sectionName && (ref.port === undefined || port === ref.port));
  const wanted = ref.port === undefined ? `port named \`${ref.sectionName}\`` : `port named \`${ref.sectionName}\` with number ${ref.port}`;
  if (fitting.length === 0) tell(reading, say["gateway-api-no-such-section"], [...path, "sectionName"], { parent: service.name, wanted });
  return fitting.map(({ port }) => port);
}

/** The Service that was dialled decides, never the Host header. */
function checkHostnames(reading: Reading, route: AnyRoute, service: Name): void {
  if (route.kind !== "HTTPRoute" && route.kind !== "GRPCRoute") return;
  const { namespace, name } = service;
  const own = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  const alsoAtGateway = (route.spec.parentRefs ?? []).some((ref) => parentKind(ref) === "Gateway");
  route.spec.hostnames?.forEach((hostname, index) => {
    const finding = alsoAtGateway || own.includes(hostname) ? say["gateway-api-hostnames-of-service"] : say["gateway-api-hostnames-in-mesh"];
    tell(reading, finding, ["spec", "hostnames", index], { hostname, service: name });
  });
}

/** The check for doubles compares namespaces as text, so an omitted one and the written own one slip through. */
function reportTwice(reading: Reading, route: AnyRoute, parents: readonly ParentRef[]): void {
  parents.forEach((ref, index) => {
    if (ref.namespace !== route.id.namespace) return;
    const twin = parents.some((other) => other.namespace === undefined && sameParent(other, ref));
    if (twin) tell(reading, say["gateway-api-same-parent-twice"], ["spec", "parentRefs", index, "namespace"], { parent: ref.name });
  });
}

function sameParent(a: ParentRef, b: ParentRef): boolean {
  const key = (ref: ParentRef) => JSON.stringify([ref.group ?? gatewayGroup, ref.kind ?? "Gateway", ref.name, ref.sectionName, ref.port]);
  return key(a) === key(b);
}
