import type { Wish } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";

/** Where the first of some fields of a wish is written, else the whole of it. */
export function fieldOf({ origin, origins }: Wish<unknown>, ...fields: readonly string[]): Origin {
  return fields.flatMap((field) => origins?.[field] ?? [])[0] ?? origin;
}
