import type { Arm, Route, Service, ServicePort } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { readsPatterns } from "../capabilities.ts";
import { httpOrder } from "../order.ts";
import { dialledArms } from "./authorities.ts";
import { outsideFindings } from "./backends.ts";
import type { Spot } from "./bodies.ts";
import { connectionRoutes } from "./connections.ts";
import { itemsOf, listOf } from "./items.ts";
import { routeObjects } from "./objects.ts";
import { emptyPiece, joinPieces, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { retryDrafts } from "./retries.ts";
import { routeFindings } from "./route-checks.ts";

/** The routes of a service with the Service as their parent, one list for each port and for each namespace of callers. */
export function lowerServiceRoutes(service: Service, context: Context): Piece {
  const routes = routesOf(service.ports.flatMap((port) => port.arms));
  const findings = routes.flatMap((route) => [...routeFindings(route, context.profile.version), ...outsideFindings(route, context.model)]);
  if (findings.length > 0) return refusedPiece(...findings);
  return joinPieces([...service.ports.map((port) => portRoutes(port, service, context)), { ...emptyPiece, drafts: routes.flatMap(routeDrafts) }]);
}

/** Each route once, in order. */
export function routesOf(arms: readonly Arm[]): readonly Route[] {
  return [...new Set(arms.map((arm) => arm.route))];
}

/** What a route gives up, and what it leaves to the implementation. */
export function routeDrafts(route: Route): readonly Draft[] {
  const place = { route: route.name, origin: route.origin };
  const redirect = remark("note", { ...place, field: `route.${route.name}.redirect`, note: "whether the query goes along is not stated by the API; most implementations keep it" });
  return [...retryDrafts(route), ...(route.action.kind === "redirect" ? [redirect] : [])];
}

function portRoutes(port: ServicePort, service: Service, context: Context): Piece {
  const dialled = dialledArms(port, service, context.model.mesh.clusterDomain);
  if (!dialled.ok) return refusedPiece(...dialled.findings);
  const { arms } = dialled;
  const named = [...new Set(arms.flatMap((arm) => arm.when.callers ?? []))].sort();
  const common = arms.filter((arm) => arm.when.callers === null);
  if (named.length > 0) {
    const problem = callersProblem(named, common, service);
    if (problem !== null) return refusedPiece(problem(port));
  }
  return joinPieces([
    listRoutes(common, service.id.namespace, port, service, context),
    ...named.map((namespace) => {
      const own = arms.filter(({ when: { callers } }) => callers === null || callers.includes(namespace));
      return listRoutes(own, namespace, port, service, context);
    }),
  ]);
}

/** Callers of other namespaces get the routes of the service's namespace, which must not be narrower for its own callers. */
function callersProblem(named: readonly string[], common: readonly Arm[], service: Service) {
  const own = named.includes(service.id.namespace);
  if (!own && common.length > 0) return null;
  const why = own ? "it is the service's own namespace, whose routes are for every caller" : "no route is for all other callers, and without one their calls would pass";
  const namespace = own ? service.id.namespace : (named[0] ?? "");
  return (port: ServicePort) => {
    const at = port.arms.find(({ when }) => when.callers?.includes(namespace))?.origin ?? port.origin;
    return gatewayApiDiagnostics["callers-not-sayable"].report({ at, with: { namespace, why } });
  };
}

/** The objects of one list; a port without routes forwards as it is, so nothing is written. */
function listRoutes(arms: readonly Arm[], namespace: string, port: ServicePort, service: Service, context: Context): Piece {
  if (arms.length === 0) return emptyPiece;
  const name = objectName(namespace, port, service);
  const parentRefs = (): readonly Json[] => [parentRef(service, port.port, namespace)];
  if (port.protocol === "tcp" || port.protocol === "tls") return connectionRoutes(arms, port.protocol, { name, namespace, parentRefs }, service.origin, context);
  const kind = port.protocol === "grpc" && arms.every(fitsGrpcRoute) ? "GRPCRoute" : "HTTPRoute";
  const spot: Spot = { namespace, port: port.port, kind };
  const patterns = readsPatterns(context.profile);
  const list = listOf(itemsOf(arms), kind === "GRPCRoute" ? "rpc" : "http", patterns);
  if (!list.ok) return refusedPiece(...list.diagnostics);
  return routeObjects(list.arms, { name, parentRefs, spot, service: service.id, origin: service.origin, patterns, order: httpOrder(context.profile) });
}

/** The group must be written as the empty text: left out it would be the Gateway API's (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`). */
function parentRef({ id }: Service, port: number, namespace: string): Json {
  return { group: "", kind: "Service", name: id.name, ...(id.namespace !== namespace && { namespace: id.namespace }), port };
}

/** Dots cannot stand in names of Services and namespaces, so that no two lists share a name. */
function objectName(namespace: string, port: ServicePort, { id, ports }: Service): string {
  const base = ports.length === 1 ? id.name : `${id.name}.${port.port}`;
  return namespace === id.namespace ? base : `${id.namespace}.${base}`;
}

/** GRPCRoutes have calls, headers, backends, mirrors and header changes, and nothing else. */
function fitsGrpcRoute({ when, route }: Arm): boolean {
  const plain = route.deadlineMs === null && route.retry === null && route.rewrite === null && route.cors === null;
  const called = when.path === null || /^\/(?:[\w.]+|\{service\})\/(?:\w+|\{method\})$/.test(when.path.value);
  const asCalled = when.path === null || when.path.kind === "exact" || when.path.kind === "template";
  return plain && called && asCalled && when.methods === null && when.query.length === 0 && route.action.kind !== "redirect";
}
