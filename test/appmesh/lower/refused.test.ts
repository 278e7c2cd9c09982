import type { Consent, Feature, Service } from "../../../src/model/index.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { appmeshCapabilities } from "../../../src/targets/appmesh/capabilities.ts";
import { arm, at, backend, forward, mesh, mirror, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { lower } from "../../../src/targets/appmesh/lower/index.ts";
import { call, codes, lowered, plain, profile } from "./support.ts";

const place = at(42);
const routed = (given: Parameters<typeof route>[0], conditions: Parameters<typeof arm>[1] = {}): Service => service({ ports: [port({ arms: [arm(route(given), conditions, place)] })] });
const account = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };
const rule = (given: object) => ({ name: "r", from: [{ identity: account, cidrs: null, origin: place }], to: [], headers: [], claims: [], origin: place, ...given });
const ruled = (given: object, mode: "enforce" | "audit" = "enforce"): Service => service({ access: { default: null, allow: [rule(given)], deny: [], mode } });
const exposed = { port: 80, hosts: ["a.example"], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: place };

/** A service that wishes just the feature, at `place`. */
const wishes: Partial<Record<Feature, Service>> = {
  "methods.unusual": routed({}, { methods: ["PURGE"] }),
  "query.regex": routed({}, { query: [named("x", { kind: "regex", value: "a" }, place)] }),
  authority: routed({}, { authority: { kind: "exact", value: "a" } }),
  claims: routed({}, { claims: [named("x", { kind: "present" }, place)] }),
  callers: routed({}, { callers: ["web"] }),
  "split.zero": routed({ action: { ...forward(backend({ weight: 0 })), origin: place } }),
  "split.missing": routed({ action: forward(backend({ existence: "missing", origin: place })) }),
  mirror: routed({ mirrors: [mirror(10, { origin: place })] }),
  "rewrite.prefix": routed({ rewrite: { path: { kind: "prefix", value: "/x", origin: place }, authority: null, origin: place } }),
  "rewrite.full": routed({ rewrite: { path: { kind: "full", value: "/x", origin: place }, authority: null, origin: place } }),
  "rewrite.authority": routed({ rewrite: { path: null, authority: wish("b", place), origin: place } }),
  redirect: routed({ action: { kind: "redirect", status: 301, scheme: null, host: "b", port: null, path: null, origin: place } }),
  respond: routed({ action: { kind: "respond", status: 200, body: null, origin: place } }),
  headers: routed({ requestHeaders: wish({ set: { a: "1" }, add: {}, remove: [] }, place) }),
  cors: routed({ cors: wish({ allowOrigins: [], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: null, allowCredentials: false }, place) }),
  retryBudget: service({ retryBudget: wish({ percent: fraction(1, 4), windowMs: 1000, minPerSecond: fraction(1) }, place) }),
  "loadBalancing.ewma": service({ balancing: wish("ewma" as const, place) }),
  "loadBalancing.hash": service({ balancing: wish("maglev" as const, place) }),
  affinity: service({ affinity: wish({ kind: "sourceIp" as const }, place) }),
  slowStart: service({ slowStartMs: wish(1000, place) }),
  failover: service({ failover: [wish(backend({ service: name("b") }), place)] }),
  rateLimit: service({ rateLimit: wish({ requests: 1, perMs: 1000, scope: "instance" as const }, place) }),
  "fault.delay": routed({ delay: wish({ share: fraction(1), durationMs: 1, until: null }, place) }),
  "fault.abort": routed({ abort: wish({ share: fraction(1), status: 503, until: null }, place) }),
  "access.cidr": ruled({ from: [{ identity: account, cidrs: ["10.0.0.0/8"], origin: place }] }),
  "access.request": ruled({ to: [{ methods: ["GET"], path: null, headers: [], ports: null, origin: place }] }),
  "access.header": ruled({ headers: [named("x", { kind: "exact", value: "a" }, place)] }),
  "access.claim": ruled({ claims: [named("x", { kind: "exact", value: "a" }, place)] }),
  "access.deny": service({ access: { default: null, allow: [], deny: [rule({})], mode: "enforce" } }),
  "access.audit": ruled({}, "audit"),
  authentication: service({ jwt: wish({ provider: "corp", required: true }, place) }),
  "tls.split": service({ ports: [port({ protocol: "tls", arms: [arm(route({ action: { ...forward(), origin: place } }), { sni: ["a.example"] })] })] }),
  "telemetry.trace": service({ telemetry: wish({ accessLog: null, tracePercent: 1 }, place) }),
};

