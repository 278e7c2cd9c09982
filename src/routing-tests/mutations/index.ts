import type { MeshModel, Name } from "../../model/index.ts";
import { nameText } from "../../model/name.ts";
import { decide } from "../../simulate/decide/index.ts";
import { decideProperty } from "../always.ts";
import type { PropertyResult } from "../always.ts";
import { unmetBy } from "../check-case.ts";
import { answerTo } from "../run.ts";
import type { CaseResult } from "../run.ts";
import type { RoutingCase, RoutingProperty } from "../routing-test.ts";
import { groupBy } from "../../support/group-by.ts";
import { gatewayItems } from "./gateway-items.ts";
import { itemKinds } from "./item.ts";
import type { Item, ItemKind, Mutation } from "./item.ts";
import { routeItems } from "./route-items.ts";
import { ruleItems, scopeItems } from "./rule-items.ts";
import { settingItems } from "./setting-items.ts";

export type { Item, ItemKind } from "./item.ts";

/** What of the policies the tests hold, and what they would not miss. */
export interface Coverage {
  readonly items: readonly CoveredItem[];
  readonly counts: Readonly<Record<ItemKind, { readonly covered: number; readonly all: number }>>;
  /** 0 to 100; 100 where there is nothing to cover. */
  readonly percent: number;
}

/** An item with the changes that no test noticed; covered when there is none. */
export interface CoveredItem {
  readonly item: Item;
  readonly unnoticed: readonly string[];
}

/** Everything that the policies say and a routing test can look at; what one place says for several services is one item. */
export function itemsOf(model: MeshModel): readonly Item[] {
  const items = [...model.services.flatMap((service) => [...routeItems(service), ...settingItems(service), ...ruleItems(service)]), ...model.gateways.flatMap(gatewayItems), ...scopeItems(model)];
  const groups = groupBy(items, ({ kind, name, origin }) => [kind, name, origin.file, origin.start].join("\u0000"));
  return [...groups.values()].flatMap((group) => (group.length === 1 ? group : joined(group)));
}

/** One item for several services: a change at its place changes all of them. */
function joined(group: readonly Item[]): readonly Item[] {
  const changes = [...new Set(group.flatMap(({ mutations }) => mutations.map(({ change }) => change)))];
  const mutations = changes.map((change): Mutation => {
    const parts = group.flatMap((item) => item.mutations.filter((mutation) => mutation.change === change));
    return { change, apply: (model) => parts.reduce((changed, { apply }) => apply(changed), model) };
  });
  return group.slice(0, 1).map((item) => ({ ...item, owner: null, mutations }));
}

/** Changes one thing after the other and asks which tests and properties that held before would notice. */
export function coverageOf(model: MeshModel, cases: readonly CaseResult[], properties: readonly PropertyResult[]): Coverage {
  const passing = cases.filter(({ verdict }) => verdict === "passed");
  const holding = properties.filter(({ verdict }) => verdict === "holds").map(({ property }) => property);
  const index = indexOf(passing, model);
  const items = itemsOf(model).map((item): CoveredItem => {
    const tests = item.owner === null ? passing.map(({ test }) => test) : (index.get(nameText(item.owner)) ?? []);
    const concerned = holding.filter(({ to }) => item.owner === null || item.kind === "route" || nameText(to) === nameText(item.owner));
    const unnoticed = item.mutations.filter(({ apply }) => !noticed(apply(model), tests, concerned)).map(({ change }) => change);
    return { item, unnoticed };
  });
  return { items, ...countsOf(items) };
}

/** Tests by the services and gateways that their answers rest on. */
function indexOf(results: readonly CaseResult[], model: MeshModel): ReadonlyMap<string, readonly RoutingCase[]> {
  const owners = new Map(model.services.flatMap((service) => service.versions.map((version) => [nameText(version.service), service.id] as const)));
  const index = new Map<string, RoutingCase[]>();
  for (const { test, decision } of results) {
    const backends = [...decision.backends, ...decision.mirrors].map(({ namespace, service }): Name => ({ namespace, name: service }));
    const reached = backends.flatMap((name) => [name, owners.get(nameText(name)) ?? name]);
    const concerned = new Set([...calledBy(test, model), ...reached].map(nameText));
    for (const name of concerned) index.get(name)?.push(test) ?? index.set(name, [test]);
  }
  return index;
}

/** The called service; behind a gateway, the gateway and every service that it leads to. */
function calledBy({ request: { to } }: RoutingCase, model: MeshModel): readonly Name[] {
  if (!("gateway" in to)) return [{ namespace: to.namespace, name: to.service }];
  const gateway = model.gateways.find(({ id }) => nameText(id) === nameText(to.gateway));
  return [to.gateway, ...(gateway?.entries ?? []).flatMap(({ leads }) => (leads.kind === "service" ? [leads.service] : []))];
}

function noticed(mutated: MeshModel, tests: readonly RoutingCase[], properties: readonly RoutingProperty[]): boolean {
  const policy = decide(mutated);
  if (tests.some((test) => unmetBy(answerTo(test.request, policy, mutated), test, mutated).length > 0)) return true;
  return properties.some((property) => decideProperty(property, policy, mutated).verdict === "fails");
}

function countsOf(items: readonly CoveredItem[]): Omit<Coverage, "items"> {
  const count = (kind: ItemKind): { readonly covered: number; readonly all: number } => {
    const own = items.filter(({ item }) => item.kind === kind);
    return { covered: own.filter(({ unnoticed }) => unnoticed.length === 0).length, all: own.length };
  };
  const counts = Object.fromEntries(itemKinds.map((kind) => [kind, count(kind)])) as Coverage["counts"];
  const [covered, all] = [itemKinds.reduce((sum, kind) => sum + counts[kind].covered, 0), items.length];
  return { counts, percent: all === 0 ? 100 : (covered * 100) / all };
}
