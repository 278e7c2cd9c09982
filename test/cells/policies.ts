import type { Feature } from "../../src/model/index.ts";

/** What a wish adds to the frame of a shop that says nothing else. */
export interface Wish {
  /** Fields of the called service's policy; the port is 8080 unless said. */
  readonly spec: string;
  /** Its port, where it is not plain HTTP. */
  readonly port?: string;
  /** Fields of the MeshPolicy. */
  readonly mesh?: string;
  /** Name of the Service's port, by which meshes know its protocol. */
  readonly portName?: string;
  /** Other Services that run, `blue` with the labels and the account of the called service. */
  readonly running?: readonly ("v1" | "v2" | "spare")[];
  /** Further documents. */
  readonly more?: string;
  /** The finding of reading that every input with the wish has. */
  readonly reading?: string;
}

const route = (rest: string): Wish => ({ spec: `  routes: [{ name: all, to: order, ${rest} }]\n` });
const match = (entry: string): Wish => ({ spec: `  routes: [{ name: some, to: order, deadline: 2s, match: [{ ${entry} }] }, { name: rest, to: order }]\n` });
const spec = (fields: string): Wish => ({ spec: `  ${fields}\n` });
const allow = (rest: string): Wish => ({ spec: `  access: { allow: [{ name: r, from: [{ service: web }], ${rest} }] }\n` });
const mesh = (fields: string): Wish => ({ spec: "", mesh: `  ${fields}\n` });

const byService = "  versions: { v1: { service: order-v1 }, v2: { service: order-v2 } }\n";
const versioned = (fields: string): Wish => ({ spec: `${byService}  ${fields}\n`, running: ["v1", "v2"] });
const jwt = '  jwt: { providers: { corp: { issuer: "https://id.example", jwksUri: "https://id.example/keys" } } }\n';
const gateway = "  gateways: { infra/public: { serviceAccount: public, selector: { app: public }, listeners: [{ port: 8080, protocol: http, hosts: [a.example] }] } }\n";
const policy = (name: string, fields: string): string => `apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: ${name}, namespace: shop }\nspec:\n${fields}`;
const httpRoute = (backend: string): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: order, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]
  rules: [{ ‹backendRefs: [${backend}]› }]
