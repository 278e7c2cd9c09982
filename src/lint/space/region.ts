import { authorityPredicate, pathPredicate, serverNamePredicate } from "../../model/condition-predicates.ts";
import { headerDimension } from "../../model/evaluate.ts";
import type { Conditions, NamedMatch, PathMatch, TextPredicate, ValueMatch } from "../../model/index.ts";

/**
 * A condition on one aspect of a request: one of the questions must be answered as wanted. Aspects are the dimensions of
 * the model, `scope` (namespace of the caller), `identity`, `port`, and one for each claim and address block.
 */
export interface Clause {
  readonly dimension: string;
  readonly any: readonly { readonly predicate: TextPredicate; readonly wanted: boolean }[];
}

/** A set of requests: all clauses hold. */
export type Region = readonly Clause[];

/** The requests that conditions of an arm hold for. */
export function regionOf(when: Conditions): Region {
  return [
    ...pathClauses(when.path),
    ...methodClauses(when.methods),
    ...when.headers.map(headerClause),
    ...when.query.map(({ name, match }) => valueClause(`query:${name}`, match)),
    ...(when.authority === null ? [] : [valueClause("authority", when.authority)]),
    ...when.claims.map(claimClause),
    ...(when.callers === null ? [] : [anyOf("scope", when.callers.map(exactly))]),
    ...(when.sni === null ? [] : [anyOf("sni", when.sni.map(serverNamePredicate))]),
  ];
}

/** The clause of a path condition, if there is one. */
export function pathClauses(path: PathMatch | null): Region {
  return path === null ? [] : [anyOf("path", [pathPredicate(path)])];
}

/** The clause of a list of methods, if there is one. */
export function methodClauses(methods: readonly string[] | null): Region {
  return methods === null ? [] : [anyOf("method", methods.map(exactly))];
}

/** The clause of a condition on a header; pseudo-headers are what they stand for. */
export function headerClause({ name, match }: NamedMatch): Clause {
  return valueClause(headerDimension(name), match);
}

/** A claim may have several values, so each question about one is an aspect of its own. */
export function claimClause({ name, match }: NamedMatch): Clause {
  const positive = match.kind === "not" ? match.match : match;
  return { dimension: `claim:${name} ${JSON.stringify(positive)}`, any: [{ predicate: { kind: "present" }, wanted: match.kind !== "not" }] };
}

/** The clause that one of the questions is answered yes. */
export function anyOf(dimension: string, predicates: readonly TextPredicate[]): Clause {
  return { dimension, any: predicates.map((predicate) => ({ predicate, wanted: true })) };
}

/** The question for one value. */
export function exactly(value: string): TextPredicate {
  return { kind: "exact", value };
}

function valueClause(dimension: string, match: ValueMatch): Clause {
  const positive = match.kind === "not" ? match.match : match;
  const predicate = dimension === "authority" ? authorityPredicate(positive) : positive;
  return { dimension, any: [{ predicate, wanted: match.kind !== "not" }] };
}
