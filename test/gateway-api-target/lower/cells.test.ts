import { features } from "../../../src/model/capability.ts";
import type { Conditions, Feature, MeshModel, Route, Service } from "../../../src/model/index.ts";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { gatewayApiCapabilities } from "../../../src/targets/gateway-api/capabilities.ts";
import { arm, at, backend, forward, mesh, mirror, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, profile, proved } from "../support.ts";

const v1 = backend({ service: name("order-v1"), version: "v1" });
const v2 = backend({ service: name("order-v2"), version: "v2" });
const to = (given: Partial<Route> = {}, when: Partial<Conditions> = {}): Partial<Service> => ({ ports: [port({ arms: [arm(route({ action: forward(v1), ...given }), when)] })] });
const matched = (when: Partial<Conditions>): Partial<Service> => ({ ports: [port({ arms: [arm(route({ action: forward(v1) }), when), arm(route({ name: "rest", action: forward(v2) }))] })] });
const rule = { name: "r", from: [{ identity: { kind: "anyone" as const }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() };
const access = (given: Partial<Service["access"]>): Partial<Service> => ({ access: { default: null, allow: [], deny: [], mode: "enforce", ...given } });
const operation = { methods: null, path: null, headers: [], ports: null, origin: at() };
const retried = retry({ on: ["reset"], events: retryEventsOf(["reset"]), perTryTimeoutMs: 100 });
const scoped = (given: object): Partial<MeshModel> => ({ mesh: mesh({ scopes: [{ namespace: null, accessDefault: null, mtls: null, telemetry: null, origin: at(), ...given }] }) });
const gateway = { id: name("infra/public"), serviceAccount: null, selector: null, listeners: [], origin: at() };
const exposed = { gateways: [{ ...gateway, entries: [{ port: 80, hosts: ["shop.example"], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: at() }] }] };
const cors = { allowOrigins: [{ kind: "exact" as const, value: "https://a.example" }], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: 60_000, allowCredentials: false };
const header = (match: Parameters<typeof named>[1]): Partial<Service> => matched({ headers: [named("x-a", match)] });
const parameter = (match: Parameters<typeof named>[1]): Partial<Service> => matched({ query: [named("q", match)] });

/** For every row of the table a policy that wishes it: the service, or more of the model. */
const wishes: Readonly<Record<Feature, Partial<Service> | { readonly service: Partial<Service>; readonly given: Partial<MeshModel> }>> = {
  destination: to(),
  "path.exact": matched({ path: path("exact", "/a") }),
  "path.prefix": matched({ path: path("prefix", "/a") }),
  "path.regex": to({}, { path: path("regex", "/a[0-9]+") }),
  "path.template": { ports: [port({ protocol: "grpc", arms: [arm(route({ action: forward(v1) }), { path: path("template", "/shop.Orders/{method}") })] })] },
  "path.stringPrefix": to({}, { path: path("stringPrefix", "/a") }),
  methods: matched({ methods: ["GET", "HEAD"] }),
  "methods.unusual": matched({ methods: ["PURGE"] }),
  "header.exact": header({ kind: "exact", value: "a" }),
  "header.pattern": header({ kind: "prefix", value: "a" }),
  "header.present": header({ kind: "present" }),
  "header.absent": header({ kind: "not", match: { kind: "present" } }),
  "header.not": header({ kind: "not", match: { kind: "exact", value: "a" } }),
  "query.exact": parameter({ kind: "exact", value: "a" }),
  "query.present": parameter({ kind: "present" }),
  "query.regex": parameter({ kind: "regex", value: "a+" }),
  authority: { service: matched({ authority: { kind: "exact", value: "shop.example" } }), given: exposed },
  claims: matched({ claims: [named("tier", { kind: "exact", value: "gold" })] }),
  grpc: { ports: [port({ protocol: "grpc", arms: [arm(route({ action: forward(v1) }), { path: path("exact", "/shop.Orders/Get") })] })] },
  callers: matched({ callers: ["web"] }),
  order: { ports: [port({ arms: [arm(route({ action: forward(v1) }), { headers: [named("x-a", { kind: "exact", value: "b" })] }), arm(route({ name: "deep", action: forward(v2) }), { path: path("exact", "/a/b") })] })] },
  noMatch: to({}, { path: path("prefix", "/a") }),
  noRoutes: {},
  split: to({ action: forward({ ...v1, weight: 95 }, { ...v2, weight: 5 }) }),
  "split.zero": to({ action: forward({ ...v1, weight: 0 }) }),
  "split.missing": {
    service: to({ action: forward(v1, { ...v2, service: name("gone"), owner: null, existence: "missing" }) }),
    given: { inventory: { completeness: "complete", services: [], workloads: [], accounts: [], namespaces: [] } },
  },
  "versions.service": to(),
  "versions.labels": { ...to(), versions: [version({ name: "v3", labels: { version: "v3" } })] },
  mirror: to({ mirrors: [mirror(2.5, { service: name("order-v2"), version: "v2" })] }),
  "rewrite.prefix": to({ rewrite: { path: { kind: "prefix", value: "/b", origin: at() }, authority: null, origin: at() } }, { path: path("prefix", "/a") }),
  "rewrite.full": to({ rewrite: { path: { kind: "full", value: "/b", origin: at() }, authority: null, origin: at() } }),
  "rewrite.authority": to({ rewrite: { path: null, authority: wish("b.shop"), origin: at() } }),
  redirect: to({ action: { kind: "redirect", status: 301, scheme: "https", host: "b.example", port: null, path: null, origin: at() } }),
  respond: to({ action: { kind: "respond", status: 410, body: null, origin: at() } }),
  headers: to({ requestHeaders: wish({ set: { a: "1" }, add: { b: "2" }, remove: ["c"] }), responseHeaders: wish({ set: {}, add: {}, remove: ["server"] }) }),
  cors: to({ cors: wish(cors) }),
  deadline: to({ deadlineMs: wish(90_500) }),
  "retry.attempts": to({ retry: wish(retried) }),
  "retry.perTryTimeout": to({ retry: wish(retried) }),
  "retry.methods": to({ retry: wish({ ...retried, methods: ["GET"] }) }),
  "retry.backoff": to({ retry: wish(retried) }),
  retryBudget: { ...to(), retryBudget: wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(10) }) },
  idleTimeout: to({ idleTimeoutMs: wish(1000) }),
  "circuitBreaker.limits": { limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }) },
  "circuitBreaker.outlier": { outlier: wish({ consecutiveErrors: 5, intervalMs: 1000, baseEjectionMs: 1000, maxEjectedPercent: 50 }) },
  loadBalancing: { balancing: wish("random") },
  "loadBalancing.ewma": { balancing: wish("ewma") },
  "loadBalancing.hash": { balancing: wish("maglev") },
  affinity: { affinity: wish({ kind: "header", name: "x-user" }) },
  slowStart: { slowStartMs: wish(1000) },
  locality: { locality: wish("prefer") },
  failover: { failover: [wish(v2)] },
  rateLimit: { rateLimit: wish({ requests: 1, perMs: 1000, scope: "instance" }) },
  "fault.delay": to({ delay: wish({ share: fraction(1, 2), durationMs: 100, until: null }) }),
  "fault.abort": to({ abort: wish({ share: fraction(1, 2), status: 503, until: null }) }),
  "access.identity": access({ allow: [rule] }),
  "access.cidr": access({ allow: [{ ...rule, from: [{ identity: { kind: "anyone" }, cidrs: ["10.0.0.0/8"], origin: at() }] }] }),
  "access.request": access({ allow: [{ ...rule, to: [{ ...operation, methods: ["GET"] }] }] }),
  "access.header": access({ allow: [{ ...rule, headers: [named("x-a", { kind: "exact", value: "a" })] }] }),
  "access.claim": access({ allow: [{ ...rule, claims: [named("role", { kind: "exact", value: "a" })] }] }),
  "access.deny": access({ deny: [rule] }),
  "access.default.service": access({ default: wish("deny") }),
  "access.default.namespace": { service: {}, given: scoped({ namespace: "shop", accessDefault: wish("deny") }) },
  "access.default.mesh": { service: {}, given: scoped({ accessDefault: wish("deny") }) },
  "access.audit": access({ allow: [rule], mode: "audit" }),
  authentication: { jwt: wish({ provider: "corp", required: true }) },
  mtls: { mtls: wish("strict") },
  "mtls.off": { mtls: wish("off") },
  expose: { service: to(), given: exposed },
  external: { external: { hosts: [wish("api.pay.example")], tls: wish("none"), addresses: [] } },
  "egress.default": { service: {}, given: { mesh: mesh({ egress: wish("deny") }) } },
  "tcp.split": { ports: [port({ protocol: "tcp", arms: [arm(route({ action: forward(v1, v2) }))] })] },
  "tls.split": { ports: [port({ protocol: "tls", arms: [arm(route({ action: forward(v1) }), { sni: ["a.example"] })] })] },
  "telemetry.accessLog": { telemetry: wish({ accessLog: "all", tracePercent: null }) },
  "telemetry.trace": { telemetry: wish({ accessLog: null, tracePercent: 1 }) },
};