const table = appmeshCapabilities(profile());
const unsupported = (Object.keys(table) as Feature[]).filter((feature) => table[feature].kind === "unsupported");

test.each(unsupported)("%s is refused where it is wished, and nothing of the service is written", (feature) => {
  const wished = wishes[feature];
  expect(wished).toBeDefined();
  if (wished === undefined) return;
  const result = lowered([wished]);
  const refusals = result.diagnostics.filter(({ code }) => code === "MW4001");
  expect(refusals.map(({ message }) => message).join()).toContain(feature);
  expect(refusals.some(({ origin }) => origin.start === place.start)).toBe(true);
  expect(result.manifests).toEqual([]);
});

const consent = (field: string): Consent => ({ kind: "approximate", target: "appmesh", field, within: null, because: "generated", origin: at() });
const limits = wish({ maxConnections: 10, maxPendingRequests: null, maxRequests: null }, place);

test("connection limits need consent, and have a ledger entry with it", () => {
  expect(codes(lowered([service({ limits })]))).toEqual(["MW4002"]);
  const result = lowered([service({ limits, consents: [consent("circuitBreaker.limits")] })]);
  expect(codes(result)).toEqual([]);
  expect(result.ledger.filter(({ kind }) => kind === "approximate").map(({ field }) => field)).toEqual(["circuitBreaker.limits"]);
});

const split = (count: number): Service =>
  service({
    versions: Array.from({ length: count }, (_, index) => version({ name: `v${index}`, labels: { version: `v${index}` }, podLabels: { app: "order", version: `v${index}` } })),
    ports: [port({ arms: [arm(route({ action: forward(...Array.from({ length: count }, (_, index) => backend({ labels: { version: `v${index}` } }))) }))] })],
  });
const many = (count: number): Service => routed({}, { methods: ["GET", "HEAD", "POST", "PUT", "DELETE"], headers: Array.from({ length: count }, (_, index) => named(`x-${index}`, { kind: "not", match: { kind: "exact", value: "a" } })) });
const allowing = (identity: (typeof account) | { kind: "namespace"; namespace: string }): Service["access"] => ({ default: null, allow: [rule({ from: [{ identity, cidrs: null, origin: place }] })], deny: [], mode: "enforce" });

