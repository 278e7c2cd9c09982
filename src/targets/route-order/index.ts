export { closeOrder } from "./close.ts";
export type { Clash, CloseOptions, Closed, ClosedArm, OrderedArm } from "./close.ts";
export { everyCall } from "./match.ts";
export type { RankedMatch, RankedPath, RankedValue } from "./match.ts";
export { matchedLengthOrder, mayTie, ranksAtLeast, rpcOrder, specifiedOrder } from "./orders.ts";
export type { RouteOrder } from "./orders.ts";
export { coversMeeting, join, mayOverlap, prefixPattern } from "./relations.ts";
