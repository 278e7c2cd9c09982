import type { Name } from "../../src/model/index.ts";

/** The policy with every version under one Service, as instances in Cloud Map are registered. */
export function underOneService<T>(value: T): T {
  if (Array.isArray(value)) return value.map(underOneService) as T;
  if (typeof value !== "object" || value === null || value instanceof Map) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, underOneService<unknown>(field)]));
  const { service, labels } = value as { readonly service?: Name; readonly labels?: unknown };
  return (service?.name === "order-v1" && labels !== undefined ? { ...inner, service: { ...service, name: "order" }, labels: { version: "v1" } } : inner) as T;
}
