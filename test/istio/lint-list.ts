import type { Condition } from "../lint/section.ts";

/** A row that no manifests show, and why. */
export interface Unseen {
  readonly row: string;
  readonly why: string;
}

const o = (kind: string, spec: string, name = "order", namespace = "shop", group = "networking.istio.io/v1"): string => `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
const to = "route: [{ destination: { host: order } }]";
const none = "retries: { attempts: 0 }";
const vs = (spec: string, name = "order", namespace = "shop"): string => o("VirtualService", `{ ${spec} }`, name, namespace);
const http = (...entries: readonly string[]): string => vs(`hosts: [order], http: [${entries.map((entry) => `{ ${entry} }`).join(", ")}]`);
const last = `${to}, ${none}`;
const dr = (spec: string, name = "order", namespace = "shop"): string => o("DestinationRule", `{ host: order, ${spec} }`, name, namespace);
const ap = (spec: string, name = "order", namespace = "shop"): string => o("AuthorizationPolicy", `{ ${spec} }`, name, namespace, "security.istio.io/v1");
const pa = (spec: string, name = "default", namespace = "shop"): string => o("PeerAuthentication", `{ ${spec} }`, name, namespace, "security.istio.io/v1");
const ra = (spec: string, name = "order"): string => o("RequestAuthentication", `{ ${spec} }`, name, "shop", "security.istio.io/v1");
const se = (spec: string, name = "out"): string => o("ServiceEntry", `{ ${spec} }`, name);
const gw = (servers: string, name = "public", namespace = "shop", selector = "istio: ingressgateway"): string => o("Gateway", `{ selector: { ${selector} }, servers: [${servers}] }`, name, namespace);
const web = "{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }";
const telemetry = (spec: string, name: string): string => o("Telemetry", `{ ${spec} }`, name, "shop", "telemetry.istio.io/v1");
const sidecar = (spec: string, name = "order", namespace = "shop"): string => o("Sidecar", `{ ${spec} }`, name, namespace);
const filter = (patch: string, to = "HTTP_FILTER", more = ""): string => `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: order, namespace: shop }\nspec: { ${more} configPatches: [{ applyTo: ${to}, match: { context: SIDECAR_INBOUND }, patch: { ${patch} } }] }\n---\n`;
const svc = (ports: string, name = "order", selector = `app: ${name}`, more = ""): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { ${selector} }, ports: [${ports}]${more} }\n---\n`;
const deploy = (name = "order", labels = `app: ${name}`, { pod = "", spec = "", own = "", account = "", image = "a.example/order" } = {}): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: shop${own === "" ? "" : `, annotations: { ${own} }`} }\nspec:\n  selector: { matchLabels: { ${labels} } }\n  template:\n    metadata: { labels: { ${labels}${pod.startsWith("labels ") ? `, ${pod.slice(7)}` : ""} }${pod !== "" && !pod.startsWith("labels ") ? `, annotations: { ${pod} }` : ""} }\n    spec: { ${account === "" ? "" : `serviceAccountName: ${account}, `}${spec}containers: [{ name: main, image: ${image}, ports: [{ name: web, containerPort: 8080 }] }] }\n---\n`;
const namespace = (name: string, labels = ""): string => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${labels} } }\n---\n`;
const named = "{ name: http, port: 8080 }";

const shown = (row: string, about: string, codes: string, text: string, profile: string | null = null): Condition => ({ row, about, codes: codes.split(" "), text, profile });

