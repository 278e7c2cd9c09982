import type { PositiveMatch } from "../../../model/index.ts";
import type { RankedMatch, RankedPath, RankedValue } from "../../route-order/index.ts";
import { anchored } from "../order.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";

/** A match of an HTTPRoute; path and types are always written, since the API server would fill them in. */
export function httpMatch(match: RankedMatch): Json {
  return compact({
    path: pathFields(match.path),
    headers: named(match.headers),
    queryParams: named(match.query),
    method: match.method ?? undefined,
  });
}

/** A match of a GRPCRoute. */
export function grpcMatch({ path, headers }: RankedMatch): Json {
  const { service, method } = path.kind === "rpc" ? path : { service: null, method: null };
  const called = service === null && method === null ? undefined : compact({ type: "Exact", service: service ?? undefined, method: method ?? undefined });
  return compact({ method: called, headers: named(headers) });
}

function pathFields(path: RankedPath): Json {
  switch (path.kind) {
    case "exact":
      return { type: "Exact", value: path.value };
    case "prefix":
      return { type: "PathPrefix", value: path.value };
    case "regex":
      return { type: "RegularExpression", value: anchored(path.value) };
    case "rpc":
      throw new Error("a gRPC call is no path condition of an HTTPRoute");
  }
}

function named(values: readonly RankedValue[]): readonly Json[] | undefined {
  return values.length === 0 ? undefined : values.map(valueFields);
}

function valueFields({ name, match }: RankedValue): Json {
  return match.kind === "exact" ? { type: "Exact", name, value: match.value } : { type: "RegularExpression", name, value: anchored(patternOf(match)) };
}

function patternOf(match: Exclude<PositiveMatch, { readonly kind: "exact" }>): string {
  switch (match.kind) {
    case "prefix":
      return `${quoted(match.value)}.*`;
    case "suffix":
      return `.*${quoted(match.value)}`;
    case "contains":
      return `.*${quoted(match.value)}.*`;
    case "regex":
      return match.value;
    case "present":
      return ".*";
  }
}

function quoted(text: string): string {
  return text.replace(/[^A-Za-z0-9/_~ -]/g, (char) => `\\${char}`);
}