`;
const trafficSplit = (condition: string): string => `---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: some, namespace: shop }
spec: { matches: [{ name: some, ${condition}, methods: ["*"] }] }
---
apiVersion: split.smi-spec.io/v1alpha4
kind: TrafficSplit
metadata: { name: order, namespace: shop }
spec: { service: order, matches: [{ kind: HTTPRouteGroup, name: some }], backends: [{ service: order-v1, weight: 1 }] }
`;

/**
 * For every feature of the table: a policy that wishes it and, as far as that can be, nothing else, meeting the usual conditions
 * of targets. Findings about the wish have to lie inside the marks `‹…›`.
 */
export const wishes: Readonly<Record<Feature, Wish>> = {
  destination: { spec: "" },
  "path.exact": match("‹path: { exact: /a }›"),
  "path.prefix": match("‹path: { prefix: /a }›"),
  "path.regex": match("‹path: { regex: '/a+' }›"),
  "path.template": match("‹path: { template: '/{x}' }›"),
  "path.stringPrefix": { spec: "", running: ["v1"], more: trafficSplit("‹pathRegex: /a›") },
  methods: match("‹methods: [GET]›"),
  "methods.unusual": match("‹methods: [PURGE]›"),
  "header.exact": match("‹headers: { x: a }›"),
  "header.pattern": match("‹headers: { x: { prefix: a } }›"),
  "header.present": match("‹headers: { x: { present: true } }›"),
  "header.absent": match("‹headers: { x: { not: { present: true } } }›"),
  "header.not": match("‹headers: { x: { not: a } }›"),
  "query.exact": match("‹query: { x: a }›"),
  "query.present": match("‹query: { x: { present: true } }›"),
  "query.regex": match("‹query: { x: { regex: 'a+' } }›"),
  authority: match("‹authority: { regex: 'order[.]shop(:8080)?' }›"),
  claims: {
    spec: "  expose: [{ gateway: infra/public, hosts: [a.example], port: 8080 }]\n  authentication: { jwt: { provider: corp } }\n  routes: [{ name: some, to: order, deadline: 2s, match: [{ ‹claims: { tier: gold }› }] }, { name: rest, to: order }]\n",
    mesh: jwt + gateway,
  },
  grpc: { port: "  port: 8080\n  ‹protocol: grpc›\n", portName: "grpc", spec: "  routes: [{ name: get, to: order, match: [{ grpc: { service: shop.Orders, method: Get } }] }, { name: rest, to: order }]\n" },
  callers: { spec: "  routes: [{ name: ours, to: order, ‹callers: [{ namespace: jobs }]›, deadline: 2s }, { name: rest, to: order }]\n" },
  order: { port: "  ports: [‹{ port: 8080, targetPort: 8080 }›]\n", spec: "  routes: [{ name: a, match: [{ path: { exact: /a } }], to: order, deadline: 2s }, { name: b, to: order }]\n" },
  noMatch: { spec: "  routes: [{ name: some, to: order, match: [{ ‹path: { exact: /a }› }] }]\n" },
  noRoutes: { port: "  ports: [‹{ port: 8080, targetPort: 8080 }›]\n", spec: "" },
  split: versioned("routes: [{ name: all, ‹split: { v1: 3, v2: 1 }› }]"),
  "split.zero": { spec: "", more: httpRoute("{ name: order, port: 8080, weight: 0 }") },
  "split.missing": { spec: "", more: httpRoute("{ name: gone, port: 8080, weight: 1 }, { name: order, port: 8080, weight: 1 }"), reading: "MW2001" },
  "versions.service": versioned("routes: [{ name: all, to: v1 }]"),
  "versions.labels": { spec: "  versions: { ‹blue: { labels: { color: blue } }, green: { labels: { color: green } }› }\n  routes: [{ name: all, to: blue }]\n" },
  mirror: versioned("routes: [{ name: all, to: v1, ‹mirror: { to: v2, percent: 10 }› }]"),
  "rewrite.prefix": { spec: "  routes: [{ name: some, to: order, match: [{ path: { prefix: /a } }], ‹rewrite: { path: { prefix: /b } }› }, { name: rest, to: order }]\n" },
  "rewrite.full": { spec: "  routes: [{ name: some, to: order, match: [{ path: { exact: /a } }], ‹rewrite: { path: { full: /b } }› }, { name: rest, to: order }]\n" },
  "rewrite.authority": route("‹rewrite: { authority: b.shop }›"),
  redirect: { spec: "  routes: [{ name: some, match: [{ path: { exact: /a } }], ‹redirect: { scheme: https, host: b.example, path: { full: /b }, status: 302 }› }, { name: rest, to: order }]\n" },
  respond: { spec: "  routes: [{ name: some, match: [{ path: { exact: /a } }], ‹respond: { status: 410 }› }, { name: rest, to: order }]\n" },
  headers: route("‹headers: { request: { set: { a: '1' } } }›"),
  cors: route("‹cors: { allowOrigins: ['https://a.example'], maxAge: 1h }›"),
  deadline: route("‹deadline: 2s›"),
  "retry.attempts": route("‹retry: { attempts: 2, on: [gateway-error], methods: all }›"),
  "retry.perTryTimeout": route("‹retry: { attempts: 2, on: [gateway-error], methods: all, perTryTimeout: 1s }›, deadline: 5s"),
  "retry.methods": route("‹retry: { attempts: 2, on: [gateway-error], methods: [GET] }›"),
  "retry.backoff": route("‹retry: { attempts: 2, on: [gateway-error], methods: all, backoff: { base: 25ms, max: 250ms } }›"),
  retryBudget: { spec: "  routes: [{ name: all, to: order, retry: { attempts: 1, on: [gateway-error], methods: all } }]\n  ‹retryBudget: { percent: 25, window: 2s, minPerSecond: 10 }›\n" },
  idleTimeout: route("‹idleTimeout: 1m›"),
  "circuitBreaker.limits": spec("‹circuitBreaker: { maxConnections: 10 }›"),
  "circuitBreaker.outlier": spec("‹circuitBreaker: { outlier: { consecutiveErrors: 5, interval: 10s, baseEjection: 30s, maxEjectedPercent: 50 } }›"),
  loadBalancing: spec("‹loadBalancing: { policy: least-request }›"),
  "loadBalancing.ewma": spec("‹loadBalancing: { policy: ewma }›"),
  "loadBalancing.hash": { spec: "  affinity: { header: x-user }\n  ‹loadBalancing: { policy: maglev }›\n" },
  affinity: spec("‹affinity: { header: x-user }›"),
  slowStart: spec("‹loadBalancing: { policy: least-request, slowStart: 30s }›"),
  locality: spec("‹locality: off›"),
  failover: { ...spec("‹failover: [shop/spare]›"), running: ["spare"] },
  rateLimit: spec("‹rateLimit: { requests: 100, per: 1s, scope: instance }›"),
  "fault.delay": route("‹fault: { delay: { percent: 5, duration: 200ms }, until: 2026-12-31 }›"),
  "fault.abort": route("‹fault: { abort: { percent: 5, status: 500 }, until: 2026-12-31 }›"),
  "access.identity": spec("access: { allow: [{ name: r, ‹from: [{ service: web }]› }] }"),
  "access.cidr": spec("access: { allow: [{ name: r, ‹from: [{ cidr: 10.0.0.0/8 }]› }] }"),
  "access.request": allow("‹to: [{ methods: [GET] }]›"),
  "access.header": allow("‹when: { headers: { x: a } }›"),
  "access.claim": { spec: `  authentication: { jwt: { provider: corp } }\n  access: { allow: [{ name: r, from: [{ service: web }], ‹when: { claims: { role: clerk } }› }] }\n`, mesh: jwt },
  "access.deny": { ...spec("access: { allow: [{ name: r, from: [{ service: web }, { service: spare }] }], ‹deny: [{ name: d, from: [{ service: spare }] }]› }"), running: ["spare"] },
  "access.default.service": spec("access: { ‹default: deny›, allow: [{ name: r, from: [{ service: web }] }] }"),
  "access.default.namespace": { spec: "", more: "---\napiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: shop, namespace: shop }\nspec:\n  scope: namespace\n  ‹defaults: { access: { default: deny } }›\n" },
  "access.default.mesh": mesh("‹defaults: { access: { default: deny } }›"),
  "access.audit": spec("access: { ‹mode: audit, allow: [{ name: r, from: [{ service: web }] }]› }"),
  authentication: { ...spec("‹authentication: { jwt: { provider: corp } }›"), mesh: jwt },
  mtls: spec("‹mtls: strict›"),
  "mtls.off": spec("‹mtls: off›"),
  expose: { spec: "  expose: [‹{ gateway: infra/public, hosts: [a.example], port: 8080 }›]\n", mesh: gateway },
  external: { spec: "", more: `---\n${policy("pay", "  port: 80\n  external: { ‹hosts: [pay.example]›, tls: none }\n")}` },
  "egress.default": mesh("‹egress: { default: deny }›"),
  "tcp.split": { port: "  port: 8080\n  protocol: tcp\n", portName: "tcp", running: ["v1", "v2"], spec: `${byService}  routes: [{ name: all, ‹split: { v1: 3, v2: 1 }› }]\n` },
  "tls.split": { port: "  port: 8080\n  protocol: tls\n", portName: "tls", running: ["v1", "v2"], spec: `${byService}  routes: [{ name: all, ‹split: { v1: 3, v2: 1 }› }]\n` },
  "telemetry.accessLog": spec("‹telemetry: { accessLog: all }›"),
  "telemetry.trace": spec("‹telemetry: { tracePercent: 1 }›"),
};

const installed = (target: string, setting: string): string => `  targets: { ${target}: { settings: { ${setting} } } }\n`;

/** Where a cell is exact under a condition that the usual policy does not meet, one that does: by target, or by target and profile. */
const conditional: Readonly<Record<string, Partial<Record<Feature, Wish>>>> = {
  // Nobody routes calls, so that versions say who owns the pods, and no more.
  "istio/ambient": {
    grpc: { port: "  port: 8080\n  protocol: grpc\n", portName: "grpc", spec: "" },
    "versions.service": { spec: byService, running: ["v1", "v2"] },
  },
  "gateway-api": {
    // Patterns are the implementation's own, but a gRPC service needs none.
    "path.template": { port: "  port: 8080\n  protocol: grpc\n", portName: "grpc", spec: "  routes: [{ name: some, to: order, match: [{ grpc: { service: shop.Orders } }] }]\n" },
    // A TLSRoute names server names.
    "tls.split": {
      port: "  port: 8080\n  protocol: tls\n",
      portName: "tls",
      running: ["v1", "v2"],
      spec: `${byService}  routes: [{ name: all, match: [{ sni: [order.shop] }], ‹split: { v1: 3, v2: 1 }› }]\n`,
    },
    // A host is asked at a gateway.
    authority: {
      spec: "  expose: [{ gateway: infra/public, hosts: [a.example], port: 8080 }]\n  routes: [{ name: some, to: order, deadline: 2s, match: [{ ‹authority: a.example› }] }, { name: rest, to: order }]\n",
      mesh: `${gateway}${installed("gateway-api", "gatewayClassName: public")}`,
    },
    expose: { spec: "  expose: [{ gateway: infra/public, hosts: [a.example], port: 8080 }]\n", mesh: `${gateway}${installed("gateway-api", "gatewayClassName: public")}` },
  },
  // Access logs are one setting of all proxies. Tokens are required of calls that intentions are about: without one the installation refuses.
  consul: {
    "telemetry.accessLog": { spec: "", mesh: "  defaults: { telemetry: { accessLog: all } }\n" },
    authentication: { ...spec("authentication: { jwt: { provider: corp } }"), mesh: jwt + installed("consul", "defaultIntentionPolicy: deny") },
    "access.claim": {
      spec: "  authentication: { jwt: { provider: corp } }\n  access: { allow: [{ name: r, from: [{ service: web }], when: { claims: { role: clerk } } }] }\n",
      mesh: jwt + installed("consul", "defaultIntentionPolicy: deny"),
    },
  },
  appmesh: { loadBalancing: spec("‹loadBalancing: { policy: round-robin }›") },
};

/** A Service with its pods and their account. */
function running(name: string, selector: string, labels: string, account: string, portName = "http"): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { ${selector} }, ports: [{ name: ${portName}, port: 8080, targetPort: 8080 }] }
---
${pods(name, labels, account)}`;
}

