import type { Profile } from "../../../model/index.ts";
import { matchedLengthOrder, specifiedOrder } from "../../route-order/index.ts";
import type { RouteOrder } from "../../route-order/index.ts";

/** Orders that manifests must be right in; `assumed` where they rest on the ranking of today's proxies. */
export interface Orders {
  readonly orders: readonly RouteOrder[];
  readonly assumed: boolean;
}

/**
 * What is tried, the best first: right in the order of proxies up to 2.366 and in that of the specification, which later
 * ones follow (linkerd2-proxy pull request 4604); else in the order that the installation states.
 */
export function orderChoices({ settings }: Profile): readonly Orders[] {
  if (settings["routeRanking"] === "specification") return [{ orders: [specifiedOrder], assumed: false }];
  return [
    { orders: [matchedLengthOrder, specifiedOrder], assumed: false },
    { orders: [matchedLengthOrder], assumed: true },
  ];
}

/** The order in which a tie is as bad as a lower rank: for arms that stand in several objects, whose age would decide. */
export function strictly(order: RouteOrder): RouteOrder {
  return { name: `${order.name}, without ties`, compare: (a, b) => order.compare(a, b).map((sign) => (sign === 0 ? -1 : sign)) };
}
