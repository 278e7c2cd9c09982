import { everyCall } from "../../../model/blank.ts";
import type { Conditions } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import type { FragmentArm, RouteSet } from "../../fragment.ts";
import { below, items, originOf, type Place } from "../place.ts";
import { isGrpcRoute, portsOf } from "../protocols.ts";
import { claimMatches, grpcPath, headerMatches, pathMatch, queryMatches, valueMatch } from "./matches.ts";
import { readRouteBody } from "./route-body.ts";
import { splitByRpc } from "./split-by-rpc.ts";

/** The routes of a policy as arms; one set for each declared port as soon as a route is bound to some ports. */
export function readRoutes(place: Place, spec: Policy.Spec, service: string): readonly RouteSet[] {
  const routes = items(place, spec.routes).map(([route, at]) => ({ route, arms: readArms(at, spec, route, service) }));
  const origin = originOf(place);
  if (routes.every(({ route }) => route.ports === undefined)) return [{ ports: null, arms: routes.flatMap(({ arms }) => arms), origin }];
  const sets = portsOf(spec).map(({ port }): RouteSet => {
    const bound = routes.filter(({ route }) => route.ports?.includes(port) ?? true);
    return { ports: [port], arms: bound.flatMap(({ arms }) => arms), origin };
  });
  return sets.filter(({ arms }) => arms.length > 0);
}

function readArms(place: Place, spec: Policy.Spec, route: Policy.Route, service: string): readonly FragmentArm[] {
  const body = readRouteBody(place, route, service);
  const callers = readCallers(below(place, "callers"), route.callers);
  const arms: readonly FragmentArm[] =
    route.match === undefined
      ? [{ when: { ...everyCall, ...callers }, route: body, origin: originOf(place) }]
      : items(below(place, "match"), route.match).map(([entry, at]) => ({ when: readConditions(at, entry, callers), route: body, origin: originOf(at) }));
  return isGrpcRoute(spec, route) ? arms.flatMap(splitByRpc) : arms;
}


type Callers = Pick<Conditions, "callers" | "origins">;

function readCallers(place: Place, callers: Policy.Route["callers"]): Callers {
  return callers === undefined ? { callers: null } : { callers: callers.map(({ namespace }) => namespace), origins: { callers: originOf(place) } };
}

function readConditions(place: Place, entry: Policy.MatchEntry, { callers, origins }: Callers): Conditions {
  const methods = entry.methods === undefined ? {} : { methods: originOf(below(place, "methods")) };
  const authority = entry.authority === undefined ? {} : { authority: originOf(below(place, "authority")) };
  return {
    path: readPath(place, entry),
    methods: entry.methods ?? null,
    headers: headerMatches(below(place, "headers"), entry.headers),
    query: queryMatches(below(place, "query"), entry.query),
    authority: entry.authority === undefined ? null : valueMatch(entry.authority),
    claims: claimMatches(below(place, "claims"), entry.claims),
    callers,
    sni: entry.sni ?? null,
    origins: { ...origins, ...methods, ...authority },
  };
}

function readPath(place: Place, entry: Policy.MatchEntry): Conditions["path"] {
  if (entry.path !== undefined) return pathMatch(below(place, "path"), entry.path);
  return entry.grpc === undefined ? null : grpcPath(below(place, "grpc"), entry.grpc);
}
