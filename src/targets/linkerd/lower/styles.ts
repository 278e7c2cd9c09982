import type { Profile, Route } from "../../../model/index.ts";
import { rpcOrder } from "../../route-order/index.ts";
import type { RankedMatch } from "../../route-order/index.ts";
import { headerFilters, backendRefs, ruleBody } from "./bodies.ts";
import { orderChoices } from "./orders.ts";
import type { Orders } from "./orders.ts";
import { pathFields, valueFields } from "./patterns.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { objectAnnotations, rpcAnnotations } from "./retries.ts";

/** How routes of one kind are written, and how proxies rank them. */
export interface RouteStyle {
  readonly kind: "HTTPRoute" | "GRPCRoute";
  readonly orders: (profile: Profile) => readonly Orders[];
  /** Everything of a rule but its matches. */
  readonly body: (route: Route, port: number) => Json;
  readonly annotations: (route: Route, retried: boolean) => Json;
  /** One entry of `matches`; an empty one stands for every call. */
  readonly match: (match: RankedMatch) => Json;
}

/** HTTPRoutes: what they take is ranked by path first. */
export const httpStyle: RouteStyle = { kind: "HTTPRoute", orders: orderChoices, body: ruleBody, annotations: objectAnnotations, match: matchFields };

/** GRPCRoutes: they have no timeouts of rules, and no changes of response headers. */
export const rpcStyle: RouteStyle = {
  kind: "GRPCRoute",
  orders: () => [{ orders: [rpcOrder], assumed: false }],
  body: (route) => {
    const filters = headerFilters(route);
    return compact({ filters: filters.length === 0 ? undefined : filters, backendRefs: route.action.kind === "forward" ? backendRefs(route, route.action.backends) : undefined });
  },
  annotations: rpcAnnotations,
  match: rpcFields,
};

/** One entry of `matches` of an HTTPRoute. */
export function matchFields({ path, method, headers, query }: RankedMatch): Json {
  return compact({ path: pathFields(path), method: method ?? undefined, headers: namedFields(headers), queryParams: namedFields(query) });
}

function rpcFields({ path, headers }: RankedMatch): Json {
  const { service, method } = path.kind === "rpc" ? path : { service: null, method: null };
  const rpc = service === null && method === null ? undefined : compact({ type: "Exact", service: service ?? undefined, method: method ?? undefined });
  return compact({ method: rpc, headers: namedFields(headers) });
}

function namedFields(list: RankedMatch["headers"]): readonly Json[] | undefined {
  return list.length === 0 ? undefined : list.map(({ name, match }) => ({ name, ...valueFields(match) }));
}
