import { everyCall } from "../../../model/blank.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { FragmentArm, FragmentRoute } from "../../fragment.ts";
import type { GrpcRouteSpec, HttpRouteSpec, TcpRouteSpec, TlsRouteSpec } from "../kinds/routes.ts";
import { grpcBody, httpBody, streamBody } from "../read/body.ts";
import { grpcConditions, httpConditions } from "../read/conditions.ts";
import type { GatewayObject } from "../read/object.ts";
import type { Place, Surroundings } from "../read/place.ts";
import type { RuleReading } from "../read/rule-reading.ts";
import { grpcRank, hostRank, httpRank } from "./rank.ts";
import type { Rank, RegexRank } from "./rank.ts";

/** One match of one rule of a route, ready to be ranked against others. */
export interface Candidate {
  readonly route: GatewayObject<unknown>;
  readonly ruleIndex: number;
  readonly rank: Rank;
  readonly arm: FragmentArm;
  /** What the rule does, as text: equal texts are equal actions. */
  readonly action: string;
  /** Where its path is written, for findings. */
  readonly path: DocumentPath;
}

/** An HTTPRoute whose shape was checked. */
export type HttpRoute = GatewayObject<HttpRouteSpec> & { readonly kind: "HTTPRoute" };
/** A GRPCRoute whose shape was checked. */
export type GrpcRoute = GatewayObject<GrpcRouteSpec> & { readonly kind: "GRPCRoute" };
/** A TLSRoute whose shape was checked. */
export type TlsRoute = GatewayObject<TlsRouteSpec> & { readonly kind: "TLSRoute" };
/** A TCPRoute whose shape was checked. */
export type TcpRoute = GatewayObject<TcpRouteSpec> & { readonly kind: "TCPRoute" };
/** The kinds of routes that the model can hold. */
export type AnyRoute = HttpRoute | GrpcRoute | TlsRoute | TcpRoute;

/** What expanding a route depends on besides the route. */
export interface Expansion {
  readonly place: Place;
  readonly around: Surroundings;
  readonly regexRank: RegexRank;
  readonly found: Diagnostic[];
}

/** Every match of every rule, each with its rank, in the order of the file. */
export function expandRoute(route: AnyRoute, expansion: Expansion): readonly Candidate[] {
  const reading: RuleReading = { at: route.at, found: expansion.found, route, place: expansion.place, around: expansion.around };
  switch (route.kind) {
    case "HTTPRoute":
      return (route.spec.rules ?? [{}]).flatMap((rule, index) => {
        const path = rulePath(route.spec.rules, index);
        const body = httpBody(reading, path, ruleName(route, rule.name, index), rule);
        return candidates(route, index, path, rule, body, (match, at) => ({
          when: httpConditions(reading, at, match),
          rank: httpRank(match, expansion.regexRank),
          at: [...at, "path", "value"],
        }));
      });
    case "GRPCRoute":
      return (route.spec.rules ?? []).flatMap((rule, index) => {
        const path = rulePath(route.spec.rules, index);
        const body = grpcBody(reading, path, ruleName(route, rule.name, index), rule);
        return candidates(route, index, path, rule, body, (match, at) => ({
          when: grpcConditions(reading, at, match),
          rank: grpcRank(match, expansion.regexRank),
          at: [...at, "method"],
        }));
      });
    case "TLSRoute":
    case "TCPRoute":
      return streamCandidates(route, reading);
  }
}

function rulePath(rules: readonly unknown[] | undefined, index: number): DocumentPath {
  return rules === undefined ? ["spec"] : ["spec", "rules", index];
}

function ruleName(route: AnyRoute, name: string | undefined, index: number): string {
  return name ?? `${route.id.name}[${index}]`;
}

interface RankedMatch {
  readonly when: FragmentArm["when"];
  readonly rank: Rank;
  readonly at: DocumentPath;
}

function candidates<M extends object>(
  route: AnyRoute,
  ruleIndex: number,
  path: DocumentPath,
  rule: { readonly matches?: readonly M[] },
  body: FragmentRoute,
  read: (match: M | Record<string, never>, at: DocumentPath) => RankedMatch,
): readonly Candidate[] {
  const { name: _name, matches = [], ...action } = rule as { readonly name?: string; readonly matches?: readonly M[] };
  const written = matches.length > 0;
  const list: readonly (M | Record<string, never>)[] = written ? matches : [{}];
  return list.map((match, index) => {
    const matchPath = written ? [...path, "matches", index] : path;
    const { when, rank, at } = read(match, matchPath);
    return { route, ruleIndex, rank, arm: { when, route: body, origin: route.at(matchPath) }, action: JSON.stringify(action), path: at };
  });
}

function streamCandidates(route: TlsRoute | TcpRoute, reading: RuleReading): readonly Candidate[] {
  return route.spec.rules.flatMap((rule, ruleIndex): readonly Candidate[] => {
    const path: DocumentPath = ["spec", "rules", ruleIndex];
    const body = streamBody(reading, path, ruleName(route, rule.name, ruleIndex), rule.backendRefs);
    const action = JSON.stringify(rule.backendRefs);
    if (route.kind === "TCPRoute") return [{ route, ruleIndex, rank: [], arm: { when: everyCall, route: body, origin: route.at(path) }, action, path }];
    return route.spec.hostnames.map((host, index) => {
      const at: DocumentPath = ["spec", "hostnames", index];
      return { route, ruleIndex, rank: hostRank(host), arm: { when: { ...everyCall, sni: [host] }, route: body, origin: route.at(at) }, action, path: at };
    });
  });
}

/** Objects whose spec has the shape of a route's kind, which was checked when they were opened. */
export function isRoute(object: GatewayObject<unknown>): object is AnyRoute {
  return ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"].includes(object.kind);
}
