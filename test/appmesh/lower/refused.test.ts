import type { Feature, Service } from "../../../src/model/index.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { appmeshCapabilities } from "../../../src/targets/appmesh/capabilities.ts";
import { arm, backend, forward, mesh, mirror, model, name, named, port, route, service, version, wish } from "../../support/build-model.ts";
import { lower } from "../../../src/targets/appmesh/lower/index.ts";
import { account, consent, gateways, place, refusedOtherwise, routed, rule, ruled } from "./refusals.ts";
import { codes, lowered, plain, profile } from "./support.ts";

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

const limits = wish({ maxConnections: 10, maxPendingRequests: null, maxRequests: null }, place);

test("connection limits need consent, and have a ledger entry with it", () => {
  expect(codes(lowered([service({ limits })]))).toEqual(["MW4002"]);
  const result = lowered([service({ limits, consents: [consent("circuitBreaker.limits")] })]);
  expect(codes(result)).toEqual([]);
  expect(result.ledger.filter(({ kind }) => kind === "approximate").map(({ field }) => field)).toEqual(["circuitBreaker.limits"]);
});

test.each(refusedOtherwise)("%s", (_, services, expected) => {
  expect(codes(lowered(services))).toEqual(expected);
});

test("[appmesh 28#L29] a short name that two services would have", () => {
  const other = plain("order", { id: name("test/order"), versions: [version({ service: name("test/order"), podLabels: { app: "order" } })], ports: [port({ fallback: forward(backend({ service: name("test/order"), owner: name("test/order") })) })] });
  expect(codes(lowered([service(), other], {}, profile({ names: "name" })))).toEqual(["MW4518", "MW4518"]);
});

test("what a gateway's proxies must have for TLS is said, with the annotation where there is a cluster", () => {
  const [, ending] = gateways.find(([title]) => title === "a listener that ends TLS") ?? [];
  if (ending === undefined) throw new Error("no gateway that ends TLS");
  const notes = (name: string, settings = {}): string => lowered([service()], { gateways: [ending] }, { ...profile(settings), name }).ledger.filter(({ field }) => field === "gateways.public.tls").map(({ note }) => note).join();
  expect(notes("kubernetes")).toContain("`tls.crt` and `tls.key` of `cert` in `/certs/cert` by annotation `appmesh.k8s.aws/secretMounts: cert:/certs/cert`");
  expect(notes("api")).toContain("`/certs/cert`;");
  expect(notes("kubernetes", { gatewayCertificateArn: "arn:aws:acm:eu-central-1:1:certificate/1" })).toBe("");
});

test.each([
  ["discovery", "DNS", ["MW4524"]],
  ["discovery", "cloudMap", []],
  ["certificates", "acm", ["MW4524"]],
  ["defaultRetryPolicy", "no", ["MW4524"]],
  ["names", "fqdn, short", ["MW4524"]],
  ["names", "fqdn, name", []],
  ["routesPerRouter", "0", ["MW4524"]],
  ["certificateFolder", "/keys", []],
])("setting %s: %s", (setting, value, expected) => {
  const targets = [{ target: "appmesh", version: null, profile: null, settings: { [setting]: wish(value, place) } }];
  expect(codes(lowered([service()], { mesh: mesh({ targets }) }))).toEqual(expected);
});

test("[appmesh 28#L1] the end of support is said once", () => {
  const result = lower(model([service(), plain("web")], { mesh: mesh() }), profile());
  expect(result.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["warning MW4500"]);
  expect(result.diagnostics[0]?.message).toContain("2026-09-30");
  expect(JSON.stringify(result.diagnostics[0])).toContain("-t gateway-api");
});

test.each(gateways.map(([title, gateway, expected, other]) => ({ title, gateway, expected, other })))("$title", ({ gateway, expected, other }) => {
  expect(codes(lowered([service(), ...(other === undefined ? [] : [other])], { gateways: [gateway] }))).toEqual(expected);
});
