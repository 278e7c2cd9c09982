import type { AuthorizationPolicy, AuthorizationRule, OperationField, SourceField } from "./config.ts";
import { fieldHolds, whenHolds } from "./access-fields.ts";
import type { Enforcement } from "./access-fields.ts";

/** What the enforcing proxy can see: all of a request, the connection only, or what ztunnel keeps of a connection. */
export type Sight = "http" | "tcp" | "ztunnel";

type Field = SourceField | OperationField;

const httpFields: readonly Field[] = ["requestPrincipals", "remoteIpBlocks", "hosts", "methods", "paths"];
const ztunnelKeys = ["source.ip", "source.namespace", "source.principal", "destination.ip", "destination.port"];

function seesField(sight: Sight, field: Field): boolean {
  return sight === "http" || !httpFields.includes(field);
}

function seesKey(sight: Sight, key: string): boolean {
  if (sight === "ztunnel") return ztunnelKeys.includes(key);
  return sight === "http" || !key.startsWith("request.");
}

/**
 * The rule as the proxy compiles it. Where it cannot see a field, ALLOW loses the rule and the other actions lose the
 * field (istio/istio:pilot/pkg/security/authz/builder/builder.go); ztunnel drops a DENY rule of which one part is left empty
 * (istio/istio:pilot/pkg/serviceregistry/ambient/authorization.go).
 */
export function compileRule(rule: AuthorizationRule, action: AuthorizationPolicy["action"], sight: Sight): AuthorizationRule | null {
  const seen: AuthorizationRule = {
    from: rule.from.map((source) => kept(source, sight)),
    to: rule.to.map((operation) => kept(operation, sight)),
    when: rule.when.filter(({ key }) => seesKey(sight, key)),
  };
  if (action === "ALLOW") return size(seen) === size(rule) ? seen : null;
  if (sight !== "ztunnel") return seen;
  return withoutEmptyParts(rule, seen);
}

function withoutEmptyParts(rule: AuthorizationRule, seen: AuthorizationRule): AuthorizationRule | null {
  const from = seen.from.filter((source) => Object.keys(source).length > 0);
  const to = seen.to.filter((operation) => Object.keys(operation).length > 0);
  const emptied = (from.length === 0 && rule.from.length > 0) || (to.length === 0 && rule.to.length > 0) || seen.when.length < rule.when.length;
  return emptied ? null : { from, to, when: seen.when };
}

function kept<T extends object>(fields: T, sight: Sight): T {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => seesField(sight, field as Field))) as T;
}

function size({ from, to, when }: AuthorizationRule): number {
  return [...from, ...to].reduce((sum, fields) => sum + Object.keys(fields).length, when.length);
}

/** Whether a rule holds: any source, any operation, every condition; an absent part holds (istio/istio:pilot/pkg/security/authz/model/model.go). */
export function ruleHolds(at: Enforcement, { from, to, when }: AuthorizationRule): boolean {
  return anyItem(at, to) && anyItem(at, from) && when.every((condition) => whenHolds(at, condition));
}

function anyItem(at: Enforcement, list: AuthorizationRule["from"] | AuthorizationRule["to"]): boolean {
  return list.length === 0 || list.some((fields) => Object.entries(fields).every(([field, values]) => fieldHolds(at, field as Field, values)));
}
