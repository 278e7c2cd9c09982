import type { Profile, VendorDefault } from "../../model/index.ts";
import { hasNamespaces, installedDefault } from "./versions.ts";

const routing = "hashicorp/consul:agent/xds/routes.go";
const clusters = "hashicorp/consul:agent/xds/clusters.go";
const chains = "hashicorp/consul:agent/consul/discoverychain/compile.go";
const listeners = "hashicorp/consul:agent/xds/listeners.go";
const breakers = "envoyproxy/envoy:api/envoy/config/cluster/v3/circuit_breaker.proto";
const retrying = "envoyproxy/envoy:docs/root/configuration/http/http_filters/router_filter.rst";

/** What Consul does by itself about what a policy leaves unsaid. */
export function consulDefaults(profile: Profile): readonly VendorDefault[] {
  return [...calls, ...endpoints(profile), ...everywhere(profile)];
}

const calls: readonly VendorDefault[] = [
  { setting: "deadline", where: "the calling side, HTTP", does: "15 s", amount: 15_000, written: "ServiceRouter.routes[].destination.requestTimeout", source: routing },
  { setting: "deadline", where: "the called side, HTTP, each try", does: "15 s", amount: 15_000, written: "ProxyDefaults.config.local_request_timeout_ms", source: "hashicorp/consul:agent/xds/config/config.go" },
  { setting: "retry.attempts", where: null, does: "no further try", amount: 0, written: null, source: routing },
  { setting: "retry.on", where: "HTTP, a number of tries alone", does: "nothing is repeated", amount: null, written: null, source: routing },
  { setting: "retry.perTryTimeout", where: "HTTP", does: "none", amount: null, written: null, source: routing },
  { setting: "retry.backoff", where: "HTTP", does: "by chance, from 25 ms on, up to 250 ms", amount: 25, written: null, source: retrying },
  { setting: "retryBudget", where: null, does: "none", amount: null, written: null, source: clusters },
  { setting: "idleTimeout", where: "the calling side, a stream", does: "5 min", amount: 300_000, written: "ServiceRouter.routes[].destination.idleTimeout", source: routing },
  { setting: "idleTimeout", where: "the called side, a stream", does: "5 min", amount: 300_000, written: "ProxyDefaults.config.local_idle_timeout_ms", source: "hashicorp/consul:agent/xds/config/config.go" },
  { setting: "connectTimeout", where: "to the proxy of the called side", does: "5 s", amount: 5000, written: "ServiceResolver.connectTimeout", source: chains },
  { setting: "connectTimeout", where: "from there to the service", does: "5 s", amount: 5000, written: "ServiceDefaults.localConnectTimeoutMs", source: "hashicorp/consul:agent/xds/config/config.go" },
];

function endpoints(profile: Profile): readonly VendorDefault[] {
  const each = "each calling process and destination";
  return [
    { setting: "limits.connections", where: each, does: "1024", amount: 1024, written: "ServiceDefaults.upstreamConfig.defaults.limits.maxConnections", source: breakers },
    { setting: "limits.pending", where: each, does: "1024", amount: 1024, written: "ServiceDefaults.upstreamConfig.defaults.limits.maxPendingRequests", source: breakers },
    { setting: "limits.requests", where: each, does: "1024", amount: 1024, written: "ServiceDefaults.upstreamConfig.defaults.limits.maxConcurrentRequests", source: breakers },
    { setting: "limits.retries", where: each, does: "3 at the same time", amount: 3, written: null, source: breakers },
    {
      setting: "outlier",
      where: each,
      does: "after 5 errors in a row 30 s, at most 10 % of the endpoints; and by rates of success from 5 endpoints on",
      amount: 5,
      written: "ServiceDefaults.upstreamConfig.defaults.passiveHealthCheck.maxFailures",
      source: "envoyproxy/envoy:api/envoy/config/cluster/v3/outlier_detection.proto",
    },
    { setting: "panic", where: null, does: "none: a call fails where every endpoint is ejected", amount: 0, written: null, source: clusters },
    { setting: "loadBalancing", where: null, does: "one endpoint after the other", amount: null, written: "ServiceResolver.loadBalancer.policy", source: clusters },
    { setting: "locality", where: null, does: "zones make no difference", amount: null, written: hasNamespaces(profile) ? "ServiceResolver.prioritizeByLocality.mode" : null, source: "hashicorp/consul:agent/structs/config_entry_discoverychain.go" },
    { setting: "noMatch", where: "HTTP", does: "forwards to the service, for 15 s", amount: 15_000, written: "ServiceRouter.routes[]", source: chains },
  ];
}

function everywhere({ settings }: Profile): readonly VendorDefault[] {
  const refuses = installedDefault(settings) === "deny";
  return [
    { setting: "access", where: null, does: refuses ? "nobody is let in" : "everybody is let in", amount: null, written: refuses ? "ServiceIntentions.sources[].action" : null, source: "hashicorp/consul:agent/xds/rbac.go" },
    { setting: "mtls", where: "the called side", does: "strict: calls without mutual TLS are refused", amount: null, written: "ServiceDefaults.mutualTLSMode", source: listeners },
    { setting: "egress", where: "destinations that the mesh does not know", does: "let out", amount: null, written: null, source: "hashicorp/consul-k8s:control-plane/api/v1alpha1/mesh_types.go" },
    { setting: "headers", where: "HTTP", does: "adds `x-request-id`, `x-forwarded-proto` and `x-forwarded-client-cert`", amount: null, written: null, source: listeners },
    { setting: "rewrite", where: "HTTP", does: "none; the called side resolves dot segments before it asks who may enter", amount: null, written: null, source: listeners },
  ];
}
