import { gateway, http, object, ofOrder, ofPublic, route, service, to, trial, v1, when } from "../gateway-api-target/pitfalls/read.ts";

/** One mistake of a row of the list, the findings that answer it (`code word`, the word at which it stands), and the same without the mistake. */
export interface Answered {
  /** The tag of the row and what the mistake is. */
  readonly name: string;
  /** What `meshwright lint` says; null: `why` not. */
  readonly lint: string | null;
  /** What `meshwright lint --on gateway-api` says; null: `why` not. */
  readonly on: string | null;
  readonly why: string;
  readonly text: string;
  readonly sound: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface Unlike {
  readonly lint?: string | null;
  readonly on?: string | null;
  readonly why?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

function row(name: string, finding: string, text: string, sound: string, { lint = finding, on = finding, why = "", settings = {} }: Unlike = {}): Answered {
  return { name, lint, on, why, text, sound, settings };
}

const inManifests = (on: string | null = null): Unlike => ({ lint: null, ...(on !== null && { on }), why: "labels of namespaces, Services of nearly the same name, and ListenerSets beside Gateways are held against manifests only" });
const unread = (beside: string): string => `policies have no words for it: the plain lint says ${beside} too`;

const standard = { "gatewayApi.channel": "standard" };
const all = to("order");
const mesh = route("r", ofOrder, all);
const public80 = gateway(http);
const atPublic = route("r", ofPublic, all);
const secure = "name: tls, protocol: HTTPS, port: 443, tls: { certificateRefs: [{ name: c }] }";
const elsewhere = (text: string, namespace: string): string => text.replace("namespace: shop }\nspec", `namespace: ${namespace} }\nspec`);
const ofShop = '{ group: "", kind: Service, name: order, namespace: shop, port: 8080 }';
const policy = (name: string, constraint: string, target = "order"): string => object(trial, "XBackendTrafficPolicy", name, `{ targetRefs: [{ group: "", kind: Service, name: ${target} }], retryConstraint: ${constraint} }`);
const budget = "{ budget: { percent: 10 }, minRetryRate: { count: 1, interval: 1s } }";
const tls = (name: string, { more = "", targets = '{ group: "", kind: Service, name: order }' } = {}): string => object(v1, "BackendTLSPolicy", name, `{ targetRefs: [${targets}], validation: { hostname: a.example, wellKnownCACertificates: System${more} } }`);
const grant = (kind: string, name: string, namespace = "pay"): string => object(v1, "ReferenceGrant", "g", `{ from: [{ group: gateway.networking.k8s.io, kind: ${kind}, namespace: shop }], to: [{ group: "", kind: Service, name: ${name} }] }`, namespace);
const granted = grant("HTTPRoute", "far");
const far = "  - backendRefs: [{ name: far, namespace: pay, port: 8080 }]\n";
const weighted = (...weights: readonly number[]): string => `  - backendRefs: [${weights.map((weight, index) => `{ name: ${["order", "other"][index]}, port: 8080, weight: ${weight} }`).join(", ")}]\n`;
const filtered = (filter: string, more = ""): string => `  - filters: [${filter}]\n${more}    backendRefs: [{ name: order, port: 8080 }]\n`;
const only = (filter: string): string => `  - filters: [${filter}]\n`;
const redirect = (fields: string): string => only(`{ type: RequestRedirect, requestRedirect: { ${fields} } }`);
const rewrite = (path: string): string => `{ type: URLRewrite, urlRewrite: { path: { ${path} } } }`;
const rewriteOf = (match: string): string => `  - matches: [${match}]\n    ${filtered(rewrite("type: ReplacePrefixMatch, replacePrefixMatch: /x")).slice(4)}`;
const timed = (timeouts: string, retry: string): string => `  - timeouts: { ${timeouts} }\n    retry: { ${retry} }\n    backendRefs: [{ name: order, port: 8080 }]\n`;
const reads = (timeouts: string, retry: string): string => timed(timeouts, retry).replace("  - ", "  - matches: [{ method: GET }]\n    ");
const status = (conditions: string, list = "parents", more = ""): string => `status:\n  ${list}:\n  - name: web\n${more}    conditions: [${conditions}]\n---\n`;
const condition = (type: string, state: string, observed: number): string => `{ type: ${type}, status: "${state}", reason: Because, observedGeneration: ${observed} }`;
const withStatus = (text: string, written: string): string => text.replace(/---\n$/, written);
const complete = "apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: mesh }\nspec: { scope: mesh, inventory: complete }\n---\n";
const many = (count: number, rule = (index: number): string => when(`path: { value: /p${index} }`, "order")): string => Array.from({ length: count }, (_, index) => rule(index)).join("");
const ofMatches = (count: number): string => `  - matches: [${Array.from({ length: count }, (_, index) => `{ path: { value: /p${count}x${index} } }`).join(", ")}]\n    backendRefs: [{ name: order, port: 8080 }]\n`;
const more = (spec = "{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81 }] }"): string => object(v1, "ListenerSet", "more", spec);
const admitting = public80.replace("spec:\n", "spec:\n  allowedListeners: { namespaces: { from: Same } }\n");
const claiming = (kind: "GatewayClass" | "XMesh", ...features: readonly string[]): string => `apiVersion: ${kind === "XMesh" ? trial : v1}\nkind: ${kind}\nmetadata: { name: any }\nspec: { controllerName: example.com/any }\nstatus:\n  supportedFeatures: [${features.map((name) => `{ name: ${name} }`).join(", ")}]\n---\n`;
const labelled = (label: string, name = "shop"): string => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${label} } }\n---\n`;
const selecting = `${http}, allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { gateway: public } } } }`;
const anyHost = 'name: any, protocol: HTTP, port: 80, hostname: "*.example.com"';
const oneHost = "name: one, protocol: HTTP, port: 80, hostname: a.example.com";
const hosts = (...names: readonly string[]): string => `  hostnames: [${names.map((name) => `"${name}"`).join(", ")}]\n`;
const session = (fields: string, weights: readonly number[]): string => `  - sessionPersistence: { ${fields} }\n    ${weighted(...weights).slice(4)}`;
const frontend = (mode: string): string => gateway(secure).replace("spec:\n", `spec:\n  tls: { frontend: { default: { validation: { mode: ${mode}, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } } }\n`);
const queried = when("queryParams: [{ name: q, value: a }]", "order");
const tcp = (name: string, target: string, kind = "TCPRoute"): string => route(name, ofPublic, to(target), "", kind);

/** Every row of the list of lints that a user of the Gateway API needs, each with the mistakes that it names. */
export const answered: readonly Answered[] = [
  row("[gateway-api 24#L01] a Service parent without its empty group", "MW2220 Service", route("r", "{ kind: Service, name: order }", all), mesh),
  row("[gateway-api 24#L01] a Service parent of group `core`", "MW2220 core", route("r", "{ group: core, kind: Service, name: order }", all), mesh),
  row("[gateway-api 24#L02] a headless Service as parent", "MW2250 order", service("order", "clusterIP: None, ports: [{ name: web, port: 8080 }]") + mesh, service("order") + mesh),
  row("[gateway-api 24#L02] an ExternalName Service as parent", "MW2250 order", service("order", "type: ExternalName, externalName: a.example, ports: [{ name: web, port: 8080 }]") + mesh, service("order") + mesh),
  row("[gateway-api 24#L02] a port that the parent lacks", "MW2222 9", service("order") + route("r", '{ group: "", kind: Service, name: order, port: 9 }', all), service("order") + mesh),
  row("[gateway-api 24#L02] a section that is no port name", "MW2222 x", service("order") + route("r", '{ group: "", kind: Service, name: order, sectionName: x }', all), service("order") + route("r", '{ group: "", kind: Service, name: order, sectionName: web }', all)),
  row("[gateway-api 24#L03] a section that no listener has", "MW2222 x", public80 + route("r", "{ name: public, sectionName: x }", all), public80 + route("r", "{ name: public, sectionName: web }", all)),
  row("[gateway-api 24#L03] a port that no listener has", "MW2222 81", public80 + route("r", "{ name: public, port: 81 }", all), public80 + route("r", "{ name: public, port: 80 }", all)),
  row("[gateway-api 24#L03] section and port of different listeners", "MW2222 web", gateway(http, "name: b, protocol: HTTP, port: 81") + route("r", "{ name: public, sectionName: web, port: 81 }", all), gateway(http, "name: b, protocol: HTTP, port: 81") + route("r", "{ name: public, sectionName: b, port: 81 }", all)),
  row("[gateway-api 24#L04] a kind that the listener does not take", "MW2225 public", gateway(`${http}, allowedRoutes: { kinds: [{ kind: GRPCRoute }] }`) + atPublic, public80 + atPublic),
  row("[gateway-api 24#L04] a namespace that the listener does not take", "MW2225 public", public80 + elsewhere(route("r", "{ name: public, namespace: shop }", all), "other"), gateway(`${http}, allowedRoutes: { namespaces: { from: All } }`) + elsewhere(route("r", "{ name: public, namespace: shop }", all), "other")),
  row("[gateway-api 24#L03] a listener that is not there for a UDPRoute", "MW2222 public", gateway("name: raw, protocol: UDP, port: 9000") + route("r", "{ name: public, sectionName: x }", all, "", "UDPRoute"), gateway("name: raw, protocol: UDP, port: 9000") + route("r", ofPublic, all, "", "UDPRoute")),
  row("[gateway-api 24#L04] a UDPRoute at a listener for HTTP", "MW2225 public", public80 + route("r", ofPublic, all, "", "UDPRoute"), gateway("name: raw, protocol: UDP, port: 9000") + route("r", ofPublic, all, "", "UDPRoute")),
  row("[gateway-api 24#L04] a selector that no namespace matches", "MW3170 selector", gateway(selecting) + labelled("gateway: publik"), gateway(selecting) + labelled("gateway: public"), inManifests()),
  row("[gateway-api 24#L04] a selector that the namespace of the route does not match", "MW3171 public", gateway(selecting) + labelled("team: a") + labelled("gateway: public", "other") + atPublic, gateway(selecting) + labelled("gateway: public") + atPublic, inManifests()),
  row("[gateway-api 24#L04] a selector by labels that are not in the input", "MW2248 selector", gateway(selecting) + atPublic, public80 + atPublic, { on: null, why: "nothing is wrong as manifests: a policy has to know its routes" }),
  row("[gateway-api 24#L05] a listener of a ListenerSet addressed through the Gateway", "MW2222 extra", admitting + more() + route("r", "{ name: public, sectionName: extra }", all), admitting + more() + route("r", "{ name: public, sectionName: web }", all)),
  row("[gateway-api 24#L05] a ListenerSet that the Gateway does not admit by default", "MW2263 public", public80 + more(), admitting + more()),
  row("[gateway-api 24#L05] a ListenerSet of a namespace that the Gateway does not admit", "MW2263 public", admitting + object(v1, "ListenerSet", "more", "{ parentRef: { name: public, namespace: shop }, listeners: [{ name: extra, protocol: HTTP, port: 81 }] }", "other"), admitting + more()),
  row("[gateway-api 24#L05] a route that names a listener which its ListenerSet lacks", "MW2222 x", admitting + more() + route("r", "{ kind: ListenerSet, name: more, sectionName: x }", all), admitting + more() + route("r", "{ kind: ListenerSet, name: more, sectionName: extra }", all)),
  row("[gateway-api 24#L05] a namespace that a ListenerSet does not take", "MW2225 more", admitting + more() + elsewhere(route("r", "{ kind: ListenerSet, name: more, namespace: shop }", all), "other"), admitting + more() + route("r", "{ kind: ListenerSet, name: more }", all)),
  row("[gateway-api 24#L06] no hostname is a listener's of the ListenerSet", "MW2226 more", admitting + more("{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81, hostname: a.example.com }] }") + route("r", "{ kind: ListenerSet, name: more }", all, hosts("a.org")), admitting + more() + route("r", "{ kind: ListenerSet, name: more }", all, hosts("a.org"))),
  row("[gateway-api 24#L06] one of the hostnames is no listener's", 'MW2227 "a.org"', gateway(`${http}, hostname: "*.example.com"`) + route("r", ofPublic, all, hosts("a.example.com", "a.org")), gateway(`${http}, hostname: "*.example.com"`) + route("r", ofPublic, all, hosts("a.example.com"))),
  row("[gateway-api 24#L06] no hostname is a listener's", "MW2226 public", gateway(`${http}, hostname: "*.example.com"`) + route("r", ofPublic, all, hosts("a.org")), gateway(`${http}, hostname: "*.example.com"`) + route("r", ofPublic, all, hosts("a.example.com"))),
  row("[gateway-api 24#L07] entries for one parent that differ in the port only, in the standard channel", "MW1221 81", route("r", '{ group: "", kind: Service, name: order, port: 80 }, { group: "", kind: Service, name: order, port: 81 }', all), mesh, { settings: standard }),
  row("[gateway-api 24#L07] entries for one parent that differ in the port only", "MW1222 81", route("r", '{ group: "", kind: Service, name: order, port: 80 }, { group: "", kind: Service, name: order, port: 81 }', all), mesh),
  row("[gateway-api 24#L08] one parent with and without its namespace", "MW2228 shop", route("r", `${ofOrder}, ${ofShop}`, all), mesh),
  row("[gateway-api 24#L08] one Gateway with and without its namespace", "MW2228 shop", public80 + route("r", "{ name: public }, { name: public, namespace: shop }", all), public80 + atPublic),
  row("[gateway-api 24#L09] a route that serves plain HTTP beside HTTPS", "MW2251 public", gateway(http, secure) + atPublic, gateway(http, secure) + route("r", "{ name: public, sectionName: tls }", all)),
  row("[gateway-api 24#L10] routes of two kinds for one host of a listener", "MW2239 public", public80 + route("r", ofPublic, all, hosts("a.example.com")) + route("g", ofPublic, all, hosts("a.example.com"), "GRPCRoute"), public80 + route("r", ofPublic, all, hosts("a.example.com")) + route("g", ofPublic, all, hosts("b.example.com"), "GRPCRoute")),
  row("[gateway-api 24#L11] a second TCPRoute on a listener", "MW2237 parentRefs", gateway("name: raw, protocol: TCP, port: 9000") + tcp("a", "order") + tcp("b", "other"), gateway("name: raw, protocol: TCP, port: 9000") + tcp("a", "order")),
  row("[gateway-api 24#L11] a second UDPRoute on a listener", "MW2237 public", gateway("name: raw, protocol: UDP, port: 9000") + tcp("a", "order", "UDPRoute") + tcp("b", "other", "UDPRoute"), gateway("name: raw, protocol: UDP, port: 9000") + tcp("a", "order", "UDPRoute")),

  row("[gateway-api 24#L20] the first narrow route of a Service breaks all other calls", "MW2230 order", route("r", ofOrder, when("path: { value: /a }", "order")), mesh),
  row("[gateway-api 24#L20] a call that then gets 404 is shown", "MW3024 matches", route("r", ofOrder, when("path: { value: /a }", "order")), mesh),
  row("[gateway-api 24#L21] a consumer route that hides the producer's rules", "MW2231 order", mesh + elsewhere(route("c", ofShop, to("other")), "web"), mesh),
  row("[gateway-api 24#L21] a consumer route for all ports that hides the producer's rules", "MW2231 order", service("order") + route("r", '{ group: "", kind: Service, name: order }', all) + elsewhere(route("c", '{ group: "", kind: Service, name: order, namespace: shop }', to("other")), "web"), service("order") + route("r", '{ group: "", kind: Service, name: order }', all)),
  row("[gateway-api 24#L21] a consumer route of another kind than the producer's", "MW2229 order", mesh + elsewhere(route("c", ofShop, to("other"), "", "GRPCRoute"), "web"), mesh),
  row("[gateway-api 24#L22] hostnames of a mesh route", "MW2232 a.example.com", route("r", ofOrder, all, "  hostnames: [a.example.com]\n"), mesh),
  row("[gateway-api 24#L22] the hostname of the Service itself", "MW2233 order.shop", route("r", ofOrder, all, "  hostnames: [order.shop]\n"), mesh),
  row("[gateway-api 24#L22] a host that is rewritten to the name of another Service", "MW2279 other", service("order") + service("other") + route("r", ofOrder, filtered("{ type: URLRewrite, urlRewrite: { hostname: other } }")), service("order") + service("other") + route("r", ofOrder, filtered("{ type: URLRewrite, urlRewrite: { hostname: order } }"))),
  row("[gateway-api 24#L23] a backend with routes of its own", "MW2234 other", route("r", ofOrder, to("other")) + route("o", '{ group: "", kind: Service, name: other, port: 8080 }', to("other")), route("r", ofOrder, to("other"))),
  row("[gateway-api 24#L24] a backend of another namespace without a grant, for a route with both kinds of parent", "MW2211 pay", public80 + route("r", `${ofPublic}, ${ofOrder}`, far), public80 + granted + route("r", `${ofPublic}, ${ofOrder}`, far)),
  row("[gateway-api 24#L25] a mesh that claims the feature for Gateways only", "MW2264 queryParams", claiming("XMesh", "HTTPRoute", "HTTPRouteQueryParamMatching") + route("r", ofOrder, queried), claiming("XMesh", "HTTPRoute", "MeshHTTPRouteQueryParamMatching") + route("r", ofOrder, queried)),
  row("[gateway-api 24#L25] a consumer route in a mesh that claims none", "MW2264 shop", claiming("XMesh", "HTTPRoute") + elsewhere(route("r", ofShop, all), "web"), claiming("XMesh", "HTTPRoute", "MeshConsumerRoute") + elsewhere(route("r", ofShop, all), "web")),
  row("[gateway-api 24#L26] routes of two kinds on one Service port", "MW2229 order", mesh + route("g", ofOrder, to("other"), "", "GRPCRoute"), mesh),

  row("[gateway-api 24#L30] a rule with the match of an earlier one", "MW3020 /a", route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a }", "other")), route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /b }", "other"))),
  row("[gateway-api 24#L30] a match that an older route has", "MW3020 /a", route("r", ofOrder, when("path: { value: /a }", "order")).replace("namespace: shop }", 'namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z" }') + route("a", ofOrder, when("path: { value: /a }", "other")).replace("namespace: shop }", 'namespace: shop, creationTimestamp: "2026-02-01T00:00:00Z" }'), route("r", ofOrder, when("path: { value: /a }", "order"))),
  row("[gateway-api 24#L31] a tie that only age or name decides", "MW2235 headers", route("r", ofOrder, when("headers: [{ name: x, value: a }]", "order")) + route("s", ofOrder, when("headers: [{ name: y, value: a }]", "other")), route("r", ofOrder, when("headers: [{ name: x, value: a }]", "order") + when("headers: [{ name: y, value: a }]", "other"))),
  row("[gateway-api 24#L32] a pattern without anchors", 'MW2201 "/a.*"', route("r", ofOrder, when('path: { type: RegularExpression, value: "/a.*" }', "order")), route("r", ofOrder, when('path: { type: RegularExpression, value: "^/a.*$" }', "order"))),
  row("[gateway-api 24#L32] a pattern and a path of another rule, of which nobody says which wins", 'MW2236 "^/a/.*$"', route("r", ofOrder, when('path: { type: RegularExpression, value: "^/a/.*$" }', "other") + when("path: { value: /a/b }", "order")), route("r", ofOrder, when('path: { type: RegularExpression, value: "^/a/.*$" }', "other") + when("path: { value: /b }", "order"))),
  row("[gateway-api 24#L33] a header named twice with different case", "MW2202 foo", route("r", ofOrder, when("headers: [{ name: Foo, value: a }, { name: foo, value: b }]", "order")), route("r", ofOrder, when("headers: [{ name: Foo, value: a }, { name: bar, value: b }]", "order"))),
  row("[gateway-api 24#L33] a query parameter named twice", "MW1212 q", route("r", ofOrder, when("queryParams: [{ name: q, value: a }, { name: q, value: b }]", "order")), route("r", ofOrder, when("queryParams: [{ name: q, value: a }, { name: Q, value: b }]", "order"))),
  row("[gateway-api 24#L34] a pattern of gRPC methods", "MW2201 Get.*", route("r", ofOrder, when("method: { type: RegularExpression, service: a.B, method: Get.* }", "order"), "", "GRPCRoute"), route("r", ofOrder, when("method: { service: a.B, method: Get }", "order"), "", "GRPCRoute")),
  row("[gateway-api 24#L34] a gRPC method without service", "MW2252 Get", route("r", ofOrder, when("method: { method: Get }", "order"), "", "GRPCRoute"), route("r", ofOrder, when("method: { service: a.B, method: Get }", "order"), "", "GRPCRoute")),
  row("[gateway-api 24#L35] nearly as many rules as a route holds", "MW2265 rules", route("r", ofOrder, many(15)), route("r", ofOrder, many(14))),
  row("[gateway-api 24#L35] nearly as many matches as a route holds", "MW2265 rules", route("r", ofOrder, ofMatches(60) + ofMatches(58)), route("r", ofOrder, ofMatches(60) + ofMatches(50))),
  row("[gateway-api 24#L35] more rules than a route holds", "MW1211 rules", route("r", ofOrder, many(17)), route("r", ofOrder, many(16))),
  row("[gateway-api 24#L35] more matches than a route holds", "MW1234 rules", route("r", ofOrder, ofMatches(64) + ofMatches(63) + ofMatches(2)), route("r", ofOrder, ofMatches(64) + ofMatches(63))),
  row("[gateway-api 24#L36] a rule with CORS that never sees a preflight", "MW2215 CORS", route("r", ofOrder, when("method: GET", "order", '    filters: [{ type: CORS, cors: { allowOrigins: ["https://a.example"] } }]\n')), route("r", ofOrder, filtered('{ type: CORS, cors: { allowOrigins: ["https://a.example"] } }'))),
  row("[gateway-api 24#L37] a path with an empty segment", "MW1231 /a//b", route("r", ofOrder, when("path: { value: /a//b }", "order")), route("r", ofOrder, when("path: { value: /a/b }", "order"))),
  row("[gateway-api 24#L37] a path with dot segments", "MW1231 /a/../b", route("r", ofOrder, when("path: { value: /a/../b }", "order")), route("r", ofOrder, when("path: { value: /b }", "order"))),
  row("[gateway-api 24#L37] a path that no normalised request has", 'MW3023 "/a%41"', route("r", ofOrder, when('path: { value: "/a%41" }', "order")), route("r", ofOrder, when('path: { value: "/aA" }', "order"))),
  row("[gateway-api 24#L37] paths that differ in case only", "MW2253 /orders", route("r", ofOrder, when("path: { value: /Orders }", "order") + when("path: { value: /orders }", "other")), route("r", ofOrder, when("path: { value: /Orders }", "order"))),
  row("[gateway-api 24#L38] a rule that an ordered list would never reach", "MW2254 matches", route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a/b }", "other")), route("r", ofOrder, when("path: { value: /a/b }", "other") + when("path: { value: /a }", "order"))),

  row("[gateway-api 24#L40] a port that the backend lacks", "MW2212 9", service("order") + route("r", ofOrder, "  - backendRefs: [{ name: order, port: 9 }]\n"), service("order") + mesh),
  row("[gateway-api 24#L40] a backend that does not exist where everything is at hand", "MW2001 gone", complete + service("order") + route("r", ofOrder, to("gone")), complete + service("order") + mesh),
  row("[gateway-api 24#L40] a backend of which there is one by nearly the same name", "MW3154 odrer", service("order") + route("r", ofOrder, to("odrer")), service("order") + mesh, inManifests()),
  row("[gateway-api 24#L40] a backend that is no Service", "MW2210 Deployment", route("r", ofOrder, "  - backendRefs: [{ kind: Deployment, name: order, port: 8080 }]\n"), mesh, { on: "MW3154 Deployment" }),
  row("[gateway-api 24#L40] a backend of another namespace without a grant", "MW2211 pay", public80 + route("r", ofPublic, far), public80 + granted + route("r", ofPublic, far)),
  row("[gateway-api 24#L40] a grant for another kind of route", "MW2211 pay", public80 + grant("GRPCRoute", "far") + route("r", ofPublic, far), public80 + granted + route("r", ofPublic, far)),
  row("[gateway-api 24#L40] a grant for another name", "MW2211 pay", public80 + grant("HTTPRoute", "near") + route("r", ofPublic, far), public80 + granted + route("r", ofPublic, far)),
  row("[gateway-api 24#L40] a grant in another namespace", "MW2211 pay", public80 + grant("HTTPRoute", "far", "shop") + route("r", ofPublic, far), public80 + granted + route("r", ofPublic, far)),
  row("[gateway-api 24#L41] a rule without backend and without a filter that answers", "MW2208 matches", route("r", ofOrder, "  - matches: [{ path: { value: / } }]\n"), mesh),
  row("[gateway-api 24#L42] a single weight of 0", "MW2209 0", route("r", ofOrder, weighted(0)), route("r", ofOrder, weighted(1))),
  row("[gateway-api 24#L42] weights that are all 0", "MW2209 0", route("r", ofOrder, weighted(0, 0)), route("r", ofOrder, weighted(0, 1))),
  row("[gateway-api 24#L42] weights on different scales", "MW2255 backendRefs", route("r", ofOrder, weighted(1, 1).replace("backendRefs", "matches: [{ path: { value: /a } }]\n    backendRefs") + weighted(900, 100)), route("r", ofOrder, weighted(50, 50).replace("backendRefs", "matches: [{ path: { value: /a } }]\n    backendRefs") + weighted(90, 10))),
  row("[gateway-api 24#L43] a share of the calls that gets 500, since its backend was not granted", "MW2266 1", public80 + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 8080, weight: 3 }, { name: far, namespace: pay, port: 8080, weight: 1 }]\n"), public80 + granted + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 8080, weight: 3 }, { name: far, namespace: pay, port: 8080, weight: 1 }]\n")),
  row("[gateway-api 24#L43] a share of the calls that gets 500, since its backend lacks the port", "MW2266 order", service("order") + route("r", ofOrder, "  - backendRefs: [{ name: order, port: 8080 }, { name: order, port: 9 }]\n"), service("order") + mesh),
  row("[gateway-api 24#L43] a share of the calls that gets 500, since its backend is misspelt", "MW3154 odrer", service("order") + route("r", ofOrder, "  - backendRefs: [{ name: order, port: 8080, weight: 3 }, { name: odrer, port: 8080, weight: 1 }]\n"), service("order") + mesh, inManifests()),
  row("[gateway-api 24#L44] a backend that speaks TLS without a policy that says so", "MW2256 443", public80 + service("order", "ports: [{ name: web, port: 443 }]") + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 443 }]\n"), public80 + service("order", "ports: [{ name: web, port: 443 }]") + tls("a") + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 443 }]\n")),
  row("[gateway-api 24#L44] a backend whose appProtocol is HTTPS", "MW2256 8080", public80 + service("order", "ports: [{ name: web, port: 8080, appProtocol: HTTPS }]") + atPublic, public80 + service("order") + atPublic),
  row("[gateway-api 24#L44] a policy of TLS for another Service", "MW2256 443", public80 + service("order", "ports: [{ name: web, port: 443 }]") + tls("a", { targets: '{ group: "", kind: Service, name: pay }' }) + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 443 }]\n"), public80 + service("order", "ports: [{ name: web, port: 443 }]") + tls("a") + route("r", ofPublic, "  - backendRefs: [{ name: order, port: 443 }]\n")),
  row("[gateway-api 24#L45] two policies of TLS for one target", "MW2267 order", tls("a") + tls("b"), tls("a") + tls("b", { targets: '{ group: "", kind: Service, name: order, sectionName: web }' })),
  row("[gateway-api 24#L45] several targets of one policy", "MW2268 pay", tls("a", { targets: '{ group: "", kind: Service, name: order }, { group: "", kind: Service, name: pay }' }), tls("a")),
  row("[gateway-api 24#L45] two traffic policies on one Service", "MW2244 order", policy("a", budget) + policy("b", budget), policy("a", budget) + policy("b", budget, "other")),
  row("[gateway-api 24#L46] alternative names without the hostname", "MW2269 subjectAltNames", tls("a", { more: ", subjectAltNames: [{ type: Hostname, hostname: b.example }]" }), tls("a", { more: ", subjectAltNames: [{ type: URI, uri: spiffe://a/b }, { type: Hostname, hostname: a.example }]" })),
  row("[gateway-api 24#L47] a grant without name", "MW2257 Service", object(v1, "ReferenceGrant", "g", '{ from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }], to: [{ group: "", kind: Service }] }', "pay"), granted),

  row("[gateway-api 24#L50] a redirect beside a rewrite", "MW1225 URLRewrite", route("r", ofOrder, only("{ type: RequestRedirect, requestRedirect: { hostname: a.example } }, { type: URLRewrite, urlRewrite: { hostname: b.example } }")), route("r", ofOrder, redirect("hostname: a.example"))),
  row("[gateway-api 24#L50] a redirect of one backend beside a rewrite of the rule", "MW2270 RequestRedirect", route("r", ofOrder, "  - filters: [{ type: URLRewrite, urlRewrite: { hostname: b.example } }]\n    backendRefs: [{ name: order, port: 8080, filters: [{ type: RequestRedirect, requestRedirect: { hostname: a.example } }] }]\n"), route("r", ofOrder, "  - backendRefs: [{ name: order, port: 8080, filters: [{ type: RequestRedirect, requestRedirect: { hostname: a.example } }] }]\n"), { why: unread("MW2206") }),
  row("[gateway-api 24#L50] a redirect of one backend beside a deadline of the rule", "MW2270 RequestRedirect", route("r", ofOrder, "  - timeouts: { request: 1s }\n    backendRefs: [{ name: order, port: 8080, filters: [{ type: RequestRedirect, requestRedirect: { hostname: a.example } }] }]\n"), route("r", ofOrder, "  - timeouts: { request: 1s }\n    backendRefs: [{ name: order, port: 8080 }]\n")),
  row("[gateway-api 24#L50] a redirect with timeouts", "MW2213 timeouts", route("r", ofOrder, `${redirect("scheme: https")}    timeouts: { request: 1s }\n`), route("r", ofOrder, redirect("scheme: https"))),
  row("[gateway-api 24#L50] a redirect with retries", "MW2213 retry", route("r", ofOrder, `${redirect("scheme: https")}    retry: { attempts: 2 }\n`), route("r", ofOrder, redirect("scheme: https"))),
  row("[gateway-api 24#L51] a redirect to https where the Gateway has it on another port", "MW2271 https", gateway("name: web, protocol: HTTP, port: 8080", secure.replace("443", "8443")) + route("r", "{ name: public, sectionName: web }", redirect("scheme: https")), gateway("name: web, protocol: HTTP, port: 8080", secure) + route("r", "{ name: public, sectionName: web }", redirect("scheme: https"))),
  row("[gateway-api 24#L51] a redirect to https from an unusual port of a Gateway without https", "MW2272 requestRedirect", gateway("name: web, protocol: HTTP, port: 8080") + route("r", ofPublic, redirect("scheme: https")), gateway("name: web, protocol: HTTP, port: 8080") + route("r", ofPublic, redirect("scheme: https, port: 443"))),
  row("[gateway-api 24#L51] a redirect that names the unusual port of its listener", "MW2272 requestRedirect", gateway("name: web, protocol: HTTP, port: 8080") + route("r", ofPublic, redirect("hostname: b.example")), public80 + route("r", ofPublic, redirect("hostname: b.example"))),
  row("[gateway-api 24#L51] a redirect in a mesh whose port nothing says", "MW2214 requestRedirect", route("r", ofOrder, redirect("hostname: a.example")), route("r", ofOrder, redirect("hostname: a.example, port: 443"))),
  row("[gateway-api 24#L52] a whole path without its slash", "MW2204 x", route("r", ofOrder, filtered(rewrite("type: ReplaceFullPath, replaceFullPath: x"))), route("r", ofOrder, filtered(rewrite("type: ReplaceFullPath, replaceFullPath: /x")))),
  row("[gateway-api 24#L52] a whole path with a query", 'MW2204 "/x?y"', route("r", ofOrder, filtered(rewrite('type: ReplaceFullPath, replaceFullPath: "/x?y"'))), route("r", ofOrder, filtered(rewrite("type: ReplaceFullPath, replaceFullPath: /x")))),
  row("[gateway-api 24#L53] a replaced prefix of two matches", "MW1227 ReplacePrefixMatch", route("r", ofOrder, rewriteOf("{ path: { value: /a } }, { path: { value: /b } }")), route("r", ofOrder, rewriteOf("{ path: { value: /a } }"))),
  row("[gateway-api 24#L53] a replaced prefix of an exact path", "MW1227 ReplacePrefixMatch", route("r", ofOrder, rewriteOf("{ path: { type: Exact, value: /a } }")), route("r", ofOrder, rewriteOf("{ path: { value: /a } }"))),
  row("[gateway-api 24#L54] one header set and removed", "MW2203 A", route("r", ofOrder, filtered("{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: b }], remove: [A] } }")), route("r", ofOrder, filtered("{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: b }], remove: [B] } }"))),
  row("[gateway-api 24#L54] one header of answers set and added", "MW2203 A", route("r", ofOrder, filtered("{ type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: a, value: b }], add: [{ name: A, value: c }] } }")), route("r", ofOrder, filtered("{ type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: a, value: b }], add: [{ name: c, value: c }] } }"))),
  row("[gateway-api 24#L55] a mirror to the backend itself", "MW2013 order", route("r", ofOrder, filtered("{ type: RequestMirror, requestMirror: { backendRef: { name: order, port: 8080 }, percent: 10 } }")), route("r", ofOrder, filtered("{ type: RequestMirror, requestMirror: { backendRef: { name: other, port: 8080 }, percent: 10 } }"))),
  row("[gateway-api 24#L55] a mirror of everything by omission", "MW2258 requestMirror", route("r", ofOrder, filtered("{ type: RequestMirror, requestMirror: { backendRef: { name: other, port: 8080 } } }")), route("r", ofOrder, filtered("{ type: RequestMirror, requestMirror: { backendRef: { name: other, port: 8080 }, percent: 100 } }"))),
  row("[gateway-api 24#L56] a bound of each try without one of the call", "MW3001 timeouts", route("r", ofOrder, timed("backendRequest: 1s", "attempts: 2, codes: [503]")), route("r", ofOrder, timed("request: 4s, backendRequest: 1s", "attempts: 2, codes: [503]"))),
  row("[gateway-api 24#L56] a deadline shorter than its tries", "MW3002 5", route("r", ofOrder, timed("request: 2s, backendRequest: 1s", "attempts: 5, codes: [503]")), route("r", ofOrder, timed("request: 4s, backendRequest: 1s", "attempts: 2, codes: [503]"))),
  row("[gateway-api 24#L57] retries in the standard channel", "MW1214 retry", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")), mesh, { settings: standard }),
  row("[gateway-api 24#L57] retries where nobody says which channel there is", "MW1213 retry", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")), mesh),
  row("[gateway-api 24#L57] codes that products need not support", "MW2218 429", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [429]")), route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]"))),
  row("[gateway-api 24#L57] retries without a count", "MW2217 retry", route("r", ofOrder, timed("request: 2s", "codes: [503]")), route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]"))),
  row("[gateway-api 24#L57] retries of calls that write", "MW3003 codes", route("r", ofOrder, timed("request: 4s, backendRequest: 1s", "attempts: 2, codes: [503]")), route("r", ofOrder, reads("request: 4s, backendRequest: 1s", "attempts: 2, codes: [503]"))),
  row("[gateway-api 24#L58] a retry budget without retries", "MW2259 order", mesh + policy("a", budget), route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", budget)),
  row("[gateway-api 24#L58] the floor of a budget by default", "MW2260 retryConstraint", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", "{ budget: { percent: 10 } }"), route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", budget)),
  row("[gateway-api 24#L59] calls without a deadline", "MW3001 backendRefs", mesh, route("r", ofOrder, "  - timeouts: { request: 2s }\n    backendRefs: [{ name: order, port: 8080 }]\n")),
  row("[gateway-api 24#L60] sessions that outlive a weight of 0", "MW2273 0", route("r", ofOrder, session("type: Cookie, cookie: {}", [0, 1])), route("r", ofOrder, weighted(0, 1)), { why: unread("MW2207") }),
  row("[gateway-api 24#L60] sessions of a Service that outlive a weight of 0", "MW2273 0", object(trial, "XBackendTrafficPolicy", "a", '{ targetRefs: [{ group: "", kind: Service, name: order }], sessionPersistence: { type: Cookie, cookie: {} } }') + route("r", ofOrder, weighted(0, 1)), route("r", ofOrder, weighted(0, 1))),
  row("[gateway-api 24#L61] an experimental kind in the standard channel", "MW1203 gateway.networking.x-k8s.io/v1alpha1", policy("a", budget), mesh, { settings: standard }),
  row("[gateway-api 24#L61] an experimental kind where nobody says which channel there is", "MW4621 gateway.networking.x-k8s.io/v1alpha1", policy("a", budget), mesh, { lint: null, why: "the plain lint takes everything for installed unless `gatewayApi.channel` says otherwise" }),
  row("[gateway-api 24#L61] an experimental field in the standard channel", "MW1214 sessionPersistence", route("r", ofOrder, session("type: Cookie, cookie: {}", [1])), mesh, { settings: standard }),
  row("[gateway-api 24#L61] a feature that the class does not claim", "MW2264 queryParams", claiming("GatewayClass", "HTTPRoute", "MeshHTTPRouteQueryParamMatching") + public80 + route("r", ofPublic, queried), claiming("GatewayClass", "HTTPRoute", "HTTPRouteQueryParamMatching") + public80 + route("r", ofPublic, queried)),
  row("[gateway-api 24#L61] a kind of route that the class does not claim", "MW2264 GRPCRoute", claiming("GatewayClass", "HTTPRoute") + public80 + route("r", ofPublic, all, "", "GRPCRoute"), claiming("GatewayClass", "GRPCRoute") + public80 + route("r", ofPublic, all, "", "GRPCRoute")),
  row("[gateway-api 24#L61] a feature of Gateways that the class does not claim", "MW2264 allowedListeners", claiming("GatewayClass", "Gateway") + admitting, claiming("GatewayClass", "Gateway", "ListenerSet") + admitting),
  row("[gateway-api 24#L62] client certificates that may be wrong", "MW2274 AllowInsecureFallback", frontend("AllowInsecureFallback"), frontend("AllowValidOnly"), { why: unread("MW2242") }),
  row("[gateway-api 24#L62] client certificates that may be wrong on one port", "MW2274 AllowInsecureFallback", frontend("AllowValidOnly").replace("} } } }\n", '} }, perPort: [{ port: 443, tls: { validation: { mode: AllowInsecureFallback, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } }] } }\n'), frontend("AllowValidOnly")),

  row("[gateway-api 24#L70] a version on its way out", "MW1202 gateway.networking.k8s.io/v1alpha2", route("r", ofOrder, all, "", "GRPCRoute").replace("k8s.io/v1\n", "k8s.io/v1alpha2\n"), route("r", ofOrder, all, "", "GRPCRoute")),
  row("[gateway-api 24#L70] a version that is gone", "MW1200 gateway.networking.k8s.io/v1alpha2", mesh.replace("k8s.io/v1\n", "k8s.io/v1alpha2\n"), mesh),
  row("[gateway-api 24#L70] an old version of a policy", "MW1202 gateway.networking.k8s.io/v1alpha3", tls("a").replace("k8s.io/v1\n", "k8s.io/v1alpha3\n"), tls("a")),
  row("[gateway-api 24#L70] an XListenerSet", "MW1202 gateway.networking.x-k8s.io/v1alpha1", object(trial, "XListenerSet", "x", "{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81 }] }"), admitting + more()),
  row("[gateway-api 24#L70] the old shape of session persistence", "MW2275 sessionName", route("r", ofOrder, session("type: Cookie, sessionName: x", [1])), route("r", ofOrder, session("type: Cookie, cookie: { name: x }", [1])), { why: unread("MW2207") }),
  row("[gateway-api 24#L70] the old shape of session persistence in a policy", "MW2275 idleTimeout", object(trial, "XBackendTrafficPolicy", "a", '{ targetRefs: [{ group: "", kind: Service, name: order }], sessionPersistence: { type: Cookie, cookie: {}, idleTimeout: 1h } }'), mesh),
  row("[gateway-api 24#L71] two listeners of one host and port", "MW1240 two", gateway(http, "name: two, protocol: HTTP, port: 80"), gateway(http, "name: two, protocol: HTTP, port: 81")),
  row("[gateway-api 24#L71] TCP beside HTTP on one port", "MW2238 80", gateway(http, "name: raw, protocol: TCP, port: 80"), gateway(http, "name: raw, protocol: TCP, port: 81")),
  row("[gateway-api 24#L71] a listener of a ListenerSet on a port of the Gateway", "MW3172 80", admitting + more("{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 80 }] }"), admitting + more(), inManifests()),
  row("[gateway-api 24#L71] two listeners of a ListenerSet of one host and port", "MW1240 two", admitting + more("{ parentRef: { name: public }, listeners: [{ name: extra, protocol: HTTP, port: 81 }, { name: two, protocol: HTTP, port: 81 }] }"), admitting + more()),
  row("[gateway-api 24#L72] a route on the wildcard listener for a host of another listener", 'MW2276 "a.example.com"', gateway(anyHost, oneHost) + route("r", "{ name: public, sectionName: any }", all, hosts("a.example.com")), gateway(anyHost, oneHost) + route("r", "{ name: public, sectionName: one }", all, hosts("a.example.com"))),
  row("[gateway-api 24#L72] a route on the wildcard listener for names among which another listener has one", 'MW2277 "*.example.com"', gateway(anyHost, oneHost) + route("r", "{ name: public, sectionName: any }", all, hosts("*.example.com")), gateway(anyHost, oneHost) + route("r", ofPublic, all, hosts("*.example.com"))),
  row("[gateway-api 24#L72] a precise listener that no route serves beside a wildcard listener with one", "MW2277 any", gateway(anyHost, oneHost) + route("r", "{ name: public, sectionName: any }", all), gateway(anyHost, oneHost) + route("r", "{ name: public, sectionName: any }", all) + route("s", "{ name: public, sectionName: one }", all)),
  row("[gateway-api 24#L73] a route that the cluster did not accept", 'MW2261 "False"', withStatus(mesh, status(condition("Accepted", "False", 1))), withStatus(mesh, status(condition("Accepted", "True", 1)))),
  row("[gateway-api 24#L73] references that the cluster did not resolve", 'MW2261 "False"', withStatus(mesh, status(condition("ResolvedRefs", "False", 1))), withStatus(mesh, status(condition("ResolvedRefs", "True", 1)))),
  row("[gateway-api 24#L73] a route that is in force in parts", 'MW2261 "True"', withStatus(mesh, status(condition("PartiallyInvalid", "True", 1))), withStatus(mesh, status(condition("PartiallyInvalid", "False", 1)))),
  row("[gateway-api 24#L73] a listener that is in conflict", 'MW2261 "True"', withStatus(public80, status(condition("Conflicted", "True", 1), "listeners")), withStatus(public80, status(condition("Conflicted", "False", 1), "listeners"))),
  row("[gateway-api 24#L73] a status about an older generation", "MW2262 2", withStatus(mesh.replace("namespace: shop }", "namespace: shop, generation: 3 }"), status(condition("Accepted", "True", 2))), withStatus(mesh.replace("namespace: shop }", "namespace: shop, generation: 3 }"), status(condition("Accepted", "True", 3)))),
  row("[gateway-api 24#L73] a listener without routes", "MW2278 0", withStatus(public80, status(condition("Accepted", "True", 1), "listeners", "    attachedRoutes: 0\n")), withStatus(public80, status(condition("Accepted", "True", 1), "listeners", "    attachedRoutes: 1\n"))),
];