const consent = { kind: "approximate" as const, target: "gateway-api", field: "retry.backoff", within: null, because: "tested", origin: at() };

function policyFor(feature: Feature): { readonly service: Service; readonly given: Partial<MeshModel> } {
  const wished = wishes[feature];
  const { service: own, given } = "given" in wished ? wished : { service: wished, given: {} };
  const versions = [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })];
  return { service: service({ versions, ...own, ...(feature.startsWith("retry.") && { consents: [consent] }) }), given };
}

const profiles = ["standard", "experimental"].flatMap((channel) => ["1.2", "1.4", "1.5", "1.6"].map((release) => profile(channel, { version: release })));
const cells = profiles.flatMap((on) => features.map((feature) => ({ feature, on, place: `${on.name} ${on.version}`, verdict: gatewayApiCapabilities(on)[feature] })));

test.each(cells.filter(({ verdict }) => verdict.kind === "unsupported"))("$feature is refused on $place, and nothing is written", ({ feature, on, verdict }) => {
  const { service: wishing, given } = policyFor(feature);
  const result = lowered([wishing], given, on);
  expect(codes(result)).toContain("MW4001");
  expect(result.diagnostics.map(({ message }) => message).join()).toContain(verdict.kind === "unsupported" ? verdict.why : "");
  expect(result.manifests).toEqual([]);
});

test.each(cells.filter(({ verdict }) => verdict.kind !== "unsupported"))("$feature is said on $place, and proved", ({ feature, on }) => {
  const { service: wishing, given } = policyFor(feature);
  expect(proved([wishing], given, on)).toEqual([]);
});

test.each(["path.regex", "path.template", "path.stringPrefix", "header.pattern", "header.present", "query.present", "query.regex"] as const)("%s is said where patterns are stated to be RE2", (feature) => {
  const on = profile("standard", { settings: { gatewayClassName: "any", regularExpressions: "re2" } });
  const { service: wishing, given } = policyFor(feature);
  expect(gatewayApiCapabilities(on)[feature].kind).toBe("exact");
  expect(proved([wishing], given, on)).toEqual([]);
});
