import type { Name, Route } from "../../../model/index.ts";
import { nameText } from "../../../model/name.ts";
import { groupBy } from "../../../support/group-by.ts";
import type { Context } from "./context.ts";
import { chainProtocol, wordOf } from "./registry.ts";
import { reachable } from "./routes.ts";

/** A stream without traffic ends after this long at the serving side, unless it is told otherwise. */
const idleMs = 300_000;

/**
 * How long the serving side of a service waits for an answer, in milliseconds: as long as the longest call to it may
 * take, where every route to it says how long; null where one does not, and then it must not wait at all.
 */
export function serverTimer(name: Name, context: Context): number | null {
  const routes = routesTo(name, context);
  const deadlines = routes.map((route) => route?.deadlineMs?.value ?? null);
  if (deadlines.length === 0 || deadlines.includes(null)) return null;
  return Math.max(...deadlines.map((deadline) => deadline ?? 0));
}

const answered = new WeakMap<Context["included"], ReadonlyMap<string, readonly (Route | null)[]>>();

/** Routes whose calls the service answers; null for a port without routes. Gathered once, since every service asks. */
function routesTo(name: Name, { included }: Pick<Context, "included">): readonly (Route | null)[] {
  const known = answered.get(included) ?? allRoutes(included);
  answered.set(included, known);
  return known.get(nameText(name)) ?? [];
}

function allRoutes(included: Context["included"]): ReadonlyMap<string, readonly (Route | null)[]> {
  const ports = included.filter((service) => wordOf(chainProtocol(service)) !== "tcp").flatMap((service) => service.ports);
  const leads = ports.flatMap((port) => reachable(port).flatMap(({ route }) => answering(route).map((name) => ({ name, route: port.arms.length === 0 ? null : route }))));
  const byName = groupBy(leads, ({ name }) => name);
  return new Map([...byName].map(([name, found]) => [name, found.map(({ route }) => route)]));
}

/** The services that a route's calls go to, each once. */
function answering({ action }: Route): readonly string[] {
  return action.kind === "forward" ? [...new Set(action.backends.map(({ service }) => nameText(service)))] : [];
}

/** Whether some call has no deadline, or one beyond the idle time: then the timers of serving sides must be off. */
export function needsTimersOff({ included, registry }: Context): boolean {
  return registry.services.some(({ name, protocol }) => {
    if (wordOf(protocol) === "tcp") return false;
    return routesTo(name, { included }).some((route) => route === null || route.deadlineMs === null || route.deadlineMs.value > idleMs);
  });
}