const refusedOtherwise: readonly (readonly [string, readonly Service[], readonly string[]])[] = [
  ["[appmesh 28#L37] more routes than the quota", [many(4)], ["MW4501"]],
  ["[appmesh 28#L37] more backends than the quota", [plain("web", { calls: Array.from({ length: 51 }, (_, index) => call(`s${index}`)) }), ...Array.from({ length: 51 }, (_, index) => plain(`s${index}`))], ["MW4501"]],
  ["[appmesh 28#L10] eleven targets with a share", [split(11)], ["MW4502"]],
  ["[appmesh 28#L32] an empty value", [routed({}, { headers: [named("x", { kind: "exact", value: "" }, place)] })], ["MW4503"]],
  ["a pattern of 256 characters", [routed({}, { path: { kind: "regex", value: `/${"a".repeat(255)}`, origin: place } })], ["MW4503"]],
  ["a name of 51 characters", [routed({}, { headers: [named("x".repeat(51), { kind: "present" }, place)] })], ["MW4503"]],
  ["a negated query parameter", [routed({}, { query: [named("q", { kind: "not", match: { kind: "present" } }, place)] })], ["MW4505"]],
  ["the host as a header", [routed({}, { headers: [named(":authority", { kind: "exact", value: "a" }, place)] })], ["MW4505"]],
  ["repeated gRPC methods of a whole service", [service({ ports: [port({ protocol: "grpc", arms: [arm(route({ retry: wish(retry({ methods: ["Get"] }), place) }), { path: path("prefix", "/shop.Orders") })] })] })], ["MW4505"]],
  ["a lone status", [routed({ retry: wish(retry({ on: ["503"], events: { must: ["s503"], may: [] } }), place) })], ["MW4506"]],
  ["pods without known labels", [service({ versions: [version({ podLabels: null })] })], ["MW4508"]],
  ["[appmesh 28#L30] pods of two versions", [service({ versions: [version({ name: "v1", labels: { a: "b" } }), version({ name: "all" })] })], ["MW4509", "MW4509"]],
  ["[appmesh 28#L11] two protocols on one way", [service({ ports: [port({ fallback: forward(backend({ service: name("grpc"), owner: name("grpc") })) })] }), plain("grpc", { ports: [port({ protocol: "grpc", fallback: forward(backend({ service: name("grpc"), owner: name("grpc") })) })] })], ["MW4510"]],
  ["a call to nothing that is written", [plain("web", { calls: [call("gone")] })], ["MW4511"]],
  ["[appmesh 28#L13] an allowed caller that does not declare the call", [service({ access: allowing(account) }), plain("web")], ["MW4512"]],
  ["[appmesh 28#L18] rules under permissive mutual TLS", [service({ mtls: wish("permissive" as const), access: allowing({ ...account, namespace: "jobs" }) })], ["MW4513"]],
  ["a whole namespace as subject", [service({ access: allowing({ kind: "namespace", namespace: "jobs" }) })], ["MW4514"]],
  ["another balancer", [service({ balancing: wish("random" as const, place) })], ["MW4515"]],
  ["the own locality first", [service({ locality: wish("prefer" as const, place) })], ["MW4515"]],
  ["a limit that the protocol does not have", [service({ limits: wish({ maxConnections: null, maxPendingRequests: null, maxRequests: 5 }, place), consents: [consent("circuitBreaker.limits")] })], ["MW4516"]],
  ["an external service of two hosts", [service({ external: { hosts: [wish("a.example", place), wish("b.example", place)], tls: wish("none" as const), addresses: [] } })], ["MW4521"]],
  ["TLS that proxies would start", [service({ external: { hosts: [wish("a.example", place)], tls: wish("simple" as const), addresses: [] } })], ["MW4521"]],
  ["a filtered access log", [service({ telemetry: wish({ accessLog: "errors" as const, tracePercent: null }, place) })], ["MW4517"]],
  ["[appmesh 28#L35] two TCP calls on one port", [plain("web", { calls: [call("db"), call("cache")] }), ...["db", "cache"].map((own) => plain(own, { ports: [port({ protocol: "tcp", fallback: forward(backend({ service: name(own), owner: name(own) })) })] }))], ["MW4520"]],
];

test.each(refusedOtherwise)("%s", (_, services, expected) => {
  expect(codes(lowered(services))).toEqual(expected);
});

test("[appmesh 28#L29] a short name that two services would have", () => {
  const other = plain("order", { id: name("test/order"), versions: [version({ service: name("test/order"), podLabels: { app: "order" } })], ports: [port({ fallback: forward(backend({ service: name("test/order"), owner: name("test/order") })) })] });
  expect(codes(lowered([service(), other], {}, profile({ names: "name" })))).toEqual(["MW4518", "MW4518"]);
});

test("[appmesh 28#L1] the end of support is said once", () => {
  const result = lower(model([service(), plain("web")], { mesh: mesh() }), profile());
  expect(result.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["warning MW4500"]);
  expect(result.diagnostics[0]?.message).toContain("2026-09-30");
  expect(JSON.stringify(result.diagnostics[0])).toContain("-t gateway-api");
});

const gateway = { id: name("infra/public"), serviceAccount: "public", selector: { app: "public" }, listeners: [], entries: [exposed], origin: place };

test("[appmesh 28#L39] a gateway on a port up to 1024, or of pods that nobody knows", () => {
  expect(codes(lowered([service()], { gateways: [gateway] }))).toEqual(["MW4522"]);
  expect(codes(lowered([service()], { gateways: [{ ...gateway, selector: null, entries: [{ ...exposed, port: 8088 }] }] }))).toEqual(["MW4522"]);
  expect(codes(lowered([service()], { gateways: [{ ...gateway, entries: [{ ...exposed, port: 8088 }] }] }))).toEqual([]);
});

test("a gateway whose `*` would take named hosts that carry a port", () => {
  const entries = [["*"], ["a.example"]].map((hosts) => ({ ...exposed, port: 8088, hosts }));
  expect(codes(lowered([service()], { gateways: [{ ...gateway, entries }] }))).toEqual(["MW4522"]);
});

test("[appmesh 28#L37] more gateway routes than the quota", () => {
  const hosts = Array.from({ length: 11 }, (_, index) => `h${index}.example`);
  expect(codes(lowered([service()], { gateways: [{ ...gateway, entries: [{ ...exposed, port: 8088, hosts }] }] }))).toEqual(["MW4501"]);
});
