import type { Dialect } from "./dialect.ts";
import { gatewayApi } from "./gateway-api/index.ts";
import { native } from "./native/index.ts";
import { smi } from "./smi/index.ts";

/** All front ends, in the order in which they read; a new one is one line. */
export const dialects: readonly Dialect[] = [native, smi, gatewayApi];
