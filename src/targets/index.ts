import { gatewayApi } from "./gateway-api/index.ts";
import { appmesh } from "./appmesh/index.ts";
import { consul } from "./consul/index.ts";
import { istio } from "./istio/index.ts";
import { linkerd } from "./linkerd/index.ts";
import type { Target } from "./target.ts";

/** Every back end, in the order in which they are shown. A new one is a folder and a line here. */
export const targets: readonly Target[] = [istio, linkerd, consul, gatewayApi, appmesh];
