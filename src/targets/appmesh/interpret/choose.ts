import type { Ask } from "./ask.ts";
import type { Route, VirtualRouter } from "./config.ts";
import { routeHolds } from "./matching.ts";

/** Behind every route that has a priority (`aws/aws-app-mesh-examples:blogs/http-headers-and-priority/README.md`). */
const unranked = 1001;

/**
 * The route that a router takes: smallest priority first, then longest prefix. Where two of one rank hold and lead
 * elsewhere the order is not specified, and no answer is given. Null: no route.
 */
export function chooseRoute(ask: Ask, { routes }: VirtualRouter, port: number, protocol: Route["protocol"]): Route | null {
  const competing = routes.filter((route) => route.protocol === protocol && (route.match.port === null || route.match.port === port));
  const sorted = [...competing].sort((a, b) => rank(a) - rank(b) || prefixLength(b) - prefixLength(a));
  const taken = sorted.find((route) => routeHolds(ask, route)) ?? null;
  if (taken === null) return null;
  const rivals = sorted.filter((route) => route !== taken && rank(route) === rank(taken) && prefixLength(route) === prefixLength(taken) && actionText(route) !== actionText(taken));
  const rival = rivals.find((route) => routeHolds(ask, route));
  if (rival !== undefined) ask.unsupported(`routes \`${taken.name}\` and \`${rival.name}\` have one priority and both hold: their order is not specified`);
  return taken;
}

function rank({ priority }: Route): number {
  return priority ?? unranked;
}

function prefixLength({ match }: Route): number {
  return match.path?.kind === "prefix" ? match.path.value.length : 0;
}

function actionText({ targets, retry, times }: Route): string {
  return JSON.stringify([targets, retry, times]);
}
