import type { Linking } from "../link/linking.ts";
import type { GatewayResource } from "../link/listeners.ts";
import type { GatewayObject } from "../read/object.ts";
import { adviseObjects } from "./objects.ts";
import { adviseRoute } from "./routes.ts";

export { adviseStatus } from "./status.ts";

/** Adds findings about objects that are legal and hardly what was meant. */
export function advise(objects: readonly GatewayObject<unknown>[], gateways: readonly GatewayResource[], linking: Linking): void {
  for (const route of linking.routes) adviseRoute(route, linking, gateways);
  adviseObjects(objects, linking);
}