/** What istiod refuses at once. */
export const refused: readonly Condition[] = [
  shown("L1 VirtualService", "no hosts, at a gateway", "MW4201 MW4202", vs(`hosts: [], gateways: [public], http: [{ ${last} }]`)),
  shown("L1 VirtualService", "a malformed host", "MW4201", vs(`hosts: ["or der"], http: [{ ${last} }]`)),
  shown("L1 VirtualService", "wildcards that overlap", "MW4201", vs(`hosts: ["*.example.com", "*.com"], gateways: [public], http: [{ ${last} }]`)),
  shown("L1 VirtualService", "every host, inside the mesh", "MW4201", vs(`hosts: ["*"], http: [{ ${last} }]`)),
  shown("L1 VirtualService", "no routes of any kind", "MW4202", vs("hosts: [order]")),
  shown("L1 VirtualService", "an entry without an action", "MW4202", http(none)),
  shown("L1 VirtualService", "an entry with two actions", "MW4202", http(`${to}, redirect: { uri: /b }`)),
  shown("L1 VirtualService", "weights that are all zero", "MW4203", http(`route: [{ destination: { host: order }, weight: 0 }, { destination: { host: web }, weight: 0 }], ${none}`)),
  shown("L1 VirtualService", "a weight below zero", "MW4203", http(`route: [{ destination: { host: order }, weight: -1 }, { destination: { host: web }, weight: 2 }], ${none}`)),
  shown("L1 VirtualService", "two ways to mirror", "MW4202", http(`${last}, mirror: { host: a }, mirrors: [{ destination: { host: b } }]`)),
  shown("L1 VirtualService", "a fault beside a redirect", "MW4206", http("redirect: { uri: /b }, fault: { abort: { httpStatus: 500, percentage: { value: 1 } } }")),
  shown("L1 VirtualService", "an empty fault", "MW4206", http(`${last}, fault: {}`)),
  shown("L1 VirtualService", "a delay that grows", "MW4206", http(`${last}, fault: { delay: { exponentialDelay: 5s, percentage: { value: 1 } } }`)),
  shown("L1 VirtualService", "a percentage too small to count", "MW4206", http(`${last}, fault: { abort: { httpStatus: 500, percentage: { value: 0.00001 } } }`)),
  shown("L1 VirtualService", "no tries beside other fields of retries", "MW4207", http(`${to}, retries: { attempts: 0, perTryTimeout: 1s }`)),
  shown("L1 VirtualService", "an unknown word of retries", "MW4207", http(`match: [{ method: { exact: GET } }], ${to}, retries: { attempts: 2, retryOn: sometimes }`, last)),
  shown("L1 VirtualService", "a word of retries with a blank", "MW4207", http(`match: [{ method: { exact: GET } }], ${to}, retries: { attempts: 2, retryOn: "reset, refused-stream" }`, last)),
  shown("L1 VirtualService", "a time below a millisecond", "MW4204", http(`${last}, timeout: 0.0005s`)),
  shown("L1 VirtualService", "a time of parts of milliseconds", "MW4204", http(`${last}, timeout: 1.0005s`)),
  shown("L1 VirtualService", "a long pattern", "MW4205", http(`match: [{ uri: { regex: "/${"a".repeat(1025)}" } }], ${last}`, last)),
  shown("L1 VirtualService", "a pattern that is not RE2", "MW4205", http(`match: [{ uri: { regex: "/(?=a)" } }], ${last}`, last)),
  shown("L1 VirtualService", "an empty prefix of a header", "MW4205", http(`match: [{ headers: { a: { prefix: "" } } }], ${last}`, last)),
  shown("L1 VirtualService", "a rewrite beside a redirect", "MW4202", http("redirect: { uri: /b }, rewrite: { uri: /c }")),
  shown("L1 VirtualService", "an authority that is rewritten twice", "MW4202", http(`${last}, rewrite: { authority: a }, headers: { request: { set: { Host: b } } }`)),
  shown("L1 VirtualService", "a name of a subset", "MW4208", http(`route: [{ destination: { host: order, subset: v_1 } }], ${none}`)),
  shown("L1 VirtualService", "an export to all and others", "MW4210", vs(`hosts: [order], exportTo: ["*", shop], http: [{ ${last} }]`)),
  shown("L1 VirtualService", "TLS without server names", "MW4205", vs(`hosts: [order], tls: [{ match: [{ port: 443 }], ${to} }]`)),
  shown("L1 VirtualService", "server names outside of the hosts", "MW4205", vs(`hosts: [order.example], gateways: [public], tls: [{ match: [{ sniHosts: [other.example] }], ${to} }]`)),
  shown("L1 DestinationRule", "no host", "MW4201", o("DestinationRule", '{ host: "" }')),
  shown("L1 DestinationRule", "a policy without a field", "MW4209", dr("trafficPolicy: {}")),
  shown("L1 DestinationRule", "a policy of a subset without a field", "MW4209", dr("subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: {} }]")),
  shown("L1 DestinationRule", "a subset twice", "MW4208", dr("subsets: [{ name: v1, labels: { version: v1 } }, { name: v1, labels: { version: v2 } }]")),
  shown("L1 DestinationRule", "a name of a subset", "MW4208", dr("subsets: [{ name: v_1, labels: { version: v1 } }]")),
  shown("L1 DestinationRule", "a limit below zero", "MW4209", dr("trafficPolicy: { connectionPool: { tcp: { maxConnections: -1 } } }")),
  shown("L1 DestinationRule", "an ejection of more than all", "MW4200", dr("trafficPolicy: { outlierDetection: { maxEjectionPercent: 101 } }")),
  shown("L1 DestinationRule", "local errors that are not told apart", "MW4209", dr("trafficPolicy: { outlierDetection: { consecutiveLocalOriginFailures: 5, maxEjectionPercent: 50 } }")),
  shown("L1 DestinationRule", "a table whose size is no prime", "MW4209", dr("trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 100 } } } }")),
  shown("L1 DestinationRule", "shares of places that do not add up", "MW4209", dr("trafficPolicy: { loadBalancer: { localityLbSetting: { distribute: [{ from: eu, to: { eu: 50 } }] } } }")),
  shown("L1 DestinationRule", "shares of places beside failover", "MW4209", dr("trafficPolicy: { loadBalancer: { localityLbSetting: { distribute: [{ from: eu, to: { eu: 100 } }], failover: [{ from: eu, to: us }] } } }")),
  shown("L1 DestinationRule", "a selector of workloads and an export", "MW4210", dr("workloadSelector: { matchLabels: { app: web } }, exportTo: [other]")),
  shown("L1 DestinationRule", "a secret beside files", "MW4209", dr("trafficPolicy: { tls: { mode: MUTUAL, credentialName: a, clientCertificate: /a, privateKey: /b } }")),
  shown("L1 DestinationRule", "an upgrade beside the protocol of the client", "MW4209", dr("trafficPolicy: { connectionPool: { http: { h2UpgradePolicy: UPGRADE, useClientProtocol: true } } }")),
  shown("L1 AuthorizationPolicy", "a selector with a wildcard", "MW4211", ap('selector: { matchLabels: { app: "*" } }')),
  shown("L1 AuthorizationPolicy", "an unknown action", "MW4211 MW4200", ap("action: PERMIT")),
  shown("L1 AuthorizationPolicy", "an action of its own without a provider", "MW4211", ap("action: CUSTOM, rules: [{}]")),
  shown("L1 AuthorizationPolicy", "a provider without an action of its own", "MW4211", ap("action: DENY, provider: { name: a }, rules: [{}]")),
  shown("L1 AuthorizationPolicy", "a denial without rules", "MW4211", ap("action: DENY")),
  shown("L1 AuthorizationPolicy", "an empty list of callers", "MW4211", ap("rules: [{ from: [] }]")),
  shown("L1 AuthorizationPolicy", "a caller without a condition", "MW4211", ap("rules: [{ from: [{ source: {} }] }]")),
  shown("L1 AuthorizationPolicy", "an empty text in a list", "MW4211", ap('rules: [{ from: [{ source: { namespaces: [""] } }] }]')),
  shown("L1 AuthorizationPolicy", "an account with a wildcard", "MW4211", ap('rules: [{ from: [{ source: { serviceAccounts: ["shop/*"] } }] }]')),
  shown("L1 AuthorizationPolicy", "an account beside namespaces", "MW4211", ap("rules: [{ from: [{ source: { serviceAccounts: [shop/web], namespaces: [shop] } }] }]")),
  shown("L1 AuthorizationPolicy", "a port that is none", "MW4211", ap('rules: [{ to: [{ operation: { ports: ["70000"] } }] }]')),
  shown("L1 AuthorizationPolicy", "a block of addresses that is none", "MW4211", ap('rules: [{ from: [{ source: { ipBlocks: ["10.0.0"] } }] }]')),
  shown("L1 AuthorizationPolicy", "a template of a path with another wildcard", "MW4211", ap('rules: [{ to: [{ operation: { paths: ["/a/{*}/*"] } }] }]')),
  shown("L1 AuthorizationPolicy", "a template of a path that goes on behind its end", "MW4211", ap('rules: [{ to: [{ operation: { paths: ["/a/{**}/{*}"] } }] }]')),
  shown("L1 AuthorizationPolicy", "an unknown key", "MW4211", ap("rules: [{ when: [{ key: request.path, values: [a] }] }]")),
  shown("L1 AuthorizationPolicy", "a condition without values", "MW4211", ap('rules: [{ when: [{ key: "request.headers[a]" }] }]')),
  shown("L1 AuthorizationPolicy", "identities for an action of its own", "MW4211", ap("action: CUSTOM, provider: { name: a }, rules: [{ from: [{ source: { namespaces: [shop] } }] }]")),
  shown("L1 AuthorizationPolicy", "a target of another kind", "MW4211", ap("targetRefs: [{ kind: Deployment, group: apps, name: order }]")),
  shown("L1 PeerAuthentication", "a mode of a port for everybody", "MW4212", pa("portLevelMtls: { 8080: { mode: DISABLE } }")),
  shown("L1 RequestAuthentication", "neither issuer nor keys", "MW4212", ra("jwtRules: [{ audiences: [a] }]")),
  shown("L1 RequestAuthentication", "keys twice", "MW4212", ra('jwtRules: [{ issuer: a, jwksUri: "https://a.example/keys", jwks: "{}" }]')),
  shown("L1 RequestAuthentication", "an address of keys that is none", "MW4212", ra("jwtRules: [{ issuer: a, jwksUri: a.example }]")),
  shown("L1 RequestAuthentication", "an empty audience", "MW4212", ra('jwtRules: [{ issuer: a, audiences: [""] }]')),
  shown("L1 RequestAuthentication", "a claim for a header with a blank", "MW4212", ra("jwtRules: [{ issuer: a, outputClaimToHeaders: [{ header: a b, claim: sub }] }]")),
  shown("L1 ServiceEntry", "every host", "MW4214", se('hosts: ["*"], ports: [{ number: 443, name: tls, protocol: TLS }]')),
  shown("L1 ServiceEntry", "a port twice", "MW4214", se("hosts: [a.example], ports: [{ number: 443, name: tls, protocol: TLS }, { number: 443, name: more, protocol: TLS }]")),
  shown("L1 ServiceEntry", "an unknown protocol", "MW4214", se("hosts: [a.example], ports: [{ number: 443, name: tls, protocol: FTP }]")),
  shown("L1 ServiceEntry", "a block of addresses that is looked up", "MW4214", se("hosts: [a.example], addresses: [10.0.0.0/8], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }]")),
  shown("L1 ServiceEntry", "endpoints beside a selector", "MW4214", se("hosts: [a.example], resolution: STATIC, endpoints: [{ address: 10.0.0.1 }], workloadSelector: { labels: { app: a } }, ports: [{ number: 443, name: tls, protocol: TLS }]")),
  shown("L1 ServiceEntry", "endpoints that are not looked at", "MW4214", se("hosts: [a.example], resolution: NONE, endpoints: [{ address: 10.0.0.1 }], ports: [{ number: 443, name: tls, protocol: TLS }]")),
  shown("L1 ServiceEntry", "a wildcard that is looked up", "MW4214", se('hosts: ["*.a.example"], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }]')),
  shown("L1 Gateway", "a server without a port", "MW4213", gw("{ hosts: [a.example] }")),
  shown("L1 Gateway", "a server without hosts", "MW4213", gw("{ port: { number: 80, name: http, protocol: HTTP } }")),
  shown("L1 Gateway", "HTTPS without TLS", "MW4213", gw("{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [a.example] }")),
  shown("L1 Gateway", "certificates of plain HTTP", "MW4213", gw("{ port: { number: 80, name: http, protocol: HTTP }, hosts: [a.example], tls: { mode: SIMPLE, credentialName: a } }")),
  shown("L1 Gateway", "an unknown protocol", "MW4213", gw("{ port: { number: 80, name: http, protocol: FTP }, hosts: [a.example] }")),
  shown("L1 warnings", "fields that were replaced", "MW3094", dr("trafficPolicy: { outlierDetection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, loadBalancer: { localityLbSetting: { enabled: false } } }")),
  shown("L1 warnings", "an abort without a status", "MW3094", http(`${last}, fault: { abort: { percentage: { value: 1 } } }`)),
  shown("L1 warnings", "failover without ejection", "MW3094", dr("trafficPolicy: { loadBalancer: { localityLbSetting: { failover: [{ from: eu, to: us }] } } }")),
  shown("L1 warnings", "a denial by requests alone", "MW3102", ap("action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }]")),
  shown("L1 warnings", "an address as a server name", "MW3094", vs(`hosts: [10.0.0.1], gateways: [shop/public], tls: [{ match: [{ sniHosts: [10.0.0.1] }], ${to} }]`)),
  shown("L1 warnings", "a gateway by its full name", "MW3067", vs(`hosts: [order.example], gateways: [public.shop.svc.cluster.local], http: [{ ${last} }]`)),
  shown("L1 warnings", "an entry that is never used", "MW3155", http(last, `match: [{ uri: { exact: /a } }], ${last}`)),
];

