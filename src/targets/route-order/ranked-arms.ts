import type { Arm, NamedMatch, PathMatch, PositiveMatch } from "../../model/index.ts";
import { asSimplePath } from "../../support/automata/index.ts";
import { everyCall } from "./match.ts";
import type { RankedMatch, RankedPath, RankedValue } from "./match.ts";
import { valueImplies } from "./values.ts";

/** A condition that must not hold, on a header or a query parameter. */
export interface Excluded {
  readonly place: "headers" | "query";
  readonly name: string;
  readonly match: PositiveMatch;
}

/** One match of an arm, with what it excludes; `item` is the arm. */
export interface RankedArm<T> {
  readonly match: RankedMatch;
  readonly not: readonly Excluded[];
  readonly item: T;
}

/** The matches of one arm, or why it has none that can be written. */
export type Ranked<T> = { readonly ok: true; readonly arms: readonly RankedArm<T>[] } | { readonly ok: false; readonly twice: NamedMatch };

/**
 * The arm as matches of one method each; conditions on caller, authority, claims and server name are the target's own affair.
 * None when no call can fit it. Not ok: one name has two conditions that are no one condition.
 */
export function rankedArms<T extends Pick<Arm, "when">>(item: T, style: "http" | "rpc"): Ranked<T> {
  const { when } = item;
  const [headers, query] = [positives(when.headers), positives(when.query)];
  const twice = [headers, query].find((each): each is NamedMatch => "origin" in each);
  if (twice !== undefined) return { ok: false, twice };
  if ("origin" in headers || "origin" in query || headers.never || query.never) return { ok: true, arms: [] };
  const not = [...excluded(when.headers, "headers"), ...excluded(when.query, "query")];
  const path = style === "rpc" ? rpcPath(when.path) : rankedPath(when.path);
  const methods: readonly (string | null)[] = style === "rpc" ? [null] : (when.methods ?? [null]);
  return { ok: true, arms: [...new Set(methods)].map((method) => ({ match: { host: null, path, method, headers: headers.values, query: query.values }, not, item })) };
}

/** A path condition in its plainest form; a trailing slash of a prefix does not count. */
export function rankedPath(path: PathMatch | null): RankedPath {
  switch (path?.kind) {
    case undefined:
      return everyCall.path;
    case "exact":
      return { kind: "exact", value: path.value };
    case "prefix":
      return { kind: "prefix", value: path.value.length > 1 && path.value.endsWith("/") ? path.value.slice(0, -1) : path.value };
    case "template":
      return { kind: "regex", value: templatePattern(path.value) };
    case "stringPrefix":
      return plainest(`${quoted(path.value)}.*`);
    case "regex":
      return plainest(path.value);
  }
}

function plainest(pattern: string): RankedPath {
  const simple = asSimplePath(pattern);
  return simple === null || simple.kind === "stringPrefix" ? { kind: "regex", value: pattern } : { kind: simple.kind, value: simple.value };
}

function templatePattern(template: string): string {
  return template.split("/").map((step) => (step.startsWith("{") && step.endsWith("}") ? "[^/]+" : quoted(step))).join("/");
}

function quoted(text: string): string {
  return text.replace(/[^A-Za-z0-9/_~-]/g, (char) => `\\${char}`);
}

/** `/pkg.Service/Method` with names in braces for whatever is left open. */
function rpcPath(path: PathMatch | null): RankedPath {
  const [, service = "{service}", method = "{method}"] = path?.value.split("/") ?? [];
  const named = (part: string): string | null => (part === "" || part.startsWith("{") ? null : part);
  return { kind: "rpc", service: named(service), method: named(method) };
}

type Positives = { readonly values: readonly RankedValue[]; readonly never: boolean };

/** One condition for each name, sorted; the place of a condition that cannot be joined with another of its name. */
function positives(named: readonly NamedMatch[]): Positives | NamedMatch {
  const values = new Map<string, PositiveMatch>();
  let never = false;
  for (const each of named) {
    if (each.match.kind === "not") continue;
    const other = values.get(each.name);
    const both = other === undefined ? each.match : bothOf(other, each.match);
    if (both === "unsayable") return each;
    if (both === "never") never = true;
    else values.set(each.name, both);
  }
  const sorted = [...values].map(([name, match]) => ({ name, match })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { values: sorted, never };
}

/** The condition that holds where both do. */
export function bothOf(a: PositiveMatch, b: PositiveMatch): PositiveMatch | "never" | "unsayable" {
  if (valueImplies(a, b)) return a;
  if (valueImplies(b, a)) return b;
  return a.kind === "exact" || b.kind === "exact" ? "never" : "unsayable";
}

function excluded(named: readonly NamedMatch[], place: Excluded["place"]): readonly Excluded[] {
  return named.flatMap(({ name, match }) => (match.kind === "not" ? [{ place, name, match: match.match }] : []));
}
