import type { Values } from "./grid.ts";

/** A request in words: `GET /orders/7?full=1 with x-cohort: beta`. */
export function requestText(values: Values): string {
  const path = values.get("path") ?? "/";
  const named = (kind: string): readonly (readonly [string, string])[] =>
    [...values].flatMap(([dimension, value]) => (dimension.startsWith(kind) && value !== null ? [[dimension.slice(kind.length), value] as const] : []));
  const query = named("query:").map(([name, value]) => `${name}=${value}`).join("&");
  const headers = named("header:").map(([name, value]) => `${name}: ${value}`);
  const host = values.get("authority") ?? values.get("sni") ?? null;
  const scope = values.get("scope") ?? null;
  return [
    `${values.get("method") ?? "GET"} ${path}${query === "" ? "" : `?${query}`}`,
    ...(host === null ? [] : [`to ${host}`]),
    ...(headers.length === 0 ? [] : [`with ${headers.join(", ")}`]),
    ...(scope === null ? [] : [`from namespace ${scope}`]),
  ].join(" ");
}
