import type { Route, Service } from "../../model/index.ts";
import { groupBy } from "../../support/group-by.ts";
import type { CallEdge } from "./graph.ts";

/** How long a route of a service has, and how long the calls it makes may take. */
export interface Waiting {
  readonly route: Route;
  readonly deadlineMs: number;
  /** The calls that the route causes and whose time is bounded. */
  readonly edges: readonly CallEdge[];
  /** Calls after one another add up, calls of a parallel group count once, with the longest. */
  readonly longestMs: number;
}

/** Each forwarding route of a service that has a deadline, with the time that its calls may take. */
export function waitingOf(service: Service, out: readonly CallEdge[]): readonly Waiting[] {
  const routes = [...new Map(service.ports.flatMap(({ arms }) => arms.map(({ route }) => [route.name, route] as const))).values()];
  return routes.flatMap((route): readonly Waiting[] => {
    if (route.action.kind !== "forward" || route.deadlineMs === null) return [];
    const edges = out.filter(({ call, cost }) => cost.longestMs !== null && (call.routes.length === 0 || call.routes.includes(route.name)));
    return [{ route, deadlineMs: route.deadlineMs.value, edges, longestMs: together(edges) }];
  });
}

/** The time that the calls of one edge take: its calls are made one after another. */
export function edgeTime({ call, cost }: CallEdge): number {
  return (cost.longestMs ?? 0) * (call.mode === "parallel" ? 1 : Math.ceil(call.perRequest ?? 1));
}

function together(edges: readonly CallEdge[]): number {
  const groups = groupBy(edges, ({ call }, index) => (call.mode === "parallel" ? `group ${call.group ?? ""}` : `call ${index}`));
  return [...groups].reduce((sum, [key, members]) => {
    const spans = members.map(edgeTime);
    return sum + (key.startsWith("group") ? Math.max(...spans) : spans.reduce((total, span) => total + span, 0));
  }, 0);
}
