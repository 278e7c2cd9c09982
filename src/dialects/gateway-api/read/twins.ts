import type { GatewayObject } from "./object.ts";

/** Each object once: of two with one kind and name the first stays; that they differ is said of policies of every dialect. */
export function withoutTwins(objects: readonly GatewayObject<unknown>[]): readonly GatewayObject<unknown>[] {
  const first = new Map<string, GatewayObject<unknown>>();
  for (const object of objects) if (!first.has(object.title)) first.set(object.title, object);
  return [...first.values()];
}
