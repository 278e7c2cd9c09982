import type { Redirect, Respond, Retry, Route, Service, Wish } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import type { Item, Mutation } from "./item.ts";
import { changeRoute, sameOrigin } from "./route-items.ts";

/** What routes do besides leading somewhere: times, retries, edits, faults, answers of their own. Inherited values count where they are written. */
export function settingItems(service: Service): readonly Item[] {
  const all = service.ports.flatMap((port) => port.arms.map(({ route }) => route));
  const routes = all.filter((route, index) => all.findIndex((other) => sameOrigin(other.origin, route.origin)) === index);
  return routes.flatMap((route) => [...times(service, route), ...retries(service, route), ...edits(service, route), ...faults(service, route), ...answers(service, route)]);
}

type Change = readonly [change: string, mutate: (route: Route) => Route];

function item(service: Service, route: Route, what: string, origin: Origin, changes: readonly Change[]): Item {
  const mutations = changes.map(([change, mutate]): Mutation => changeRoute(service, route, change, mutate));
  return { kind: "setting", name: `${what} of ${route.name}`, owner: service.id, origin, mutations };
}

function written<T>(wish: Wish<T> | null): wish is Wish<T> {
  return wish !== null && wish.inherited !== true;
}

function times(service: Service, route: Route): readonly Item[] {
  const field = (name: "deadlineMs" | "idleTimeoutMs", what: string): readonly Item[] => {
    const wish = route[name];
    if (!written(wish)) return [];
    return [item(service, route, what, wish.origin, [["without it", (one) => ({ ...one, [name]: null })], ["twice as long", (one) => ({ ...one, [name]: { ...wish, value: wish.value * 2 } })]])];
  };
  return [...field("deadlineMs", "deadline"), ...field("idleTimeoutMs", "idle timeout")];
}

function retries(service: Service, route: Route): readonly Item[] {
  const { retry } = route;
  if (!written(retry)) return [];
  const change = (text: string, mutate: (value: Retry) => Retry): Change => [text, (one) => ({ ...one, retry: { ...retry, value: mutate(retry.value) } })];
  const perTry = retry.value.perTryTimeoutMs === null ? [] : [change("without the per-try timeout", (value) => ({ ...value, perTryTimeoutMs: null }))];
  const methods = takesOnly(service, route, retry.value.methods) ? [] : [change("for every method", (value) => ({ ...value, methods: null }))];
  return [item(service, route, "retry", retry.origin, [["without it", (one) => ({ ...one, retry: null })], change("with one attempt more", (value) => ({ ...value, attempts: value.attempts + 1 })), ...perTry, ...methods])];
}

/** Whether the methods are all that the route takes anyway: then a change of them changes nothing. */
function takesOnly({ ports }: Service, route: Route, methods: readonly string[] | null): boolean {
  const arms = ports.flatMap((port) => port.arms.filter((arm) => sameOrigin(arm.route.origin, route.origin)));
  return methods === null || arms.every(({ when }) => when.methods?.every((method) => methods.includes(method)) ?? false);
}

function edits(service: Service, route: Route): readonly Item[] {
  const { rewrite, requestHeaders, responseHeaders, cors } = route;
  return [
    ...(rewrite === null ? [] : [item(service, route, "rewrite", rewrite.origin, [["without it", (one) => ({ ...one, rewrite: null })]])]),
    ...(written(requestHeaders) ? [item(service, route, "request headers", requestHeaders.origin, [["without them", (one) => ({ ...one, requestHeaders: null })]])] : []),
    ...(written(responseHeaders) ? [item(service, route, "response headers", responseHeaders.origin, [["without them", (one) => ({ ...one, responseHeaders: null })]])] : []),
    ...(written(cors) ? [item(service, route, "cors", cors.origin, [["without it", (one) => ({ ...one, cors: null })]])] : []),
  ];
}

function faults(service: Service, route: Route): readonly Item[] {
  const { delay, abort } = route;
  return [
    ...(delay === null ? [] : [item(service, route, "delay", delay.origin, [["without it", (one) => ({ ...one, delay: null })]])]),
    ...(abort === null ? [] : [item(service, route, "abort", abort.origin, [["without it", (one) => ({ ...one, abort: null })]])]),
  ];
}

function answers(service: Service, route: Route): readonly Item[] {
  const { action } = route;
  if (action.kind !== "redirect" && action.kind !== "respond") return [];
  const other: Redirect | Respond = action.kind === "respond" ? { ...action, status: action.status === 418 ? 419 : 418 } : { ...action, status: action.status === 301 ? 308 : 301 };
  return [item(service, route, action.kind, action.origin, [["with another status", (one) => ({ ...one, action: other })]])];
}
