import type { Decision } from "../../../model/index.ts";
import { answer, unroutable, unsupported } from "./answer.ts";
import type { Ask } from "./ask.ts";
import { settled } from "./backends.ts";
import type { Standpoint } from "./backends.ts";
import type { RouteObject } from "./config.ts";
import { hostHolds, hostRank } from "./hosts.ts";

/** A route of connections with a server name that it is reached by; null is every connection. */
export interface Named {
  readonly route: RouteObject;
  readonly host: string | null;
}

/** The route that takes a connection; none; or why the API does not say which. */
export type Taken = { readonly kind: "taken"; readonly route: RouteObject } | { readonly kind: "none" } | { readonly kind: "open"; readonly reason: string };

/** The most specific server name, then the oldest route: one alone gets everything (`kubernetes-sigs/gateway-api:apis/v1/tlsroute_types.go`). */
export function takenBy(named: readonly Named[], ask: Ask): Taken {
  const ranked = [...named].sort((a, b) => hostRank(b.host) - hostRank(a.host) || (ageText(a.route) < ageText(b.route) ? -1 : 1));
  const best = ranked.find(({ host }) => host === null || hostHolds(host, "sni", ask));
  if (best === undefined) return { kind: "none" };
  const rival = ranked.find((each) => each.host === best.host && each.route !== best.route && (each.route.created === "" || best.route.created === "") && rulesText(each.route) !== rulesText(best.route));
  if (rival === undefined) return { kind: "taken", route: best.route };
  return { kind: "open", reason: `routes ${nameOf(best.route)} and ${nameOf(rival.route)} both take the connection, and the older one wins, which is not known` };
}

/** What becomes of a connection; it has no status. */
export function connected(taken: Taken, from: (route: RouteObject) => Standpoint, ask: Ask): Decision {
  if (taken.kind === "open") return unsupported(ask, taken.reason);
  if (taken.kind === "none") return unroutable(ask, null, "no route takes the connection");
  const { route } = taken;
  const rule = route.rules[0];
  if (rule === undefined) return unroutable(ask, null, "the route has no rule");
  if (rule.unmodelled !== null) return unsupported(ask, rule.unmodelled);
  ask.step(`route ${nameOf(route)} matched`, route.origin);
  return answer(ask, "forward", { ...settled(rule.backends, from(route), ask), route: route.id.name });
}

function ageText(route: RouteObject): string {
  return `${route.created} ${nameOf(route)}`;
}

function rulesText({ rules }: RouteObject): string {
  return JSON.stringify(rules.map(({ backends, unmodelled }) => [backends, unmodelled]));
}

function nameOf({ id }: RouteObject): string {
  return `${id.namespace}/${id.name}`;
}
