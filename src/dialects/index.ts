import type { Dialect } from "./dialect.ts";

/** All front ends, in the order in which they read; a new one is one line. */
export const dialects: readonly Dialect[] = [];
