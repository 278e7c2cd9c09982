import type { Name, Wish } from "../../model/index.ts";

/** How a name in a split was written: short, long but of the same namespace, or not a Service of that namespace. */
export type ServiceName = { readonly kind: "short" | "dotted"; readonly name: Name } | { readonly kind: "foreign" };

/** A Service name in a split of `namespace`: `order`, `order.shop`, or `order.shop.svc` with any cluster domain. */
export function readServiceName(written: Wish<string>, namespace: string): ServiceName {
  const [name = "", ...rest] = written.value.split(".");
  if (rest.length === 0) return { kind: "short", name: { namespace, name } };
  const isOwn = name !== "" && rest[0] === namespace && (rest.length === 1 || rest[1] === "svc");
  return isOwn ? { kind: "dotted", name: { namespace, name } } : { kind: "foreign" };
}

/** The Service that a name in a split stands for; null when it is none of the split's namespace. */
export function serviceIn(written: Wish<string>, namespace: string): Name | null {
  const read = readServiceName(written, namespace);
  return read.kind === "foreign" ? null : read.name;
}
