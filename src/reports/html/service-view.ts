import { effectiveDefault, effectiveMtls, identityOf } from "../../lint/access/may-call.ts";
import type { CallGraph, CallNode } from "../../lint/callgraph/graph.ts";
import { worstPaths } from "../../lint/callgraph/paths.ts";
import type { World } from "../../lint/rule.ts";
import type { AccessRule, Arm, Route, Service } from "../../model/index.ts";
import { durationText } from "../../support/duration.ts";
import { percentText } from "../../support/fraction.ts";
import { groupBy } from "../../support/group-by.ts";
import { conditionsText, routeFacts, ruleText } from "./condition-text.ts";
import { cardOf, loadText, routeShares } from "./graph-view.ts";
import type { PlaceLink, Places } from "./places.ts";

/** Everything about one caller or callee: what a click in the graph shows, and what can be read without the graph. */
export interface ServiceCard {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly at: PlaceLink | null;
  readonly load: string;
  readonly facts: readonly { readonly term: string; readonly text: string }[];
  readonly ports: readonly { readonly port: number; readonly protocol: string; readonly routes: readonly RouteCard[] }[];
  readonly rules: readonly { readonly effect: "allow" | "deny"; readonly name: string; readonly text: string; readonly at: PlaceLink }[];
  readonly callers: readonly CallLink[];
  readonly callees: readonly CallLink[];
}

/** One match entry and where it leads. */
export interface RouteCard {
  readonly name: string;
  readonly when: string;
  readonly does: string;
  readonly shares: ReturnType<typeof routeShares>;
  readonly facts: readonly string[];
  readonly at: PlaceLink;
}

/** A neighbour in the graph. */
export interface CallLink {
  readonly name: string;
  readonly href: string;
}

const kinds: Readonly<Record<CallNode["kind"], string>> = { service: "service", unknown: "service without policy", host: "host outside the mesh", gateway: "gateway" };

/** A card for each node of the graph, in its order. */
export function serviceCards(graph: CallGraph, world: World, places: Places): readonly ServiceCard[] {
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `#${cardOf(index)}`]));
  const [into, out] = [groupBy(graph.edges, ({ to }) => to), groupBy(graph.edges, ({ from }) => from)];
  const worst = worstPaths(graph);
  const links = (names: readonly string[]): readonly CallLink[] => [...new Set(names)].map((name) => ({ name, href: ids.get(name) ?? "#graph" }));
  return graph.nodes.map(({ id, kind, service }, index) => ({
    id: cardOf(index),
    name: id,
    kind: service?.external == null ? kinds[kind] : "service outside the mesh",
    at: service === null ? null : places.at(service.origin),
    load: loadText(worst.get(id) ?? []),
    facts: service === null ? [] : factsOf(service, world),
    ports: service === null ? [] : service.ports.map(({ port, protocol, arms }) => ({ port, protocol, routes: arms.map((arm) => routeCard(arm, places)) })),
    rules: service === null ? [] : [...rulesOf("deny", service.access.deny, places), ...rulesOf("allow", service.access.allow, places)],
    callers: links((into.get(id) ?? []).map(({ from }) => from)),
    callees: links((out.get(id) ?? []).map(({ to }) => to)),
  }));
}

function factsOf(service: Service, world: World): ServiceCard["facts"] {
  const { namespace, serviceAccount } = identityOf(service);
  const { retryBudget: budget, limits, outlier, balancing, external, versions, rateLimit } = service;
  const all: readonly (readonly [string, string | null])[] = [
    ["identity", external === null ? `${namespace}/${serviceAccount}` : null],
    ["hosts", external === null ? null : external.hosts.map(({ value }) => value).join(", ")],
    ["versions", versions.length === 0 ? null : versions.map(({ name }) => name).join(", ")],
    ["access", external === null ? `${effectiveDefault(service, world)?.value ?? "allow"} unless a rule speaks${service.access.mode === "audit" ? " (audit only)" : ""}` : null],
    ["mutual TLS", external === null ? (effectiveMtls(service, world)?.value ?? "not said") : null],
    ["retry budget", budget === null ? null : `${percentText(budget.value.percent)} of the calls in ${durationText(budget.value.windowMs)}`],
    ["outlier ejection", outlier === null ? null : `after ${outlier.value.consecutiveErrors} errors in a row for ${durationText(outlier.value.baseEjectionMs)}, at most ${outlier.value.maxEjectedPercent}%`],
    ["limits", limits === null ? null : limitsText(limits.value)],
    ["rate limit", rateLimit === null ? null : `${rateLimit.value.requests} in ${durationText(rateLimit.value.perMs)} for each instance`],
    ["balancing", balancing?.value ?? null],
  ];
  return all.flatMap(([term, text]) => (text === null ? [] : [{ term, text }]));
}

function limitsText({ maxConnections, maxPendingRequests, maxRequests }: NonNullable<Service["limits"]>["value"]): string {
  const parts = [[maxConnections, "connections"], [maxPendingRequests, "waiting requests"], [maxRequests, "requests at once"]] as const;
  return parts.flatMap(([most, what]) => (most === null ? [] : [`${most} ${what}`])).join(", ");
}

function routeCard({ when, route, origin }: Arm, places: Places): RouteCard {
  return { name: route.name, when: conditionsText(when), does: actionText(route), shares: routeShares(route), facts: route.action.kind === "forward" ? routeFacts(route) : [], at: places.at(origin) };
}

function actionText({ action }: Route): string {
  switch (action.kind) {
    case "forward":
      return "";
    case "redirect":
      return `redirects with ${action.status}`;
    case "respond":
      return `answers ${action.status}`;
    case "unroutable":
      return "leads nowhere";
  }
}

function rulesOf(effect: "allow" | "deny", rules: readonly AccessRule[], places: Places): ServiceCard["rules"] {
  return rules.map((rule) => ({ effect, name: rule.name, text: ruleText(rule), at: places.at(rule.origin) }));
}
