import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Arm } from "../../model/index.ts";
import type { Rule, RoutePlace } from "../rule.ts";
import { listed, routeOf } from "../words.ts";

/** Findings of this lint. */
export const matchOrDiagnostics = defineDiagnostics({
  "match-or-instead-of-and": {
    code: "MW3028",
    severity: "warning",
    what: (p: { route: string; methods: readonly string[]; path: string }) => `${p.route} takes every ${listed(p.methods)} call, not only those to \`${p.path}\`: the two matches are alternatives`,
    why: "each item of a list is a match of its own; the fields of one item hold together",
    help: "join them into one item: `{ methods: [GET], path: { prefix: /orders } }`",
  },
});

/** Two matches of one route of which one has methods alone, and the other a path alone. */
export const matchOr: Rule = {
  route: (place) => (place.port?.protocol === "grpc" || place.own.length < 2 ? [] : alternatives(place)),
};

function alternatives(place: RoutePlace): readonly Diagnostic[] {
  const items = [...new Map(place.own.map((arm) => [arm.origin.start, arm])).values()];
  const methods = items.find(({ when }) => fieldsOf(when).join() === "methods");
  const path = items.find(({ when }) => fieldsOf(when).join() === "path");
  if (items.length !== 2 || methods === undefined || path?.when.path == null) return [];
  const asked = [...new Set(place.own.flatMap(({ when, origin }) => (origin.start === methods.origin.start ? (when.methods ?? []) : [])))];
  if (asked.every((method) => method === "OPTIONS")) return [];
  const parameters = { route: routeOf(place), methods: asked, path: path.when.path.value };
  return [matchOrDiagnostics["match-or-instead-of-and"].report({ at: methods.when.origins?.methods ?? methods.origin, with: parameters, related: [{ origin: path.when.path.origin, note: "the other match" }] })];
}

function fieldsOf({ path, methods, headers, query, authority, claims, sni }: Arm["when"]): readonly string[] {
  const written = { path, methods, headers: headers[0] ?? null, query: query[0] ?? null, authority, claims: claims[0] ?? null, sni };
  return Object.entries(written).flatMap(([name, value]) => (value === null ? [] : [name]));
}
