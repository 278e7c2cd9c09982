import { pathText } from "../../../source/path-text.ts";
import type { FragmentArm, FragmentRoute, PortFragment, RouteSet, ServiceFragment } from "../../fragment.ts";
import type { Name } from "../../../model/index.ts";
import { groupBy } from "../../../support/group-by.ts";
import { plainRoute } from "../read/body.ts";
import { everyCall } from "../../../model/blank.ts";
import { findService } from "../read/place.ts";
import { expandRoute } from "./candidate.ts";
import type { AnyRoute } from "./candidate.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";
import type { Linking } from "./linking.ts";
import { compareRoutes, inPrecedence } from "./order.ts";
import { serviceBindings } from "./service-parents.ts";
import type { Binding } from "./service-parents.ts";

/** One fragment for each Service that routes are bound to, with its arms in order for each port. */
export function linkServices(linking: Linking): readonly ServiceFragment[] {
  const bindings = serviceBindings(linking);
  const byService = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const key = keyOf(binding.service);
    byService.set(key, [...(byService.get(key) ?? []), binding]);
  }
  reportChaining(linking, byService);
  return [...byService.keys()].sort().flatMap((key) => linkService(linking, byService.get(key) ?? []));
}

function linkService(linking: Linking, bindings: readonly Binding[]): readonly ServiceFragment[] {
  const first = bindings[0];
  if (first === undefined) return [];
  const titles = [...new Set(bindings.map(({ route }) => route.title))].sort();
  const sets = portSlots(linking, bindings).map((ports) => routeSet(linking, bindings, ports));
  return [
    {
      service: first.service,
      document: titles.join(", "),
      origin: first.route.at([...first.path, "name"]),
      ports: portFragments(linking, bindings, first.service),
      routes: sets,
    },
  ];
}

const protocols = { GRPCRoute: "grpc", HTTPRoute: null, TLSRoute: "tls", TCPRoute: "tcp" } as const;

/** The ports that entries name, and all others that the Service is known to have; the kind of the routes tells the protocol. */
function portFragments(linking: Linking, bindings: readonly Binding[], service: Name): readonly PortFragment[] {
  const known = (findService(linking.around.services, service)?.ports ?? []).filter(({ protocol }) => protocol !== "udp");
  const named = bindings.flatMap(({ port }) => (port === null ? [] : [port]));
  const numbers = [...new Set([...named, ...known.map(({ port }) => port)])].sort((a, b) => a - b);
  return numbers.flatMap((port) => {
    const bound = bindings.filter((binding) => binding.port === null || binding.port === port);
    const kind = kindOrder.find((name) => bound.some(({ route }) => route.kind === name));
    const first = bound.find((binding) => binding.port === port) ?? bindings[0];
    const stated = known.some((other) => other.port === port && other.protocol !== null);
    const protocol = kind === undefined || (stated && !named.includes(port)) ? null : protocols[kind];
    return first === undefined ? [] : [{ port, targetPort: null, protocol, origin: first.route.at([...first.path, "port"]) }];
  });
}

/** Ports that are decided alike: each that an entry names, and the rest together (null while no entry names one). */
function portSlots(linking: Linking, bindings: readonly Binding[]): readonly (readonly number[] | null)[] {
  const named = [...new Set(bindings.flatMap(({ port }) => (port === null ? [] : [port])))].sort((a, b) => a - b);
  const whole = bindings.find(({ port }) => port === null);
  const slots = named.map((port) => [port]);
  if (whole === undefined) return slots;
  if (named.length === 0) return [null];
  const known = findService(linking.around.services, whole.service)?.ports.map(({ port }) => port);
  if (known === undefined) {
    const at = whole.route.at([...whole.path, "name"]);
    linking.found.push(say["gateway-api-ports-unknown"].report({ at, path: pathText(whole.path), with: { service: whole.service.name } }));
    return slots;
  }
  const rest = known.filter((port) => !named.includes(port)).sort((a, b) => a - b);
  return rest.length === 0 ? slots : [...slots, rest];
}

function routeSet(linking: Linking, all: readonly Binding[], ports: readonly number[] | null): RouteSet {
  const port = ports?.[0] ?? null;
  const bound = oneKind(linking, all.filter((binding) => binding.port === null || binding.port === port));
  const [first] = bound;
  if (first === undefined) throw new Error("a slot of ports has at least one route");
  const { service } = first;
  const producers = bound.filter(({ route }) => route.id.namespace === service.namespace);
  const consumers = [...new Set(bound.map(({ route }) => route.id.namespace))].filter((namespace) => namespace !== service.namespace).sort();
  const scopedArms = consumers.flatMap((namespace) => {
    const own = bound.filter(({ route }) => route.id.namespace === namespace);
    if (producers.length > 0) reportHidden(linking, own, namespace);
    return scoped(setArms(linking, own), namespace);
  });
  const rest = producers.length > 0 ? setArms(linking, producers) : [passThrough(first)];
  return { ports, arms: [...scopedArms, ...rest], origin: first.route.at(first.path) };
}

const kindOrder = ["GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute"] as const;

