import type { Decision } from "../../../model/index.ts";
import type { Ask } from "./ask.ts";
import type { Leg } from "./chain.ts";
import { sameKey } from "./config.ts";
import type { RouteOptions, ServiceKey } from "./config.ts";
import type { Mesh } from "./world.ts";

/** What both proxies wait where nothing is written (envoyproxy/envoy:docs/root/faq/configuration/timeouts.rst). */
const usualRequestMs = 15_000;
const usualIdleMs = 300_000;

type Times = Pick<Decision, "deadlineMs" | "perTryTimeoutMs" | "idleTimeoutMs">;

/**
 * How long a call may take: the caller's timer over all tries, the serving side's for each of them. A stream that nobody
 * told otherwise ends after five idle minutes, which counts only where the call may take longer.
 */
export function timesOf(ask: Ask, mesh: Mesh, options: Pick<RouteOptions, "requestTimeoutMs" | "idleTimeoutMs">, legs: readonly Leg[], retried: boolean): Times {
  const all = legs.filter(({ weight }) => weight > 0).map(({ target }) => timesAt(mesh, options, serverTimer(mesh, target.key), retried));
  const [first = timesAt(mesh, options, null, retried), ...others] = all;
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) ask.unsupported("the services of the split wait for their answers for different times");
  return first;
}

function timesAt(mesh: Mesh, options: Pick<RouteOptions, "requestTimeoutMs" | "idleTimeoutMs">, each: number | null, retried: boolean): Times {
  const whole = writtenOr(options.requestTimeoutMs, usualRequestMs);
  const deadlineMs = retried ? whole : shorter(whole, each);
  const perTryTimeoutMs = retried && each !== null && (whole === null || each < whole) ? each : null;
  return { deadlineMs, perTryTimeoutMs, idleTimeoutMs: idleMs(mesh, options.idleTimeoutMs, deadlineMs) };
}

/** Above 0 it is set, below it is off, 0 counts as not written. */
function writtenOr(written: number | null, usual: number): number | null {
  if (written === null || written === 0) return usual;
  return written > 0 ? written : null;
}

/** The inbound timer of a service. */
function serverTimer({ config, timersOff }: Mesh, key: ServiceKey): number | null {
  const own = config.defaults.find((each) => sameKey(each.key, key))?.localRequestTimeoutMs ?? 0;
  if (own > 0) return own;
  const shared = config.proxyDefaults?.localRequestTimeoutMs ?? null;
  if (shared !== null) return shared === 0 ? null : shared;
  return timersOff ? null : usualRequestMs;
}

function idleMs({ config, timersOff }: Mesh, written: number | null, deadlineMs: number | null): number | null {
  const shared = config.proxyDefaults?.localIdleTimeoutMs ?? null;
  const server = shared === 0 || (shared === null && timersOff) ? null : (shared ?? usualIdleMs);
  const caller = writtenOr(written, usualIdleMs);
  const shortest = shorter(caller, server);
  const stated = (written ?? 0) > 0 && caller === shortest;
  return !stated && shortest !== null && deadlineMs !== null && deadlineMs <= shortest ? null : shortest;
}

function shorter(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
