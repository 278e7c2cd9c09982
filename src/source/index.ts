export type * from "./origin.ts";
export { defaultLimits } from "./limits.ts";
export type { ReadLimits } from "./limits.ts";
export { pathText } from "./path-text.ts";
export { lineText, placeOf } from "./place.ts";
export { readDocuments } from "./read.ts";
export type { ReadResult } from "./read.ts";
