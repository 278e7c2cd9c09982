import type { Backend, Route, Service } from "../../../model/index.ts";
import { endpointsKey } from "./nodes.ts";
import type { ListenerProtocol, NodePlan, NodePort } from "./nodes.ts";
import { durationOf } from "./piece.ts";
import type { Context, Json } from "./piece.ts";

type Field = "deadlineMs" | "idleTimeoutMs";

/** The time limits of a route; nothing of them is left to the default of 15 seconds. */
export function routeTimes(route: Route | null, protocol: ListenerProtocol): Json {
  const idle = durationOf(route?.idleTimeoutMs?.value ?? null);
  return protocol === "tcp" ? { idle } : { perRequest: durationOf(route?.deadlineMs?.value ?? null), idle };
}

/**
 * The time limits of a listener: the longest of all routes that lead to it, none where one of them has none, so that the
 * server's proxy never cuts a call that a route allows (`awsdocs/aws-app-mesh-user-guide:doc_source/virtual_nodes.md`).
 */
export function listenerTimes(node: NodePlan, port: NodePort, context: Context): Json {
  const routes = routesTo(node, port, context);
  const idle = durationOf(longest(routes, "idleTimeoutMs"));
  const times = port.protocol === "tcp" ? { idle } : { perRequest: durationOf(longest(routes, "deadlineMs")), idle };
  return { [port.protocol]: times };
}

function longest(routes: readonly (Route | null)[], field: Field): number | null {
  const limits = routes.map((route) => route?.[field]?.value ?? null);
  const known = limits.filter((limit) => limit !== null);
  return known.length < limits.length || known.length === 0 ? null : Math.max(...known);
}

/** Routes that send calls to pods of the node, null for a port that forwards without routes. */
function routesTo(node: NodePlan, port: NodePort, context: Context): readonly (Route | null)[] {
  return context.included.flatMap((service) => service.ports.flatMap((from) => servedBy(from, node, port, context)));
}

function servedBy(from: Service["ports"][number], node: NodePlan, port: NodePort, context: Context): readonly (Route | null)[] {
  const leads = (backends: readonly Backend[]): boolean => backends.some((backend) => reaches(backend, node, port, context));
  if (from.arms.length === 0) return leads(from.fallback.backends) ? [null] : [];
  return from.arms.flatMap(({ route }) => (route.action.kind === "forward" && leads(route.action.backends) ? [route] : []));
}

/** Its own endpoints, or endpoints whose pods may be pods of the node. */
function reaches(backend: Backend, node: NodePlan, port: NodePort, context: Context): boolean {
  const target = context.nodes.get(endpointsKey(backend));
  if (target === undefined || !target.ports.some((one) => one.service === backend.port && one.container === port.container)) return false;
  return target === node || (!target.selects && target.id.namespace === node.id.namespace && includes(target, node));
}

function includes(wider: NodePlan, node: NodePlan): boolean {
  return wider.pods !== null && Object.entries(wider.pods).every(([key, value]) => node.pods?.[key] === value);
}
