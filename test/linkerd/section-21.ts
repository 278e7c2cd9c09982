import type { Shown, Unseen } from "../lint/section.ts";

/** Manifests of shop, by kind; each ends its document. */
const object = (apiVersion: string, kind: string, name: string, spec: string, notes = ""): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop${notes === "" ? "" : `, annotations: { ${notes} }`} }\nspec: ${spec}\n---\n`;
interface Choices {
  readonly notes?: string;
  readonly parent?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly extra?: string;
}
const parent = '{ group: "", kind: Service, name: order, port: 8080 }';
const b = "backendRefs: [{ name: order, port: 8080 }]";
const v2 = "backendRefs: [{ name: order-v2, port: 8080 }]";
const route = (rules: string, { notes = "", parent: own = parent, kind = "HTTPRoute", name = "order", extra = "" }: Choices = {}): string => object("gateway.networking.k8s.io/v1", kind, name, `{ parentRefs: [${own}]${extra}, rules: [${rules}] }`, notes);
const all = route(`{ ${b} }`);
const noted = (notes: string, rule = `{ ${b} }`, kind = "HTTPRoute"): string => route(rule, { notes, kind });
const grpc = (rule: string, more: Choices = {}): string => route(rule, { kind: "GRPCRoute", ...more });
const tcp = (name: string, port = 8080): string => object("gateway.networking.k8s.io/v1alpha2", "TCPRoute", name, `{ parentRefs: [{ group: "", kind: Service, name: order, port: ${port} }], rules: [{ ${b} }] }`);
const svc = (notes = "", ports = "{ port: 8080, name: http }", name = "order", more = ""): string => object("v1", "Service", name, `{ selector: { app: ${name} }${more}, ports: [${ports}] }`, notes);
const sp = (spec: string, name = "order.shop.svc.cluster.local"): string => object("linkerd.io/v1alpha2", "ServiceProfile", name, spec);
const profiled = (more: string): string => sp(`{ routes: [{ name: a, condition: { pathRegex: /a, method: GET }, isRetryable: true }], ${more} }`);
const pol = (kind: string, spec: string, name = "x", version = "v1alpha1"): string => object(`policy.linkerd.io/${version}`, kind, name, spec);
const server = (more = "", { port = "8080", app = "order" } = {}): string => pol("Server", `{ podSelector: { matchLabels: { app: ${app} } }, port: ${port}${more} }`, "order", "v1beta3");
const inbound = (rules: string, ref = "", kind = "HTTPRoute"): string => object("gateway.networking.k8s.io/v1", kind, "in", `{ parentRefs: [{ group: policy.linkerd.io, kind: Server, name: order${ref} }], rules: [${rules}] }`);
const grant = (target: string, authentication: string, name = "grant"): string => pol("AuthorizationPolicy", `{ targetRef: { ${target} }, requiredAuthenticationRefs: [${authentication}] }`, name);
const web = "{ kind: ServiceAccount, name: web }";
const toServer = "group: policy.linkerd.io, kind: Server, name: order";
const mesh = "{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: web }";
const granted = grant(toServer, web);
const identities = (list: string): string => pol("MeshTLSAuthentication", `{ identities: [${list}] }`, "web");
const limit = (name: string): string => pol("HTTPLocalRateLimitPolicy", `{ targetRef: { ${toServer} }, total: { requestsPerSecond: 5 } }`, name);
interface Pods {
  readonly app?: string;
  readonly notes?: string;
  readonly ports?: string;
  readonly more?: string;
}
const pods = ({ app = "order", notes = "", ports = "{ containerPort: 8080, name: http }", more = "" }: Pods = {}): string => object("apps/v1", "Deployment", app, `{ selector: { matchLabels: { app: ${app} } }, template: { metadata: { labels: { app: ${app} }${notes === "" ? "" : `, annotations: { ${notes} }`} }, spec: { containers: [{ name: app, image: app, ports: [${ports}]${more} }] } } }`);
const read = "routes: [{ name: a, condition: { pathRegex: /a, method: GET } }]";
const values = (line: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: linkerd-config, namespace: linkerd }\ndata:\n  values: |\n    cliVersion: x\n    ${line}\n---\n`;
const namespace = (notes: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, annotations: { ${notes} } }\n---\n`;
const vm = object("workload.linkerd.io/v1beta1", "ExternalWorkload", "vm", '{ meshTLS: { identity: "spiffe://root.example/vm", serverName: vm.example }, ports: [{ port: 80 }], workloadIPs: [{ ip: 203.0.113.5 }] }');
const probed = pods({ more: ", readinessProbe: { httpGet: { path: /healthz, port: 8080 } }" });
const ingress = (spec: string, notes = ""): string => object("networking.k8s.io/v1", "Ingress", "public", `{ ${spec}, rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: order, port: { number: 8080 } } } }] } }] }`, notes);
const egress = (network: string): string => pol("EgressNetwork", `{ trafficPolicy: Deny, networks: [${network}] }`, "all");
const running = (policy: string): string => object("v1", "Pod", "order-1", `{ containers: [{ name: app, image: app }, { name: linkerd-proxy, image: proxy, env: [{ name: LINKERD2_PROXY_INBOUND_DEFAULT_POLICY, value: ${policy} }] }] }`);
const accrual = "balancer.linkerd.io/failure-accrual";
const rate = "balancer.alpha.linkerd.io/failure-accrual-success-rate-threshold";

function shown(name: string, place: string, text: string, sound: string): Shown {
  const [code = "", word = ""] = place.split(/@(.*)/);
  return { name, code, word, text, sound };
}

const outside = (kind: string, port: string, version = "v1"): string => object(`gateway.networking.k8s.io/${version}`, kind, "out", `{ parentRefs: [{ group: policy.linkerd.io, kind: EgressNetwork, name: all${port} }], rules: [{ backendRefs: [{ group: policy.linkerd.io, kind: EgressNetwork, name: all }] }] }`);
const networks = (list: string): string => pol("NetworkAuthentication", `{ networks: [${list}] }`);
const limited = (spec: string): string => pol("HTTPLocalRateLimitPolicy", `{ targetRef: { ${toServer} }, ${spec} }`);
const serverGrant = (client: string): string => pol("ServerAuthorization", `{ server: { name: order }, client: { ${client} } }`, "x", "v1beta1");
const network = "{ group: policy.linkerd.io, kind: NetworkAuthentication, name: n }";
const limit5 = "{ requestsPerSecond: 5 }";
const budget = "{ retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 10s }";

/** What the API server or a webhook refuses. */
export const linkerdRefused: readonly Shown[] = [
  shown("[linkerd 21.1#1] an unknown protocol", "MW4331@HTTP", server(", accessPolicy: deny, proxyProtocol: HTTP"), server(", accessPolicy: deny, proxyProtocol: HTTP/1")),
  shown("[linkerd 21.1#1] an unknown access policy", "MW4331@nobody", server(", accessPolicy: nobody"), server(", accessPolicy: deny")),
  shown("[linkerd 21.1#1] a port that is a list", "MW4330@", server(", accessPolicy: deny", { port: "true" }), server(", accessPolicy: deny")),
  shown("[linkerd 21.1#1] a type that is none", "MW4331@Prefix", pol("HTTPRoute", `{ parentRefs: [${parent}], rules: [{ matches: [{ path: { type: Prefix, value: /a } }], ${b} }] }`, "order", "v1beta3"), pol("HTTPRoute", `{ parentRefs: [${parent}], rules: [{ matches: [{ path: { type: PathPrefix, value: /a } }], ${b} }] }`, "order", "v1beta3")),
  ...[["HTTPRoute"], ["GRPCRoute"], ["TLSRoute", "v1alpha2"], ["TCPRoute", "v1alpha2"]].map(([kind = "", version]) => shown(`[linkerd 21.1#2] ${kind} without a port`, "MW4331@", outside(kind, "", version), outside(kind, ", port: 443", version))),
  shown("[linkerd 21.1#3] retries", "MW4331@many", noted("retry.linkerd.io/limit: many"), noted('retry.linkerd.io/limit: "3"')),
  shown("[linkerd 21.1#3] time", "MW4331@1m30s", noted("timeout.linkerd.io/request: 1m30s"), noted("timeout.linkerd.io/request: 90s")),
  shown("[linkerd 21.1#3] of gRPC", "MW4331@soon", noted("timeout.linkerd.io/idle: soon", `{ ${b} }`, "GRPCRoute"), noted("timeout.linkerd.io/idle: 1m", `{ ${b} }`, "GRPCRoute")),
  shown("[linkerd 21.1#4] a relative path", "MW4331@orders", route(`{ matches: [{ path: { value: orders } }], ${b} }`), route(`{ matches: [{ path: { value: /orders } }], ${b} }`)),
  shown("[linkerd 21.1#4] a bad pattern", 'MW4331@"/(a"', route(`{ matches: [{ path: { type: RegularExpression, value: "/(a" } }], ${b} }`), route(`{ matches: [{ path: { type: RegularExpression, value: "/(a)" } }], ${b} }`)),
  shown("[linkerd 21.1#4] a bad name of a header", 'MW4331@"x y"', route(`{ matches: [{ headers: [{ name: "x y", value: a }] }], ${b} }`), route(`{ matches: [{ headers: [{ name: x-y, value: a }] }], ${b} }`)),
  shown("[linkerd 21.1#4] a pattern of calls", "MW4331@RegularExpression", grpc(`{ matches: [{ method: { type: RegularExpression, service: "a.*" } }], ${b} }`), grpc(`{ matches: [{ method: { service: a.B } }], ${b} }`)),
  shown("[linkerd 21.1#5] a backend without a port", "MW4331@", route("{ backendRefs: [{ name: order }] }"), all),
  shown("[linkerd 21.1#5] of gRPC", "MW4331@", grpc("{ backendRefs: [{ name: order }] }"), grpc(`{ ${b} }`)),
  shown("[linkerd 21.1#6] two rules of connections", "MW4331@", tcp("a").replace("rules: [{", `rules: [{ ${b} }, {`), tcp("a")),
  shown("[linkerd 21.1#6] none of TLS", "MW4331@", object("gateway.networking.k8s.io/v1alpha2", "TLSRoute", "a", `{ parentRefs: [${parent}], hostnames: [a.b], rules: [] }`), object("gateway.networking.k8s.io/v1alpha2", "TLSRoute", "a", `{ parentRefs: [${parent}], hostnames: [a.b], rules: [{ ${b} }] }`)),
  shown("[linkerd 21.1#7] a negative time", "MW4331@-1s", pol("HTTPRoute", `{ parentRefs: [${parent}], rules: [{ timeouts: { request: -1s }, ${b} }] }`, "order", "v1beta3"), pol("HTTPRoute", `{ parentRefs: [${parent}], rules: [{ timeouts: { request: 1m30s }, ${b} }] }`, "order", "v1beta3")),
  shown("[linkerd 21.1#7] a backend's time above the request's", "MW4331@3s", route(`{ timeouts: { request: 2s, backendRequest: 3s }, ${b} }`), route(`{ timeouts: { request: 2s, backendRequest: 2s }, ${b} }`)),
  shown("[linkerd 21.1#8] a target in another namespace", "MW4331@web", grant(`${toServer}, namespace: web`, web), server() + granted),
  shown("[linkerd 21.1#8] another namespace as target", "MW4331@web", grant("kind: Namespace, name: web", web), server() + granted),
  shown("[linkerd 21.1#8] two authentications", "MW4331@requiredAuthenticationRefs", server() + grant(toServer, `${web}, ${mesh}`), server() + granted),
  shown("[linkerd 21.1#8] two networks", "MW4331@requiredAuthenticationRefs", server() + grant(toServer, `${network}, ${network}`), server() + granted),
  shown("[linkerd 21.1#8] an authentication of another kind", "MW4331@requiredAuthenticationRefs", server() + grant(toServer, "{ kind: Secret, name: web }"), server() + granted),
  shown("[linkerd 21.1#8] a target of another kind", "MW4331@Service", grant('group: "", kind: Service, name: order', web), server() + granted),
  shown("[linkerd 21.1#9] an identity that is none", "MW4331@WEB", identities("WEB_1"), identities('"*"')),
  shown("[linkerd 21.1#9] a reference of another kind", "MW4331@Pod", pol("MeshTLSAuthentication", "{ identityRefs: [{ kind: Pod, name: web }] }"), pol("MeshTLSAuthentication", "{ identityRefs: [{ kind: ServiceAccount, name: web }] }")),
  shown("[linkerd 21.1#9] a namespace in a namespace", "MW4331@web", pol("MeshTLSAuthentication", "{ identityRefs: [{ kind: Namespace, name: shop, namespace: web }] }"), pol("MeshTLSAuthentication", "{ identityRefs: [{ kind: Namespace, name: shop }] }")),
  shown("[linkerd 21.1#10] no network", "MW4331@networks", networks(""), networks("{ cidr: 10.0.0.0/8 }")),
  shown("[linkerd 21.1#10] an exception outside", "MW4331@192.168.0.0/16", networks("{ cidr: 10.0.0.0/8, except: [192.168.0.0/16] }"), networks("{ cidr: 10.0.0.0/8, except: [10.1.0.0/16] }")),
  shown("[linkerd 21.1#10] an exception of everything", "MW4331@10.0.0.0/8", networks("{ cidr: 10.0.0.0/8, except: [10.0.0.0/8] }"), networks("{ cidr: 10.0.0.0/8, except: [10.1.0.0/16] }")),
  shown("[linkerd 21.1#10] no network of egress", "MW4331@networks", pol("EgressNetwork", "{ trafficPolicy: Deny, networks: [] }"), pol("EgressNetwork", "{ trafficPolicy: Deny }")),
  shown("[linkerd 21.1#10] an exception outside of egress", "MW4331@10.0.0.0/8", pol("EgressNetwork", "{ trafficPolicy: Deny, networks: [{ cidr: 203.0.113.0/24, except: [10.0.0.0/8] }] }"), pol("EgressNetwork", "{ trafficPolicy: Deny, networks: [{ cidr: 203.0.113.0/24 }] }")),
  shown("[linkerd 21.1#10] an exception outside of an older grant", "MW4331@192.168.0.0/16", serverGrant("unauthenticated: true, networks: [{ cidr: 10.0.0.0/8, except: [192.168.0.0/16] }]"), serverGrant("unauthenticated: true, networks: [{ cidr: 10.0.0.0/8 }]")),
  shown("[linkerd 21.1#11] a limit of nothing", "MW4330@0", server() + limited("total: { requestsPerSecond: 0 }"), server() + limited(`total: ${limit5}`)),
  shown("[linkerd 21.1#11] a limit that is too large", "MW4330@4294967296", server() + limited("total: { requestsPerSecond: 4294967296 }"), server() + limited(`total: ${limit5}`)),
  shown("[linkerd 21.1#11] each above all", "MW4331@9", server() + limited(`total: ${limit5}, identity: { requestsPerSecond: 9 }`), server() + limited(`total: ${limit5}, identity: { requestsPerSecond: 4 }`)),
  shown("[linkerd 21.1#11] an exception above all", "MW4331@9", server() + limited(`total: ${limit5}, overrides: [{ requestsPerSecond: 9, clientRefs: [{ kind: ServiceAccount, name: web }] }]`), server() + limited(`total: ${limit5}, overrides: [{ requestsPerSecond: 4, clientRefs: [{ kind: ServiceAccount, name: web }] }]`)),
  shown("[linkerd 21.1#11] an exception for another kind", "MW4331@Pod", server() + limited(`total: ${limit5}, overrides: [{ requestsPerSecond: 4, clientRefs: [{ kind: Pod, name: web }] }]`), server() + limited(`total: ${limit5}, overrides: [{ requestsPerSecond: 4, clientRefs: [{ kind: ServiceAccount, name: web }] }]`)),
  shown("[linkerd 21.1#12] everybody, and some", "MW4331@", serverGrant('unauthenticated: true, meshTLS: { identities: ["*"] }'), serverGrant("unauthenticated: true")),
  shown("[linkerd 21.1#12] nobody", "MW4331@client", serverGrant("networks: [{ cidr: 10.0.0.0/8 }]"), serverGrant('meshTLS: { identities: ["*"] }')),
  shown("[linkerd 21.1#12] names, and none", "MW4331@", serverGrant('meshTLS: { unauthenticatedTLS: true, identities: ["*"] }'), serverGrant("meshTLS: { unauthenticatedTLS: true }")),
  shown("[linkerd 21.1#13] a time that is none", "MW4331@soon", sp("{ routes: [{ name: a, condition: { pathRegex: /a }, timeout: soon }] }"), sp("{ routes: [{ name: a, condition: { pathRegex: /a }, timeout: 1m30s }] }")),
  shown("[linkerd 21.1#13] a negative ratio", "MW4331@-1", profiled("retryBudget: { retryRatio: -1, minRetriesPerSecond: 10, ttl: 10s }"), profiled(`retryBudget: ${budget}`)),
  shown("[linkerd 21.1#13] a budget without a window", "MW4331@retryBudget", profiled("retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10 }"), profiled(`retryBudget: ${budget}`)),
  shown("[linkerd 21.1#13] an unknown field", "MW4331@5", profiled("retries: 5"), profiled(`retryBudget: ${budget}`)),
  shown("[linkerd 21.1#13] an unknown field of a route", "MW4331@5", sp("{ routes: [{ name: a, condition: { pathRegex: /a }, retries: 5 }] }"), sp("{ routes: [{ name: a, condition: { pathRegex: /a } }] }")),
  shown("[linkerd 21.1#13] a route without a name", "MW4331@", sp("{ routes: [{ condition: { pathRegex: /a } }] }"), sp("{ routes: [{ name: a, condition: { pathRegex: /a } }] }")),
  shown("[linkerd 21.1#13] a route without a condition", "MW4331@", sp("{ routes: [{ name: a }] }"), sp("{ routes: [{ name: a, condition: { pathRegex: /a } }] }")),
  shown("[linkerd 21.1#13] a bad pattern is no refusal, but no route", 'MW4332@"/(a"', sp('{ routes: [{ name: a, condition: { pathRegex: "/(a" } }] }'), sp("{ routes: [{ name: a, condition: { pathRegex: /a } }] }")),
];

