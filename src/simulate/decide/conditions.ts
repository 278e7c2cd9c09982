import type { Conditions, GatewayEntry, NamedMatch, ValueMatch } from "../../model/index.ts";
import { headerDimension } from "../../model/evaluate.ts";
import type { Dimension, PositiveText, Test } from "./view.ts";
import { authorityPredicate, pathPredicate, serverNamePredicate, valuePredicate } from "../../model/condition-predicates.ts";
import type { Hop } from "./hop.ts";

/** Whether the conditions of an arm hold for the request as the routing proxy sees it. */
export function conditionsHold(when: Conditions, hop: Hop, test: Test): boolean {
  return (
    (when.path === null || test.text("path", pathPredicate(when.path))) &&
    methodHolds(when.methods, test) &&
    when.headers.every((match) => headerHolds(match, test)) &&
    when.query.every(({ name, match }) => valueHolds(match, `query:${name}`, test)) &&
    (when.authority === null || valueHolds(when.authority, "authority", test)) &&
    claimsHold(when.claims, hop, test) &&
    (when.callers === null || when.callers.some((namespace) => callsFrom(namespace, hop, test))) &&
    (when.sni === null || when.sni.some((name) => test.text("sni", serverNamePredicate(name))))
  );
}

/** Whether the method is one of a list; null asks nothing. */
export function methodHolds(methods: readonly string[] | null, test: Test): boolean {
  return methods === null || methods.some((value) => test.text("method", { kind: "exact", value }));
}

/** Whether a condition on a header holds; pseudo-headers and `host` are what they stand for. */
export function headerHolds({ name, match }: NamedMatch, test: Test): boolean {
  return valueHolds(match, headerDimension(name), test);
}

/** `not` is plain negation: it also holds when the value is absent. */
export function valueHolds(match: ValueMatch, dimension: Dimension, test: Test): boolean {
  if (match.kind === "not") return !test.text(dimension, predicateFor(match.match, dimension));
  return test.text(dimension, predicateFor(match, dimension));
}

function predicateFor(match: PositiveText, dimension: Dimension) {
  return dimension === "authority" ? authorityPredicate(match) : valuePredicate(match);
}

/** No mesh evaluates claims at the caller: arms with claims exist only behind a gateway. */
function claimsHold(claims: readonly NamedMatch[], hop: Hop, test: Test): boolean {
  if (claims.length === 0) return true;
  return hop.kind === "gateway" && claims.every(({ name, match }) => valueHolds(match, `claim:${name}`, test));
}

function callsFrom(namespace: string, hop: Hop, test: Test): boolean {
  return hop.kind === "gateway" ? hop.gateway.namespace === namespace : test.caller({ kind: "scope", namespace });
}

/** The path condition that a gateway entry adds to each arm, as the arms' own conditions are written. */
export function entryPath(entry: GatewayEntry | null): Conditions["path"] {
  return entry === null || entry.path === null ? null : { kind: "prefix", value: entry.path, origin: entry.origin };
}