/** Messages of `istioctl analyze`. */
export const messages: readonly Condition[] = [
  shown("IST0002", "a field that was replaced", "MW3094", dr("trafficPolicy: { outlierDetection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, loadBalancer: { localityLbSetting: { enabled: false } } }")),
  shown("IST0101", "a host that is nearly there", "MW3067", svc(named) + svc(named, "web") + vs(`hosts: [web], http: [{ route: [{ destination: { host: ordr } }], ${none} }]`)),
  shown("IST0101", "a mirror that is nearly there", "MW3067", svc(named) + http(`${last}, mirror: { host: ordr }`)),
  shown("IST0101", "a subset", "MW3076", dr("subsets: [{ name: v1, labels: { version: v1 } }]") + http(`route: [{ destination: { host: order, subset: v2 } }], ${none}`)),
  shown("IST0101", "a gateway that is nearly there", "MW3067", gw(web) + vs(`hosts: [shop.example.com], gateways: [pubic], http: [{ ${last} }]`)),
  shown("IST0101", "a namespace that is nearly there", "MW3067", namespace("shop", "istio-injection: enabled") + namespace("frontend", "istio-injection: enabled") + ap("rules: [{ from: [{ source: { namespaces: [fronted] } }] }]")),
  shown("IST0101", "a secret that is nearly there", "MW3067", "apiVersion: v1\nkind: Secret\nmetadata: { name: shop-cert, namespace: shop }\ntype: kubernetes.io/tls\ndata: { tls.crt: YQ==, tls.key: YQ== }\n---\n" + gw("{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.com], tls: { mode: SIMPLE, credentialName: shop-certs } }")),
  shown("IST0102", "a namespace with policies and without proxies", "MW3068", namespace("shop") + namespace("web", "istio-injection: enabled") + deploy() + ap("rules: [{ from: [{ source: { namespaces: [shop] } }] }]")),
  shown("IST0106", "a schema that does not fit", "MW4200", http(`${to}, ${none}, timeout: 5`)),
  shown("IST0107", "an annotation of pods on their Deployment", "MW3094", deploy("order", "app: order", { own: "traffic.sidecar.istio.io/excludeOutboundPorts: '3306'" })),
  shown("IST0108", "an annotation that nobody knows", "MW3094", deploy("order", "app: order", { pod: "traffic.sidecar.istio.io/excludeOutboundPort: '3306'" })),
  shown("IST0109", "a host of two VirtualServices", "MW3075", http(last) + vs(`hosts: [order], http: [{ ${last} }]`, "again")),
  shown("IST0110", "two Sidecars of the same pods", "MW3124", sidecar("workloadSelector: { labels: { app: order } }, egress: [{ hosts: ['./*'] }]") + sidecar("workloadSelector: { labels: { app: order } }, egress: [{ hosts: ['./*'] }]", "again")),
  shown("IST0111", "two Sidecars of a namespace", "MW3124", sidecar("egress: [{ hosts: ['./*'] }]") + sidecar("egress: [{ hosts: ['./*'] }]", "again")),
  shown("IST0112", "a port that is not named", "MW3118", svc("{ name: http, port: 80 }, { name: http-admin, port: 81 }") + gw(web) + vs(`hosts: [shop.example.com], gateways: [public], http: [{ ${last} }]`)),
  shown("IST0116", "pods behind two protocols", "MW3088", svc("{ name: http, port: 80, targetPort: 8080 }") + svc("{ name: tcp-raw, port: 81, targetPort: 8080 }", "raw", "app: order") + deploy()),
  shown("IST0118", "a port whose name says nothing", "MW3113", svc("{ name: web, port: 80 }")),
  shown("IST0123", "a namespace with two ways of injection", "MW3068", namespace("shop", "istio-injection: enabled, istio.io/rev: canary")),
  shown("IST0125", "an annotation with a value that is none", "MW3094", deploy("order", "app: order", { pod: "traffic.sidecar.istio.io/excludeOutboundPorts: 'mysql'" })),
  shown("IST0127", "a selector of no pods", "MW3079", deploy() + svc(named) + ap("selector: { matchLabels: { app: ordr } }, rules: [{ from: [{ source: { namespaces: [shop] } }] }]")),
  shown("IST0128", "TLS without roots", "MW3114", dr("trafficPolicy: { tls: { mode: SIMPLE } }")),
  shown("IST0129", "TLS of a port without roots", "MW3114", dr("trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: SIMPLE } }] }")),
  shown("IST0130", "an entry that is never used", "MW3155", http(last, `match: [{ uri: { exact: /a } }], ${last}`)),
  shown("IST0131", "a match that an earlier one has", "MW3155", http(`match: [{ uri: { exact: /a } }], ${last}`, `match: [{ uri: { exact: /a } }, { uri: { exact: /b } }], redirect: { uri: /c }`, last)),
  shown("IST0131", "a match that an earlier prefix covers", "MW3155", http(`match: [{ uri: { prefix: /a/ } }], ${last}`, `match: [{ uri: { prefix: /a/b/ } }], redirect: { uri: /c }`, last)),
  shown("IST0132", "a host that the gateway does not serve", "MW3119", gw(web) + vs(`hosts: [else.example.com], gateways: [public], http: [{ ${last} }]`)),
  shown("IST0133", "a warning of the schema", "MW3102", ap("action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }]")),
  shown("IST0134", "TCP without addresses", "MW3122", se("hosts: [a.example], resolution: DNS, ports: [{ number: 3306, name: tcp, protocol: TCP }]")),
  shown("IST0138", "a certificate of two gateways", "MW3087", gw("{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [a.example.com], tls: { mode: SIMPLE, credentialName: wild } }") + gw("{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [b.example.com], tls: { mode: SIMPLE, credentialName: wild } }", "other")),
  shown("IST0140", "a subset that a gateway does not see", "MW3115", dr("subsets: [{ name: v1, labels: { version: v1 } }]") + http(`route: [{ destination: { host: order, subset: v1 } }], ${none}`) + gw(web) + vs(`hosts: [shop.example.com], gateways: [public], http: [{ ${last} }]`, "edge")),
  shown("IST0144", "pods that run as the proxy", "MW3068", deploy("order", "app: order", { spec: "securityContext: { runAsUser: 1337 }, " })),
  shown("IST0145", "two gateways with one host", "MW3120", gw(web) + gw(web, "again")),
  shown("IST0146", "an image that is put in later, without injection", "MW3068", namespace("shop") + deploy("order", "app: order", { image: "auto" })),
  shown("IST0147", "an image that is put in later, where injection is off", "MW3068", namespace("shop", "istio-injection: enabled") + deploy("order", "app: order", { image: "auto", pod: "labels sidecar.istio.io/inject: 'false'" })),
  shown("IST0149", "a claim that nobody proves", "MW3121", gw(web) + vs(`hosts: [shop.example.com], gateways: [public], http: [{ match: [{ headers: { "@request.auth.claims.group": { exact: a } } }], ${last} }, { ${last} }]`)),
  shown("IST0150", "a name outside, with a port that says nothing", "MW3113", "apiVersion: v1\nkind: Service\nmetadata: { name: out, namespace: shop }\nspec: { type: ExternalName, externalName: a.example, ports: [{ name: web, port: 80 }] }\n"),
  shown("IST0151", "a filter beside others without a priority", "MW3069", filter("operation: INSERT_BEFORE, value: {}")),
  shown("IST0152", "a replacement of what cannot be replaced", "MW3094", filter("operation: REPLACE, value: {}", "CLUSTER")),
  shown("IST0153", "an addition that is ignored", "MW3094", filter("operation: ADD, value: {}", "ROUTE_CONFIGURATION")),
  shown("IST0154", "a removal that is ignored", "MW3094", filter("operation: REMOVE", "HTTP_ROUTE")),
  shown("IST0155", "a filter beside others, for one version", "MW3069", filter("operation: INSERT_BEFORE, value: {}").replace("context: SIDECAR_INBOUND", "context: SIDECAR_INBOUND, proxy: { proxyVersion: '^1\\\\.2.*' }")),
  shown("IST0157", "providers that are none", "MW3094", telemetry('accessLogging: [{ providers: [{ name: "" }] }]', "order")),
  shown("IST0159", "two Telemetries of the same pods", "MW3124", telemetry("selector: { matchLabels: { app: order } }, accessLogging: [{ disabled: true }]", "a") + telemetry("selector: { matchLabels: { app: order } }, accessLogging: [{ disabled: true }]", "b")),
  shown("IST0160", "two Telemetries of a namespace", "MW3124", telemetry("accessLogging: [{ disabled: true }]", "a") + telemetry("accessLogging: [{ disabled: true }]", "b")),
  shown("IST0161", "a secret without a certificate", "MW3067", "apiVersion: v1\nkind: Secret\nmetadata: { name: shop-cert, namespace: shop }\ndata: { certificate: YQ== }\n---\n" + gw("{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.com], tls: { mode: SIMPLE, credentialName: shop-cert } }")),
  shown("IST0162", "a port that the Service of the gateway does not have", "MW3067", gw("{ port: { number: 8088, name: http, protocol: HTTP }, hosts: [shop.example.com] }") + svc("{ name: http, port: 80, targetPort: 8080 }", "gateway", "istio: ingressgateway")),
  shown("IST0165", "a gateway that the mesh made for itself", "MW3067", vs(`hosts: [shop.example.com], gateways: [shop/public-istio-autogenerated-k8s-gateway-http], http: [{ ${last} }]`)),
  shown("IST0167", "a budget that limits nothing", "MW3112", dr("trafficPolicy: { retryBudget: { percent: 20 } }") + http(last)),
  shown("IST0173", "a subset of no pods", "MW3079", svc(named) + deploy("order", "app: order, version: v1") + dr("subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v3 } }]")),
  shown("IST0174", "settings for a host that is nearly there", "MW3067", svc(named) + o("DestinationRule", "{ host: ordr, trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } } } }")),
  shown("IST0175", "keys from anywhere", "MW3086", ra('jwtRules: [{ issuer: a, jwksUri: "http://169.254.169.254/keys" }]')),
  shown("IST0177", "a port outside with two protocols", "MW3123", se("hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }]") + se("hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: https, protocol: HTTPS }]", "again")),
];

