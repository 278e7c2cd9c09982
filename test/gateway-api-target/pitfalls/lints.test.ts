import { found, gateway, http, object, ofOrder, ofPublic, route, service, to, trial, v1, when } from "./read.ts";

const standard = { "gatewayApi.channel": "standard" };
const all = to("order");
const secure = "name: tls, protocol: HTTPS, port: 443, tls: { certificateRefs: [{ name: c }] }";
const consumer = (text: string, namespace: string): string => text.replace("namespace: shop }\nspec", `namespace: ${namespace} }\nspec`);
const policy = (name: string, constraint: string): string => object(trial, "XBackendTrafficPolicy", name, `{ targetRefs: [{ group: "", kind: Service, name: order }], retryConstraint: ${constraint} }`);
const tls = (name: string, more = ""): string => object(v1, "BackendTLSPolicy", name, `{ targetRefs: [{ group: "", kind: Service, name: order }], validation: { hostname: a.example, wellKnownCACertificates: System${more} } }`);
const grant = (kind: string, name: string, namespace = "pay"): string => object(v1, "ReferenceGrant", "g", `{ from: [{ group: gateway.networking.k8s.io, kind: ${kind}, namespace: shop }], to: [{ group: "", kind: Service, name: ${name} }] }`, namespace);
const far = "  - backendRefs: [{ name: far, namespace: pay, port: 8080 }]\n";
const ofWeights = (...weights: readonly number[]): string => `  - backendRefs: [${weights.map((weight, index) => `{ name: ${["order", "other"][index]}, port: 8080, weight: ${weight} }`).join(", ")}]\n`;
const filtered = (filter: string, more = ""): string => `  - filters: [${filter}]\n${more}    backendRefs: [{ name: order, port: 8080 }]\n`;
const only = (filter: string): string => `  - filters: [${filter}]\n`;
const rewrite = (path: string): string => `{ type: URLRewrite, urlRewrite: { path: { ${path} } } }`;
const timed = (timeouts: string, retry: string): string => `  - timeouts: { ${timeouts} }\n    retry: { ${retry} }\n    backendRefs: [{ name: order, port: 8080 }]\n`;
const status = (conditions: string, list = "parents"): string => `status:\n  ${list}:\n  - name: web\n    conditions: [${conditions}]\n---\n`;
const condition = (type: string, state: string, observed: number): string => `{ type: ${type}, status: "${state}", reason: Because, observedGeneration: ${observed} }`;
const complete = "apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: mesh }\nspec: { scope: mesh, inventory: complete }\n---\n";

