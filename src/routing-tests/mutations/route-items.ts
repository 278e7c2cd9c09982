import type { Arm, Backend, Conditions, Forward, Mirror, Route, Service } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { fraction, times } from "../../support/fraction.ts";
import { onService } from "./item.ts";
import type { Item, Mutation } from "./item.ts";

/** Routes of a service, their match entries, backends and mirrors; the same route on several ports is one. */
export function routeItems(service: Service): readonly Item[] {
  const arms = service.ports.flatMap((port) => port.arms);
  const routes = unique(arms, ({ route }) => route.origin).map(({ route }) => route);
  return routes.flatMap((route) => {
    const own = unique(arms.filter((arm) => sameOrigin(arm.route.origin, route.origin)), ({ origin }) => origin);
    return [routeItem(service, route), ...own.flatMap((arm) => matchItem(service, arm, own.length) ?? []), ...backendItems(service, route), ...mirrorItems(service, route)];
  });
}

function unique<T>(list: readonly T[], originOf: (one: T) => Origin): readonly T[] {
  return list.filter((one, index) => list.findIndex((other) => sameOrigin(originOf(other), originOf(one))) === index);
}

/** Whether two things were read from the same place. */
export function sameOrigin(a: Origin, b: Origin): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

function routeItem(service: Service, { name, origin }: Route): Item {
  const without = changeArms(service, "without it", (arm) => (sameOrigin(arm.route.origin, origin) ? [] : [arm]));
  return { kind: "route", name: `route ${name}`, owner: service.id, origin, mutations: [without] };
}

/** A mutation of the arms of every port. */
export function changeArms({ id }: Service, change: string, mutate: (arm: Arm) => readonly Arm[]): Mutation {
  return onService(id, change, (service) => ({ ...service, ports: service.ports.map((port) => ({ ...port, arms: port.arms.flatMap(mutate) })) }));
}

/** A mutation of one route, wherever it stands. */
export function changeRoute(service: Service, { origin }: Route, change: string, mutate: (route: Route) => Route): Mutation {
  return changeArms(service, change, (arm) => [sameOrigin(arm.route.origin, origin) ? { ...arm, route: mutate(arm.route) } : arm]);
}

/** An entry among several can be left out; each of its conditions can. An entry without conditions says nothing of its own. */
function matchItem(service: Service, arm: Arm, entries: number): Item | null {
  const own = (one: Arm): boolean => sameOrigin(one.origin, arm.origin);
  const without = entries > 1 ? [changeArms(service, "without the entry", (one) => (own(one) ? [] : [one]))] : [];
  const wider = widenings(arm.when).map(({ change, widen }) => changeArms(service, change, (one) => [own(one) ? { ...one, when: widen(one.when) } : one]));
  if (without.length + wider.length === 0) return null;
  return { kind: "match", name: `match of ${arm.route.name}`, owner: service.id, origin: arm.origin, mutations: [...without, ...wider] };
}

interface Widening {
  readonly change: string;
  readonly widen: (when: Conditions) => Conditions;
}

function widenings(when: Conditions): readonly Widening[] {
  const list = (field: "headers" | "query" | "claims", word: string): readonly Widening[] =>
    when[field].map(({ name }, index) => ({ change: `without ${word} \`${name}\``, widen: (one) => ({ ...one, [field]: one[field].filter((_, other) => other !== index) }) }));
  const single = (field: "path" | "methods" | "authority" | "callers" | "sni", word: string): readonly Widening[] =>
    when[field] === null ? [] : [{ change: `without ${word}`, widen: (one) => ({ ...one, [field]: null }) }];
  return [
    ...single("path", "its path"),
    ...single("methods", "its methods"),
    ...list("headers", "header"),
    ...list("query", "query parameter"),
    ...list("claims", "claim"),
    ...single("authority", "its authority"),
    ...single("callers", "its callers"),
    ...single("sni", "its server names"),
  ];
}

function backendItems(service: Service, route: Route): readonly Item[] {
  const { action } = route;
  if (action.kind !== "forward") return [];
  return action.backends.map((backend, index) => {
    const change = (text: string, mutate: (backend: Backend) => readonly Backend[]): Mutation =>
      changeRoute(service, route, text, (one) => ({ ...one, action: withBackend(one.action, index, mutate) }));
    const elsewhere = change("sent elsewhere", (one) => [{ ...one, service: { ...one.service, name: `${one.service.name}-elsewhere` }, owner: null }]);
    const several = [change("without it", () => []), change("with twice the weight", (one) => [{ ...one, weight: one.weight * 2 }])];
    const mutations = action.backends.filter(({ weight }) => weight > 0).length > 1 && backend.weight > 0 ? several : [elsewhere];
    return { kind: "backend", name: `${backend.version ?? backend.service.name} of ${route.name}`, owner: service.id, origin: backend.origin, mutations: backend.weight > 0 ? mutations : [change("with weight 1", (one) => [{ ...one, weight: 1 }])] };
  });
}

function withBackend(action: Route["action"], index: number, mutate: (backend: Backend) => readonly Backend[]): Route["action"] {
  if (action.kind !== "forward") return action;
  const changed: Forward = { ...action, backends: action.backends.flatMap((one, other) => (other === index ? mutate(one) : [one])) };
  return changed;
}

function mirrorItems(service: Service, route: Route): readonly Item[] {
  return route.mirrors.map((mirror, index) => {
    const change = (text: string, mutate: (mirror: Mirror) => readonly Mirror[]): Mutation =>
      changeRoute(service, route, text, (one) => ({ ...one, mirrors: one.mirrors.flatMap((each, other) => (other === index ? mutate(each) : [each])) }));
    const half = change("with half the share", (one) => [{ ...one, share: times(one.share, fraction(1, 2)) }]);
    return { kind: "backend", name: `mirror of ${route.name}`, owner: service.id, origin: mirror.origin, mutations: [change("without it", () => []), half] };
  });
}