/** Checks of Kiali. */
export const checks: readonly Condition[] = [
  shown("KIA0002", "two policies of a namespace", "MW3124", pa("mtls: { mode: STRICT }", "a") + pa("mtls: { mode: STRICT }", "b")),
  shown("KIA0003", "two policies of the same pods", "MW3124", pa("selector: { matchLabels: { app: order } }, mtls: { mode: STRICT }", "a") + pa("selector: { matchLabels: { app: order } }, mtls: { mode: STRICT }", "b")),
  shown("KIA0004", "a selector of no pods", "MW3079", deploy() + pa("selector: { matchLabels: { app: ordr } }, mtls: { mode: STRICT }")),
  shown("KIA0005", "an export to a namespace that is nearly there", "MW3067", namespace("shop", "istio-injection: enabled") + namespace("frontend", "istio-injection: enabled") + dr("exportTo: [fronted], subsets: [{ name: v1, labels: { version: v1 } }]")),
  shown("KIA0101", "callers of a namespace that is nearly there", "MW3067", namespace("shop", "istio-injection: enabled") + namespace("frontend", "istio-injection: enabled") + ap("rules: [{ from: [{ source: { namespaces: [fronted] } }] }]")),
  shown("KIA0102", "a method that nobody sends", "MW3125", ap("rules: [{ to: [{ operation: { methods: [get] } }] }]")),
  shown("KIA0104", "a host that is nearly there, in a rule", "MW3067", svc(named) + ap("rules: [{ to: [{ operation: { hosts: [ordr.shop.svc.cluster.local, 'ordr.shop.svc.cluster.local:*'] } }] }]")),
  shown("KIA0105", "identities where mutual TLS is off", "MW3116", pa("mtls: { mode: DISABLE }") + ap("rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }]")),
  shown("KIA0106", "an account that is nearly there", "MW3067", "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: checkout, namespace: shop }\n---\n" + ap("rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/chekout] } }] }]")),
  shown("KIA0108", "a domain of trust that is nearly the usual one", "MW3067", ap("rules: [{ from: [{ source: { principals: [cluster.locall/ns/shop/sa/web] } }] }]")),
  shown("KIA0201", "two rules of one host", "MW3117", dr("trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } } }") + dr("trafficPolicy: { connectionPool: { tcp: { maxConnections: 9 } } }", "again")),
  shown("KIA0202", "a host that is nearly there", "MW3067", svc(named) + o("DestinationRule", "{ host: ordr, trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } } } }")),
  shown("KIA0203", "labels of no pods", "MW3079", svc(named) + deploy("order", "app: order, version: v1") + dr("subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v3 } }]")),
  shown("KIA0205", "mutual TLS of a client, and none of the mesh", "MW3116", pa("mtls: { mode: DISABLE }", "default", "istio-system") + dr("trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }")),
  shown("KIA0206", "mutual TLS of a client, and none of the namespace", "MW3116", pa("mtls: { mode: DISABLE }") + dr("trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }")),
  shown("KIA0207", "a plain client of a strict namespace", "MW3077", pa("mtls: { mode: STRICT }") + dr("trafficPolicy: { tls: { mode: DISABLE } }")),
  shown("KIA0208", "a plain client of a strict mesh", "MW3077", pa("mtls: { mode: STRICT }", "default", "istio-system") + dr("trafficPolicy: { tls: { mode: DISABLE } }")),
  shown("KIA0209", "a subset without labels", "MW3073", dr("subsets: [{ name: all }, { name: v1, labels: { version: v1 } }]")),
  shown("KIA0301", "two gateways of one host", "MW3120", gw(web) + gw(web, "again")),
  shown("KIA0302", "a gateway of no pods", "MW3079", deploy("gateway", "istio: ingress") + gw(web, "public", "shop", "istio: ingres")),
  shown("KIA0601", "a name of a port that says nothing", "MW3113", svc("{ name: web, port: 80 }")),
  shown("KIA0602", "a protocol of a port that nobody knows", "MW3113", svc("{ name: web, port: 80, appProtocol: htttp }")),
  shown("KIA0701", "a port that no pod names", "MW3067", svc("{ name: http, port: 80, targetPort: wbe }") + deploy()),
  shown("KIA1004", "a host that is nearly there, for callers", "MW3067", svc(named) + sidecar("egress: [{ hosts: [./ordr.shop.svc.cluster.local] }]")),
  shown("KIA1006", "a Sidecar of the whole mesh that selects", "MW3094", sidecar("workloadSelector: { labels: { app: order } }, egress: [{ hosts: ['./*'] }]", "all", "istio-system")),
  shown("KIA1007", "calls to the outside, with no word of what is let out", "MW3094", sidecar("outboundTrafficPolicy: {}, egress: [{ hosts: ['./*'] }]")),
  shown("KIA1101", "a share of a host that is nearly there", "MW3067", svc(named) + svc(named, "web") + vs(`hosts: [web], http: [{ route: [{ destination: { host: ordr }, weight: 50 }, { destination: { host: web }, weight: 50 }], ${none} }]`)),
  shown("KIA1102", "a gateway that is nearly there", "MW3067", gw(web) + vs(`hosts: [shop.example.com], gateways: [pubic], http: [{ ${last} }]`)),
  shown("KIA1104", "a weight of a lone destination", "MW3031", http(`route: [{ destination: { host: order }, weight: 50 }], ${none}`)),
  shown("KIA1105", "a destination twice", "MW3030", http(`route: [{ destination: { host: order }, weight: 50 }, { destination: { host: order }, weight: 50 }], ${none}`)),
  shown("KIA1106", "a host of two VirtualServices", "MW3075", http(last) + vs(`hosts: [order], http: [{ ${last} }]`, "again")),
  shown("KIA1107", "a subset that is not defined", "MW3076", dr("subsets: [{ name: v1, labels: { version: v1 } }]") + http(`route: [{ destination: { host: order, subset: v2 } }], ${none}`)),
  shown("KIA1108", "a gateway by its full name", "MW3067", vs(`hosts: [order.example], gateways: [public.shop.svc.cluster.local], http: [{ ${last} }]`)),
  shown("KIA1211", "a port outside, twice", "MW3084", se("hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }]") + se("hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }]", "again")),
  shown("KIA1212", "a port outside with two protocols", "MW3123", se("hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }]") + se("hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: https, protocol: HTTPS }]", "again")),
  shown("KIA1311", "pods of both kinds of proxies", "MW3068", deploy("order", "app: order", { pod: "labels sidecar.istio.io/inject: 'true', istio.io/dataplane-mode: ambient" })),
  shown("KIA1312", "a waypoint for pods that are not in the ambient mesh", "MW3068", namespace("shop", "istio.io/use-waypoint: way")),
  shown("KIA1314", "pods of both kinds of proxies", "MW3068", deploy("order", "app: order", { pod: "labels sidecar.istio.io/inject: 'true', istio.io/dataplane-mode: ambient" })),
  shown("KIA1316", "a proxy of its own in an ambient namespace", "MW3068", namespace("shop", "istio-injection: enabled, istio.io/dataplane-mode: ambient")),
  shown("KIA0109", "rules of requests without a waypoint", "MW3074", ap("rules: [{ to: [{ operation: { methods: [GET] } }] }]"), "ambient"),
  shown("KIA0110", "rules of requests without targets", "MW3074", ap("rules: [{ to: [{ operation: { methods: [GET] } }] }]"), "waypoint"),
  shown("KIA1317", "rules of requests without a waypoint", "MW3074", ap("rules: [{ to: [{ operation: { methods: [GET] } }] }]"), "ambient"),
  shown("KIA0210", "settings of requests without a waypoint", "MW3074", dr("trafficPolicy: { connectionPool: { http: { http1MaxPendingRequests: 5 } } }"), "ambient"),
  shown("KIA1109", "routes without a waypoint", "MW3074", http(last), "ambient"),
  shown("KIA1110", "tokens without a waypoint", "MW3074", ra("jwtRules: [{ issuer: a }]"), "ambient"),
  shown("KIA1115", "tokens without targets", "MW3074", ra("jwtRules: [{ issuer: a }]"), "waypoint"),
  shown("KIA1111", "an extension without a waypoint", "MW3074", o("WasmPlugin", "{ url: oci://a.example/plugin }", "order", "shop", "extensions.istio.io/v1alpha1"), "ambient"),
  shown("KIA1116", "an extension without targets", "MW3074", o("WasmPlugin", "{ url: oci://a.example/plugin }", "order", "shop", "extensions.istio.io/v1alpha1"), "waypoint"),
  shown("KIA1112", "traces without a waypoint", "MW3074", telemetry("tracing: [{ randomSamplingPercentage: 5 }]", "order"), "ambient"),
  shown("KIA1117", "traces without targets", "MW3074", telemetry("tracing: [{ randomSamplingPercentage: 5 }]", "order"), "waypoint"),
  shown("KIA1313", "a waypoint that is nearly there", "MW3067", namespace("shop", "istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypont") + "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: waypoint, namespace: shop }\nspec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }\n", "waypoint"),
  shown("KIA1315", "pods with a sidecar in them, and the label of the ambient mesh", "MW3068", deploy("order", "app: order", { pod: "labels istio.io/dataplane-mode: ambient" }).replace("containers: [", "containers: [{ name: istio-proxy, image: a.example/proxyv2 }, ")),
  shown("KIA1502", "two Gateways of Kubernetes with one address", "MW3120", ["a", "b"].map((name) => `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: ${name}, namespace: shop }\nspec: { gatewayClassName: istio, addresses: [{ type: Hostname, value: ingress.istio-system.svc.cluster.local }], listeners: [{ name: http, port: 80, protocol: HTTP, hostname: a.example }] }\n`).join("---\n")),
  shown("KIA1401", "a route of a Gateway that is nearly there", "MW3067", "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: order, namespace: shop }\nspec: { parentRefs: [{ name: pubic }], rules: [{ backendRefs: [{ name: order, port: 8080 }] }] }\n"),
  shown("KIA1402", "a backend that is nearly there", "MW3154", svc(named) + "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: order, namespace: shop }\nspec: { parentRefs: [{ group: '', kind: Service, name: order, port: 8080 }], rules: [{ backendRefs: [{ name: ordr, port: 8080 }] }] }\n"),
  shown("KIA1601", "a grant for a namespace that is nearly there", "MW3067", namespace("shop", "istio-injection: enabled") + namespace("frontend", "istio-injection: enabled") + "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: order, namespace: shop }\nspec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: fronted }], to: [{ group: '', kind: Service }] }\n"),
  shown("KIA1701", "an account of a group of machines that is nearly there", "MW3067", "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: machines, namespace: shop }\n---\n" + o("WorkloadGroup", "{ metadata: { labels: { app: order } }, template: { serviceAccount: machins } }")),
];

