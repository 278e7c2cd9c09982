import { headerUniverse, queryUniverse } from "../../support/automata/index.ts";
import type { Automaton } from "../../support/automata/index.ts";
import type { RankedMatch, RankedPath, RankedValue } from "./match.ts";
import { meetPaths } from "./paths.ts";
import { valueOfBoth } from "./values.ts";

/** A call that fits both matches, in one line (`GET /a?q=x x-user: b`); parts that were not worked out are `…`. */
export function witnessOf(x: RankedMatch, y: RankedMatch): string {
  const query = samples(x.query, y.query, queryUniverse).map(([name, value]) => `${name}=${value}`);
  const headers = samples(x.headers, y.headers, headerUniverse).map(([name, value]) => ` ${name}: ${value}`);
  const path = `${pathSample(x.path, y.path)}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  const host = x.host ?? y.host;
  return `${x.method ?? y.method ?? "GET"} ${path}${headers.join("")}${host === null ? "" : ` host: ${host}`}`;
}

function pathSample(x: RankedPath, y: RankedPath): string {
  const meeting = meetPaths(x, y);
  if (meeting.kind === "unsayable") return meeting.sample ?? "…";
  if (meeting.kind === "none" || meeting.path.kind === "regex") return "…";
  return meeting.path.kind === "rpc" ? `/${meeting.path.service ?? "any.Service"}/${meeting.path.method ?? "Any"}` : meeting.path.value;
}

function samples(x: readonly RankedValue[], y: readonly RankedValue[], universe: Automaton): readonly (readonly [string, string])[] {
  const names = [...new Set([...x, ...y].map(({ name }) => name))].sort();
  return names.map((name) => {
    const conditions = [...x, ...y].filter((each) => each.name === name).map(({ match }) => match);
    const [first, second = first] = conditions;
    return [name, first === undefined || second === undefined ? "…" : (valueOfBoth(first, second, universe) ?? "…")] as const;
  });
}
