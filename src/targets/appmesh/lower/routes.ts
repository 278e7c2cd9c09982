import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName, shortHash } from "../../object-names.ts";
import type { Arm, Retry, Route, Service, ServicePort } from "../../../model/index.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { grpcMatches, httpMatches } from "./conditions.ts";
import { listenerProtocol } from "./nodes.ts";
import type { ListenerProtocol } from "./nodes.ts";
import type { Context, Json } from "./piece.ts";
import { noRetries, retryPolicy } from "./retries.ts";
import { weightedTargets } from "./targets.ts";
import { routeTimes } from "./times.ts";

/** Routes of a port in the order in which they are tried, without names and priorities. */
export interface PortRoutes {
  readonly routes: readonly PlannedRoute[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A route to be named and ranked. */
export interface PlannedRoute {
  /** Name of the policy's route. */
  readonly base: string;
  readonly kind: "httpRoute" | "http2Route" | "grpcRoute" | "tcpRoute";
  readonly match: Json;
  readonly rest: Json;
}

/** Every arm of the port as routes, one for each way in which it can hold; a port without arms takes everything. */
export function portRoutes(port: ServicePort, context: Context): PortRoutes {
  const protocol = listenerProtocol(port.protocol);
  if (port.arms.length === 0) return { routes: [forwardAll(port, protocol, context)], diagnostics: [] };
  const made = port.arms.map((arm) => armRoutes(arm, port, protocol, context));
  const seen = new Set<string>();
  const live = made.flatMap(({ routes }) => routes).filter(({ match }) => !seen.has(JSON.stringify(match)) && seen.add(JSON.stringify(match)));
  return { routes: live, diagnostics: made.flatMap(({ diagnostics }) => diagnostics) };
}

const kinds = { http: "httpRoute", http2: "http2Route", grpc: "grpcRoute", tcp: "tcpRoute" } as const;

function forwardAll(port: ServicePort, protocol: ListenerProtocol, context: Context): PlannedRoute {
  const everything = protocol === "http" || protocol === "http2" ? { prefix: "/" } : {};
  const rest = restOf(null, weightedTargets(port.fallback.backends, context), null, protocol);
  return { base: `forward-${port.port}`, kind: kinds[protocol], match: { ...everything, port: port.port }, rest };
}

function restOf(route: Route | null, targets: readonly Json[], retry: Retry | null, protocol: ListenerProtocol): Json {
  const policy = protocol === "tcp" ? {} : { retryPolicy: retry === null ? noRetries : retryPolicy(retry, protocol) };
  return { action: { weightedTargets: targets }, ...policy, timeout: routeTimes(route, protocol) };
}

function armRoutes(arm: Arm, port: ServicePort, protocol: ListenerProtocol, context: Context): PortRoutes {
  const { route } = arm;
  if (route.action.kind !== "forward") return { routes: [], diagnostics: [] };
  const targets = weightedTargets(route.action.backends, context);
  const ways = protocol === "tcp" ? { ways: [{ match: {}, retry: null }], diagnostics: [] } : waysOf(arm, protocol);
  const routes = ways.ways.map(({ match, retry }) => ({ base: route.name, kind: kinds[protocol], match: { ...match, port: port.port }, rest: restOf(route, targets, retry, protocol) }));
  return { routes, diagnostics: [...ways.diagnostics, ...(protocol === "tcp" ? connectionFindings(arm, port) : [])] };
}

interface Ways {
  readonly ways: readonly { readonly match: Json; readonly retry: Retry | null }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Every match of an arm with the retries of the calls it takes. */
function waysOf(arm: Arm, protocol: ListenerProtocol): Ways {
  const { matches, diagnostics } = protocol === "grpc" ? grpcMatches(arm) : httpMatches(arm);
  const split = protocol === "grpc" ? rpcSplit(arm) : methodSplit(arm);
  const ways = matches.flatMap((match) => split.ways.map((way) => ({ match: { ...match, ...way.match }, retry: way.retry })));
  return { ways, diagnostics: [...diagnostics, ...split.diagnostics] };
}

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

/** A route matches one method, or any; repeated methods come before the rest of theirs. */
function methodSplit({ when, route }: Arm): Ways {
  const retry = route.retry?.value ?? null;
  const repeated = retry?.methods ?? null;
  const unusual = (repeated ?? []).filter((method) => !usualMethods.includes(method));
  const diagnostics = unusual.map((method) => sayable("retry.methods", `a route cannot match method \`${method}\``, route.retry?.origin ?? route.origin));
  const retried = (method: string): Retry | null => (repeated === null || repeated.includes(method) ? retry : null);
  if (when.methods !== null) return { ways: when.methods.map((method) => ({ match: { method }, retry: retried(method) })), diagnostics };
  if (retry === null || repeated === null) return { ways: [{ match: {}, retry }], diagnostics };
  return { ways: [...repeated.map((method) => ({ match: { method }, retry })), { match: {}, retry: null }], diagnostics };
}

/** Methods of a gRPC port's retries are names of RPCs, whatever their service: only routes for one method can tell. */
function rpcSplit(arm: Arm): Ways {
  const retry = arm.route.retry?.value ?? null;
  const repeated = retry?.methods ?? null;
  const posts = arm.when.methods === null || arm.when.methods.includes("POST");
  const method = posts ? [] : [sayable("match.methods", "every gRPC call is a POST", arm.origin)];
  if (retry === null || repeated === null || repeated.includes("POST")) return { ways: [{ match: {}, retry }], diagnostics: method };
  const [, , rpc] = arm.when.path?.kind === "exact" ? arm.when.path.value.split("/") : [];
  if (rpc !== undefined) return { ways: [{ match: {}, retry: repeated.includes(rpc) ? retry : null }], diagnostics: method };
  const unnamed = sayable("retry.methods", "a method is matched with its service; write a route for each method that is repeated", arm.route.retry?.origin ?? arm.origin);
  return { ways: [{ match: {}, retry }], diagnostics: [...method, unnamed] };
}

function sayable(field: string, why: string, at: Diagnostic["origin"]): Diagnostic {
  return appmeshDiagnostics["condition-not-sayable"].report({ at, with: { field, why } });
}

/** What a TCP route cannot do. */
function connectionFindings({ when, route }: Arm, { protocol }: ServicePort): readonly Diagnostic[] {
  const wishes: readonly (readonly [string, { readonly origin: Diagnostic["origin"] } | null | undefined])[] = [
    ["deadline", route.deadlineMs],
    ["retry", route.retry],
    ["match.path", when.path],
    ["match.headers", when.headers[0]],
    ["match.query", when.query[0]],
    ["match.methods", when.methods === null ? null : route],
  ];
  return wishes.flatMap(([field, wish]) => (wish == null ? [] : [appmeshDiagnostics["not-for-connections"].report({ at: wish.origin, with: { field, protocol } })]));
}

const highest = 1000;

/** The distance between priorities of so many routes: gaps while they fit, so that new routes take no number that is in use. */
export function priorityGap(count: number): number {
  return count <= highest / 10 ? 10 : 1;
}

/**
 * Names and priorities. Names come from the policy's route and, where it takes several, from their conditions, never
 * from positions: a changed name is deleted before its successor exists (`aws/aws-app-mesh-controller-for-k8s:pkg/virtualrouter/resource_manager.go`).
 * Priorities are distinct and leave gaps while they can.
 */
export function ranked(routes: readonly PlannedRoute[]): readonly Json[] {
  const gap = priorityGap(routes.length);
  const alone = (route: PlannedRoute): boolean => routes.filter(({ base }) => base === route.base).length === 1;
  return routes.map((route, index) => ({
    name: alone(route) ? labelName(route.base) : labelName(route.base, shortHash(JSON.stringify(route.match))),
    priority: index * gap,
    [route.kind]: { match: route.match, ...route.rest },
  }));
}

/** Everything that a router of the service cannot hold. */
export function routerFindings(service: Service, count: number, limit: number): readonly Diagnostic[] {
  const most = Math.min(limit, highest + 1);
  if (count <= most) return [];
  const words = { what: `routes in the router of \`${service.id.name}\``, count, limit: most, setting: "routesPerRouter" };
  return [appmeshDiagnostics["over-quota"].report({ at: service.ports[0]?.arms[0]?.origin ?? service.origin, with: words })];
}
