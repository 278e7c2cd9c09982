import { existsSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../cli/harness.ts";
import type { Feature } from "../../src/model/index.ts";
import { istioCapabilities } from "../../src/targets/istio/capabilities.ts";
import { istioVersions } from "../../src/targets/istio/versions.ts";
import { profile as profileOf } from "../istio/lower/support.ts";

/**
 * For every cell of the capability table that is unsupported: a policy that wishes it. The finding has to lie inside the
 * marks `‹…›`, exit code 1 and an empty disk are demanded.
 */
const route = (rest: string): string => `  routes: [{ name: all, to: v1, ${rest} }]\n`;
const match = (entry: string): string => `  routes: [{ name: all, to: v1, match: [{ ${entry} }] }]\n`;
const allow = (rest: string): string => `  access: { allow: [{ name: r, from: [{ service: web }], ${rest} }] }\n`;

const wishes: Partial<Record<Feature, string>> = {
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
  versions: { v1: { service: order-v1 }, v2: { service: order-v2 }VERSION }
`;

const profiles = ["sidecar", "ambient", "waypoint"] as const;
const ends = [istioVersions[0] ?? "", istioVersions.at(-1) ?? ""];
const tables = profiles.flatMap((name) => ends.map((version) => profileOf(name, version)));
const cells = tables.flatMap((profile) =>
  Object.entries(istioCapabilities(profile)).flatMap(([feature, { kind }]) => (kind === "unsupported" ? [{ feature: feature as Feature, profile }] : [])),
);

/** Wishes that the native language cannot speak of alone, or that are no field: lowering has tests of its own for them. */
const elsewhere: readonly Feature[] = ["path.stringPrefix", "split.zero", "split.missing", "order", "noMatch", "expose", "external", "egress.default", "tcp.split", "tls.split"];

test("every cell that is unsupported has a policy here", () => {
  const asked = new Set(cells.map(({ feature }) => feature));
  expect([...asked].filter((feature) => wishes[feature] === undefined && !elsewhere.includes(feature))).toEqual([]);
  expect(Object.keys(wishes).filter((feature) => !asked.has(feature as Feature))).toEqual([]);
});

const shown = cells.filter(({ feature }) => wishes[feature] !== undefined).map(({ feature, profile }) => ({ feature, profile, name: `${profile.version}/${profile.name} ${feature}` }));

test.each(shown)("istio@$name", async ({ feature, profile }) => {
  const version = feature === "versions.labels" ? ", ‹v3: { labels: { version: v3 } }›" : "";
  const marked = mesh + head.replace("VERSION", version) + (wishes[feature] ?? "");
  const [before = "", inside = ""] = marked.split(/[‹›]/);
  const folder = newFolder({ "p.yaml": marked.replace(/[‹›]/g, "") });
  const { code, stdout, stderr } = await folder.run(["compile", "p.yaml", "-t", `istio@${profile.version}/${profile.name}`, "-o", "out", "--format", "json", "-q"]);
  expect({ code, stderr, out: existsSync(join(folder.path, "out")) }).toEqual({ code: 1, stderr: "", out: false });
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { code: string; message: string; line: number; column: number }[] };
  const found = diagnostics.filter((each) => each.code === "MW4001" && [`(${feature})`, ` \`${feature}\`:`].some((words) => each.message.includes(words)));
  const places = found.map(({ line, column }) => offset(marked.replace(/[‹›]/g, ""), line, column));
  expect(places.length).toBeGreaterThan(0);
  expect(places.filter((place) => place < before.length || place >= before.length + inside.length)).toEqual([]);
});

function offset(text: string, line: number, column: number): number {
  return text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
}
