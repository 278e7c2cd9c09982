import type { Backend, Route, ServicePort } from "../../../model/index.ts";
import { groupBy } from "../../../support/group-by.ts";
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

/** What leads to a node: the port of the Service that is named there, and the route; null for a port that forwards without routes. */
interface Lead {
  readonly port: number;
  readonly route: Route | null;
}

const leadsOf = new WeakMap<Context, ReadonlyMap<NodePlan, readonly Lead[]>>();

/** Routes that send calls to pods of the node: to its own endpoints, or to endpoints whose pods may be pods of the node. */
function routesTo(node: NodePlan, port: NodePort, context: Context): readonly (Route | null)[] {
  const leads = leadsOf.get(context) ?? allLeads(context);
  leadsOf.set(context, leads);
  const isOfPort = (target: NodePlan, lead: Lead): boolean => target.ports.some((one) => one.service === lead.port && one.container === port.container);
  return [...leads].flatMap(([target, led]) => (mayBe(target, node) ? led.flatMap((lead) => (isOfPort(target, lead) ? [lead.route] : [])) : []));
}

function mayBe(target: NodePlan, node: NodePlan): boolean {
  return target === node || (!target.selects && target.id.namespace === node.id.namespace && includes(target, node));
}

/** Gathered once: every listener asks. */
function allLeads({ included, nodes }: Context): ReadonlyMap<NodePlan, readonly Lead[]> {
  const forwards = included.flatMap(({ ports }) => ports.flatMap(forwardsOf));
  const leads = forwards.flatMap(({ route, backends }) =>
    backends.flatMap((backend) => {
      const target = nodes.get(endpointsKey(backend));
      return target === undefined ? [] : [{ target, port: backend.port, route }];
    }),
  );
  return groupBy(leads, ({ target }) => target);
}

function forwardsOf({ arms, fallback }: ServicePort): readonly { readonly route: Route | null; readonly backends: readonly Backend[] }[] {
  if (arms.length === 0) return [{ route: null, backends: fallback.backends }];
  return arms.flatMap(({ route }) => (route.action.kind === "forward" ? [{ route, backends: route.action.backends }] : []));
}

function includes(wider: NodePlan, node: NodePlan): boolean {
  return wider.pods !== null && Object.entries(wider.pods).every(([key, value]) => node.pods?.[key] === value);
}