function pods(name: string, labels: string, account: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { ${labels} } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { serviceAccountName: ${account}, containers: [{ name: main, image: "a.example/${name}:1", ports: [{ containerPort: 8080 }] }] }
---
`;
}

const account = (name: string): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: shop }\n---\n`;

/** What runs: the called service in two colours, a caller, and what the wish needs besides. */
function inventory({ running: more = [], portName }: Wish): string {
  const versions = more.filter((each) => each !== "spare");
  return [
    ...["order", "web"].map(account),
    running("order", "app: order", "app: order, color: blue", "order", portName),
    pods("order-green", "app: order, color: green", "order"),
    running("web", "app: web", "app: web", "web"),
    ...versions.map((version) => running(`order-${version}`, `app: order-${version}`, `app: order-${version}`, "order", portName)),
    ...(more.includes("spare") ? [account("spare"), running("spare", "app: spare", "app: spare", "spare"), policy("spare", "  port: 8080\n---\n")] : []),
  ].join("");
}

/** The whole input for a feature on a target and profile, marks and all; `consents` are lines of the called service's policy. */
export function markedPolicy(feature: Feature, on: { readonly target: string; readonly profile: string }, consents = ""): string {
  const wish = conditional[`${on.target}/${on.profile}`]?.[feature] ?? conditional[on.target]?.[feature] ?? wishes[feature];
  const mesh = `apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: istio-system }\nspec:\n  scope: mesh\n  inventory: complete\n${wish.mesh ?? ""}---\n`;
  const caller = policy("web", `  port: 8080\n  calls: [order${feature === "external" ? ", pay" : ""}]\n---\n`);
  return `${inventory(wish)}${mesh}${caller}${policy("order", `${wish.port ?? "  port: 8080\n"}${wish.spec}${consents}`)}${wish.more ?? ""}`;
}
