import type { Name, Route, Service } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";
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

/** Routes whose calls the service answers; null for a port without routes. */
function routesTo(name: Name, { included }: Pick<Context, "included">): readonly (Route | null)[] {
  const leads = (service: Service): readonly (Route | null)[] =>
    service.ports.filter(() => wordOf(chainProtocol(service)) !== "tcp").flatMap((port) => {
      const arms = reachable(port).map(({ route }) => route);
      const hit = arms.filter(({ action }) => action.kind === "forward" && action.backends.some((backend) => sameName(backend.service, name)));
      return port.arms.length === 0 ? hit.map(() => null) : hit;
    });
  return included.flatMap(leads);
}

/** Whether some call has no deadline, or one beyond the idle time: then the timers of serving sides must be off. */
export function needsTimersOff({ included, registry }: Context): boolean {
  return registry.services.some(({ name, protocol }) => {
    if (wordOf(protocol) === "tcp") return false;
    return routesTo(name, { included }).some((route) => route === null || route.deadlineMs === null || route.deadlineMs.value > idleMs);
  });
}
