import { endpointsText } from "../scenario/read-event.ts";
import type { Endpoints, Subject } from "../scenario/scenario.ts";
import type { Draft } from "./draft.ts";

/** Indices of the pools that a place of the scenario means. */
export function poolsOf({ pools }: Pick<Draft, "pools">, { service, version }: Pick<Endpoints, "service" | "version">): readonly number[] {
  return pools.flatMap((pool, index) => (pool.service === service && (version === null || pool.key === `${service}@${version}`) ? [index] : []));
}

/** What the scenario says and nobody can notice, since no call goes there; in words. */
export function idleNotes(draft: Draft): readonly string[] {
  const { scenario, edges } = draft;
  const nowhere = (place: Pick<Endpoints, "service" | "version">, what: string): readonly string[] => (poolsOf(draft, place).length > 0 ? [] : [`no call leads to ${endpointsText(place)}: ${what}`]);
  const never = (from: string, to: string, what: string): readonly string[] => (edges.some((edge) => edge.from === from && edge.to === to) ? [] : [`no call goes from ${from} to ${to}: ${what}`]);
  const unmeasured = (of: Subject, text: string): readonly string[] => {
    const what = `nothing is measured for \`${text}\``;
    return of.kind === "load" ? [] : of.kind === "edge" ? never(of.from, of.to, what) : nowhere(of, what);
  };
  return [
    ...scenario.services.flatMap(({ service, versions }) => {
      const whole = nowhere({ service, version: null }, "its behaviour does not matter");
      return whole.length > 0 ? whole : versions.flatMap(({ name }) => nowhere({ service, version: name }, "its behaviour does not matter"));
    }),
    ...scenario.network.links.flatMap(({ from, to }) => never(from, to, "the latency of its link does not matter")),
    ...scenario.timeline.flatMap(({ name, what }) => {
      if (what.kind === "policy") return [];
      const text = `the event \`${name}\` has no effect`;
      return what.kind === "partition" ? never(what.from, what.to, text) : nowhere(what.of, text);
    }),
    ...scenario.timeline.flatMap(({ name, what }) => {
      const each = "of" in what && what.kind !== "policy" && what.of.count !== null && poolsOf(draft, what.of).length > 1;
      return each ? [`${what.of.service}: the event \`${name}\` speaks of so many replicas of each version`] : [];
    }),
    ...scenario.expect.flatMap(({ of, text }) => unmeasured(of, text)),
  ];
}
