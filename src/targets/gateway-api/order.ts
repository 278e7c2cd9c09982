import type { Profile } from "../../model/index.ts";
import { orderWithPatterns, specifiedOrder } from "../route-order/index.ts";
import type { PatternRank, RouteOrder } from "../route-order/index.ts";

const ranks: readonly PatternRank[] = ["last", "length", "first"];

/** The order of HTTPRoutes; patterns have a rank in it only where the setting `regexRank` states the implementation's. */
export function httpOrder({ settings }: Profile): RouteOrder {
  const rank = ranks.find((each) => each === settings["regexRank"]);
  return rank === undefined ? specifiedOrder : orderWithPatterns(rank, (pattern) => anchored(pattern).length);
}

/** Means the same whether patterns are matched whole or in part. */
export function anchored(pattern: string): string {
  return `^(?:${pattern})$`;
}