/** What `linkerd check` looks for among objects of users. */
export const linkerdChecked: readonly Shown[] = [
  shown("[linkerd 21.3#4] opaque for callers alone", 'MW3094@"8080"', svc('config.linkerd.io/opaque-ports: "8080"') + pods(), svc('config.linkerd.io/opaque-ports: "8080"') + pods({ notes: 'config.linkerd.io/opaque-ports: "8080"' })),
  shown("[linkerd 21.3#5] a setting of proxies at a Service", 'MW3094@"8080"', svc('config.linkerd.io/skip-inbound-ports: "8080"'), svc()),
  shown("[linkerd 21.3#5] a setting of proxies at a workload", "MW3094@enabled", pods().replace("namespace: shop }", "namespace: shop, annotations: { linkerd.io/inject: enabled } }"), pods({ notes: "linkerd.io/inject: enabled" })),
];

/** What `meshwright lint --on linkerd` says of each row, at which word. */
export const linkerdShown: readonly Shown[] = [
  shown("[linkerd 21.2#1] a parent without group", "MW3153@Service", route(`{ ${b} }`, { parent: "{ kind: Service, name: order, port: 8080 }" }), all),
  shown("[linkerd 21.2#1] a parent without kind", "MW3153@order", route(`{ ${b} }`, { parent: '{ group: "", name: order, port: 8080 }' }), all),
  shown("[linkerd 21.2#1] a parent without either", "MW3153@order", svc() + route(`{ ${b} }`, { parent: "{ name: order, port: 8080 }" }), svc() + all),
  shown("[linkerd 21.2#2] a profile with routes", "MW3153@order", all + sp("{ routes: [{ name: a, condition: { pathRegex: /a } }] }"), all + sp("{ retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 10s } }")),
  shown("[linkerd 21.2#2] a profile with overrides", "MW3153@order", all + sp('{ dstOverrides: [{ authority: "order-v1.shop.svc.cluster.local:8080", weight: "1" }] }'), all + sp("{ routes: [] }")),
  ...["requestMirror: { backendRef: { name: order, port: 8080 } }@RequestMirror", "urlRewrite: { hostname: a.b }@URLRewrite", "extensionRef: { group: a.b, kind: C, name: d }@ExtensionRef"].map((filter) => {
    const [field = "", type = ""] = filter.split("@");
    return shown(`[linkerd 21.2#3] a filter of a rule: ${type}`, `MW4331@${type}`, route(`{ filters: [{ type: ${type}, ${field} }], ${b} }`), all);
  }),
  shown("[linkerd 21.2#4] a filter of a backend", "MW4332@RequestMirror", route("{ backendRefs: [{ name: order, port: 8080, filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: order, port: 8080 } } }] }] }"), all),
  shown("[linkerd 21.2#5] headers without a call", "MW3154@headers", grpc(`{ matches: [{ headers: [{ name: a, value: b }] }], ${b} }`), grpc(`{ matches: [{ method: { service: a.B }, headers: [{ name: a, value: b }] }], ${b} }`)),
  shown("[linkerd 21.2#5] a match of nothing", "MW3154@matches", grpc(`{ matches: [{}], ${b} }`), grpc(`{ ${b} }`)),
  shown("[linkerd 21.2#5] headers of answers", "MW3154@ResponseHeaderModifier", grpc(`{ matches: [{ method: { service: a.B } }], filters: [{ type: ResponseHeaderModifier, responseHeaderModifier: { remove: [a] } }], ${b} }`), grpc(`{ matches: [{ method: { service: a.B } }], filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { remove: [a] } }], ${b} }`)),
  shown("[linkerd 21.2#5] headers of a backend's answers", "MW3154@ResponseHeaderModifier", grpc("{ backendRefs: [{ name: order, port: 8080, filters: [{ type: ResponseHeaderModifier, responseHeaderModifier: { remove: [a] } }] }] }"), grpc(`{ ${b} }`)),
  shown("[linkerd 21.2#6] two kinds of routes", "MW3153@order", all + grpc(`{ ${b} }`, { name: "g" }), all + grpc(`{ ${b} }`, { name: "g", parent: '{ group: "", kind: Service, name: order, port: 9090 }' })),
  shown("[linkerd 21.2#6] one of them for every port", "MW3153@order", all + grpc(`{ ${b} }`, { name: "g", parent: '{ group: "", kind: Service, name: order }' }), all),
  ...["https", "grpc", "tcp", "http2", "kubernetes.io/ws", "linkerd.io/opaque", "linkerd.io/tcp"].map((protocol) => shown(`[linkerd 21.2#7] requests of ${protocol}`, "MW3153@order", svc("", `{ port: 8080, appProtocol: ${protocol} }`) + all, svc("", "{ port: 8080, appProtocol: HTTP }") + all)),
  shown("[linkerd 21.2#7] gRPC on http", "MW3153@order", svc("", "{ port: 8080, appProtocol: http }") + grpc(`{ ${b} }`), svc("", "{ port: 8080, appProtocol: kubernetes.io/h2c }") + grpc(`{ ${b} }`)),
  shown("[linkerd 21.2#7] connections of http", "MW3153@order", svc("", "{ port: 8080, appProtocol: http }") + tcp("a"), svc("", "{ port: 8080, appProtocol: linkerd.io/tcp }") + tcp("a")),
  shown("[linkerd 21.2#8] an opaque port", "MW3153@order", svc('config.linkerd.io/opaque-ports: "8080"') + all, svc('config.linkerd.io/opaque-ports: "9090"') + all),
  shown("[linkerd 21.2#8] in a range", "MW3153@order", svc('config.linkerd.io/opaque-ports: "8000-8090"') + all, svc('config.linkerd.io/opaque-ports: "8000-8010"') + all),
  shown("[linkerd 21.2#8] by the namespace", "MW3153@order", svc() + all + 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, annotations: { config.linkerd.io/opaque-ports: "8080" } }\n', svc('config.linkerd.io/opaque-ports: "9090"') + all + 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, annotations: { config.linkerd.io/opaque-ports: "8080" } }\n'),
  shown("[linkerd 21.2#8] by default", "MW3153@order", svc("", "{ port: 3306 }") + route("{ backendRefs: [{ name: order, port: 3306 }] }", { parent: '{ group: "", kind: Service, name: order, port: 3306 }' }), svc('config.linkerd.io/opaque-ports: ""', "{ port: 3306 }") + route("{ backendRefs: [{ name: order, port: 3306 }] }", { parent: '{ group: "", kind: Service, name: order, port: 3306 }' })),
  shown("[linkerd 21.2#9] a compound duration", "MW4332@1m30s", route(`{ timeouts: { request: 1m30s }, ${b} }`), route(`{ timeouts: { request: 90s }, ${b} }`)),
  shown("[linkerd 21.2#10] the time of a backend", "MW4332@1s", route(`{ timeouts: { request: 2s, backendRequest: 1s }, ${b} }`), route(`{ timeouts: { request: 2s }, ${b} }`)),
  shown("[linkerd 21.2#11] no time on a route", 'MW3154@"0"', noted('timeout.linkerd.io/request: "0"'), noted("timeout.linkerd.io/request: 1s")),
  shown("[linkerd 21.2#11] no time on a Service", "MW3154@0s", svc("timeout.linkerd.io/request: 0s"), svc("timeout.linkerd.io/request: 10s")),
  shown("[linkerd 21.2#11] no time for an answer", "MW3154@0m", noted("timeout.linkerd.io/response: 0m"), noted("timeout.linkerd.io/response: 1m")),
  shown("[linkerd 21.2#12] no retries on a route", 'MW3094@"0"', noted('retry.linkerd.io/limit: "0", retry.linkerd.io/http: 5xx'), noted('retry.linkerd.io/limit: "1", retry.linkerd.io/http: 5xx')),
  shown("[linkerd 21.2#12] no retries on a Service", 'MW3094@"0"', svc('retry.linkerd.io/limit: "0", retry.linkerd.io/http: 5xx'), svc('retry.linkerd.io/limit: "1", retry.linkerd.io/http: 5xx')),
  shown("[linkerd 21.2#13] a blank on a route", 'MW4331@"5xx, 429"', noted('retry.linkerd.io/http: "5xx, 429"'), noted('retry.linkerd.io/http: "5xx,429"')),
  shown("[linkerd 21.2#13] a blank on a Service", 'MW4332@"5xx, 429"', svc('retry.linkerd.io/http: "5xx, 429"'), svc('retry.linkerd.io/http: "5xx,429"')),
  shown("[linkerd 21.2#14] conditions of gRPC on requests", "MW3094@internal", noted("retry.linkerd.io/grpc: internal"), noted("retry.linkerd.io/http: 5xx")),
  shown("[linkerd 21.2#14] statuses on gRPC", "MW3094@5xx", noted("retry.linkerd.io/http: 5xx", `{ ${b} }`, "GRPCRoute"), noted("retry.linkerd.io/grpc: internal", `{ ${b} }`, "GRPCRoute")),
  shown("[linkerd 21.2#15] a group of the route", "MW3094@100ms", svc('retry.linkerd.io/http: 5xx, retry.linkerd.io/limit: "2"') + noted("retry.linkerd.io/timeout: 100ms"), svc("retry.linkerd.io/timeout: 100ms") + noted("retry.linkerd.io/timeout: 200ms")),
  shown("[linkerd 21.2#16] a breaker on a route", "MW3094@consecutive", noted(`${accrual}: consecutive`), svc(`${accrual}: consecutive`) + all),
  shown("[linkerd 21.2#16] a breaker on a version", "MW3094@consecutive", svc() + svc(`${accrual}: consecutive`, "{ port: 8080 }", "order-v1") + route("{ backendRefs: [{ name: order-v1, port: 8080 }] }"), svc(`${accrual}: consecutive`) + svc("", "{ port: 8080 }", "order-v1") + route("{ backendRefs: [{ name: order-v1, port: 8080 }] }")),
  shown("[linkerd 21.2#16] a mode that is none", "MW4332@consecutif", svc(`${accrual}: consecutif`), svc(`${accrual}: unified`)),
  shown("[linkerd 21.2#16] a number that is none", "MW4332@many", svc(`${accrual}: consecutive, ${accrual}-consecutive-max-failures: many`), svc(`${accrual}: consecutive, ${accrual}-consecutive-max-failures: "5"`)),
  shown("[linkerd 21.2#16] a number without a mode", 'MW3094@"5"', svc(`${accrual}-consecutive-max-failures: "5"`), svc(`${accrual}: consecutive, ${accrual}-consecutive-max-failures: "5"`)),
  shown("[linkerd 21.2#17] a rate in another mode", 'MW3094@"0.5"', svc(`${accrual}: consecutive, ${rate}: "0.5"`), svc(`${accrual}: unified, ${rate}: "0.5"`)),
  shown("[linkerd 21.2#17] a rate without a mode", 'MW3094@"0.5"', svc(`${rate}: "0.5"`), svc(`${accrual}: unified, ${rate}: "0.5"`)),
  shown("[linkerd 21.2#17] a rate under the wrong name", 'MW3094@"0.5"', svc(`${accrual}: unified, balancer.linkerd.io/failure-accrual-success-rate-threshold: "0.5"`), svc(`${accrual}: unified, ${rate}: "0.5"`)),
  shown("[linkerd 21.2#18] a section", "MW3094@http", svc() + route(`{ ${b} }`, { parent: '{ group: "", kind: Service, name: order, sectionName: http }' }), svc() + all),
  shown("[linkerd 21.2#19] a port that is not there", "MW3153@9999", svc() + route(`{ ${b} }`, { parent: '{ group: "", kind: Service, name: order, port: 9999 }' }), svc() + all),
  shown("[linkerd 21.2#20] a namespace left out", "MW3094@order", route(`{ ${b} }`, { parent: '{ group: "", kind: Service, name: order, namespace: other, port: 8080 }' }), route("{ backendRefs: [{ name: order, namespace: other, port: 8080 }] }", { parent: '{ group: "", kind: Service, name: order, namespace: other, port: 8080 }' })),
  shown("[linkerd 21.2#21] a name misspelt", "MW3154@odrer", svc() + route("{ backendRefs: [{ name: odrer, port: 8080 }] }"), svc() + all),
  shown("[linkerd 21.2#21] one that is not there, where the route's own is", "MW3154@payments", svc() + route("{ backendRefs: [{ name: payments, port: 8080 }] }"), svc() + svc("", "{ port: 8080 }", "payments") + route("{ backendRefs: [{ name: payments, port: 8080 }] }")),
  shown("[linkerd 21.2#22] one without weight", "MW3094@0", route("{ backendRefs: [{ name: order, port: 8080, weight: 0 }] }"), route("{ backendRefs: [{ name: order, port: 8080, weight: 1 }] }")),
  shown("[linkerd 21.2#23] none has a weight", "MW3154@0", route("{ backendRefs: [{ name: order, port: 8080, weight: 0 }, { name: b, port: 80, weight: 0 }] }"), route("{ backendRefs: [{ name: order, port: 8080, weight: 1 }, { name: b, port: 80, weight: 0 }] }")),
  shown("[linkerd 21.2#24] a headless Service", "MW3153@order", svc("", "{ port: 8080 }", "order", ", clusterIP: None") + all, svc() + all),
  shown("[linkerd 21.2#24] a name outside", "MW3153@order", svc("", "{ port: 8080 }", "order", ", type: ExternalName, externalName: a.b") + all, svc() + all),
  shown("[linkerd 21.2#25] a prefix before the exact path of its length", "MW3160@/foo", route(`{ matches: [{ path: { type: PathPrefix, value: /foo } }], ${b} }, { matches: [{ path: { type: Exact, value: /foo } }], ${v2} }, { ${b} }`), route(`{ matches: [{ path: { type: Exact, value: /foo } }], ${v2} }, { matches: [{ path: { type: PathPrefix, value: /foo } }], ${b} }, { ${b} }`)),
  shown("[linkerd 21.2#25] a pattern behind a prefix", "MW3160@/orders", route(`{ matches: [{ path: { value: /orders } }], ${b} }, { matches: [{ path: { type: RegularExpression, value: "/.*/export" } }], ${v2} }, { ${b} }`), route(`{ matches: [{ path: { type: RegularExpression, value: "/.*/export" } }], ${v2} }, { matches: [{ path: { value: /orders } }], ${b} }, { ${b} }`)),
  shown("[linkerd 21.2#25] a pattern of other paths", "MW3160@/orders", route(`{ matches: [{ path: { value: /orders } }], ${b} }, { matches: [{ path: { type: RegularExpression, value: "/orders/[0-9]+" } }], ${v2} }, { ${b} }`), route(`{ matches: [{ path: { value: /orders } }], ${b} }, { matches: [{ path: { type: RegularExpression, value: "/a/.*|/b" } }], ${v2} }, { ${b} }`)),
  shown("[linkerd 21.2#25] a method before a longer path", "MW3160@GET", route(`{ matches: [{ method: GET }], ${b} }, { matches: [{ path: { value: /a } }], ${v2} }, { ${b} }`), route(`{ matches: [{ path: { value: /a } }], ${v2} }, { matches: [{ method: GET }], ${b} }, { ${b} }`)),
  shown("[linkerd 21.2#25] a method before a header", "MW3160@GET", route(`{ matches: [{ method: GET }], ${b} }, { matches: [{ headers: [{ name: a, value: b }] }], ${v2} }, { ${b} }`), route(`{ matches: [{ method: GET }], ${b} }, { matches: [{ method: POST, headers: [{ name: a, value: b }] }], ${v2} }, { ${b} }`)),
  shown("[linkerd 21.2#26] two objects for everything", "MW3161@second", all + route(`{ ${v2} }`, { name: "second" }), all + route(`{ matches: [{ path: { value: /a } }], ${v2} }`, { name: "second" })),
  shown("[linkerd 21.2#26] a producer's and a consumer's", "MW3161@second", all + route(`{ backendRefs: [{ name: order-v2, namespace: shop, port: 8080 }] }`, { name: "second", parent: '{ group: "", kind: Service, name: order, namespace: shop, port: 8080 }' }).replace("namespace: shop }", "namespace: web }"), all + route(`{ matches: [{ path: { value: /a } }], ${v2} }`, { name: "second" })),
  shown("[linkerd 21.2#26] two objects for one call", "MW3161@second", grpc(`{ matches: [{ method: { service: a.B } }], ${b} }, { ${b} }`, { name: "first" }) + grpc(`{ matches: [{ method: { service: a.B } }], ${v2} }`, { name: "second" }), grpc(`{ matches: [{ method: { service: a.B } }], ${b} }, { ${b} }`, { name: "first" }) + grpc(`{ matches: [{ method: { service: a.C } }], ${v2} }`, { name: "second" })),
  shown("[linkerd 21.2#27] a short name only", "MW3162@order.shop", route(`{ ${b} }`, { extra: ", hostnames: [order.shop]" }), route(`{ ${b} }`, { extra: ', hostnames: [order, order.shop, order.shop.svc, "*.cluster.local"]' })),
  shown("[linkerd 21.2#27] a name outside", "MW3162@shop.example", route(`{ ${b} }`, { extra: ", hostnames: [shop.example]" }), route(`{ ${v2} }`, { extra: ", hostnames: [shop.example]", name: "outside" }) + all),
  shown("[linkerd 21.2#28] no last rule", "MW3024@matches", route(`{ matches: [{ path: { value: /a } }], ${b} }`), route(`{ matches: [{ path: { value: /a } }], ${b} }, { ${b} }`)),
  shown("[linkerd 21.2#28] no last rule of gRPC", "MW3024@matches", grpc(`{ matches: [{ method: { service: a.B } }], ${b} }`), grpc(`{ matches: [{ method: { service: a.B } }], ${b} }`, { name: "first" }) + grpc(`{ ${b} }`, { name: "second" })),
  shown("[linkerd 21.2#28] no last rule of the older kind", "MW3091@matches", pol("HTTPRoute", `{ parentRefs: [${parent}], rules: [{ matches: [{ path: { value: /a } }], ${b} }] }`, "order", "v1beta3"), pol("HTTPRoute", `{ parentRefs: [${parent}], rules: [{ matches: [{ path: { value: /a } }], ${b} }, { ${b} }] }`, "order", "v1beta3")),
  shown("[linkerd 21.2#29] a profile that only has a budget", "MW3094@retryBudget", sp("{ retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 10s } }"), profiled("retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 10s }")),
  shown("[linkerd 21.2#30] a name without the domain", "MW3128@order.shop", sp(`{ ${read} }`, "order.shop"), sp(`{ ${read} }`)),
  shown("[linkerd 21.2#30] a name in another domain", "MW3128@order.shop.svc.cluster.example", sp(`{ ${read} }`, "order.shop.svc.cluster.example"), sp(`{ ${read} }`)),
  shown("[linkerd 21.2#30] the usual domain in a cluster of another", "MW3128@order.shop.svc.cluster.local", sp(`{ ${read} }`) + values("clusterDomain: mesh.example"), sp(`{ ${read} }`, "order.shop.svc.mesh.example") + values("clusterDomain: mesh.example")),
  shown("[linkerd 21.2#31] a ratio that is rounded", "MW3094@0.3", profiled("retryBudget: { retryRatio: 0.3, minRetriesPerSecond: 10, ttl: 10s }"), profiled("retryBudget: { retryRatio: 0.25, minRetriesPerSecond: 10, ttl: 10s }")),
  shown("[linkerd 21.2#31] a window that is too long", "MW3094@90s", profiled("retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 90s }"), profiled("retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 60s }")),
  shown("[linkerd 21.2#31] a window that is too short", "MW3094@500ms", profiled("retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 500ms }"), profiled("retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttl: 1s }")),
  shown("[linkerd 21.2#32] a port that nobody opens", "MW3126@order", server(), server(", accessPolicy: deny")),
  shown("[linkerd 21.2#32] an access policy that the version does not have", "MW3094@all-unauthenticated", server(", accessPolicy: all-unauthenticated").replace("v1beta3", "v1beta1"), server(", accessPolicy: all-unauthenticated")),
  shown("[linkerd 21.2#33] the Service's port", "MW3128@80", svc("", "{ port: 80, targetPort: 8080 }") + server("", { port: "80" }), svc("", "{ port: 80, targetPort: 8080 }") + server()),
  shown("[linkerd 21.2#34] labels that no pod has", "MW3128@odrer", server("", { app: "odrer" }) + pods(), server() + pods()),
  shown("[linkerd 21.2#34] a number that no container lists", "MW3128@9090", server("", { port: "9090" }) + pods(), server() + pods()),
  shown("[linkerd 21.2#34] a name that no container has", "MW3128@web", server("", { port: "web" }) + pods(), server("", { port: "http" }) + pods()),
  shown("[linkerd 21.2#35] a namespace without Servers", "MW3128@shop", grant("kind: Namespace, name: shop", web), grant("kind: Namespace, name: shop", web) + server()),
  shown("[linkerd 21.2#36] an authentication that is missing", "MW3128@web", server() + grant(toServer, mesh), server() + grant(toServer, mesh) + identities('"*"')),
  shown("[linkerd 21.2#36] a target that is missing", "MW3128@order", grant(toServer, web), server() + granted),
  shown("[linkerd 21.2#36] a target of the other group", "MW3128@in", server(", accessPolicy: deny") + inbound("{}") + grant("group: policy.linkerd.io, kind: HTTPRoute, name: in", web), server(", accessPolicy: deny") + inbound("{}") + grant("group: gateway.networking.k8s.io, kind: HTTPRoute, name: in", web)),
  shown("[linkerd 21.2#37] an empty list", "MW3127@requiredAuthenticationRefs", server() + grant(toServer, ""), server() + granted),
  ...[["a Server's", granted, ""], ["a namespace's", grant("kind: Namespace, name: shop", web), ""], ["an access policy's", "", ", accessPolicy: all-authenticated"]].map(([of, wider = "", more = ""]) =>
    shown(`[linkerd 21.2#38] a route's grant beside ${of ?? ""}`, "MW3127@in", server(more) + wider + inbound("{}") + grant("group: gateway.networking.k8s.io, kind: HTTPRoute, name: in", web, "narrow"), server() + inbound("{}") + grant("group: gateway.networking.k8s.io, kind: HTTPRoute, name: in", web, "narrow")),
  ),
  shown("[linkerd 21.2#39] a probe that no route takes", "MW3159@/healthz", server() + inbound("{ matches: [{ path: { value: /orders } }] }") + probed, server() + inbound("{ matches: [{ path: { value: /healthz } }] }") + probed),
  shown("[linkerd 21.2#40] a port of a Server", "MW3153@80", server() + inbound("{}", ", port: 80"), server() + inbound("{}")),
  shown("[linkerd 21.2#40] a section of a Server", "MW3153@http", server() + inbound("{}", ", sectionName: http"), server() + inbound("{}")),
  shown("[linkerd 21.2#40] a Server of another namespace", "MW3153@web", server() + inbound("{}", ", namespace: web"), server() + inbound("{}", ", namespace: shop")),
  shown("[linkerd 21.2#40] a Server that is elsewhere", "MW3153@order", server().replace("namespace: shop", "namespace: web") + inbound("{}"), server() + inbound("{}")),
  ...["gRPC", "opaque", "TLS"].map((protocol) => shown(`[linkerd 21.2#40] requests of a Server for ${protocol}`, "MW3153@order", server(`, proxyProtocol: ${protocol}`) + inbound("{}"), server(", proxyProtocol: HTTP/2") + inbound("{}"))),
  shown("[linkerd 21.2#40] gRPC of a Server for requests", "MW3153@order", server(", proxyProtocol: HTTP/2") + inbound("{}", "", "GRPCRoute"), server(", proxyProtocol: gRPC") + inbound("{}", "", "GRPCRoute")),
  shown("[linkerd 21.2#41] two limits", "MW3128@order", server() + limit("a") + limit("b"), server() + limit("a")),
  shown("[linkerd 21.2#41] a limit of gRPC", "MW3128@order", server(", proxyProtocol: gRPC") + limit("a"), server() + limit("a")),
  shown("[linkerd 21.2#42] a wildcard inside a label", 'MW4331@"web*', identities('"web*.shop.serviceaccount.identity.linkerd.cluster.local"'), identities('"*.shop.serviceaccount.identity.linkerd.cluster.local"')),
  shown("[linkerd 21.2#42] another trust domain", "MW3128@web.shop", identities("web.shop.serviceaccount.identity.linkerd.cluster.example"), identities("web.shop.serviceaccount.identity.linkerd.cluster.local")),
  shown("[linkerd 21.2#42] a control plane elsewhere", "MW3128@web.shop", identities("web.shop.serviceaccount.identity.mesh.cluster.local"), identities('"*.linkerd.cluster.local"')),
  shown("[linkerd 21.2#42] the name of a Service", 'MW3128@"*.shop.svc', identities('"*.shop.svc.cluster.local"'), identities('"*.serviceaccount.identity.linkerd.cluster.local"')),
  shown("[linkerd 21.2#42] the trust domain that the installation has", "MW3128@web.shop", identities("web.shop.serviceaccount.identity.linkerd.cluster.local") + values('identityTrustDomain: "mesh.example"'), identities("web.shop.serviceaccount.identity.linkerd.mesh.example") + values('identityTrustDomain: "mesh.example"')),
  shown("[linkerd 21.2#43] everybody, and a machine outside", 'MW3164@"*"', identities('"*"') + vm, identities('"*", "spiffe://root.example/vm"') + vm),
  shown("[linkerd 21.2#43] everybody who is authenticated", "MW3164@all-authenticated", server(", accessPolicy: all-authenticated") + vm, server(", accessPolicy: all-unauthenticated") + vm),
  shown("[linkerd 21.2#43] everybody who is authenticated, and the machine by another policy elsewhere", "MW3164@all-authenticated", server(", accessPolicy: all-authenticated") + vm + pol("MeshTLSAuthentication", '{ identities: ["spiffe://root.example/vm"] }', "web") + grant("group: policy.linkerd.io, kind: Server, name: other", mesh), server(", accessPolicy: all-authenticated") + vm + pol("MeshTLSAuthentication", '{ identities: ["spiffe://root.example/vm"] }', "web") + grant(toServer, mesh)),
  shown("[linkerd 21.2#43] by default", "MW3164@cluster-authenticated", pods({ notes: "config.linkerd.io/default-inbound-policy: cluster-authenticated" }) + identities('"spiffe://root.example/vm"'), pods({ notes: "config.linkerd.io/default-inbound-policy: all-unauthenticated" }) + identities('"spiffe://root.example/vm"')),
  shown("[linkerd 21.2#44] a port that skips the proxy", 'MW3163@"8000-8090"', server() + granted + pods({ notes: 'config.linkerd.io/skip-inbound-ports: "8000-8090"' }), server() + granted + pods({ notes: 'config.linkerd.io/skip-inbound-ports: "9090"' })),
  shown("[linkerd 21.2#44] a port by name", 'MW3163@"8080"', server("", { port: "http" }) + granted + pods({ notes: 'config.linkerd.io/skip-inbound-ports: "8080"' }), server("", { port: "http" }) + granted + pods()),
  shown("[linkerd 21.2#44] by the namespace", 'MW3163@"25,8080"', server() + granted + namespace('config.linkerd.io/skip-inbound-ports: "25,8080"'), server() + granted + namespace('config.linkerd.io/skip-inbound-ports: "25"')),
  shown("[linkerd 21.2#44] pods without a proxy", "MW3163@disabled", server() + granted + pods({ notes: "linkerd.io/inject: disabled" }), server() + granted + pods({ notes: "linkerd.io/inject: enabled" })),
  shown("[linkerd 21.2#45] a breaker beside rules of gRPC", "MW3165@consecutive", svc(`${accrual}: consecutive`) + grpc(`{ ${b} }`) + server() + granted, svc(`${accrual}: consecutive`) + grpc(`{ ${b} }`) + server(", accessPolicy: all-unauthenticated")),
  shown("[linkerd 21.2#45] by the port's protocol", "MW3165@consecutive", svc(`${accrual}: consecutive`, "{ port: 8080, appProtocol: kubernetes.io/h2c }") + server() + granted + pods(), svc(`${accrual}: consecutive`) + server() + granted + pods()),
  shown("[linkerd 21.2#46] retries of a route", "MW3129@5xx", noted("retry.linkerd.io/http: 5xx"), noted("retry.linkerd.io/http: 5xx, timeout.linkerd.io/request: 2s")),
  shown("[linkerd 21.2#46] retries of a Service", "MW3129@5xx", svc("retry.linkerd.io/http: 5xx"), svc("retry.linkerd.io/http: 5xx, timeout.linkerd.io/request: 2s")),
  shown("[linkerd 21.2#47] a try that is too long", "MW3097@3s", noted("retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: 3s, timeout.linkerd.io/request: 2s"), noted("retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: 1s, timeout.linkerd.io/request: 2s")),
  shown("[linkerd 21.2#47] beside the time of a rule", "MW3097@3s", noted("retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: 3s", `{ timeouts: { request: 2s }, ${b} }`), noted("retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: 1s", `{ timeouts: { request: 2s }, ${b} }`)),
  shown("[linkerd 21.2#47] of a Service", "MW3097@3s", svc("retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: 3s, timeout.linkerd.io/request: 2s"), svc("retry.linkerd.io/http: 5xx, retry.linkerd.io/timeout: 1s, timeout.linkerd.io/request: 2s")),
  shown("[linkerd 21.2#48] a route of POST", "MW3156@5xx", noted("retry.linkerd.io/http: 5xx, timeout.linkerd.io/request: 2s", `{ matches: [{ method: POST }], ${b} }`), noted("retry.linkerd.io/http: 5xx, timeout.linkerd.io/request: 2s", `{ matches: [{ method: GET }], ${b} }`)),
  shown("[linkerd 21.2#48] a Service", "MW3156@5xx", svc("retry.linkerd.io/http: 5xx"), svc("retry.linkerd.io/http: 5xx") + route(`{ matches: [{ method: GET }], ${b} }`)),
  shown("[linkerd 21.2#48] a profile", "MW3156@true", sp("{ routes: [{ name: a, condition: { pathRegex: /a, method: POST }, isRetryable: true }] }"), sp("{ routes: [{ name: a, condition: { all: [{ pathRegex: /a }, { method: GET }] }, isRetryable: true }] }")),
  shown("[linkerd 21.2#49] an ingress that dials pods", "MW3166@order", svc() + all + ingress("ingressClassName: nginx"), svc() + all + ingress("ingressClassName: nginx", 'nginx.ingress.kubernetes.io/service-upstream: "true"')),
  shown("[linkerd 21.2#49] another one", "MW3166@order", svc("timeout.linkerd.io/request: 2s") + ingress("ingressClassName: traefik"), svc('timeout.linkerd.io/request: 2s, traefik.ingress.kubernetes.io/service.nativelb: "true"') + ingress("ingressClassName: traefik")),
  shown("[linkerd 21.2#49] a caller without a proxy", "MW3166@http://order:8080", svc() + all + pods({ app: "web", notes: "linkerd.io/inject: disabled", more: ", env: [{ name: ORDER, value: http://order:8080 }]" }), svc() + all + pods({ app: "web", more: ", env: [{ name: ORDER, value: http://order:8080 }]" })),
  shown("[linkerd 21.2#50] the cluster's own networks", "MW3128@10.0.0.0/8", egress("{ cidr: 10.0.0.0/8 }"), egress("{ cidr: 203.0.113.0/24 }")),
  shown("[linkerd 21.2#50] everything", "MW3128@0.0.0.0/0", egress("{ cidr: 0.0.0.0/0 }"), egress("{ cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16] }")),
  shown("[linkerd 21.2#50] the networks that the installation has", "MW3128@203.0.113.0/25", egress("{ cidr: 203.0.113.0/25 }") + values("clusterNetworks: 10.0.0.0/8,203.0.113.0/24"), egress("{ cidr: 172.16.0.0/16 }") + values("clusterNetworks: 10.0.0.0/8,203.0.113.0/24")),
  shown("[linkerd 21.2#51] two TCPRoutes", "MW3153@order", tcp("a") + tcp("b"), tcp("a") + tcp("b", 9090)),
  shown("[linkerd 21.2#52] a version that is not served", "MW4333@gateway.networking.k8s.io/v1", tcp("a").replace("v1alpha2", "v1"), tcp("a")),
  shown("[linkerd 21.2#52] a word that is not known", "MW4331@CORS", route(`{ filters: [{ type: CORS, cors: { allowOrigins: ["https://a.b"] } }], ${b} }`), all),
  shown("[linkerd 21.2#52] a kind that nobody reads", "MW3153@order", tcp("a").replace("TCPRoute", "UDPRoute"), tcp("a")),
  shown("[linkerd 21.2#52] retries of a later release", "MW3094@retry", route(`{ retry: { attempts: 2, codes: [503] }, ${b} }`), all),
  shown("[linkerd 21.2#52] sessions of a later release", "MW3094@sessionPersistence", route(`{ sessionPersistence: { type: Cookie }, ${b} }`), all),
  shown("[linkerd 21.2#53] pods that were started before", "MW3094@all-unauthenticated", namespace("config.linkerd.io/default-inbound-policy: deny") + running("all-unauthenticated"), namespace("config.linkerd.io/default-inbound-policy: deny") + running("deny")),
  shown("[linkerd 21.2#54] annotations beside the Service itself", "MW4334@order", svc() + `apiVersion: v1\nkind: Service\nmetadata: { name: order, namespace: shop, annotations: { ${accrual}: consecutive } }\n`, svc(`${accrual}: consecutive`)),
];

