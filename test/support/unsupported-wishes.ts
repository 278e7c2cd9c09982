import type { Feature } from "../../src/model/index.ts";

const route = (rest: string): string => `  routes: [{ name: all, to: v1, ${rest} }]\n`;
const match = (entry: string): string => `  routes: [{ name: all, to: v1, match: [{ ${entry} }] }]\n`;
const allow = (rest: string): string => `  access: { allow: [{ name: r, from: [{ service: web }], ${rest} }] }\n`;

/**
 * For every cell that some profile of Istio cannot say: the rest of a policy that wishes it. The finding has to lie inside
 * the marks `‹…›`.
 */
export const wishes: Partial<Record<Feature, string>> = {
  "path.exact": match("‹path: { exact: /a }›"),
  "path.prefix": match("‹path: { prefix: /a }›"),
  "path.regex": match("‹path: { regex: '/a+' }›"),
  "path.template": match("‹path: { template: '/{x}' }›"),
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
  authority: match("‹authority: order.shop.example›"),
  claims: `  expose: [{ gateway: infra/public, hosts: [a.example], port: 80 }]\n  authentication: { jwt: { provider: corp } }\n${match("‹claims: { tier: gold }›")}`,
  callers: route("‹callers: [{ namespace: web }]›"),
  split: "  routes: [{ name: all, ‹split: { v1: 1, v2: 1 }› }]\n",
  "versions.labels": "  routes: [{ name: all, to: v3 }]\n",
  mirror: route("‹mirror: { to: v2, percent: 10 }›"),
  "rewrite.prefix": "  routes: [{ name: all, to: v1, match: [{ path: { prefix: /a } }], ‹rewrite: { path: { prefix: /b } }› }]\n",
  "rewrite.full": route("‹rewrite: { path: { full: /b } }›"),
  "rewrite.authority": route("‹rewrite: { authority: b.shop }›"),
  redirect: "  routes: [{ name: all, ‹redirect: { host: b.example }› }]\n",
  respond: "  routes: [{ name: all, ‹respond: { status: 410 }› }]\n",
  headers: route("‹headers: { request: { set: { a: '1' } } }›"),
  cors: route("‹cors: { allowOrigins: ['https://a.example'] }›"),
  deadline: route("‹deadline: 2s›"),
  "retry.attempts": route("‹retry: { attempts: 2, on: [5xx] }›"),
  "retry.perTryTimeout": route("‹retry: { attempts: 2, on: [5xx], perTryTimeout: 1s }›"),
  "retry.methods": route("‹retry: { attempts: 2, on: [5xx], methods: [GET] }›"),
  "retry.backoff": route("‹retry: { attempts: 2, on: [5xx], backoff: { base: 25ms, max: 250ms } }›"),
  retryBudget: "  ‹retryBudget: { percent: 25, window: 2s, minPerSecond: 10 }›\n",
  idleTimeout: route("‹idleTimeout: 1m›"),
  "circuitBreaker.limits": "  ‹circuitBreaker: { maxConnections: 10 }›\n",
  "circuitBreaker.outlier": "  ‹circuitBreaker: { outlier: { consecutiveErrors: 5, interval: 10s, baseEjection: 30s, maxEjectedPercent: 50 } }›\n",
  loadBalancing: "  ‹loadBalancing: { policy: random }›\n",
  "loadBalancing.ewma": "  ‹loadBalancing: { policy: ewma }›\n",
  "loadBalancing.hash": "  affinity: { header: x-user }\n  ‹loadBalancing: { policy: maglev }›\n",
  affinity: "  ‹affinity: { header: x-user }›\n",
  slowStart: "  ‹loadBalancing: { policy: least-request, slowStart: 30s }›\n",
  locality: "  ‹locality: off›\n",
  failover: "  ‹failover: [dr/order]›\n",
  rateLimit: "  ‹rateLimit: { requests: 100, per: 1s, scope: instance }›\n",
  "fault.delay": route("‹fault: { delay: { percent: 5, duration: 200ms }, until: 2026-12-31 }›"),
  "fault.abort": route("‹fault: { abort: { percent: 5, status: 503 }, until: 2026-12-31 }›"),
  "access.cidr": "  access: { allow: [{ name: r, from: ‹[{ cidr: 10.0.0.0/8 }]› }] }\n",
  "access.request": allow("‹to: [{ methods: [GET] }]›"),
  "access.header": allow("‹when: { headers: { x: a } }›"),
  "access.claim": `  authentication: { jwt: { provider: corp } }\n${allow("‹when: { claims: { role: clerk } }›")}`,
  "access.audit": "  access: { ‹mode: audit, allow: [{ name: r, from: [{ service: web }] }]› }\n",
  authentication: "  ‹authentication: { jwt: { provider: corp } }›\n",
  "mtls.off": "  ‹mtls: off›\n",
  "telemetry.accessLog": "  ‹telemetry: { accessLog: all }›\n",
  order: "  routes: [{ name: a, match: [{ methods: [GET] }], to: v1 }, { name: b, to: v2 }]\n",
  expose: "  expose: [‹{ gateway: infra/public, hosts: [a.example], port: 80 }›]\n",
  external: "  external: { ‹hosts: [pay.example]›, tls: none }\n",
  "egress.default": "",
  "tcp.split": "  routes: [{ name: all, ‹to: v2› }]\n",
  "tls.split": "  routes: [{ name: all, ‹to: v2› }]\n",
  "telemetry.trace": "  ‹telemetry: { tracePercent: 1 }›\n",
};

const mesh = `apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh, namespace: istio-system }
spec:
  scope: mesh
  jwt: { providers: { corp: { issuer: "https://id.example", jwksUri: "https://id.example/keys" } } }
  gateways: { infra/public: { serviceAccount: public, selector: { istio: public }, listeners: [{ port: 80, protocol: http, hosts: [a.example] }] } }
---
`;
const head = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  ports: [{ port: 8080, targetPort: 8080 }]
  versions: { v1: { service: order-v1 }, v2: { service: order-v2 } }
`;

/** What a wish changes of the frame around it. */
const frames: Partial<Record<Feature, readonly (readonly [string, string])[]>> = {
  "versions.labels": [["order-v2 }", "order-v2 }, ‹v3: { labels: { version: v3 } }›"]],
  order: [["[{ port: 8080, targetPort: 8080 }]", "[‹{ port: 8080, targetPort: 8080 }›]"]],
  external: [["  versions: { v1: { service: order-v1 }, v2: { service: order-v2 } }\n", ""]],
  "egress.default": [["  scope: mesh\n", "  scope: mesh\n  ‹egress: { default: deny }›\n"]],
  "tcp.split": [["targetPort: 8080 }", "targetPort: 8080, protocol: tcp }"]],
  "tls.split": [["targetPort: 8080 }", "targetPort: 8080, protocol: tls }"]],
};

/** The whole policy for a wish, marks and all. */
export function markedPolicy(feature: Feature): string {
  const frame = (frames[feature] ?? []).reduce((text, [from, to]) => text.replace(from, to), mesh + head);
  return frame + (wishes[feature] ?? "");
}
