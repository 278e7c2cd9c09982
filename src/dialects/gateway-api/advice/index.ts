import type { Linking } from "../link/linking.ts";
import type { GatewayResource } from "../link/listeners.ts";
import type { GatewayObject } from "../read/object.ts";
import { adviseFeatures } from "./features.ts";
import { adviseGateway } from "./gateways.ts";
import { adviseListenerSets, adviseSetRoutes, isListenerSet } from "./listener-sets.ts";
import { adviseObjects, isTrafficPolicy } from "./objects.ts";
import { adviseRoute } from "./routes.ts";
import { persistentServices } from "./sessions.ts";
import { adviseUdp, isUdpRoute } from "./udp.ts";

export { adviseStatus } from "./status.ts";

/** Adds findings about objects that are legal and hardly what was meant. */
export function advise(objects: readonly GatewayObject<unknown>[], gateways: readonly GatewayResource[], linking: Linking): void {
  const persistent = persistentServices(objects.filter(isTrafficPolicy));
  for (const route of linking.routes) adviseRoute(route, linking, persistent);
  for (const gateway of gateways) {
    adviseGateway(gateway, linking);
    adviseUdp(objects.filter(isUdpRoute), gateway, linking);
  }
  const sets = objects.filter(isListenerSet);
  adviseListenerSets(sets, gateways, linking);
  adviseSetRoutes(sets, linking);
  adviseFeatures(objects, gateways, linking);
  adviseObjects(objects, linking);
}
