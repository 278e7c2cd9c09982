import type { RankedMatch, RankedValue } from "./match.ts";
import { meetPaths } from "./paths.ts";
import { bothOf } from "./ranked-arms.ts";
import { meetHosts } from "./relations.ts";

/** The match of exactly the calls that fit both. */
export function intersectMatches(a: RankedMatch, b: RankedMatch): RankedMatch | "never" | "unsayable" {
  const [path, host] = [meetPaths(a.path, b.path), meetHosts(a.host, b.host)];
  if (host === "none" || path.kind === "none" || (a.method !== null && b.method !== null && a.method !== b.method)) return "never";
  const [headers, query] = [intersectNamed(a.headers, b.headers), intersectNamed(a.query, b.query)];
  if (headers === "never" || query === "never") return "never";
  if (headers === "unsayable" || query === "unsayable" || path.kind === "unsayable") return "unsayable";
  return { host: host.host, path: path.path, method: a.method ?? b.method, headers, query };
}

function intersectNamed(a: readonly RankedValue[], b: readonly RankedValue[]): readonly RankedValue[] | "never" | "unsayable" {
  const values: RankedValue[] = b.filter(({ name }) => !a.some((each) => each.name === name));
  let unsayable = false;
  for (const left of a) {
    const right = b.find(({ name }) => name === left.name);
    const match = right === undefined ? left.match : bothOf(left.match, right.match);
    if (match === "never") return "never";
    if (match === "unsayable") unsayable = true;
    else values.push({ name: left.name, match });
  }
  return unsayable ? "unsayable" : values.sort((x, y) => (x.name < y.name ? -1 : 1));
}
