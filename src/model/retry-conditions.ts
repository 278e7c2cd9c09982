import type { RetryEvent, RetryEvents } from "./retry.ts";

const statuses = (from: number, to: number): readonly RetryEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index): RetryEvent => `s${from + index}`);

/**
 * The portable retry conditions as intervals over the events of a try. They follow Envoy's `retry_on` where meshes agree
 * with it (envoyproxy/envoy:source/common/router/retry_state_impl.cc); a gRPC condition is the event `g<condition>`.
 */
const table: Readonly<Record<string, RetryEvents>> = {
  "connect-failure": { must: ["c"], may: [] },
  "refused-stream": { must: ["f"], may: [] },
  reset: { must: ["l", "t"], may: [] },
  "try-timeout": { must: ["t"], may: ["l"] },
  "gateway-error": { must: ["s502", "s503", "s504", "c", "t"], may: ["l"] },
  "5xx": { must: [...statuses(500, 508), "s510", "s511", "c", "t"], may: ["s509", ...statuses(512, 599), "l"] },
  cancelled: { must: ["gcancelled"], may: [] },
  "deadline-exceeded": { must: ["gdeadline-exceeded"], may: [] },
  internal: { must: ["ginternal"], may: [] },
  "resource-exhausted": { must: ["gresource-exhausted"], may: [] },
  unavailable: { must: ["gunavailable"], may: [] },
};

/**
 * Events that a list of conditions repeats: must is the union of their musts, may the union of their mays without what
 * must be. A three-digit word is an HTTP status; other unknown words add nothing.
 */
export function retryEventsOf(conditions: readonly string[]): RetryEvents {
  const sets = conditions.map(eventsOf);
  const must = new Set(sets.flatMap((set) => set.must));
  const may = new Set(sets.flatMap((set) => set.may).filter((event) => !must.has(event)));
  return { must: [...must].sort(), may: [...may].sort() };
}

function eventsOf(condition: string): RetryEvents {
  if (/^[0-9]{3}$/.test(condition)) return { must: [`s${Number(condition)}`], may: [] };
  return (Object.hasOwn(table, condition) ? table[condition] : undefined) ?? { must: [], may: [] };
}
