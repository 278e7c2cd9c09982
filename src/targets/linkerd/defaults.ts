import type { Profile, VendorDefault } from "../../model/index.ts";

const outbound = "linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs";
const grpcOutbound = "linkerd/linkerd2:policy-controller/grpc/src/outbound/http.rs";
const retrying = "linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/logical/policy/route/retry.rs";
const environment = "linkerd/linkerd2-proxy:linkerd/app/src/env.rs";
const values = "linkerd/linkerd2:charts/linkerd-control-plane/values.yaml";
const inbound = "linkerd/linkerd2:policy-controller/k8s/index/src/defaults.rs";

/**
 * What Linkerd does by itself about what a policy leaves unsaid. Most of it has no field: what is not annotated is off,
 * and a value of 0 is either no value or a deadline that has passed.
 */
export function linkerdDefaults({ settings }: Profile): readonly VendorDefault[] {
  return [...calls, ...endpoints, ...everywhere(settings["defaultInboundPolicy"] ?? "all-unauthenticated")];
}

const calls: readonly VendorDefault[] = [
  { setting: "deadline", where: "HTTP", does: "none", amount: null, written: null, source: outbound },
  { setting: "retry.attempts", where: null, does: "no further try", amount: 0, written: null, source: outbound },
  { setting: "retry.attempts", where: "a route with conditions alone", does: "1 further try", amount: 1, written: "HTTPRoute.metadata.annotations[retry.linkerd.io/limit]", source: grpcOutbound },
  { setting: "retry.on", where: "with any annotation of retries", does: "without endpoint for 3 s, after refused streams and timeouts of tries", amount: null, written: null, source: retrying },
  { setting: "retry.perTryTimeout", where: null, does: "none", amount: null, written: null, source: grpcOutbound },
  { setting: "retry.backoff", where: null, does: "by chance, from 25 ms to 250 ms", amount: 25, written: null, source: grpcOutbound },
  { setting: "retryBudget", where: null, does: "none; in a ServiceProfile 20 % of 10 s and 10 in a second on top", amount: null, written: "ServiceProfile.spec.retryBudget", source: "linkerd/linkerd2:controller/api/destination/profile_translator.go" },
  { setting: "idleTimeout", where: null, does: "none", amount: null, written: null, source: outbound },
];

const endpoints: readonly VendorDefault[] = [
  { setting: "connectTimeout", where: "the calling side", does: "1 s", amount: 1000, written: null, source: values },
  { setting: "connectTimeout", where: "the called side", does: "100 ms", amount: 100, written: null, source: values },
  { setting: "limits.connections", where: null, does: "unlimited; meshed endpoints get one connection", amount: null, written: null, source: environment },
  { setting: "limits.pending", where: "each backend of a proxy", does: "10,000 calls wait, for 3 s while no endpoint is ready", amount: 10_000, written: null, source: environment },
  { setting: "limits.requests", where: "each proxy", does: "100,000 under way", amount: 100_000, written: null, source: environment },
  { setting: "limits.retries", where: null, does: "unlimited", amount: null, written: null, source: retrying },
  { setting: "outlier", where: null, does: "off", amount: null, written: null, source: outbound },
  { setting: "outlier", where: "with failure accrual", does: "an ejection lasts up to 60 s", amount: 60_000, written: "Service.metadata.annotations[balancer.linkerd.io/failure-accrual-consecutive-max-penalty]", source: outbound },
  { setting: "outlier", where: "with failure accrual", does: "up to half of an ejection is added by chance", amount: null, written: "Service.metadata.annotations[balancer.linkerd.io/failure-accrual-consecutive-jitter-ratio]", source: outbound },
  { setting: "panic", where: "with failure accrual", does: "none: a call fails where every endpoint is ejected", amount: 0, written: null, source: "linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/breaker.rs" },
  { setting: "loadBalancing", where: null, does: "the quicker and less busy of two endpoints", amount: null, written: null, source: "linkerd/linkerd2:policy-controller/grpc/src/outbound.rs" },
  { setting: "locality", where: null, does: "every zone, unless EndpointSlices carry hints", amount: null, written: null, source: "linkerd/linkerd2:controller/api/destination/watcher/filtered_listener_group.go" },
  { setting: "noMatch", where: "a port with routes", does: "404", amount: null, written: null, source: grpcOutbound },
  { setting: "noMatch", where: "a port without routes", does: "forwarded to the Service", amount: null, written: null, source: grpcOutbound },
];

/** What the words of `proxy.defaultInboundPolicy` mean. */
const admits: Readonly<Record<string, string>> = {
  "all-unauthenticated": "everybody is let in",
  "all-authenticated": "callers with an identity are let in",
  "cluster-unauthenticated": "everybody in the cluster's networks is let in",
  "cluster-authenticated": "callers with an identity in the cluster's networks are let in",
  deny: "nobody is let in",
  audit: "everybody is let in, and logged",
};

function everywhere(installed: string): readonly VendorDefault[] {
  return [
    { setting: "access", where: "a port without Server", does: admits[installed] ?? installed, amount: null, written: null, source: inbound },
    { setting: "access", where: "a port with a Server", does: "nobody is let in", amount: null, written: "Server.spec.accessPolicy", source: "linkerd/linkerd2:charts/linkerd-crds/templates/policy/server.yaml" },
    { setting: "access", where: "paths of HTTP probes, without routes of a Server", does: "everybody is let in", amount: null, written: null, source: "linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index/http.rs" },
    { setting: "mtls", where: "the called side", does: "permissive: plain text is let in where no rule asks for an identity", amount: null, written: null, source: "linkerd/website:linkerd.io/content/2-edge/features/server-policy.md" },
    { setting: "egress", where: "addresses outside the cluster's networks", does: "let out", amount: null, written: null, source: "linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/egress_network.rs" },
    { setting: "headers", where: "HTTP", does: "adds `l5d-client-id` and `l5d-dst-canonical`", amount: null, written: null, source: "linkerd/linkerd2-proxy:linkerd/app/core/src/lib.rs" },
    { setting: "rewrite", where: null, does: "none: paths go on as they came", amount: null, written: null, source: "linkerd/linkerd2-proxy:linkerd/http/route/src/http/match/path.rs" },
  ];
}
