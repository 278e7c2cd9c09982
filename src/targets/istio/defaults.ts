import type { Profile, VendorDefault } from "../../model/index.ts";
import { atLeast } from "./versions.ts";

const routing = "istio/istio:pilot/pkg/networking/core/route/route.go";
const retrying = "istio/istio:pilot/pkg/networking/core/route/retry/retry.go";
const policies = "istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go";
const meshConfig = "istio/istio:pkg/config/mesh/mesh.go";
const authorization = "istio/istio:pilot/pkg/security/authz/builder/builder.go";
const authentication = "istio/istio:pilot/pkg/security/authn/policy_applier.go";

/**
 * What Istio does by itself about what a policy leaves unsaid. The defaults of a mesh can be other ones since its `MeshConfig`
 * has fields for them; those that matter are written into the manifests, so that they hold whatever it says.
 */
export function istioDefaults(profile: Profile): readonly VendorDefault[] {
  return [...(profile.name === "ambient" ? connections : [...requests(profile), ...endpoints(profile)]), ...everywhere(profile)];
}

/** ztunnel alone forwards connections and reads no request (`istio/ztunnel:src/proxy/outbound.rs`). */
const connections: readonly VendorDefault[] = [
  { setting: "deadline", where: "ztunnel forwards connections", does: "none", amount: null, written: null, source: "istio/ztunnel:src/proxy/outbound.rs" },
  { setting: "retry.attempts", where: "ztunnel forwards connections", does: "no further try", amount: 0, written: null, source: "istio/ztunnel:src/proxy/outbound.rs" },
  { setting: "loadBalancing", where: "ztunnel forwards connections", does: "an endpoint by chance", amount: null, written: null, source: "istio/ztunnel:src/state.rs" },
];

function requests({ version }: Profile): readonly VendorDefault[] {
  const retried = "`connect-failure`, `refused-stream`, `unavailable`, `cancelled`";
  return [
    { setting: "deadline", where: "HTTP", does: "none", amount: null, written: null, source: routing },
    { setting: "retry.attempts", where: "HTTP, any method", does: "2 further tries", amount: 2, written: "VirtualService.http[].retries.attempts", source: retrying },
    { setting: "retry.on", where: "HTTP, any method", does: `after ${retried}`, amount: null, written: "VirtualService.http[].retries.attempts", source: retrying },
    { setting: "retry.perTryTimeout", where: "HTTP", does: "none", amount: null, written: null, source: retrying },
    { setting: "retry.backoff", where: "HTTP", does: "by chance, from 25 ms on, up to ten times the base", amount: 25, written: "VirtualService.http[].retries.backoff", source: "envoyproxy/envoy:docs/root/configuration/http/http_filters/router_filter.rst" },
    { setting: "retryBudget", where: "HTTP", does: atLeast(version, "1.27") ? "none; a `retryBudget` without percentage is 20 %, in old patches 0.2 %" : "none", amount: null, written: null, source: policies },
    { setting: "idleTimeout", where: "a stream", does: "none", amount: null, written: null, source: "istio/istio:pilot/pkg/networking/core/listener_builder.go" },
  ];
}

function endpoints({ version }: Profile): readonly VendorDefault[] {
  const ejection = atLeast(version, "1.31") ? "off, unless `MeshConfig.defaultTrafficPolicy` says otherwise" : "off";
  return [
    { setting: "connectTimeout", where: null, does: "10 s, by `MeshConfig.connectTimeout`", amount: 10_000, written: null, source: meshConfig },
    { setting: "limits.connections", where: "each client", does: "unlimited", amount: null, written: null, source: policies },
    { setting: "limits.pending", where: "each client, HTTP", does: "unlimited", amount: null, written: null, source: policies },
    { setting: "limits.requests", where: "each client, HTTP", does: "unlimited", amount: null, written: null, source: policies },
    { setting: "limits.retries", where: "each client, HTTP", does: "unlimited", amount: null, written: null, source: policies },
    { setting: "outlier", where: null, does: ejection, amount: null, written: null, source: policies },
    { setting: "panic", where: "with outlier ejection", does: "none: a call fails where every endpoint is ejected", amount: 0, written: "DestinationRule.trafficPolicy.outlierDetection.minHealthPercent", source: policies },
    { setting: "loadBalancing", where: null, does: "least requests of two endpoints", amount: null, written: "DestinationRule.trafficPolicy.loadBalancer.simple", source: policies },
    { setting: "locality", where: "with outlier ejection", does: "the caller's own zone first", amount: null, written: "DestinationRule.trafficPolicy.loadBalancer.localityLbSetting.enabled", source: "istio/istio:pilot/pkg/networking/core/loadbalancer/loadbalancer.go" },
    { setting: "noMatch", where: "HTTP", does: "404", amount: null, written: null, source: "istio/istio:pilot/pkg/networking/core/httproute.go" },
  ];
}

function everywhere({ name }: Profile): readonly VendorDefault[] {
  const headers = { setting: "headers", where: "HTTP", does: "adds `x-request-id`, `x-forwarded-proto` and `x-envoy-attempt-count`", amount: null, written: null, source: "istio/istio:pilot/pkg/networking/core/httproute.go" } as const;
  return [
    { setting: "access", where: null, does: "everybody is let in", amount: null, written: null, source: authorization },
    { setting: "mtls", where: "the called side", does: "permissive: calls without mutual TLS are let in", amount: null, written: null, source: authentication },
    { setting: "egress", where: "destinations that the mesh does not know", does: "let out", amount: null, written: null, source: meshConfig },
    ...(name === "ambient" ? [] : [headers]),
    { setting: "rewrite", where: null, does: "none", amount: null, written: null, source: routing },
  ];
}