/** Of several kinds on one port the first of the order counts, the others do nothing (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
function oneKind(linking: Linking, bindings: readonly Binding[]): readonly Binding[] {
  const kind = kindOrder.find((name) => bindings.some(({ route }) => route.kind === name));
  const winner = bindings.find(({ route }) => route.kind === kind);
  for (const { route, path, service } of bindings) {
    if (route.kind === kind || winner === undefined) continue;
    const parameters = { route: route.title, winner: winner.route.title, service: service.name };
    const related = [{ origin: winner.route.at(winner.path), note: "takes the calls" }];
    linking.found.push(say["gateway-api-kind-loses"].report({ at: route.at(path), path: pathText(path), with: parameters, related }));
  }
  return bindings.filter(({ route }) => route.kind === kind);
}

/** The arms of one set of routes, in order; a set that matches nothing rejects everything. */
function setArms(linking: Linking, bindings: readonly Binding[]): readonly FragmentArm[] {
  const [first] = bindings;
  if (first === undefined) return [];
  const routes = livingRoutes(linking, bindings);
  const place = { kind: "mesh" } as const;
  const expansion = { place, around: linking.around, regexRank: linking.regexRank ?? "last", found: linking.found };
  const candidates = routes.flatMap((route) => expandRoute(route, expansion));
  const sorted = inPrecedence(candidates, { regexRankStated: linking.regexRank !== null, found: linking.found });
  const arms = sorted.map(({ arm }) => arm);
  if (!arms.some(isCatchAll)) reportNarrow(linking, first);
  return arms.length > 0 ? arms : [unroutable(first)];
}

/** Each route once; of TCPRoutes the oldest alone. */
function livingRoutes(linking: Linking, bindings: readonly Binding[]): readonly AnyRoute[] {
  const routes = [...new Set(bindings.map(({ route }) => route))];
  if (routes[0]?.kind !== "TCPRoute") return routes;
  return [oldestRoute(linking, routes, bindings[0]?.service.name ?? "")];
}

/** The route that takes every connection; the others are reported as dead. */
export function oldestRoute(linking: Linking, routes: readonly AnyRoute[], where: string): AnyRoute {
  const byAge = routes.every(({ created }) => created !== null);
  const [winner, ...dead] = [...routes].sort((a, b) => compareRoutes({ route: a }, { route: b }, byAge));
  if (winner === undefined) throw new Error("one of no routes was asked for");
  for (const route of dead) {
    const at = route.at(["spec", "parentRefs"], "key");
    const related = [{ origin: winner.at(["spec", "parentRefs"], "key"), note: "takes every connection" }];
    linking.found.push(say["gateway-api-stream-route-dead"].report({ at, path: "spec.parentRefs", with: { route: route.title, winner: winner.title, where }, related }));
  }
  return winner;
}

function isCatchAll({ when }: FragmentArm): boolean {
  return when.path === null && when.methods === null && when.sni === null && when.headers.length === 0 && when.query.length === 0;
}

/** The consumers' own arms, and then nothing more for them (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`, consumer routes). */
function scoped(arms: readonly FragmentArm[], namespace: string): readonly FragmentArm[] {
  const mine = arms.map((arm) => ({ ...arm, when: { ...arm.when, callers: [namespace] } }));
  const last = arms.at(-1);
  if (last === undefined || arms.some(isCatchAll)) return mine;
  const action: FragmentRoute["action"] = { kind: "unroutable", origin: last.origin };
  const end = { when: { ...everyCall, callers: [namespace] }, route: plainRoute(`${namespace}-unmatched`, action), origin: last.origin };
  return [...mine, end];
}

function unroutable({ route, path }: Binding): FragmentArm {
  const origin = route.at(path);
  return { when: everyCall, route: plainRoute("unmatched", { kind: "unroutable", origin }), origin };
}

/** Callers outside the consumers' namespaces reach the Service as if it had no routes. */
function passThrough({ route, path, service }: Binding): FragmentArm {
  const origin = route.at(path);
  const backend = { to: { kind: "service", service, port: null, origin } as const, weight: 1, origin };
  return { when: everyCall, route: plainRoute("pass-through", { kind: "forward", backends: [backend], origin }), origin };
}

function reportHidden(linking: Linking, consumers: readonly Binding[], consumer: string): void {
  const [first] = consumers;
  if (first === undefined) return;
  const at = first.route.at([...first.path, "name"]);
  const parameters = { consumer, service: first.service.name };
  linking.found.push(say["gateway-api-consumer-hides-producer"].report({ at, path: pathText(first.path), with: parameters }));
}

function reportNarrow(linking: Linking, { route, path, service }: Binding): void {
  if (route.kind === "TLSRoute") return;
  const at = route.at([...path, "name"]);
  linking.found.push(say["gateway-api-narrow-routes"].report({ at, path: pathText(path), with: { service: service.name } }));
}

/** A backend means endpoints: routes of the backend's own Service are not consulted. */
function reportChaining({ found }: Linking, bound: ReadonlyMap<string, readonly Binding[]>): void {
  for (const [route, bindings] of groupBy([...bound.values()].flat(), (binding) => binding.route)) {
    const own = bindings.map(({ service }) => keyOf(service));
    route.spec.rules?.forEach((rule, ruleIndex) => {
      rule.backendRefs?.forEach((ref, index) => {
        const target = keyOf({ namespace: ref.namespace ?? route.id.namespace, name: ref.name });
        const routed = bound.get(target)?.[0];
        if ((ref.group ?? "") !== "" || own.includes(target) || routed === undefined) return;
        const path = ["spec", "rules", ruleIndex, "backendRefs", index, "name"];
        const related = [{ origin: routed.route.at(routed.path), note: "its own route" }];
        found.push(say["gateway-api-no-chaining"].report({ at: route.at(path), path: pathText(path), with: { service: ref.name }, related }));
      });
    });
  }
}

function keyOf({ namespace, name }: Name): string {
  return `${namespace}/${name}`;
}
