import * as all from "./all.ts";
import type { Target } from "./target.ts";

/** Every back end, by name. A new one is a folder and a line in `all.ts`. */
export const targets: readonly Target[] = Object.values<Target>(all).sort((a, b) => (a.name < b.name ? -1 : 1));
