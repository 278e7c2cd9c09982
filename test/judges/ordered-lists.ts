import { closeOrder, rankedArms, specifiedOrder } from "../../src/targets/route-order/index.ts";
import type { Arm, Conditions, Service, ValueMatch } from "../../src/model/index.ts";
import { arm, backend, forward, name, named, path, port, route, service, version, when, wish } from "../support/build-model.ts";
import { randomOf, type SampleRequest } from "./requests.ts";

/** A service whose list of routes ranking by specificity alone would get wrong, and calls near the overlaps. */
export interface OrderedList {
  readonly service: Service;
  readonly requests: readonly SampleRequest[];
}

/** Services that the routes lead to. */
export const targets = ["t0", "t1", "t2"];

type Random = () => number;

/** So many lists, the same in every run: each needs joins to keep its order. */
export function orderedLists(count: number): readonly OrderedList[] {
  const random = randomOf(71);
  const lists: OrderedList[] = [];
  while (lists.length < count) {
    const arms = randomArms(random);
    if (needsJoins(arms)) lists.push({ service: serviceOf(`order-${lists.length}`, arms), requests: requestsFor(arms, random) });
  }
  return lists;
}

function serviceOf(own: string, arms: readonly Arm[]): Service {
  return service({ id: name(own), versions: [version({ name: own, service: name(own) })], ports: [port({ arms, fallback: forward(backend({ service: name(own), owner: null })) })] });
}

function randomArms(random: Random): readonly Arm[] {
  const actions = 2 + below(3, random);
  const list = Array.from({ length: 2 + below(7, random) }, (_, index) => armOf(`r${index}`, below(actions, random), randomConditions(random)));
  return random() < 0.6 ? [...list, armOf("rest", below(actions, random), when())] : list;
}

/** What is done shows in the backend and in the deadline. */
function armOf(own: string, action: number, conditions: Conditions): Arm {
  const to = backend({ service: name(targets[action % targets.length] ?? "t0"), owner: null });
  return arm(route({ name: own, action: forward(to), deadlineMs: wish(1000 + action) }), conditions);
}

const prefixes = ["/", "/a", "/a/b", "/orders", "/orders/x"];
const exacts = ["/a", "/a/b", "/orders/x", "/orders/x/y"];

function randomConditions(random: Random): Conditions {
  const at = random() < 0.35 ? path("exact", pick(exacts, random)) : path("prefix", pick(prefixes, random));
  return when({
    path: random() < 0.25 ? null : at,
    methods: random() < 0.3 ? pick([["GET"], ["POST"], ["GET", "PUT"]], random) : null,
    headers: ["x-a", "x-b"].flatMap((field) => (random() < 0.35 ? [named(field, valueOf(random))] : [])),
    query: random() < 0.2 ? [named("q", { kind: "exact", value: pick(["1", "2"], random) })] : [],
  });
}

function valueOf(random: Random): ValueMatch {
  return { kind: "exact", value: pick(["beta", "alpha"], random) };
}

/** Whether ranking would let a later route take calls of an earlier one that does something else. */
function needsJoins(arms: readonly Arm[]): boolean {
  const ranked = arms.flatMap((each) => {
    const result = rankedArms(each, "http");
    return result.ok ? result.arms : [];
  });
  const closed = closeOrder(ranked, [specifiedOrder], ({ route: { deadlineMs } }) => String(deadlineMs?.value), { most: 512 });
  return closed.ok && closed.arms.some(({ added }) => added);
}

/** Calls that fit two routes at once, one route only, or nearly. */
function requestsFor(arms: readonly Arm[], random: Random): readonly SampleRequest[] {
  const pairs = arms.flatMap((a, index) => arms.slice(index + 1).map((b) => [a, b] as const));
  const chosen = pairs.length <= 10 ? pairs : Array.from({ length: 10 }, () => pick(pairs, random));
  return [...chosen.map(([a, b]) => requestOf([a, b], random)), ...arms.slice(0, 6).map((each) => requestOf([each], random)), ...Array.from({ length: 4 }, () => requestOf([], random))];
}

function requestOf(arms: readonly Arm[], random: Random): SampleRequest {
  const wanted = arms.flatMap(({ when: { path: at } }) => at?.value ?? []).sort((a, b) => b.length - a.length);
  const methods = arms.flatMap(({ when: own }) => own.methods ?? []);
  const values = (list: Conditions["headers"]): readonly (readonly [string, string])[] => list.flatMap(({ name: field, match }) => (match.kind === "exact" ? [[field, match.value] as const] : []));
  const noise = ["x-a", "x-b"].flatMap((field) => (random() < 0.3 ? [[field, pick(["beta", "alpha", "other"], random)] as const] : []));
  const query = arms.flatMap(({ when: own }) => values(own.query));
  const rest = arms.some(({ when: own }) => own.path?.kind === "exact") ? "" : pick(["", "", "/7", "/b"], random);
  return {
    method: pick(methods.length === 0 ? ["GET", "POST", "PUT", "DELETE"] : methods, random),
    path: `${`${wanted[0] ?? pick(prefixes, random)}${rest}`.replace(/\/\/+/g, "/")}${query.length === 0 ? "" : `?q=${query[0]?.[1] ?? ""}`}`,
    headers: Object.fromEntries([...noise, ...arms.flatMap(({ when: own }) => values(own.headers))]),
  };
}

function below(bound: number, random: Random): number {
  return Math.floor(random() * bound);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[below(list.length, random)] as T;
}