/** Rows of the list of lints: the sentence, what is read, a finding (`code word`) that must be there, and settings. */
const rows: readonly (readonly [string, string, string, Readonly<Record<string, string>>?])[] = [
  ["[gateway-api 24#L01] a Service parent without its empty group", route("r", "{ kind: Service, name: order }", all), "MW2220 Service"],
  ["[gateway-api 24#L01] a Service parent of group `core`", route("r", "{ group: core, kind: Service, name: order }", all), "MW2220 core"],
  ["[gateway-api 24#L02] a headless Service as parent", service("order", "clusterIP: None, ports: [{ name: web, port: 8080 }]") + route("r", ofOrder, all), "MW2250 order"],
  ["[gateway-api 24#L02] an ExternalName Service as parent", service("order", "type: ExternalName, externalName: a.example, ports: [{ name: web, port: 8080 }]") + route("r", ofOrder, all), "MW2250 order"],
  ["[gateway-api 24#L02] a port that the parent lacks", service("order") + route("r", '{ group: "", kind: Service, name: order, port: 9 }', all), "MW2222 9"],
  ["[gateway-api 24#L02] a section that is no port name", service("order") + route("r", '{ group: "", kind: Service, name: order, sectionName: x }', all), "MW2222 x"],
  ["[gateway-api 24#L03] a section that no listener has", gateway(http) + route("r", "{ name: public, sectionName: x }", all), "MW2222 x"],
  ["[gateway-api 24#L03] a port that no listener has", gateway(http) + route("r", "{ name: public, port: 81 }", all), "MW2222 81"],
  ["[gateway-api 24#L03] section and port of different listeners", gateway(http, "name: b, protocol: HTTP, port: 81") + route("r", "{ name: public, sectionName: web, port: 81 }", all), "MW2222 web"],
  ["[gateway-api 24#L04] a kind that the listener does not take", gateway(`${http}, allowedRoutes: { kinds: [{ kind: GRPCRoute }] }`) + route("r", ofPublic, all), "MW2225 public"],
  ["[gateway-api 24#L04] a namespace that the listener does not take", gateway(http) + consumer(route("r", "{ name: public, namespace: shop }", all), "other"), "MW2225 public"],
  ["[gateway-api 24#L04] a selector by labels that nobody knows", gateway(`${http}, allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { x: y } } } }`) + route("r", ofPublic, all), "MW2248 selector"],
  ["[gateway-api 24#L05] a listener of a ListenerSet is no listener of its Gateway", gateway(http) + object(v1, "ListenerSet", "more", "{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81 }] }") + route("r", "{ name: public, sectionName: extra }", all), "MW2222 extra"],
  ["[gateway-api 24#L05] a ListenerSet is said not to be read", object(v1, "ListenerSet", "more", "{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81 }] }"), "MW2240 ListenerSet"],
  ["[gateway-api 24#L06] a hostname that no listener serves", gateway(`${http}, hostname: "*.example.com"`) + route("r", ofPublic, all, '  hostnames: ["a.example.com", "a.org"]\n'), 'MW2227 "a.org"'],
  ["[gateway-api 24#L06] no hostname that a listener serves", gateway(`${http}, hostname: "*.example.com"`) + route("r", ofPublic, all, '  hostnames: ["a.org"]\n'), "MW2226 public"],
  ["[gateway-api 24#L07] entries for one parent that differ in the port only", route("r", '{ group: "", kind: Service, name: order, port: 80 }, { group: "", kind: Service, name: order, port: 81 }', all), "MW1221 81", standard],
  ["[gateway-api 24#L08] one parent with and without its namespace", route("r", `${ofOrder}, { group: "", kind: Service, name: order, namespace: shop, port: 8080 }`, all), "MW2228 shop"],
  ["[gateway-api 24#L09] a route that serves plain HTTP beside HTTPS", gateway(http, secure) + route("r", ofPublic, all), "MW2251 public"],
  ["[gateway-api 24#L10] routes of two kinds for one host of a listener", gateway(http) + route("r", ofPublic, all, "  hostnames: [a.example.com]\n") + route("g", ofPublic, all, "  hostnames: [a.example.com]\n", "GRPCRoute"), "MW2239 public"],
  ["[gateway-api 24#L11] a second TCPRoute on a listener", gateway("name: raw, protocol: TCP, port: 9000") + route("a", ofPublic, all, "", "TCPRoute") + route("b", ofPublic, to("other"), "", "TCPRoute"), "MW2237 parentRefs"],
  ["[gateway-api 24#L20] the first narrow route of a Service breaks all other calls", route("r", ofOrder, when("path: { value: /a }", "order")), "MW2230 order"],
  ["[gateway-api 24#L20] a call that then gets 404 is shown", route("r", ofOrder, when("path: { value: /a }", "order")), "MW3024 matches"],
  ["[gateway-api 24#L21] a consumer route that hides the producer's rules", route("r", ofOrder, all) + consumer(route("c", '{ group: "", kind: Service, name: order, namespace: shop, port: 8080 }', to("other")), "web"), "MW2231 order"],
  ["[gateway-api 24#L22] hostnames of a mesh route", route("r", ofOrder, all, "  hostnames: [a.example.com]\n"), "MW2232 a.example.com"],
  ["[gateway-api 24#L23] a backend with routes of its own", route("r", ofOrder, to("other")) + route("o", '{ group: "", kind: Service, name: other, port: 8080 }', to("other")), "MW2234 other"],
  ["[gateway-api 24#L24] a backend of another namespace without a grant, for a route with both kinds of parent", gateway(http) + route("r", `${ofPublic}, ${ofOrder}`, far), "MW2211 pay"],
  ["[gateway-api 24#L26] routes of two kinds on one Service port", route("r", ofOrder, all) + route("g", ofOrder, to("other"), "", "GRPCRoute"), "MW2229 order"],
  ["[gateway-api 24#L30] a rule with the match of an earlier one", route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a }", "other")), "MW3020 /a"],
  ["[gateway-api 24#L31] a tie that only age or name decides", route("r", ofOrder, when("headers: [{ name: x, value: a }]", "order")) + route("s", ofOrder, when("headers: [{ name: y, value: a }]", "other")), "MW2235 headers"],
  ["[gateway-api 24#L32] a pattern without anchors", route("r", ofOrder, when('path: { type: RegularExpression, value: "/a.*" }', "order")), 'MW2201 "/a.*"'],
  ["[gateway-api 24#L32] a pattern and a path of another rule, of which nobody says which wins", route("r", ofOrder, when('path: { type: RegularExpression, value: "^/a/.*$" }', "other") + when("path: { value: /a/b }", "order")), 'MW2236 "^/a/.*$"'],
  ["[gateway-api 24#L33] a header named twice with different case", route("r", ofOrder, when("headers: [{ name: Foo, value: a }, { name: foo, value: b }]", "order")), "MW2202 foo"],
  ["[gateway-api 24#L33] a query parameter named twice", route("r", ofOrder, when("queryParams: [{ name: q, value: a }, { name: q, value: b }]", "order")), "MW1212 q"],
  ["[gateway-api 24#L34] a pattern of gRPC methods", route("r", ofOrder, when("method: { type: RegularExpression, service: a.B, method: Get.* }", "order"), "", "GRPCRoute"), "MW2201 Get.*"],
  ["[gateway-api 24#L34] a gRPC method without service", route("r", ofOrder, when("method: { method: Get }", "order"), "", "GRPCRoute"), "MW2252 Get"],
  ["[gateway-api 24#L35] more rules than a route holds", route("r", ofOrder, Array.from({ length: 17 }, (_, index) => when(`path: { value: /p${index} }`, "order")).join("")), "MW1211 rules"],
  ["[gateway-api 24#L35] more matches than a route holds", route("r", ofOrder, [0, 1, 2].map((part) => `  - matches: [${Array.from({ length: 50 }, (_, index) => `{ path: { value: /p${part}x${index} } }`).join(", ")}]\n    backendRefs: [{ name: order, port: 8080 }]\n`).join("")), "MW1234 rules"],
  ["[gateway-api 24#L36] a rule with CORS that never sees a preflight", route("r", ofOrder, when("method: GET", "order", '    filters: [{ type: CORS, cors: { allowOrigins: ["https://a.example"] } }]\n')), "MW2215 CORS"],
  ["[gateway-api 24#L37] a path with an empty segment", route("r", ofOrder, when("path: { value: /a//b }", "order")), "MW1231 /a//b"],
  ["[gateway-api 24#L37] a path with dot segments", route("r", ofOrder, when("path: { value: /a/../b }", "order")), "MW1231 /a/../b"],
  ["[gateway-api 24#L37] a path that no normalised request has", route("r", ofOrder, when('path: { value: "/a%41" }', "order")), 'MW3023 "/a%41"'],
  ["[gateway-api 24#L37] paths that differ in case only", route("r", ofOrder, when("path: { value: /Orders }", "order") + when("path: { value: /orders }", "other")), "MW2253 /orders"],
  ["[gateway-api 24#L38] a rule that an ordered list would never reach", route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a/b }", "other")), "MW2254 matches"],
  ["[gateway-api 24#L40] a port that the backend lacks", service("order") + route("r", ofOrder, "  - backendRefs: [{ name: order, port: 9 }]\n"), "MW2212 9"],
  ["[gateway-api 24#L40] a backend that does not exist", complete + service("order") + route("r", ofOrder, to("gone")), "MW2001 gone"],
  ["[gateway-api 24#L40] a backend that is no Service", route("r", ofOrder, "  - backendRefs: [{ kind: Deployment, name: order, port: 8080 }]\n"), "MW2210 Deployment"],
  ["[gateway-api 24#L40] a backend of another namespace without a grant", gateway(http) + route("r", ofPublic, far), "MW2211 pay"],
  ["[gateway-api 24#L40] a grant for another kind of route", gateway(http) + grant("GRPCRoute", "far") + route("r", ofPublic, far), "MW2211 pay"],
  ["[gateway-api 24#L40] a grant for another name", gateway(http) + grant("HTTPRoute", "near") + route("r", ofPublic, far), "MW2211 pay"],
  ["[gateway-api 24#L40] a grant in another namespace", gateway(http) + grant("HTTPRoute", "far", "shop") + route("r", ofPublic, far), "MW2211 pay"],
  ["[gateway-api 24#L41] a rule without backend and without a filter that answers", route("r", ofOrder, "  - matches: [{ path: { value: / } }]\n"), "MW2208 matches"],
  ["[gateway-api 24#L42] a single weight of 0", route("r", ofOrder, ofWeights(0)), "MW2209 0"],
  ["[gateway-api 24#L42] weights that are all 0", route("r", ofOrder, ofWeights(0, 0)), "MW2209 0"],
  ["[gateway-api 24#L42] weights on different scales", route("r", ofOrder, ofWeights(1, 1).replace("backendRefs", "matches: [{ path: { value: /a } }]\n    backendRefs") + ofWeights(900, 100)), "MW2255 backendRefs"],
  ["[gateway-api 24#L44] a backend that speaks TLS without a policy that says so", gateway(http) + service("order", "ports: [{ name: web, port: 443 }]") + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 443 }]\n"), "MW2256 443"],
  ["[gateway-api 24#L44] a backend whose appProtocol is HTTPS", gateway(http) + service("order", "ports: [{ name: web, port: 8080, appProtocol: HTTPS }]") + route("r", ofPublic, all), "MW2256 8080"],
  ["[gateway-api 24#L45] two traffic policies on one Service", policy("a", "{ budget: { percent: 10 } }") + policy("b", "{ budget: { percent: 20 } }"), "MW2244 order"],
  ["[gateway-api 24#L45] TLS policies are said not to be read", tls("a") + tls("b"), "MW2240 BackendTLSPolicy"],
  ["[gateway-api 24#L46] nor is what names they accept", tls("a", ", subjectAltNames: [{ type: Hostname, hostname: b.example }]"), "MW2240 BackendTLSPolicy"],
  ["[gateway-api 24#L47] a grant without name", object(v1, "ReferenceGrant", "g", '{ from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }], to: [{ group: "", kind: Service }] }', "pay"), "MW2257 Service"],
  ["[gateway-api 24#L50] a redirect beside a rewrite", route("r", ofOrder, only("{ type: RequestRedirect, requestRedirect: { hostname: a.example } }, { type: URLRewrite, urlRewrite: { hostname: b.example } }")), "MW1225 URLRewrite"],
  ["[gateway-api 24#L50] a redirect of one backend beside a rewrite of the rule", route("r", ofOrder, "  - filters: [{ type: URLRewrite, urlRewrite: { hostname: b.example } }]\n    backendRefs: [{ name: order, port: 8080, filters: [{ type: RequestRedirect, requestRedirect: { hostname: a.example } }] }]\n"), "MW2206 filters"],
  ["[gateway-api 24#L50] a redirect with timeouts and retries", route("r", ofOrder, only("{ type: RequestRedirect, requestRedirect: { scheme: https } }") + "    timeouts: { request: 1s }\n    retry: { attempts: 2 }\n"), "MW2213 timeouts"],
  ["[gateway-api 24#L51] a redirect in a mesh whose port nothing says", route("r", ofOrder, only("{ type: RequestRedirect, requestRedirect: { hostname: a.example } }")), "MW2214 requestRedirect"],
  ["[gateway-api 24#L52] a whole path without its slash", route("r", ofOrder, filtered(rewrite("type: ReplaceFullPath, replaceFullPath: x"))), "MW2204 x"],
  ["[gateway-api 24#L52] a whole path with a query", route("r", ofOrder, filtered(rewrite('type: ReplaceFullPath, replaceFullPath: "/x?y"'))), 'MW2204 "/x?y"'],
  ["[gateway-api 24#L53] a replaced prefix of two matches", route("r", ofOrder, `  - matches: [{ path: { value: /a } }, { path: { value: /b } }]\n    ${filtered(rewrite("type: ReplacePrefixMatch, replacePrefixMatch: /x")).slice(4)}`), "MW1227 ReplacePrefixMatch"],
  ["[gateway-api 24#L53] a replaced prefix of an exact path", route("r", ofOrder, `  - matches: [{ path: { type: Exact, value: /a } }]\n    ${filtered(rewrite("type: ReplacePrefixMatch, replacePrefixMatch: /x")).slice(4)}`), "MW1227 ReplacePrefixMatch"],
  ["[gateway-api 24#L54] one header set and removed", route("r", ofOrder, filtered("{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: b }], remove: [A] } }")), "MW2203 A"],
  ["[gateway-api 24#L55] a mirror to the backend itself", route("r", ofOrder, filtered("{ type: RequestMirror, requestMirror: { backendRef: { name: order, port: 8080 }, percent: 10 } }")), "MW2013 order"],
  ["[gateway-api 24#L55] a mirror of everything by omission", route("r", ofOrder, filtered("{ type: RequestMirror, requestMirror: { backendRef: { name: other, port: 8080 } } }")), "MW2258 requestMirror"],
  ["[gateway-api 24#L56] a bound of each try without one of the call", route("r", ofOrder, timed("backendRequest: 1s", "attempts: 2, codes: [503]")), "MW3001 timeouts"],
  ["[gateway-api 24#L56] a deadline shorter than its tries", route("r", ofOrder, timed("request: 2s, backendRequest: 1s", "attempts: 5, codes: [503]")), "MW3002 5"],
  ["[gateway-api 24#L57] retries in the standard channel", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")), "MW1214 retry", standard],
  ["[gateway-api 24#L57] codes that products need not support", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [429]")), "MW2218 429"],
  ["[gateway-api 24#L57] retries without a count", route("r", ofOrder, timed("request: 2s", "codes: [503]")), "MW2217 retry"],
  ["[gateway-api 24#L57] retries of calls that write", route("r", ofOrder, timed("request: 4s, backendRequest: 1s", "attempts: 2, codes: [503]")), "MW3003 codes"],
  ["[gateway-api 24#L58] a retry budget without retries", route("r", ofOrder, all) + policy("a", "{ budget: { percent: 10 } }"), "MW2259 order"],
  ["[gateway-api 24#L58] the floor of a budget by default", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", "{ budget: { percent: 10 } }"), "MW2260 retryConstraint"],
  ["[gateway-api 24#L59] calls without a deadline", route("r", ofOrder, all), "MW3001 backendRefs"],
  ["[gateway-api 24#L60] session persistence, which outlives a weight of 0", route("r", ofOrder, `  - sessionPersistence: { type: Cookie, cookie: {} }\n    ${ofWeights(0, 1).slice(4)}`), "MW2207 sessionPersistence"],
  ["[gateway-api 24#L61] an experimental kind in the standard channel", policy("a", "{}"), "MW1203 gateway.networking.x-k8s.io/v1alpha1", standard],
  ["[gateway-api 24#L61] an experimental field in the standard channel", route("r", ofOrder, `  - sessionPersistence: {}\n    ${all.slice(4)}`), "MW1214 sessionPersistence", standard],
  ["[gateway-api 24#L62] client certificates that may be wrong", object(v1, "Gateway", "public", `{ gatewayClassName: any, listeners: [{ ${secure} }], tls: { frontend: { default: { validation: { mode: AllowInsecureFallback, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } } } }`), "MW2242 tls"],
  ["[gateway-api 24#L70] a version on its way out", route("r", ofOrder, all, "", "GRPCRoute").replace("k8s.io/v1\n", "k8s.io/v1alpha2\n"), "MW1202 gateway.networking.k8s.io/v1alpha2"],
  ["[gateway-api 24#L70] an XListenerSet", object(trial, "XListenerSet", "x", "{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81 }] }"), "MW2240 XListenerSet"],
  ["[gateway-api 24#L70] the old shape of session persistence", route("r", ofOrder, `  - sessionPersistence: { sessionName: x, type: Cookie }\n    ${all.slice(4)}`), "MW2207 sessionPersistence"],
  ["[gateway-api 24#L71] two listeners of one host and port", gateway(http, "name: two, protocol: HTTP, port: 80"), "MW1240 two"],
  ["[gateway-api 24#L71] TCP beside HTTP on one port", gateway(http, "name: raw, protocol: TCP, port: 80"), "MW2238 80"],
  ["[gateway-api 24#L72] a route on the wildcard listener for a host of another listener", gateway(`${http}, hostname: "*.example.com"`, "name: one, protocol: HTTP, port: 80, hostname: a.example.com") + route("r", "{ name: public, sectionName: web }", all, "  hostnames: [a.example.com]\n"), "MW2276 a.example.com"],
  ["[gateway-api 24#L73] a route that the cluster did not accept", route("r", ofOrder, all).replace("---\n", status(condition("Accepted", "False", 1))), 'MW2261 "False"'],
  ["[gateway-api 24#L73] references that the cluster did not resolve", route("r", ofOrder, all).replace("---\n", status(condition("ResolvedRefs", "False", 1))), 'MW2261 "False"'],
  ["[gateway-api 24#L73] a route that is in force in parts", route("r", ofOrder, all).replace("---\n", status(condition("PartiallyInvalid", "True", 1))), 'MW2261 "True"'],
  ["[gateway-api 24#L73] a listener that is in conflict", gateway(http).replace("---\n", status(condition("Conflicted", "True", 1), "listeners")), 'MW2261 "True"'],
  ["[gateway-api 24#L73] a status about an older generation", route("r", ofOrder, all).replace("namespace: shop }", "namespace: shop, generation: 3 }").replace("---\n", status(condition("Accepted", "True", 2))), "MW2262 2"],
];

test.each(rows.map(([row, text, finding, settings = {}]) => ({ row, text, finding, settings })))("$row", ({ text, finding, settings }) => {
  expect(found(text, settings)).toContain(finding);
});

test.each<[string, string, string]>([
  ["a plain parent", service("order") + route("r", ofOrder, all), "MW2250"],
  ["a route that names its listener, and one that only redirects", gateway(http, secure) + route("r", "{ name: public, sectionName: tls }", all) + route("s", "{ name: public, sectionName: web }", only("{ type: RequestRedirect, requestRedirect: { scheme: https } }")), "MW2251"],
  ["a redirect on every listener", gateway(http, secure) + route("r", ofPublic, only("{ type: RequestRedirect, requestRedirect: { hostname: a.example } }")), "MW2251"],
  ["rules in the order of their rank", route("r", ofOrder, when("path: { value: /a/b }", "other") + when("path: { value: /a }", "order")), "MW2254"],
  ["a wider rule that asks for a header", route("r", ofOrder, when("headers: [{ name: x, value: a }]", "order") + when("path: { value: /a/b }", "other")), "MW2254"],
  ["rules that do the same", route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a/b }", "order")), "MW2254"],
  ["a backend that speaks TLS in the mesh", service("order", "ports: [{ name: https, port: 8080 }]") + route("r", ofOrder, all), "MW2256"],
  ["a budget with retries", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", "{ budget: { percent: 10 }, minRetryRate: { count: 1, interval: 1s } }"), "MW2259"],
  ["a floor that is written", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", "{ budget: { percent: 10 }, minRetryRate: { count: 1, interval: 1s } }"), "MW2260"],
  ["an accepted route", route("r", ofOrder, all).replace("---\n", status(condition("Accepted", "True", 1))), "MW2261"],
])("%s is nothing to advise on", (_name, text, code) => {
  expect(found(text).filter((each) => each.startsWith(code))).toEqual([]);
});
