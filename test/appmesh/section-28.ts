import type { Shown, Unseen } from "../lint/section.ts";

const object = (apiVersion: string, kind: string, name: string, spec: string, meta = ""): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${kind === "Mesh" ? "" : ", namespace: shop"}${meta} }\nspec: ${spec}\n---\n`;
const own = (kind: string, name: string, spec: string, meta = ""): string => object("appmesh.k8s.aws/v1beta2", kind, name, spec, meta);
const theMesh = (more = "", name = "shop"): string => own("Mesh", name, `{ namespaceSelector: {}${more} }`);
const mesh = theMesh();
const dns = "dns: { hostname: order.shop.svc.cluster.local, responseType: ENDPOINTS }";
interface Listens {
  readonly protocol?: string;
  readonly port?: number;
  readonly more?: string;
}
const listener = ({ protocol = "http", port = 8080, more = "" }: Listens = {}): string => `{ portMapping: { port: ${port}, protocol: ${protocol} }${more} }`;
const node = (rest = "", { name = "order", listeners = listener(), discovery = dns } = {}): string => own("VirtualNode", name, `{ podSelector: { matchLabels: { app: ${name} } }, listeners: [${listeners}], serviceDiscovery: { ${discovery} }${rest} }`);
const caller = (rest: string): string => own("VirtualNode", "web", `{ podSelector: { matchLabels: { app: web } }${rest} }`);
const to = (target = "virtualNodeRef: { name: order }", weight = 1): string => `action: { weightedTargets: [{ ${target}, weight: ${weight} }] }`;
const once = "retryPolicy: { maxRetries: 0, perRetryTimeout: { unit: s, value: 1 }, tcpRetryEvents: [connection-error] }";
const retry = (events: string, most = 2, perTry = 1): string => `retryPolicy: { maxRetries: ${most}, perRetryTimeout: { unit: s, value: ${perTry} }, ${events} }`;
const within = (seconds: number): string => `timeout: { perRequest: { unit: s, value: ${seconds} } }`;
const route = (body: string, { name = "all", priority = "priority: 10, ", kind = "httpRoute" } = {}): string => `{ name: ${name}, ${priority}${kind}: { ${body} } }`;
const router = (routes: string, listeners = "{ portMapping: { port: 8080, protocol: http } }", name = "order"): string => own("VirtualRouter", name, `{ listeners: [${listeners}], routes: [${routes}] }`);
const all = "match: { prefix: / }";
const plain = route(`${all}, ${to()}, ${once}`);
const service = (provider = "virtualRouter: { virtualRouterRef: { name: order } }", name = "order", awsName = `, awsName: ${name}.shop.svc.cluster.local`): string => own("VirtualService", name, `{ provider: { ${provider} }${awsName} }`);
const sound = mesh + node() + router(plain) + service();
const routed = (routes: string): string => mesh + node() + router(routes);
const backend = (name = "order", more = ""): string => `{ virtualService: { virtualServiceRef: { name: ${name} }${more} } }`;
const file = "certificate: { file: { certificateChain: /certs/chain.pem, privateKey: /certs/key.pem } }";
const trust = "trust: { file: { certificateChain: /certs/ca.pem } }";
const tls = (mode: string, validation = ""): string => `, tls: { mode: ${mode}, ${file}${validation === "" ? "" : `, validation: { ${trust}${validation} }`} }`;
const names = ", subjectAlternativeNames: { match: { exact: [web] } }";
const outlier = ", outlierDetection: { maxServerErrors: 5, interval: { unit: s, value: 1 }, baseEjectionDuration: { unit: s, value: 1 }, maxEjectionPercent: 50 }";
const policy = (more = ""): string => `, clientPolicy: { tls: { validation: { ${trust}${more} } } }`;
const gateway = (listeners: string, rest = ""): string => own("VirtualGateway", "public", `{ namespaceSelector: {}, podSelector: { matchLabels: { app: public } }, listeners: [${listeners}]${rest} }`);
const keep = "rewrite: { prefix: { defaultPrefix: DISABLED }, hostname: { defaultTargetHostname: DISABLED } }";
const entry = (match: string, rewrite = `, ${keep}`, name = "all", target = "virtualService: { virtualServiceRef: { name: order } }"): string => own("GatewayRoute", name, `{ httpRoute: { match: { ${match} }, action: { target: { ${target} }${rewrite} } } }`);
const atGateway = sound + gateway("{ portMapping: { port: 8088, protocol: http } }");
const many = (count: number, each: (index: number) => string): string => Array.from({ length: count }, (_, index) => each(index)).join("");
interface Pods {
  readonly ports?: string;
  readonly more?: string;
  readonly notes?: string;
}
const pods = (app: string, { ports = "{ containerPort: 8080, name: http }", more = "", notes = "" }: Pods = {}): string => object("apps/v1", "Deployment", app, `{ selector: { matchLabels: { app: ${app} } }, template: { metadata: { labels: { app: ${app} }${notes === "" ? "" : `, annotations: { ${notes} }`} }, spec: { containers: [{ name: app, image: app, ports: [${ports}]${more} }] } } }`);

const connected = (port: number): string => {
  const speaks = (name: string, own: number): string => node("", { name, listeners: listener({ protocol: "tcp", port: own }) }) + router(route(to(`virtualNodeRef: { name: ${name} }`), { kind: "tcpRoute" }), listener({ protocol: "tcp", port: own }), name) + service(`virtualRouter: { virtualRouterRef: { name: ${name} } }`, name);
  return mesh + speaks("queue", 6379) + speaks("cache", port) + caller(`, backends: [${backend("queue")}, ${backend("cache")}]`);
};
const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web, namespace: shop }\ndata: { order: order.shop.svc.cluster.local:8080 }\n---\n";
const spiffe = `, tls: { mode: STRICT, certificate: { sds: { secretName: "spiffe://shop.example/order" } }, validation: { trust: { sds: { secretName: "spiffe://shop.example" } } } }`;
const issued = (name: string): string => mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + router(plain) + service() + caller(`, backends: [${backend("order", policy())}]`) + pods("order", { notes: "appmesh.k8s.aws/secretMounts: order-tls:/certs/" }) + object("cert-manager.io/v1", "Certificate", "order", `{ secretName: order-tls, dnsNames: [${name}], issuerRef: { name: ca } }`);

function shown(name: string, place: string, text: string, mended: string): Shown {
  const [code = "", word = ""] = place.split(/@(.*)/);
  return { name, code, word, text, sound: mended };
}

/** What `meshwright lint --on appmesh` says of each row, at which word. */
export const appmeshShown: readonly Shown[] = [
  shown("[appmesh 28#L1] any object", "MW4500@", mesh, object("apps/v1", "Deployment", "order", "{ selector: { matchLabels: { app: order } }, template: { metadata: { labels: { app: order } }, spec: { containers: [{ name: app, image: app }] } } }")),
  shown("[appmesh 28#L2] routes without a number", "MW3130@two", routed(`${route(`match: { path: { exact: /a } }, ${to()}, ${once}`, { name: "one", priority: "" })}, ${route(`match: { prefix: /, headers: [{ name: a, match: { exact: b } }] }, ${to()}, ${once}`, { name: "two", priority: "" })}`), routed(plain)),
  shown("[appmesh 28#L2] equal numbers", "MW3130@10", routed(`${route(`match: { path: { exact: /a } }, ${to()}, ${once}`, { name: "one" })}, ${route(`match: { prefix: /, method: GET }, ${to()}, ${once}`, { name: "two" })}`), routed(`${route(`match: { path: { exact: /a } }, ${to()}, ${once}`, { name: "one" })}, ${route(`match: { prefix: /, method: GET }, ${to()}, ${once}`, { name: "two", priority: "priority: 20, " })}`)),
  shown("[appmesh 28#L3] a route that never wins", "MW3155@two", routed(`${route(`${all}, ${to()}, ${once}`, { name: "one" })}, ${route(`match: { prefix: /a/ }, ${to()}, ${once}`, { name: "two", priority: "priority: 20, " })}`), routed(`${route(`${all}, ${to()}, ${once}`, { name: "one", priority: "priority: 20, " })}, ${route(`match: { prefix: /a/ }, ${to()}, ${once}`, { name: "two" })}`)),
  shown("[appmesh 28#L4] no retry policy", "MW3090@action", routed(route(`${all}, ${to()}`)), routed(plain)),
  shown("[appmesh 28#L4] of gRPC", "MW3090@action", mesh + node("", { listeners: listener({ protocol: "grpc" }) }) + router(route(`match: { serviceName: a.B }, ${to()}`, { kind: "grpcRoute" }), listener({ protocol: "grpc" })), mesh + node("", { listeners: listener({ protocol: "grpc" }) }) + router(route(`match: { serviceName: a.B }, ${to()}, ${once}`, { kind: "grpcRoute" }), listener({ protocol: "grpc" }))),
  shown("[appmesh 28#L5] a service without a router", "MW3090@virtualNode", mesh + node() + service("virtualNode: { virtualNodeRef: { name: order } }"), sound),
  ...["server-error", "gateway-error"].map((event) => shown(`[appmesh 28#L6] ${event} of POST`, `MW3156@${event}`, routed(route(`match: { prefix: /, method: POST }, ${to()}, ${retry(`httpRetryEvents: [${event}]`)}`)), routed(route(`match: { prefix: /, method: GET }, ${to()}, ${retry(`httpRetryEvents: [${event}]`)}`)))),
  shown("[appmesh 28#L6] of every method", "MW3156@server-error", routed(route(`${all}, ${to()}, ${retry("httpRetryEvents: [client-error, server-error]")}`)), routed(route(`${all}, ${to()}, ${retry("tcpRetryEvents: [connection-error]")}`))),
  shown("[appmesh 28#L6] of gRPC", "MW3156@server-error", mesh + node("", { listeners: listener({ protocol: "grpc" }) }) + router(route(`match: { serviceName: a.B }, ${to()}, ${retry("httpRetryEvents: [server-error]")}`, { kind: "grpcRoute" }), listener({ protocol: "grpc" })), mesh + node("", { listeners: listener({ protocol: "grpc" }) }) + router(route(`match: { serviceName: a.B }, ${to()}, ${retry("grpcRetryEvents: [unavailable]")}`, { kind: "grpcRoute" }), listener({ protocol: "grpc" }))),
  shown("[appmesh 28#L7] tries that do not fit", "MW3097@2", routed(route(`${all}, ${to()}, ${within(3)}, ${retry("tcpRetryEvents: [connection-error]", 2, 2)}`)), routed(route(`${all}, ${to()}, ${within(6)}, ${retry("tcpRetryEvents: [connection-error]", 2, 2)}`))),
  shown("[appmesh 28#L7] beside the usual time", "MW3097@2", routed(route(`${all}, ${to()}, ${retry("tcpRetryEvents: [connection-error]", 2, 10)}`)), routed(route(`${all}, ${to()}, ${retry("tcpRetryEvents: [connection-error]", 2, 5)}`))),
  shown("[appmesh 28#L8] longer than the server's usual time", "MW3157@30", routed(route(`${all}, ${to()}, ${once}, ${within(30)}`)), mesh + node("", { listeners: listener({ more: ", timeout: { http: { perRequest: { unit: s, value: 30 } } }" }) }) + router(route(`${all}, ${to()}, ${once}, ${within(30)}`))),
  shown("[appmesh 28#L8] no end", "MW3157@0", routed(route(`${all}, ${to()}, ${once}, ${within(0)}`)), mesh + node("", { listeners: listener({ more: ", timeout: { http: { perRequest: { unit: s, value: 0 } } }" }) }) + router(route(`${all}, ${to()}, ${once}, ${within(0)}`))),
  shown("[appmesh 28#L9] a caller that ends first", "MW3143@order", mesh + node("", { listeners: listener({ more: ", timeout: { http: { perRequest: { unit: s, value: 30 } } }" }) }) + router(route(`${all}, ${to()}, ${once}, ${within(30)}`)) + service() + caller(`, listeners: [${listener()}], serviceDiscovery: { ${dns} }, backends: [${backend()}]`), mesh + node("", { listeners: listener({ more: ", timeout: { http: { perRequest: { unit: s, value: 30 } } }" }) }) + router(route(`${all}, ${to()}, ${once}, ${within(30)}`)) + service() + caller(`, listeners: [${listener({ more: ", timeout: { http: { perRequest: { unit: s, value: 40 } } }" })}], serviceDiscovery: { ${dns} }, backends: [${backend()}]`)),
  shown("[appmesh 28#L10] more than a hundred", "MW4531@", routed(route(`${all}, action: { weightedTargets: [{ virtualNodeRef: { name: order }, weight: 60 }, { virtualNodeRef: { name: order }, weight: 60 }] }, ${once}`)), routed(plain)),
  shown("[appmesh 28#L10] nothing", "MW3154@0", routed(route(`${all}, ${to("virtualNodeRef: { name: order }", 0)}, ${once}`)), routed(plain)),
  shown("[appmesh 28#L10] eleven", "MW4531@", routed(route(`${all}, action: { weightedTargets: [${many(11, () => "{ virtualNodeRef: { name: order }, weight: 1 },")}] }, ${once}`)), routed(plain)),
  shown("[appmesh 28#L11] another protocol at the router", "MW3131@all", mesh + node() + router(plain, listener({ protocol: "http2" })), routed(plain)),
  shown("[appmesh 28#L11] another protocol at the node", "MW3131@order", mesh + node("", { listeners: listener({ protocol: "http2" }) }) + router(plain), routed(plain)),
  shown("[appmesh 28#L12] a route without a port", "MW3132@all", mesh + node() + router(plain, `${listener()}, ${listener({ port: 9090 })}`), mesh + node() + router(route(`match: { prefix: /, port: 8080 }, ${to()}, ${once}`), `${listener()}, ${listener({ port: 9090 })}`)),
  shown("[appmesh 28#L12] a target without a port", "MW3132@order", mesh + node("", { listeners: `${listener()}, ${listener({ port: 9090 })}` }) + router(plain), mesh + node("", { listeners: `${listener()}, ${listener({ port: 9090 })}` }) + router(route(`${all}, ${to("virtualNodeRef: { name: order }, port: 8080")}, ${once}`))),
  shown("[appmesh 28#L12] a target of a gateway without a port", "MW3132@order", mesh + node() + router(route(`match: { prefix: /, port: 8080 }, ${to()}, ${once}`), `${listener()}, ${listener({ port: 9090 })}`) + service() + gateway("{ portMapping: { port: 8088, protocol: http } }") + entry("prefix: /"), mesh + node() + router(route(`match: { prefix: /, port: 8080 }, ${to()}, ${once}`), `${listener()}, ${listener({ port: 9090 })}`) + service() + gateway("{ portMapping: { port: 8088, protocol: http } }") + entry("prefix: /", `, ${keep}`, "all", "port: 8080, virtualService: { virtualServiceRef: { name: order } }")),
  shown("[appmesh 28#L13] a call that is not declared", "MW3168@http://order.shop.svc.cluster.local:8080", sound + caller("") + pods("web", { more: ", env: [{ name: ORDER, value: http://order.shop.svc.cluster.local:8080 }]" }), sound + caller(`, backends: [${backend()}]`) + pods("web", { more: ", env: [{ name: ORDER, value: http://order.shop.svc.cluster.local:8080 }]" })),
  shown("[appmesh 28#L13] by an argument", "MW3168@--order=http://order.shop.svc.cluster.local", sound + caller("") + pods("web", { more: ", args: [--order=http://order.shop.svc.cluster.local]" }), sound + caller(`, backends: [${backend()}]`) + pods("web", { more: ", args: [--order=http://order.shop.svc.cluster.local]" })),
  shown("[appmesh 28#L13] by a ConfigMap", "MW3168@order.shop.svc.cluster.local:8080", sound + caller("") + pods("web", { more: ", envFrom: [{ configMapRef: { name: web } }]" }) + config, sound + caller(`, backends: [${backend()}]`) + pods("web", { more: ", envFrom: [{ configMapRef: { name: web } }]" }) + config),
  shown("[appmesh 28#L13] outside, from a closed mesh", "MW3168@https://api.example.com/v1", sound + caller("") + pods("web", { more: ", env: [{ name: API, value: https://api.example.com/v1 }]" }), sound + caller("") + pods("web", { more: ", env: [{ name: API, value: https://s3.eu-west-1.amazonaws.com/a }]" })),
  shown("[appmesh 28#L14] outside, from a node with backends in an open mesh", "MW3168@https://api.example.com/v1", sound.replace("namespaceSelector: {}", "namespaceSelector: {}, egressFilter: { type: ALLOW_ALL }") + caller(`, backends: [${backend()}]`) + pods("web", { more: ", env: [{ name: API, value: https://api.example.com/v1 }]" }), sound.replace("namespaceSelector: {}", "namespaceSelector: {}, egressFilter: { type: ALLOW_ALL }") + caller("") + pods("web", { more: ", env: [{ name: API, value: https://api.example.com/v1 }]" })),
  shown("[appmesh 28#L19] a port that is no listener", "MW3167@9090", mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { ports: "{ containerPort: 8080 }, { containerPort: 9090 }" }), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order")),
  shown("[appmesh 28#L19] a listener that proxies do not take over", 'MW3167@"9090"', mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { notes: 'appmesh.k8s.aws/ports: "9090"' }), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { notes: 'appmesh.k8s.aws/ports: "8080"' })),
  shown("[appmesh 28#L19] pods without a proxy", "MW3167@disabled", mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { notes: "appmesh.k8s.aws/sidecarInjectorWebhook: disabled" }), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { notes: "appmesh.k8s.aws/sidecarInjectorWebhook: enabled" })),
  shown("[appmesh 28#L22] a SPIFFE id as the only name", "MW3169@order", mesh + node("", { listeners: listener({ more: spiffe }) }) + router(plain) + service() + caller(`, backends: [${backend("order", policy())}]`), mesh + node("", { listeners: listener({ more: spiffe }) }) + router(plain) + service() + caller(`, backends: [${backend("order", policy(", subjectAlternativeNames: { match: { exact: [\"spiffe://shop.example/order\"] } }"))}]`)),
  shown("[appmesh 28#L22] a certificate for another name", "MW3169@order", issued("order.example"), issued('"*.shop.svc.cluster.local"')),
  shown("[appmesh 28#L15] ejection behind one address", "MW3094@outlierDetection", mesh + node("", { listeners: listener({ more: outlier }), discovery: "dns: { hostname: order }" }), mesh + node("", { listeners: listener({ more: outlier }) })),
  shown("[appmesh 28#L16] a pool of another protocol", "MW4532@grpc", mesh + node("", { listeners: listener({ more: ", connectionPool: { grpc: { maxRequests: 5 } }" }) }), mesh + node("", { listeners: listener({ more: ", connectionPool: { http: { maxConnections: 5 } }" }) })),
  shown("[appmesh 28#L17] any client", "MW3144@STRICT", mesh + node("", { listeners: listener({ more: tls("STRICT") }) }), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) })),
  shown("[appmesh 28#L18] names beside plain text", "MW3094@subjectAlternativeNames", mesh + node("", { listeners: listener({ more: tls("PERMISSIVE", names) }) }), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) })),
  shown("[appmesh 28#L20] a certificate that nobody checks", "MW3133@order", mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + router(plain) + service() + caller(`, backends: [${backend()}]`), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + router(plain) + service() + caller(`, backends: [${backend("order", policy())}]`)),
  shown("[appmesh 28#L21] a server without TLS", "MW3134@order", sound + caller(`, backends: [${backend("order", policy())}]`), sound + caller(`, backends: [${backend()}]`)),
  shown("[appmesh 28#L20] a gateway that does not check", "MW3133@order", mesh + node("", { listeners: listener({ more: tls("PERMISSIVE") }) }) + router(plain) + service() + gateway("{ portMapping: { port: 8088, protocol: http } }") + entry("prefix: /"), mesh + node("", { listeners: listener({ more: tls("PERMISSIVE") }) }) + router(plain) + service() + gateway("{ portMapping: { port: 8088, protocol: http } }", `, backendDefaults: { clientPolicy: { tls: { validation: { ${trust} } } } }`) + entry("prefix: /")),
  shown("[appmesh 28#L21] a gateway that asks for TLS", "MW3134@order", sound + gateway("{ portMapping: { port: 8088, protocol: http } }", `, backendDefaults: { clientPolicy: { tls: { validation: { ${trust} } } } }`) + entry("prefix: /"), sound + gateway("{ portMapping: { port: 8088, protocol: http } }") + entry("prefix: /")),
  shown("[appmesh 28#L22] a gateway that lists no names", "MW3169@order", mesh + node("", { listeners: listener({ more: spiffe }) }) + router(plain) + service() + gateway("{ portMapping: { port: 8088, protocol: http } }", `, backendDefaults: { clientPolicy: { tls: { validation: { ${trust} } } } }`) + entry("prefix: /"), mesh + node("", { listeners: listener({ more: spiffe }) }) + router(plain) + service() + gateway("{ portMapping: { port: 8088, protocol: http } }", `, backendDefaults: { clientPolicy: { tls: { validation: { ${trust}, subjectAlternativeNames: { match: { exact: ["spiffe://shop.example/order"] } } } } } }`) + entry("prefix: /")),
  shown("[appmesh 28#L23] names at a gateway", "MW4532@", mesh + gateway(`{ portMapping: { port: 8088, protocol: http }${tls("STRICT", names)} }`), mesh + gateway(`{ portMapping: { port: 8088, protocol: http }${tls("STRICT", " ")} }`)),
  shown("[appmesh 28#L23] ACM as trust", "MW3094@acm", mesh + gateway(`{ portMapping: { port: 8088, protocol: http }, tls: { mode: STRICT, ${file}, validation: { trust: { acm: { certificateAuthorityARNs: ["arn:aws:acm-pca:a"] } } } } }`), mesh + gateway(`{ portMapping: { port: 8088, protocol: http }${tls("STRICT", " ")} }`)),
  shown("[appmesh 28#L24] a prefix that is cut", "MW3135@/orders/", atGateway + entry("prefix: /orders/", ""), atGateway + entry("prefix: /orders/")),
  shown("[appmesh 28#L25] a host that is replaced", "MW3136@action", atGateway + entry("prefix: /", ""), atGateway + entry("prefix: /")),
  shown("[appmesh 28#L26] two references", "MW4537@", routed(route(`${all}, ${to('virtualNodeRef: { name: order }, virtualNodeARN: "arn:aws:appmesh:a:1:mesh/shop/virtualNode/order_shop"')}, ${once}`)), routed(plain)),
  shown("[appmesh 28#L26] none", "MW4532@", routed(route(`${all}, action: { weightedTargets: [{ weight: 1 }] }, ${once}`)), routed(plain)),
  shown("[appmesh 28#L27] groups of backends", "MW3094@backendGroups", mesh + caller(", backendGroups: [{ name: all }]"), mesh + caller("")),
  shown("[appmesh 28#L28] a name that nobody wrote", "MW3137@order", mesh + node() + router(plain) + service(undefined, "order", ""), sound),
  shown("[appmesh 28#L29] one name twice", "MW4535@", sound + service(undefined, "again", ", awsName: order.shop.svc.cluster.local"), sound + service(undefined, "again")),
  shown("[appmesh 28#L30] pods of two nodes", "MW4534@", mesh + node() + own("VirtualNode", "twin", `{ podSelector: { matchLabels: { app: order } }, listeners: [${listener()}], serviceDiscovery: { ${dns} } }`) + pods("order"), mesh + node() + pods("order")),
  shown("[appmesh 28#L30] a route of two gateways", "MW4534@", atGateway + own("VirtualGateway", "second", "{ namespaceSelector: {}, podSelector: { matchLabels: { app: second } }, listeners: [{ portMapping: { port: 8088, protocol: http } }] }") + entry("prefix: /"), atGateway + entry("prefix: /")),
  shown("[appmesh 28#L30] a namespace of two meshes", "MW4534@shop", mesh + theMesh("", "second") + node(), mesh + node()),
  shown("[appmesh 28#L31] a pattern that looks like a part", "MW3158@mobile", routed(route(`match: { prefix: /, headers: [{ name: user-agent, match: { regex: mobile } }] }, ${to()}, ${once}`)), routed(route(`match: { prefix: /, headers: [{ name: user-agent, match: { regex: ".*mobile.*" } }] }, ${to()}, ${once}`))),
  shown("[appmesh 28#L32] another value, or none", "MW3138@true", routed(route(`match: { prefix: /, headers: [{ name: a, invert: true, match: { exact: b } }] }, ${to()}, ${once}`)), routed(route(`match: { prefix: /, headers: [{ name: a, invert: true }] }, ${to()}, ${once}`))),
  shown("[appmesh 28#L33] a prefix by characters", "MW3093@/orders", routed(route(`match: { prefix: /orders }, ${to()}, ${once}`)), routed(route(`match: { prefix: /orders/ }, ${to()}, ${once}`))),
  shown("[appmesh 28#L34] a path that looks ahead", 'MW4531@"/(?!a)', routed(route(`match: { path: { regex: "/(?!a).*" } }, ${to()}, ${once}`)), routed(route(`match: { path: { regex: "/[^a].*" } }, ${to()}, ${once}`))),
  shown("[appmesh 28#L34] a header that looks back", 'MW4531@"(a)\\\\1"', routed(route(`match: { prefix: /, headers: [{ name: a, match: { regex: "(a)\\\\1" } }] }, ${to()}, ${once}`)), routed(route(`match: { prefix: /, headers: [{ name: a, match: { regex: "(a)a.*" } }] }, ${to()}, ${once}`))),
  shown("[appmesh 28#L35] two services of one port", "MW3139@cache", connected(6379), connected(6380)),
  shown("[appmesh 28#L36] an unknown key", "MW4536@STRICT", mesh + caller(`, backendDefaults: { clientPolicy: { tls: { mode: STRICT, validation: { ${trust} } } } }`), mesh + caller(`, backendDefaults: { clientPolicy: { tls: { validation: { ${trust} } } } }`)),
  shown("[appmesh 28#L37] routes", "MW3140@routes", routed(many(51, (index) => `${route(`match: { path: { exact: /a${index} } }, ${to()}, ${once}`, { name: `r${index}`, priority: `priority: ${index}, ` })},`)), routed(plain)),
  shown("[appmesh 28#L37] backends", "MW3140@backends", mesh + caller(`, backends: [${many(51, (index) => `${backend(`s${index}`)},`)}]`), mesh + caller("")),
  shown("[appmesh 28#L37] routes of a gateway", "MW3140@public", atGateway + many(11, (index) => entry(`path: { exact: /a${index} }`, `, ${keep}`, `e${index}`)), atGateway + entry("prefix: /")),
  shown("[appmesh 28#L37] nodes", "MW3140@n200", mesh + many(201, (index) => own("VirtualNode", `n${index}`, "{}")), mesh + node()),
  shown("[appmesh 28#L37] gateways", "MW3140@g3", mesh + many(4, (index) => own("VirtualGateway", `g${index}`, `{ podSelector: { matchLabels: { app: g${index} } }, listeners: [{ portMapping: { port: 8088, protocol: http } }] }`)), mesh + gateway("{ portMapping: { port: 8088, protocol: http } }")),
  shown("[appmesh 28#L38] a probe without a certificate", "MW3141@8080", mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { more: ", readinessProbe: { httpGet: { path: /, port: 8080 } }" }), mesh + node("", { listeners: listener({ more: tls("STRICT", names) }) }) + pods("order", { more: ", readinessProbe: { exec: { command: [ok] } }" })),
  shown("[appmesh 28#L39] a low port", "MW3142@80", mesh + gateway("{ portMapping: { port: 80, protocol: http } }"), mesh + gateway("{ portMapping: { port: 8088, protocol: http } }")),
  shown("[appmesh 28#L40] a mesh that is written", "MW4532@", mesh + own("VirtualNode", "web", "{ meshRef: { name: shop, uid: a } }"), mesh + caller("")),
  shown("[appmesh 28#L40] a gateway that is written", "MW4532@", atGateway + own("GatewayRoute", "all", `{ virtualGatewayRef: { name: public, namespace: shop, uid: a }, httpRoute: { match: { prefix: / }, action: { target: { virtualService: { virtualServiceRef: { name: order } } }, ${keep} } } }`), atGateway + entry("prefix: /")),
];

/** Rows, or parts of them, that manifests do not show. */
export const appmeshUnseen: readonly Unseen[] = [
  { name: "[appmesh 28#L13] calls that no setting names", why: "which hosts a program calls stands in its own code; what environment, arguments and ConfigMaps of its containers name is looked at" },
  { name: "[appmesh 28#L22] certificates of ACM, and files that nobody here issues", why: "the names in a certificate stand in no manifest, unless it is a SPIFFE id or cert-manager issues it" },
];
