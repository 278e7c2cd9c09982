import type { PositiveMatch } from "../../model/index.ts";
import { groupBy } from "../../support/group-by.ts";
import type { RankedMatch, RankedPath, RankedValue } from "../route-order/index.ts";
import { serviceParents } from "../route-traps.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { requestRoutes } from "./trap-world.ts";

/** One match of a rule, or the rule where it has none, for one of the route's hosts. */
export interface RankedCall {
  readonly route: Placed;
  readonly rule: Written;
  /** The match as it is written, or the rule. */
  readonly condition: Written;
  readonly match: RankedMatch;
  /** `PathPrefix /orders`. */
  readonly words: string;
}

/** The routes of requests that compete for the calls of a Service's port; those without a port are for each. */
export interface Competing {
  readonly service: string;
  readonly namespace: string;
  readonly port: number | null;
  readonly routes: readonly Placed[];
}

/** Routes by the Service and port that they are for. GRPCRoutes, where there are some, are the only ones that count. */
export function groupsOf(world: TrapWorld): readonly Competing[] {
  const all = requestRoutes(world).flatMap((route) => serviceParents(route, world).map(({ ref, namespace, port }) => ({ route, namespace, port, service: textOf(at(ref, "name")) ?? "" })));
  const byService = groupBy(all, ({ namespace, service }) => `${namespace}/${service}`);
  return [...byService.values()].flatMap((own) => {
    const ports = [...new Set(own.map(({ port }) => port))];
    return ports.filter((port) => port !== null || ports.length === 1).flatMap((port) => {
      const [first] = own;
      const routes = [...new Set(own.filter((each) => (each.port ?? port) === port).map(({ route }) => route))];
      const calls = routes.filter(({ manifest }) => manifest.object.kind === "GRPCRoute");
      return first === undefined ? [] : [{ service: first.service, namespace: first.namespace, port, routes: calls.length > 0 ? calls : routes }];
    });
  });
}

/** The matches of a route, in the order of its list; without rules the CRD writes one for everything. */
export function callsOf(route: Placed): readonly RankedCall[] {
  const hosts = listOf(at(route.spec, "hostnames")).map((node) => (textOf(node) ?? "").toLowerCase());
  const isCall = route.manifest.object.kind === "GRPCRoute";
  const rules = at(route.spec, "rules");
  return (isSet(rules) ? listOf(rules) : [{ ...rules, value: {} }]).flatMap((rule) => {
    const matches = listOf(at(rule, "matches"));
    return (matches.length === 0 ? [rule] : matches).flatMap((condition) => {
      const written = matches.length === 0 ? { ...condition, value: {} } : condition;
      const path = isCall ? rpcOf(at(written, "method")) : pathOf(at(written, "path"));
      const common = { path, method: isCall ? null : textOf(at(written, "method")), headers: valuesOf(at(written, "headers"), true), query: valuesOf(at(written, "queryParams"), false) };
      return (hosts.length === 0 ? [null] : hosts).map((host) => ({ route, rule, condition, words: wordsOf(common), match: { ...common, host } }));
    });
  });
}

function pathOf(node: Written): RankedPath {
  const value = textOf(at(node, "value")) ?? "/";
  const kind = textOf(at(node, "type")) ?? "PathPrefix";
  if (kind === "Exact") return { kind: "exact", value };
  return kind === "RegularExpression" ? { kind: "regex", value: bare(value) } : { kind: "prefix", value: value.replace(/(?<=[^/])\/{1,8}$/, "") };
}

/** A pattern stands for the whole path anyway. */
function bare(pattern: string): string {
  const inner = /^\^\(\?:(.*)\)\$$/s.exec(pattern)?.[1] ?? pattern;
  return inner.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
}

function rpcOf(node: Written): RankedPath {
  return { kind: "rpc", service: textOf(at(node, "service")), method: textOf(at(node, "method")) };
}

function valuesOf(list: Written, lower: boolean): readonly RankedValue[] {
  return listOf(list).map((item) => {
    const [name, value] = [textOf(at(item, "name")) ?? "", textOf(at(item, "value")) ?? ""];
    const match: PositiveMatch = textOf(at(item, "type")) === "RegularExpression" ? { kind: "regex", value } : { kind: "exact", value };
    return { name: lower ? name.toLowerCase() : name, match };
  });
}

function wordsOf({ path, method, headers, query }: Omit<RankedMatch, "host">): string {
  const where = path.kind === "rpc" ? [path.service, path.method].filter((part) => part !== null).join("/") || "every call" : `${{ exact: "Exact", prefix: "PathPrefix", regex: "RegularExpression" }[path.kind]} ${path.value}`;
  const more = [...headers, ...query].map(({ name }) => name);
  return [method, where, ...(more.length === 0 ? [] : [`with ${more.join(", ")}`])].filter((part) => part !== null).join(" ");
}

/** Whether a match takes every call of its port. */
export function takesAll({ match, condition }: RankedCall): boolean {
  const everywhere = match.path.kind === "rpc" ? match.path.service === null && match.path.method === null && !isSet(at(condition, "method")) : match.path.kind === "prefix" && match.path.value === "/";
  return everywhere && match.host === null && match.method === null && match.headers.length + match.query.length === 0;
}