/** Rows, or parts of them, that manifests do not show. */
export const linkerdUnseen: readonly Unseen[] = [
  { name: "[linkerd 21.3#1] kinds that are not installed", why: "a cluster has its CRDs whether or not they are among the manifests; that a version is not served is said (21.2#52)" },
  { name: "[linkerd 21.3#2] networks of the cluster", why: "what nodes, pods and Services are given is state of the cluster; the networks that the installation was told are taken from its ConfigMap (21.2#50)" },
  { name: "[linkerd 21.3#3] certificates of webhooks", why: "whether one has run out is a question of the day, and the keys are made when the chart is installed" },
  { name: "[linkerd 21.3#6] certificates of proxies", why: "they are handed out while proxies run" },
  { name: "[linkerd 21.3#7] metrics under a default that denies", why: "it is the installation of the extension that is asked, not what users write" },
  { name: "[linkerd 21.2#49] other callers without a proxy", why: "who calls a Service stands in no manifest, unless an Ingress or the settings of a container name it" },
  { name: "[linkerd 21.2#53] a default that is changed", why: "manifests show what is wanted now, not what running pods were started with; where a cluster's own pods are among them it is said" },
  { name: "[linkerd 21.2#54] a patch that was forgotten", why: "a manifest of annotations alone is how a Service of others is annotated; whether somebody applied it is not to be seen" },
];
