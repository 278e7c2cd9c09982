import type { Profile, VendorDefault } from "../../model/index.ts";

const guide = "awsdocs/aws-app-mesh-user-guide:doc_source/";
const api = "boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json";
const envoyDefaults = `${guide}envoy-defaults.md`;
const cluster = "envoyproxy/data-plane-api:envoy/config/cluster/v3/cluster.proto";
const routes = "envoyproxy/data-plane-api:envoy/config/route/v3/route_components.proto";

/** Where the fields of the objects stand: in the controller's kinds, or in requests to the AWS API. */
interface Places {
  readonly route: string;
  readonly node: string;
  readonly mesh: string;
  readonly gatewayRoute: string;
}

const kinds: Places = { route: "VirtualRouter.routes[]", node: "VirtualNode", mesh: "Mesh", gatewayRoute: "GatewayRoute" };
const requests: Places = { route: "CreateRoute.spec", node: "CreateVirtualNode.spec", mesh: "CreateMesh.spec", gatewayRoute: "CreateGatewayRoute.spec" };

/**
 * What App Mesh does by itself about what a policy leaves unsaid. The hidden retries belong to the account and not to the
 * mesh: the setting `defaultRetryPolicy` says whether it has them.
 */
export function appmeshDefaults(profile: Profile): readonly VendorDefault[] {
  const places = profile.name === "api" ? requests : kinds;
  return [...times(places), ...retries(places, profile), ...limits(), ...endpoints(places, profile), ...rest(places)];
}

function times({ route, node }: Places): readonly VendorDefault[] {
  return [
    { setting: "deadline", where: "the calling side, HTTP and gRPC", does: "15 s, streams too", amount: 15_000, written: `${route}.httpRoute.timeout.perRequest`, source: `${guide}virtual_nodes.md` },
    { setting: "deadline", where: "the called side, HTTP and gRPC", does: "15 s, streams too", amount: 15_000, written: `${node}.listeners[].timeout.http.perRequest`, source: `${guide}virtual_nodes.md` },
    { setting: "idleTimeout", where: "the calling side", does: "300 s", amount: 300_000, written: `${route}.httpRoute.timeout.idle`, source: `${guide}virtual_nodes.md` },
    { setting: "idleTimeout", where: "the called side", does: "300 s", amount: 300_000, written: `${node}.listeners[].timeout.http.idle`, source: `${guide}virtual_nodes.md` },
    { setting: "connectTimeout", where: null, does: "not stated, and no field says otherwise", amount: null, written: null, source: api },
  ];
}

function retries({ route }: Places, { settings }: Profile): readonly VendorDefault[] {
  const policy = `${route}.httpRoute.retryPolicy`;
  const hidden = settings["defaultRetryPolicy"] !== "false";
  const where = "HTTP and gRPC, any method";
  return [
    { setting: "retry.attempts", where, does: hidden ? "2 further tries, in accounts without a mesh before 29 July 2020" : "no further try, in accounts with a mesh before 29 July 2020", amount: hidden ? 2 : 0, written: `${policy}.maxRetries`, source: envoyDefaults },
    { setting: "retry.on", where, does: hidden ? "after 503, `unavailable`, `connect-failure`, `refused-stream` and `reset`" : "never", amount: null, written: `${policy}.maxRetries`, source: envoyDefaults },
    { setting: "retry.perTryTimeout", where, does: "none", amount: null, written: `${policy}.perRetryTimeout`, source: routes },
    { setting: "retry.backoff", where, does: "by chance, from 25 ms on, up to 250 ms", amount: 25, written: null, source: routes },
    { setting: "retryBudget", where, does: "none", amount: null, written: null, source: envoyDefaults },
  ];
}

function limits(): readonly VendorDefault[] {
  const where = "each client";
  const limit = (setting: VendorDefault["setting"], older: number): VendorDefault => ({ setting, where, does: `unlimited; ${older} in accounts with a mesh before 29 July 2020`, amount: null, written: null, source: envoyDefaults });
  return [limit("limits.connections", 1024), limit("limits.pending", 1024), limit("limits.requests", 1024), limit("limits.retries", 3)];
}

/** Only the DNS of a cluster can be told to list endpoints; in Cloud Map they always are. */
function endpoints({ node }: Places, { name, settings }: Profile): readonly VendorDefault[] {
  const dns = settings["discovery"] === "dns" || (settings["discovery"] !== "cloudMap" && name !== "api");
  const listing = { setting: "loadBalancing", where: "endpoints found by DNS", does: "one address at a time, chosen by connection", amount: null, written: `${node}.serviceDiscovery.dns.responseType`, source: `${guide}virtual_nodes.md` } as const;
  return [
    { setting: "outlier", where: null, does: "off", amount: null, written: null, source: api },
    { setting: "panic", where: null, does: "not stated; Envoy calls every endpoint where fewer than 50 % are healthy", amount: 50, written: null, source: cluster },
    { setting: "loadBalancing", where: "endpoints that are listed", does: "each in turn", amount: null, written: null, source: "aws/aws-app-mesh-roadmap, issue 70" },
    ...(dns ? [listing] : []),
    { setting: "locality", where: null, does: "every endpoint alike", amount: null, written: null, source: "aws/aws-app-mesh-roadmap, issue 94" },
  ];
}

function rest({ mesh, gatewayRoute }: Places): readonly VendorDefault[] {
  return [
    { setting: "noMatch", where: "HTTP and gRPC", does: "404", amount: null, written: null, source: `${guide}troubleshooting-connectivity.md` },
    { setting: "access", where: null, does: "everybody is let in", amount: null, written: null, source: `${guide}tls.md` },
    { setting: "mtls", where: null, does: "off: plain text", amount: null, written: null, source: `${guide}tls.md` },
    { setting: "egress", where: "destinations that a caller does not list", does: "dropped, but for `*.amazonaws.com`", amount: null, written: `${mesh}.egressFilter.type`, source: `${api}, EgressFilter` },
    { setting: "headers", where: "answers, HTTP", does: "sets `server: envoy`", amount: null, written: null, source: "aws/aws-app-mesh-roadmap, issue 280" },
    { setting: "rewrite", where: "gateways, the path", does: "the matched prefix becomes `/`", amount: null, written: `${gatewayRoute}.httpRoute.action.rewrite.prefix.defaultPrefix`, source: `${guide}gateway-routes.md` },
    { setting: "rewrite", where: "gateways, the host", does: "the host becomes the virtual service's name", amount: null, written: `${gatewayRoute}.httpRoute.action.rewrite.hostname.defaultTargetHostname`, source: `${guide}gateway-routes.md` },
  ];
}