/** Traps that no analyzer reports. */
export const traps: readonly Condition[] = [
  shown("[istio L3#1]", "no entry for all others", "MW3091", http(`match: [{ uri: { exact: /a } }], ${last}`)),
  shown("[istio L3#2]", "a host with one dot", "MW3092", namespace("shop", "istio-injection: enabled") + vs(`hosts: [order], http: [{ route: [{ destination: { host: order.shop } }], ${none} }]`)),
  shown("[istio L3#3]", "no word of retries", "MW3090", http(to)),
  shown("[istio L3#4]", "a bound that no condition repeats", "MW3096", http(`match: [{ method: { exact: GET } }], ${to}, retries: { attempts: 2, perTryTimeout: 1s, retryOn: refused-stream }`, last)),
  shown("[istio L3#5]", "an answer of the proxy", "MW3100", http(`match: [{ method: { exact: GET } }], ${to}, retries: { attempts: 2, retryOn: "503" }`, last)),
  shown("[istio L3#6]", "an ejection without its share", "MW3098", dr("trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 }, loadBalancer: { localityLbSetting: { enabled: false } } }")),
  shown("[istio L3#7]", "an ejection that binds to a zone", "MW3101", dr("trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 50 } }")),
  shown("[istio L3#8]", "the old name of errors", "MW3094", dr("trafficPolicy: { outlierDetection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, loadBalancer: { localityLbSetting: { enabled: false } } }")),
  shown("[istio L3#9]", "a limit of zero", "MW3094", dr("trafficPolicy: { connectionPool: { tcp: { maxConnections: 0 } } }")),
  shown("[istio L3#10]", "settings that a port drops", "MW3094", dr("trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } }, portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: RANDOM } }] }")),
  shown("[istio L3#11]", "a budget without retries", "MW3112", dr("trafficPolicy: { retryBudget: { percent: 20 } }") + http(last)),
  shown("[istio L3#12]", "a weight that is left out", "MW3095", http(`route: [{ destination: { host: order }, weight: 10 }, { destination: { host: web } }], ${none}`)),
  shown("[istio L3#13]", "a fault without its share", "MW3095", http(`${last}, fault: { abort: { httpStatus: 500 } }`)),
  shown("[istio L3#14]", "a denial of all connections", "MW3102", ap("action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }]")),
  shown("[istio L3#15]", "a host without its port", "MW3103", ap("rules: [{ to: [{ operation: { hosts: [shop.example.com] } }] }]")),
  shown("[istio L3#16]", "somebody else, in plain text", "MW3099", ap("rules: [{ from: [{ source: { notNamespaces: [web] } }] }]")),
  shown("[istio L3#17]", "requests where connections are seen", "MW3074", ap("selector: { matchLabels: { app: order } }, rules: [{ to: [{ operation: { methods: [GET] } }] }]"), "ambient"),
  shown("[istio L3#18]", "a denial that a waypoint does not read", "MW3104", ap(""), "waypoint"),
  shown("[istio L3#19]", "two kinds of routes", "MW3105", http(last) + "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: order, namespace: shop }\nspec: { parentRefs: [{ group: '', kind: Service, name: order, port: 8080 }], rules: [{ backendRefs: [{ name: order, port: 8080 }] }] }\n"),
  shown("[istio L3#20]", "settings of a client for every host", "MW3106", dr("trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } } }") + o("DestinationRule", "{ host: '*.shop.svc.cluster.local', trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } } } }", "all", "web")),
  shown("[istio L3#21]", "a subset that is not exported", "MW3107", dr("exportTo: [.], subsets: [{ name: v1, labels: { version: v1 } }]") + vs(`hosts: [order.shop.svc.cluster.local], http: [{ route: [{ destination: { host: order.shop.svc.cluster.local, subset: v1 } }], ${none} }]`, "order", "web")),
  shown("[istio L3#22]", "a key of a port, and a route without", "MW3108", dr("trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { consistentHash: { useSourceIp: true } } }] }") + http(last)),
  shown("[istio L3#23]", "callers beside gateways", "MW3094", http(`match: [{ gateways: [mesh], sourceLabels: { app: web } }], ${last}`, last)),
  shown("[istio L3#24]", "a prefix by characters", "MW3093", http(`match: [{ uri: { prefix: /foo } }], ${last}`, last)),
  shown("[istio L3#25]", "a redirect that is none", "MW3109", http("redirect: { uri: /b, redirectCode: 304 }")),
  shown("[istio L3#25]", "a status that is none", "MW3109", http("directResponse: { status: 600 }")),
  shown("[istio L3#26]", "a deadline of zero", "MW4204", http(`${last}, timeout: 0s`)),
  shown("[istio L3#27]", "a table without its size", "MW4209", dr("trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, maglev: {} } } }")),
  shown("[istio L3#28]", "a question of browsers that is refused", "MW3110", http(`${last}, corsPolicy: { allowOrigins: [{ exact: "https://shop.example" }] }`) + ap("rules: [{ to: [{ operation: { methods: [GET] } }] }]")),
  shown("[istio L3#29]", "two subsets of the same pods", "MW3073", dr("subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v1 } }]")),
  shown("[istio L3#30]", "a Service of one version", "MW3111", svc(named, "order", "app: order, version: v1") + dr("subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]")),
];

