import type { Caller, Dimension, GatewayEntryPoint, Protocol, Request, ServiceEntryPoint } from "../model/index.ts";

/** A value of one dimension: text, a list (claims only), a caller, or null for absent. */
export type Value = string | readonly string[] | Caller | null;

/** Values by dimension; a dimension that is not there has its default. */
export type Values = ReadonlyMap<Dimension, Value>;

/** Where the calls of a proof arrive. */
export interface Entry {
  readonly point: ServiceEntryPoint | GatewayEntryPoint;
  readonly protocol: Protocol;
  /** The authority (of TLS calls the server name) where no question is asked about it. */
  readonly authority: string;
}

/** Where calls come from where nobody asks: every caller has an address. */
export const usualAddress = "10.0.0.1";

/** Who calls where nobody asks: an account of the called namespace, or somebody outside the mesh at a gateway. */
export function defaultCaller(entry: Entry): Caller {
  if ("gateway" in entry.point) return { namespace: "outside", serviceAccount: null };
  return { namespace: entry.point.namespace, serviceAccount: "default" };
}

/** The concrete request with these values, in the public shape. */
export function requestOf(entry: Entry, values: Values): Request {
  const sni = textOf(values, "sni");
  const point = entry.point;
  const to = "gateway" in point && sni !== null ? { ...point, sni } : point;
  const base = { from: callerOf(entry, values), to, protocol: entry.protocol };
  if (entry.protocol === "tcp") return base;
  if (entry.protocol === "tls") return "gateway" in point ? base : { ...base, authority: sni ?? entry.authority };
  const [method, scheme, authority] = [textOf(values, "method"), textOf(values, "scheme"), textOf(values, "authority")];
  const headers = named(values, "header:");
  return {
    ...base,
    method: method ?? (entry.protocol === "grpc" ? "POST" : "GET"),
    ...(scheme !== null && { scheme: scheme === "https" ? ("https" as const) : ("http" as const) }),
    authority: authority ?? entry.authority,
    path: (textOf(values, "path") ?? "/") + queryOf(named(values, "query:")),
    ...(Object.keys(headers).length > 0 && { headers }),
  };
}

function callerOf(entry: Entry, values: Values): Caller {
  const caller = values.get("caller");
  const ip = textOf(values, "peer");
  const claims = claimsOf(values);
  const known = typeof caller === "object" && caller !== null && "namespace" in caller ? caller : defaultCaller(entry);
  return { ...known, ip: ip ?? usualAddress, ...(Object.keys(claims).length > 0 && { claims }) };
}

function claimsOf(values: Values): Record<string, string | readonly string[]> {
  const claims: Record<string, string | readonly string[]> = {};
  for (const [dimension, value] of values) {
    if (!dimension.startsWith("claim:") || value === null) continue;
    if (typeof value === "string" || !("namespace" in value)) claims[dimension.slice("claim:".length)] = value;
  }
  return claims;
}

function named(values: Values, prefix: "header:" | "query:"): Readonly<Record<string, string>> {
  const found = [...values].flatMap(([dimension, value]): [string, string][] =>
    dimension.startsWith(prefix) && typeof value === "string" ? [[dimension.slice(prefix.length), value]] : [],
  );
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function textOf(values: Values, dimension: Dimension): string | null {
  const value = values.get(dimension);
  return typeof value === "string" ? value : null;
}
