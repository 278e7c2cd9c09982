import type { Access, AccessRule, MeshModel, Service, Subject } from "../../model/index.ts";
import { sameOrigin } from "./route-items.ts";
import { onService } from "./item.ts";
import type { Item, Mutation } from "./item.ts";

/** The access rules of a service, and the default that it states itself. */
export function ruleItems(service: Service): readonly Item[] {
  const { allow, deny, default: own } = service.access;
  const rules = [...allow.map((rule) => ruleItem(service, "allow", rule)), ...deny.map((rule) => ruleItem(service, "deny", rule))];
  return own === null ? rules : [...rules, { kind: "rule", name: "access default", owner: service.id, origin: own.origin, mutations: [flipOwn(service, own.value)] }];
}

/** Defaults of the mesh and of namespaces. */
export function scopeItems({ mesh }: MeshModel): readonly Item[] {
  return mesh.scopes.flatMap(({ namespace, accessDefault }, index) => {
    if (accessDefault === null) return [];
    const flipped = { ...accessDefault, value: other(accessDefault.value) };
    const flip: Mutation = { change: `with \`${flipped.value}\``, apply: (model) => ({ ...model, mesh: { ...model.mesh, scopes: model.mesh.scopes.map((scope, at) => (at === index ? { ...scope, accessDefault: flipped } : scope)) } }) };
    return [{ kind: "rule" as const, name: `access default of ${namespace ?? "the mesh"}`, owner: null, origin: accessDefault.origin, mutations: [flip] }];
  });
}

function other(value: "allow" | "deny"): "allow" | "deny" {
  return value === "allow" ? "deny" : "allow";
}

function flipOwn(service: Service, value: "allow" | "deny"): Mutation {
  return onService(service.id, `with \`${other(value)}\``, (one) => (one.access.default === null ? one : { ...one, access: { ...one.access, default: { ...one.access.default, value: other(value) } } }));
}

function ruleItem(service: Service, list: "allow" | "deny", rule: AccessRule): Item {
  const change = (text: string, mutate: (rule: AccessRule) => readonly AccessRule[]): Mutation =>
    onService(service.id, text, (one) => ({ ...one, access: withRule(one.access, list, rule, mutate) }));
  const fewer = rule.from.length < 2 ? [] : rule.from.map((_, index) => change(`without subject ${index + 1}`, (one) => [{ ...one, from: one.from.filter((__, at) => at !== index) }]));
  const wider = [
    ...(rule.from.every(({ identity }) => identity.kind === "anyone") ? [] : [change("for anyone", (one) => [{ ...one, from: [anyone(rule)] }])]),
    ...(rule.to.length === 0 ? [] : [change("for every request", (one) => [{ ...one, to: [] }])]),
    ...(rule.headers.length === 0 ? [] : [change("without its headers", (one) => [{ ...one, headers: [] }])]),
    ...(rule.claims.length === 0 ? [] : [change("without its claims", (one) => [{ ...one, claims: [] }])]),
  ];
  return { kind: "rule", name: `${list} ${rule.name}`, owner: service.id, origin: rule.origin, mutations: [change("without it", () => []), ...fewer, ...wider] };
}

function anyone({ origin }: AccessRule): Subject {
  return { identity: { kind: "anyone" }, cidrs: null, origin };
}

/** A rule that goes leaves the default behind that its being there implied: who allows nobody refuses all. */
function withRule(access: Access, list: "allow" | "deny", rule: AccessRule, mutate: (rule: AccessRule) => readonly AccessRule[]): Access {
  const changed = access[list].flatMap((one) => (sameOrigin(one.origin, rule.origin) ? mutate(one) : [one]));
  const implied = access.default ?? (access.allow.length > 0 ? { value: "deny" as const, origin: rule.origin } : null);
  return { ...access, [list]: changed, default: implied };
}
