// Every back end. A new one is a folder, and a line here.
export { appmesh } from "./appmesh/index.ts";
export { consul } from "./consul/index.ts";
export { gatewayApi } from "./gateway-api/index.ts";
export { istio } from "./istio/index.ts";
export { linkerd } from "./linkerd/index.ts";
