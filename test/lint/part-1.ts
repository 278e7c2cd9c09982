import { compiled, gateway, page, row, smi, text, without } from "./answers.ts";
import type { Row } from "./answers.ts";
import { policy } from "./lint-text.ts";

const httpRoute = (rule: string): string => `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: order, namespace: shop }\nspec:\n  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]\n  rules: [${rule}]\n`;
const backends = (list: string): string => httpRoute(`{ backendRefs: [${list}], timeouts: { request: 2s } }`);
const rest = ", { backendRefs: [{ name: order, port: 8080 }], timeouts: { request: 2s } }";
const matched = (match: string): string => httpRoute(`{ matches: [${match}], backendRefs: [{ name: order, port: 8080 }], timeouts: { request: 1s } }${rest}`);
const split = (list: string): string => `${service("order")}${service("a")}${service("b")}apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: { name: order, namespace: shop }\nspec: { service: order, backends: [${list}] }\n`;
const service = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }\n---\n`;
const versions = (weights: string): string => policy(`port: 8080\nversions: { v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } } }\nroutes: [{ name: all, split: { ${weights} }, deadline: 5s }]`);
const route = (match: string): string => policy(`port: 8080\nroutes: [{ name: a, match: [${match}], to: order, deadline: 5s }, { name: rest, to: order, deadline: 1s }]`);
const mesh = (targets: string): string => `apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: mesh }\nspec: { scope: mesh, targets: { ${targets} } }\n---\n`;

/** The rows of each theme; a sentence of the list that names several mistakes has a row for each. */
export const themes: Readonly<Record<string, readonly Row[]>> = {
  time: [
    row("a route without a deadline where the mesh gives none either", page("MW3001"), gateway("MW3001"), smi("MW3001")),
    row("a deadline of the mesh in force where none is written", page("MW3012")),
    row("a try that may last longer than the whole", page("MW2064"), text("MW1229", httpRoute("{ backendRefs: [{ name: order, port: 8080 }], timeouts: { request: 1s, backendRequest: 2s } }"))),
    row("tries that cannot fit", page("MW3002"), gateway("MW3002")),
    row("a callee that may take longer than its caller waits", page("MW3060")),
    row("callees one after the other that exceed the caller", page("MW3061")),
  ],
  retries: [
    row("methods that are not idempotent", page("MW3003"), gateway("MW3003")),
    row("conditions with answers after the work was done", text("MW3003", policy("port: 8080\nroutes: [{ name: all, to: order, deadline: 5s, retry: { attempts: 1, methods: all, on: [5xx] } }]"))),
    row("no budget", page("MW3004"), gateway("MW3004")),
    row("a budget that never binds", page("MW3005"), gateway("MW3005")),
    row("tries that multiply along a path of calls, or in a circle", page("MW3062", "MW3064")),
    row("retries at several layers of one path", page("MW3063")),
    row("retries of a mesh in force where the policy writes none", page("MW3013")),
    row("no pause", page("MW3006"), gateway("MW3006")),
    without("pauses without chance", "no mesh lets its pauses be written without chance, and neither does the language; Envoy, Linkerd and the Gateway API add it by themselves"),
    row("retries beside a fault on one route", page("MW3007")),
    row("no alert on the rate of retries", page("MW3011"), gateway("MW3011")),
  ],
  breaking: [
    row("ejection of everything", page("MW3050")),
    row("ejection after one error", page("MW3051")),
    row("ejection of too few endpoints for the share", page("MW3052")),
    row("limits that trip at once", page("MW3053")),
    row("limits that never trip", page("MW3054")),
    row("panic that brings ejected hosts back", page("MW3055")),
    row("a hash without a key", page("MW2086")),
    row("a key that callers do not send", page("MW3035", "MW3036", "MW3037")),
    row("affinity across a split", page("MW3032"), gateway("MW3032"), smi("MW3032")),
  ],
  splits: [
    row("weights below zero", text("MW1025", versions("v1: -1, v2: 2")), text("MW1207", backends("{ name: one, port: 8080, weight: -1 }, { name: two, port: 8080, weight: 2 }")), text("MW2100", split("{ service: a, weight: -1 }, { service: b, weight: 2 }"))),
    row("weights of fractions", text("MW1021", versions("v1: 0.5, v2: 2")), text("MW1204", backends("{ name: one, port: 8080, weight: 0.5 }, { name: two, port: 8080, weight: 2 }")), text("MW2100", split("{ service: a, weight: 0.5 }, { service: b, weight: 2 }"))),
    row("weights that are all zero", text("MW2061", versions("v1: 0, v2: 0")), text("MW2209", backends("{ name: one, port: 8080, weight: 0 }, { name: two, port: 8080, weight: 0 }")), text("MW2101", split("{ service: a, weight: 0 }, { service: b, weight: 0 }"))),
    row("weights that do not add up to what was meant", page("MW3038"), gateway("MW3038"), smi("MW3038")),
    row("one backend twice", page("MW3030"), gateway("MW3030"), text("MW2102", split("{ service: a, weight: 1 }, { service: a, weight: 2 }"))),
    row("a lone backend with a weight", page("MW3031"), gateway("MW3031"), smi("MW3031")),
    row("the logical service among its own backends", text("MW2104", split("{ service: order, weight: 1 }, { service: a, weight: 2 }"))),
    row("longer cycles", page("MW2012")),
    row("backends of another protocol", page("MW3034"), gateway("MW3034"), smi("MW3034")),
    row("backends with another port", page("MW2004"), text("MW2212", `${service("web")}${backends("{ name: web, port: 81 }")}`)),
    row("backends of another namespace without permission", text("MW2211", `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec: { gatewayClassName: a, listeners: [{ name: http, port: 80, protocol: HTTP }] }\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: order, namespace: shop }\nspec: { parentRefs: [{ name: public }], rules: [{ backendRefs: [{ name: web, namespace: other, port: 80 }] }] }\n`)),
    row("a mirror of calls that write", page("MW3033"), gateway("MW3033")),
    row("a share of calls that write, to a version that shares state", page("MW3039"), gateway("MW3039"), smi("MW3039")),
    row("a mirror to oneself", page("MW2013")),
  ],
  routes: [
    row("routes that are never reached", page("MW3020"), gateway("MW3020")),
    row("routes that are partly hidden, or too many to decide", page("MW3021", "MW3025"), gateway("MW3021", "MW3025")),
    row("identical matches with different actions", text("MW3020", httpRoute(`{ matches: [{ path: { type: Exact, value: /a } }], backendRefs: [{ name: order, port: 8080 }], timeouts: { request: 1s } }, { matches: [{ path: { type: Exact, value: /a } }], backendRefs: [{ name: web, port: 8080 }], timeouts: { request: 1s } }${rest}`)), text("MW3020", policy("port: 8080\nroutes: [{ name: a, match: [{ path: { exact: /a } }], to: order, deadline: 5s }, { name: b, match: [{ path: { exact: /a } }], redirect: { path: { full: /c } } }, { name: rest, to: order, deadline: 1s }]"))),
    row("conditions that add nothing, or never hold", page("MW3022", "MW3023"), gateway("MW3022", "MW3023"), smi("MW3022", "MW3023")),
    row("nothing for all other requests", page("MW3024"), gateway("MW3024")),
    row("an order between documents", page("MW2006")),
    row("an order that survives on one mesh only", page("MW3027")),
    row("patterns that are not RE2", page("MW2067"), text("MW2200", matched("{ path: { type: RegularExpression, value: '/(?=a)' } }"))),
    row("patterns that a mesh does not know", page("MW3070"), gateway("MW3070"), smi("MW3070")),
    row("patterns that are not anchored", text("MW2201", matched("{ path: { type: RegularExpression, value: '^/a' } }"))),
    row("patterns that match everything, or say less than they might", page("MW3071", "MW3078"), gateway("MW3071"), smi("MW3071")),
    row("patterns that are too large", page("MW3072"), gateway("MW3072"), smi("MW3072")),
    row("a routing header from outside", page("MW3026"), gateway("MW3026")),
    row("names of headers that never match", page("MW2069"), text("MW1210", matched("{ headers: [{ name: ':path', value: b }] }"))),
    row("paths without a slash", text("MW2068", route("{ path: { exact: a } }")), text("MW1231", matched("{ path: { type: Exact, value: a } }"))),
    row("paths with a query", text("MW2068", route("{ path: { exact: '/a?b=c' } }")), text("MW1231", matched("{ path: { type: Exact, value: '/a?b=c' } }"))),
    row("paths that are badly encoded", text("MW2068", route("{ path: { exact: '/a%' } }")), text("MW1231", matched("{ path: { type: Exact, value: '/a%' } }"))),
  ],
  access: [
    row("everybody is let in", page("MW3040"), text("MW1026", policy("port: 8080\naccess: { allow: [{ name: a, from: [] }] }\nroutes: [{ name: rest, to: order, deadline: 1s }]"))),
    row("rules that allow beside a default that allows", page("MW2071")),
    row("rules that a denial covers", page("MW3041")),
    row("identities that prove nothing", page("MW3042"), smi("MW3042")),
    row("rules of requests on connections", page("MW2075")),
    row("rules of requests where only connections are seen", compiled("MW4001", "istio", "ambient", policy("port: 8080\nmtls: strict\naccess: { allow: [{ name: reads, from: [{ service: web }], to: [{ methods: [GET] }] }] }\nroutes: [{ name: all, to: order, deadline: 2s }]"))),
    row("calls that are declared and not allowed", page("MW3065")),
    row("calls that are allowed and not declared", page("MW3066")),
    row("a route all of whose callers are refused", page("MW3046"), gateway("MW3046")),
    row("mirrors and backends that the rules cut off", page("MW3047"), gateway("MW3047"), smi("MW3047")),
    row("rules that a backend does not have", page("MW3045"), gateway("MW3045")),
    row("probes that mutual TLS cuts off", page("MW3049")),
    row("two conditions in two items", page("MW3044", "MW3028"), gateway("MW3028"), smi("MW3028")),
    row("subjects that add nothing", page("MW3048")),
    row("services without any rule", page("MW3043"), gateway("MW3043")),
  ],
  lifecycle: [
    row("SMI, and where to go", text("MW1117", split("{ service: a, weight: 1 }, { service: b, weight: 2 }"))),
    row("App Mesh after its end", compiled("MW4500", "appmesh", null, policy("port: 8080\nroutes: [{ name: all, to: order, deadline: 2s }]"))),
    row("versions of an API that are no longer served", text("MW1200", backends("{ name: order, port: 8080 }").replace("k8s.io/v1", "k8s.io/v1alpha2"))),
    row("fields of a channel that was not chosen", text("MW1213", httpRoute("{ backendRefs: [{ name: order, port: 8080 }], retry: { attempts: 1, codes: [503] }, timeouts: { request: 1s } }")), compiled("MW4001", "gateway-api", "standard", policy("port: 8080\nroutes: [{ name: all, to: order, deadline: 5s, retry: { attempts: 1, on: [connect-failure] } }]"))),
    row("a version of a mesh that is not known", compiled("MW4007", "istio", null, `${mesh('istio: { version: "0.8" }')}${policy("port: 8080\nroutes: [{ name: all, to: order, deadline: 2s }]")}`)),
    row("faults without an end, or after it", page("MW3008", "MW3009")),
    row("faults in production", page("MW3010")),
    without("suppressions that match nothing, or have expired", "they are of the command line, which has the codes MW1040 and MW1041 for them: test/suppress"),
  ],
};
