import type { Change, Epoch } from "../plan.ts";
import type { ScenarioEvent } from "../scenario/scenario.ts";
import { endpointsBehind, firstReplicas } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { poolsOf } from "./idle.ts";

type What<K extends ScenarioEvent["what"]["kind"]> = Extract<ScenarioEvent["what"], { readonly kind: K }>;
type Times = Pick<ScenarioEvent, "atMicros" | "untilMicros">;

/**
 * Everything that changes while a run goes on, in order of time. Events of one kind may overlap: what is in force at a time
 * is what all events that have begun and not ended make together, so that the end of one does not end another.
 */
export function timelineOf(draft: Draft, epochs: readonly Epoch[]): readonly Change[] {
  const policies = epochs.flatMap(({ atMicros }, epoch): Change[] => (epoch === 0 ? [] : [{ kind: "epoch", atMicros, epoch }]));
  const pools = draft.pools.flatMap((_, pool) => [...crashes(draft, pool), ...pauses(draft, pool), ...slowdowns(draft, pool), ...errors(draft, pool), ...replicas(draft, pool)]);
  return [...policies, ...pools, ...partitions(draft)].map((change, index) => ({ change, index })).sort((a, b) => a.change.atMicros - b.change.atMicros || a.index - b.index).map(({ change }) => change);
}

/** Events of a kind that concern a pool, in the order in which they begin. */
function concerning<K extends "crash" | "pause" | "slow" | "errors" | "scale">({ scenario, ...draft }: Draft, pool: number, kind: K): readonly (Times & { readonly count: number; readonly what: What<K> })[] {
  const events = scenario.timeline.flatMap(({ what, atMicros, untilMicros }) => {
    if (what.kind !== kind || !("of" in what) || !poolsOf(draft, what.of).includes(pool)) return [];
    return [{ atMicros, untilMicros, count: what.of.count ?? Infinity, what: what as What<K> }];
  });
  return events.sort((a, b) => a.atMicros - b.atMicros);
}

/** Times at which one of the events begins or ends. */
function edgesInTime(events: readonly Times[]): readonly number[] {
  return [...new Set(events.flatMap(({ atMicros, untilMicros }) => [atMicros, untilMicros]))].filter((time) => time < Infinity).sort((a, b) => a - b);
}

function inForce<T extends Times>(events: readonly T[], time: number): readonly T[] {
  return events.filter(({ atMicros, untilMicros }) => atMicros <= time && time < untilMicros);
}

/** One value over time: what the events in force make of it, where that differs from what was before. */
function steps<T extends Times, V>(events: readonly T[], start: V, value: (events: readonly T[]) => V): readonly { readonly atMicros: number; readonly value: V }[] {
  let before = JSON.stringify(start);
  return edgesInTime(events).flatMap((atMicros) => {
    const now = value(inForce(events, atMicros));
    if (JSON.stringify(now) === before) return [];
    before = JSON.stringify(now);
    return [{ atMicros, value: now }];
  });
}

/** Endpoints of a pool that the same events concern: from the first index on, below the count. */
interface Part {
  readonly atMicros: number;
  readonly pool: number;
  readonly first?: number;
  readonly count: number;
}

/** Changes of endpoints, part by part: events that speak of fewer replicas concern the first ones. */
function parts<K extends "crash" | "pause" | "slow" | "errors", V>(draft: Draft, pool: number, kind: K, start: V, value: (events: readonly What<K>[]) => V): readonly (Part & { readonly value: V })[] {
  const events = concerning(draft, pool, kind);
  const ends = [...new Set(events.map(({ count }) => count))].sort((a, b) => a - b);
  return ends.flatMap((count, index) => {
    const spoken = events.filter((event) => event.count >= count);
    const part = { pool, ...(index > 0 && { first: ends[index - 1] ?? 0 }), count };
    return steps(spoken, start, (now) => value(now.map(({ what }) => what))).map((step) => ({ ...part, ...step }));
  });
}

function crashes(draft: Draft, pool: number): readonly Change[] {
  return parts(draft, pool, "crash", true, (events) => events.length === 0).map(({ value: up, ...part }) => ({ kind: "endpoints", ...part, up }));
}

function pauses(draft: Draft, pool: number): readonly Change[] {
  return parts(draft, pool, "pause", false, (events) => events.length > 0).map(({ value: paused, ...part }) => ({ kind: "pause", ...part, paused }));
}

/** Factors multiply, and times add up. */
function slowdowns(draft: Draft, pool: number): readonly Change[] {
  const sum = (events: readonly What<"slow">[]): { readonly factor: number; readonly extraMicros: number } => ({
    factor: events.reduce((product, { factor }) => product * factor, 1),
    extraMicros: events.reduce((total, { extraMicros }) => total + extraMicros, 0),
  });
  return parts(draft, pool, "slow", sum([]), sum).map(({ value, ...part }) => ({ kind: "slow", ...part, ...value }));
}

/** An answer is good when none of them strikes; a bad one is that of the last that began. */
function errors(draft: Draft, pool: number): readonly Change[] {
  const sum = (events: readonly What<"errors">[]): { readonly share: number; readonly status: number } => ({
    share: events.length === 1 ? (events[0]?.share ?? 0) : 1 - events.reduce((good, { share }) => good * (1 - share), 1),
    status: events.at(-1)?.status ?? 0,
  });
  return parts(draft, pool, "errors", sum([]), sum).map(({ value, ...part }) => ({ kind: "errors", ...part, ...value }));
}

/** The last scaling that began says how many there are; endpoints that are there only for a later one are not known at first. */
function replicas(draft: Draft, pool: number): readonly Change[] {
  const { key, replicas: most } = draft.pools[pool] as Draft["pools"][number];
  const start = startingReplicas(draft, key);
  const first: readonly Change[] = start < most ? [{ kind: "replicas", atMicros: 0, pool, count: start }] : [];
  const later = steps(concerning(draft, pool, "scale"), start, (events) => events.at(-1)?.count ?? start);
  return [...first, ...later.map(({ atMicros, value: count }): Change => ({ kind: "replicas", atMicros, pool, count }))];
}

function startingReplicas(draft: Draft, key: string): number {
  const [service = "", version] = key.split("@");
  const [namespace = "", name = ""] = service.split("/");
  const behind = endpointsBehind(draft.world.model, { namespace, service: name, labels: {} }).find((one) => one.name === (version ?? null));
  return firstReplicas(draft, behind ?? { service, owner: null, version: null, name: null });
}

function partitions(draft: Draft): readonly Change[] {
  const events = draft.scenario.timeline.flatMap(({ what, atMicros, untilMicros }) => (what.kind === "partition" ? [{ what, atMicros, untilMicros }] : []));
  const ways = [...new Map(events.map(({ what: { from, to } }) => [`${from} -> ${to}`, { from, to }])).values()];
  return ways.flatMap(({ from, to }) => {
    const between = events.filter(({ what }) => what.from === from && what.to === to);
    return steps(between, false, (now) => now.length > 0).map(({ atMicros, value: cut }): Change => ({ kind: "partition", atMicros, from, to, cut }));
  });
}