/** What istiod refuses, beside the kinds that are listed above. */
export const kindsRefused: readonly string[] = ["VirtualService", "DestinationRule", "AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication", "ServiceEntry", "Gateway", "warnings"].map((kind) => `L1 ${kind}`);

const codes = (prefix: string, ...ranges: readonly (number | readonly [number, number])[]): readonly string[] =>
  ranges.flatMap((range) => (typeof range === "number" ? [range] : Array.from({ length: range[1] - range[0] + 1 }, (_, index) => range[0] + index))).map((code) => `${prefix}${`${code}`.padStart(4, "0")}`);

/** Every message that is live (`istio/istio:pkg/config/analysis/msg/messages.yaml`). */
export const everyMessage = codes("IST", 1, 2, [101, 103], [106, 112], 116, 118, 123, [125, 177]);

/** Every check that is live (`kiali/kiali:models/istio_validation.go`), and those about waypoints. */
export const everyCheck = codes("KIA", [2, 5], 101, 102, [104, 110], [201, 212], [301, 302], 401, 501, 505, 506, 601, 602, 701, 1004, 1006, 1007, 1101, 1102, [1104, 1117], 1211, 1212, 1301, [1311, 1317], 1401, 1402, [1501, 1504], 1601, 1701, 1702);

const because = (why: string, ...rows: readonly string[]): readonly Unseen[] => rows.map((row) => ({ row, why }));

