import type { Profile, UnsaidSetting, VendorDefault } from "../../model/index.ts";

const routes = "kubernetes-sigs/gateway-api:apis/v1/httproute_types.go";
const retrying = "kubernetes-sigs/gateway-api:geps/gep-1731/index.md";
const budgets = "kubernetes-sigs/gateway-api:apisx/v1alpha1/xbackendtrafficpolicy_types.go";
const mesh = "kubernetes-sigs/gateway-api:geps/gep-1294/index.md";
const own = "up to the implementation";

/**
 * What an implementation of Gateway API does by itself about what a policy leaves unsaid. The API leaves most of it open,
 * and has fields for very little: where nothing is written, another product may do something else.
 */
export function gatewayApiDefaults({ name }: Profile): readonly VendorDefault[] {
  return [...requests(name === "experimental"), ...open, ...stated];
}

function requests(experimental: boolean): readonly VendorDefault[] {
  return [
    { setting: "deadline", where: "a rule of an HTTPRoute", does: own, amount: null, written: "HTTPRoute.rules[].timeouts.request", source: routes },
    { setting: "deadline", where: "a Service without routes; GRPCRoutes, TLSRoutes, TCPRoutes", does: own, amount: null, written: null, source: "kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go" },
    { setting: "retry.attempts", where: "a rule without `retry`", does: own, amount: null, written: null, source: retrying },
    { setting: "retry.on", where: "a rule without `retry`", does: own, amount: null, written: null, source: retrying },
    { setting: "retry.perTryTimeout", where: "HTTP", does: own, amount: null, written: null, source: retrying },
    { setting: "retry.backoff", where: "a rule with `retry`", does: `${own}, and not promised to be more than nothing`, amount: null, written: experimental ? "HTTPRoute.rules[].retry.backoff" : null, source: retrying },
    { setting: "retryBudget", where: "a Service without XBackendTrafficPolicy", does: own, amount: null, written: null, source: budgets },
  ];
}

/** What no field of the API is about (`kubernetes-sigs/gateway-api:geps`). */
const unsaid: readonly UnsaidSetting[] = ["idleTimeout", "connectTimeout", "limits.connections", "limits.pending", "limits.requests", "limits.retries", "outlier", "panic", "loadBalancing", "locality"];

const open: readonly VendorDefault[] = unsaid.map((setting) => ({ setting, where: null, does: own, amount: null, written: null, source: routes }));

const stated: readonly VendorDefault[] = [
  { setting: "noMatch", where: "a Service port with a route", does: "404", amount: null, written: null, source: mesh },
  { setting: "noMatch", where: "a Service port without routes", does: "calls pass", amount: null, written: null, source: mesh },
  { setting: "access", where: null, does: "everybody, unless the mesh says otherwise", amount: null, written: null, source: "kubernetes-sigs/gateway-api:geps/gep-3779/index.md" },
  { setting: "mtls", where: "between workloads", does: "the mesh's own setting", amount: null, written: null, source: "kubernetes-sigs/gateway-api:geps/gep-1324/index.md" },
  { setting: "egress", where: null, does: own, amount: null, written: null, source: "kubernetes-sigs/gateway-api:geps/gep-4894/index.md" },
  { setting: "headers", where: null, does: "none are changed", amount: null, written: null, source: routes },
  { setting: "rewrite", where: null, does: "path and host stay, the host with its port", amount: null, written: null, source: routes },
];
