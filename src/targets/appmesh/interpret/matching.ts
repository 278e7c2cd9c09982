import { headerDimension } from "../../../model/evaluate.ts";
import type { TextPredicate } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";
import type { HeaderMatcher, Route, RouteMatch } from "./config.ts";

/** Whether all conditions of a route hold (`envoyproxy/data-plane-api:envoy/config/route/v3/route_components.proto`). */
export function routeHolds(ask: Ask, { match, protocol }: Route): boolean {
  if (protocol === "tcp") return true;
  return pathHolds(ask, match) && methodHolds(ask, match) && headersHold(ask, match.headers) && queryHolds(ask, match.query) && schemeHolds(ask, match);
}

function pathHolds(ask: Ask, { path, grpc }: RouteMatch): boolean {
  if (path !== null) return path.value === "/" && path.kind === "prefix" ? true : ask.view.test({ dimension: "path", predicate: { kind: path.kind, value: path.value } });
  if (grpc.service === null) return true;
  const predicate: TextPredicate = grpc.method === null ? { kind: "segments", value: `/${grpc.service}` } : { kind: "exact", value: `/${grpc.service}/${grpc.method}` };
  return ask.view.test({ dimension: "path", predicate });
}

function methodHolds({ view }: Ask, { method }: RouteMatch): boolean {
  return method === null || view.test({ dimension: "method", predicate: { kind: "exact", value: method } });
}

function schemeHolds({ view }: Ask, { scheme }: RouteMatch): boolean {
  return scheme === null || view.test({ dimension: "scheme", predicate: { kind: "exact", value: scheme } });
}

/** An inverted matcher of a value does not hold without the header; inverted presence is absence. */
function headersHold(ask: Ask, headers: RouteMatch["headers"]): boolean {
  return headers.every(({ name, match, invert }) => {
    const dimension = headerDimension(name);
    const present = (): boolean => ask.view.test({ dimension, predicate: { kind: "present" } });
    if (match === null) return present() !== invert;
    const holds = ask.view.test({ dimension, predicate: predicateOf(match, ask) });
    return invert ? !holds && present() : holds;
  });
}

/** Longest range whose numbers are written out. */
const longestRange = 1000;

/** A range is half open, over whole decimal numbers. */
function predicateOf(match: NonNullable<HeaderMatcher>, ask: Ask): TextPredicate {
  if (match.kind !== "range") return { kind: match.kind, value: match.value };
  const { start, end } = match;
  if (end - start > longestRange) ask.unsupported(`a range of more than ${longestRange} numbers`);
  const numbers = Array.from({ length: Math.max(0, Math.min(end - start, longestRange)) }, (_, index) => `${start + index}`.replace("-", "\\-"));
  return { kind: "regex", value: numbers.length === 0 ? "[^\\x00-\\x{10FFFF}]" : numbers.join("|") };
}

function queryHolds({ view }: Ask, query: RouteMatch["query"]): boolean {
  return query.every(({ name, exact }) => view.test({ dimension: `query:${name}`, predicate: exact === null ? { kind: "present" } : { kind: "exact", value: exact } }));
}