const installation = "it is about the installation: charts, webhooks, rights, images and networks, of which manifests of policies say nothing";

/** Rows that manifests cannot show, or that are no mistake. */
export const unseen: readonly Unseen[] = [
  ...because(installation, "IST0001", "IST0126", "IST0139", "IST0141", "IST0142", "IST0148", "IST0158", "IST0163", "IST0164", "IST0168", "IST0169"),
  ...because("which definitions of the Gateway API a cluster has, the cluster knows; what a mesh's version serves, compiling says", "IST0156", "IST0172", "IST0176"),
  ...because("only pods that run show it", "IST0103", "IST0143"),
  ...because("conditions are written by a cluster; manifests that people write have none", "IST0171"),
  ...because("one run reads the manifests of one cluster", "IST0170", "KIA0107"),
  ...because("the annotation is old or young, and does what it says", "IST0135", "IST0136"),
  ...because("two numbers for one port of pods harm nothing; two protocols for it do, which is IST0116", "IST0137"),
  ...because("as installed the selector is in force; a waypoint does not read it, which is KIA0110", "IST0166"),
  ...because("clients choose mutual TLS by themselves where nothing is written, so that nothing is missing", "KIA0401", "KIA0501", "KIA0505", "KIA0506"),
  ...because("the rule of the client's namespace is in force there on purpose; that it hides a rule of the service is [istio L3#20]", "KIA0204"),
  ...because("a report of what is covered, which policies have (MW3043); manifests are only a part of what is in a cluster", "KIA1301"),
  ...because("whether a waypoint or a proxy belongs to the service is a label of a cluster; with the profile `ambient` it is KIA0210, KIA1109, KIA1110 and KIA1111", "KIA0211", "KIA0212", "KIA1113", "KIA1114"),
  ...because("each has proxies and an address of its own, and which of the two a name leads to is said outside of the cluster", "KIA1501"),
  ...because("of the Gateway API itself: `meshwright lint --on gateway-api` reads listeners (MW1240)", "KIA1503"),
  ...because("it is about the settings of Kiali", "KIA1504"),
  ...because("two groups with the same labels are both in force, and nothing is ignored", "KIA1702"),
];
