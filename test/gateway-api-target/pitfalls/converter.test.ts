import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { arm, backend, forward, mirror, name, named, path, port, retry, route, service, version, when, wish } from "../../support/build-model.ts";
import { apiDuration } from "../../../src/targets/gateway-api/lower/durations.ts";
import { codes, lowered, profile, proved, rulesOf, specOf } from "../support.ts";
import type { Arm, Service } from "../../../src/model/index.ts";

const v1 = backend({ service: name("order-v1"), version: "v1" });
const v2 = backend({ service: name("order-v2"), version: "v2" });
const versions = [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })];
const order = (...arms: readonly Arm[]): Service => service({ versions, ports: [port({ arms })] });
const to = (text: string, number = 1) => route({ name: text, action: forward({ ...v1, weight: number }) });
const header = (value: string) => ({ headers: [named("x-user", { kind: "exact" as const, value })] });

/** Rows of the list of traps in an existing converter; the number is the row's place there. */
test("[gateway-api 23#1] first match order survives, in one object", () => {
  const list = [arm(to("beta"), header("b")), arm(to("deep", 2), { path: path("prefix", "/a/b") }), arm(to("wide"), { path: path("prefix", "/a") })];
  const result = lowered([order(...list)]);
  expect(result.manifests.map(({ object }) => object.metadata.name)).toEqual(["order"]);
  expect(proved([order(...list)])).toEqual([]);
});

test("[gateway-api 23#1] rules that may tie stay in one object when a list is split", () => {
  const list = Array.from({ length: 20 }, (_, index) => arm(route({ name: `r${index}`, action: forward({ ...v1, port: 1000 + index }) }), { path: path("exact", `/p${index}`) }));
  const result = lowered([order(...list)]);
  expect(result.manifests.map(({ object }) => object.metadata.name)).toEqual(["order", "order.part-2"]);
  expect(proved([order(...list)])).toEqual([]);
  const tied = Array.from({ length: 17 }, (_, index) => arm(route({ name: `r${index}`, action: forward({ ...v1, port: 1000 + index }) }), { headers: [named(`x-${index}`, { kind: "exact", value: "1" })] }));
  expect(codes(lowered([order(...tied)]))).toEqual(["MW4602"]);
});

test("[gateway-api 23#2] a prefix of the text never becomes a prefix by segment", () => {
  expect(codes(lowered([order(arm(to("all"), { path: path("stringPrefix", "/foo") }))]))).toEqual(["MW4001"]);
});

test.each([
  ["method outside the list", { methods: ["PURGE"] }],
  ["presence", { headers: [named("x-a", { kind: "present" })] }],
  ["absence", { headers: [named("x-a", { kind: "not", match: { kind: "present" } })] }],
  ["server names on HTTP requests", { claims: [named("tier", { kind: "exact", value: "gold" })] }],
] as const)("[gateway-api 23#3] a condition that cannot be said is refused, never dropped: %s", (_name, conditions) => {
  const result = lowered([order(arm(to("all"), when(conditions)))]);
  expect(codes(result)).toEqual(["MW4001"]);
  expect(result.manifests).toEqual([]);
});

test("[gateway-api 23#4] weights are written as they are meant, and backends without calls are left out", () => {
  const [rule] = rulesOf(lowered([order(arm(route({ action: forward({ ...v1, weight: 0 }, { ...v2, weight: 3 }) })))]));
  expect(rule?.["backendRefs"]).toEqual([{ group: "", kind: "Service", name: "order-v2", port: 8080, weight: 3 }]);
});

test("[gateway-api 23#5] the share of a mirror is always written", () => {
  const filterOf = (percent: number): unknown => rulesOf(lowered([order(arm(route({ action: forward(v1), mirrors: [mirror(percent, { service: name("order-v2") })] })))]))[0]?.["filters"];
  const ref = { group: "", kind: "Service", name: "order-v2", port: 8080 };
  expect(filterOf(10)).toEqual([{ type: "RequestMirror", requestMirror: { backendRef: ref, percent: 10 } }]);
  expect(filterOf(100)).toEqual([{ type: "RequestMirror", requestMirror: { backendRef: ref, percent: 100 } }]);
  expect(filterOf(2.5)).toEqual([{ type: "RequestMirror", requestMirror: { backendRef: ref, fraction: { numerator: 1, denominator: 40 } } }]);
});

test("[gateway-api 23#6] retries are refused in the standard channel and written in the experimental one", () => {
  const retried = retry({ attempts: 3, on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), perTryTimeoutMs: 500 });
  const wishing = { ...order(arm(route({ action: forward(v1), retry: wish(retried) }))), consents: [{ kind: "approximate" as const, target: "gateway-api", field: "retry.backoff", within: null, because: "tested", origin: v1.origin }] };
  expect(codes(lowered([wishing]))).toContain("MW4001");
  expect(rulesOf(lowered([wishing], {}, profile("experimental")))[0]).toMatchObject({ timeouts: { request: "0s", backendRequest: "500ms" }, retry: { codes: [502, 503, 504], attempts: 3, backoff: "25ms" } });
});

test("[gateway-api 23#6] CORS and the host of a redirect are written", () => {
  const cors = { allowOrigins: [{ kind: "exact" as const, value: "https://a.example" }], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: 60_000, allowCredentials: false };
  const moved = { kind: "redirect" as const, status: 302 as const, scheme: null, host: "b.example", port: null, path: null, origin: v1.origin };
  const rules = rulesOf(lowered([order(arm(route({ name: "shared", action: forward(v1), cors: wish(cors) }), { path: path("prefix", "/a") }), arm(route({ name: "moved", action: moved })))]));
  expect(rules.map((rule) => rule["filters"])).toEqual([
    [{ type: "CORS", cors: { allowOrigins: ["https://a.example"], maxAge: 60, allowCredentials: false } }],
    [{ type: "RequestRedirect", requestRedirect: { hostname: "b.example", port: 8080, statusCode: 302 } }],
  ]);
});

test.each([[1500, "1s500ms"], [60_500, "1m500ms"], [0, "0s"], [90_000, "1m30s"], [3_600_001, "1h1ms"], [99_999 * 3_600_000, "99999h"]] as const)("[gateway-api 23#7] %d ms is %s", (ms, text) => {
  expect(apiDuration(ms)).toBe(text);
  expect(text).toMatch(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
});

test("[gateway-api 23#7] what is longer than the form allows is refused", () => {
  expect(codes(lowered([order(arm({ ...to("all"), deadlineMs: wish(100_000 * 3_600_000) }))]))).toEqual(["MW4606"]);
});

test("[gateway-api 23#8] grants are written for backends in other namespaces only, by name", () => {
  const entries = [{ port: 80, hosts: ["shop.example"], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: v1.origin }];
  const gateways = [{ id: name("infra/public"), serviceAccount: null, selector: null, listeners: [], entries, origin: v1.origin }];
  const result = lowered([order(arm(to("all")))], { gateways });
  expect(result.manifests.filter(({ object }) => object.kind === "ReferenceGrant").map(({ object }) => object)).toEqual([
    {
      apiVersion: "gateway.networking.k8s.io/v1beta1",
      kind: "ReferenceGrant",
      metadata: { name: "infra.public", namespace: "shop" },
      spec: { from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "infra" }], to: [{ group: "", kind: "Service", name: "order-v1" }] },
    },
  ]);
});

test("[gateway-api 23#9] a rewritten prefix has a rule of its own for each match, and an exact path gets the whole value", () => {
  const rewrite = { path: { kind: "prefix" as const, value: "/new", origin: v1.origin }, authority: null, origin: v1.origin };
  const list = [arm(route({ name: "moved", action: forward(v1), rewrite }), { path: path("prefix", "/old"), methods: ["GET", "PUT"] }), arm(to("one", 2), { path: path("exact", "/old/x") })];
  const rules = rulesOf(lowered([order(...list)]));
  const prefixed = '[{"type":"URLRewrite","urlRewrite":{"path":{"type":"ReplacePrefixMatch","replacePrefixMatch":"/new"}}}]';
  expect(rules.map((rule) => [(rule["matches"] as readonly unknown[]).length, JSON.stringify(rule["filters"] ?? null)])).toEqual([
    [1, prefixed],
    [2, '[{"type":"URLRewrite","urlRewrite":{"path":{"type":"ReplaceFullPath","replaceFullPath":"/new/x"}}}]'],
    [1, prefixed],
    [1, "null"],
  ]);
  expect(proved([order(...list)])).toEqual([]);
});

test("[gateway-api 23#10] patterns are refused unless it is stated how they are read", () => {
  const list = [arm(to("all"), { path: path("regex", "/v[0-9]+/.*") })];
  expect(codes(lowered([order(...list)]))).toEqual(["MW4001"]);
  const stated = profile("standard", { settings: { regularExpressions: "re2" } });
  expect(rulesOf(lowered([order(...list)], {}, stated))[0]?.["matches"]).toEqual([{ path: { type: "RegularExpression", value: "^(?:/v[0-9]+/.*)$" } }]);
  expect(codes(lowered([order(...list, arm(to("rest", 2)))], {}, stated))).toEqual(["MW4600"]);
});

test.each([
  ["first", []],
  ["length", []],
  ["last", ["MW4600"]],
] as const)("[gateway-api 23#10] a pattern before a wider prefix, where patterns are stated to rank %s", (regexRank, findings) => {
  const on = profile("standard", { settings: { regularExpressions: "re2", regexRank } });
  const list = [arm(to("pattern"), { path: path("regex", "/v[0-9]+/.*") }), arm(to("rest", 2))];
  expect(codes(lowered([order(...list)], {}, on))).toEqual(findings);
  if (findings.length === 0) expect(proved([order(...list)], {}, on)).toEqual([]);
});

/** Advice for whoever writes the API. */
test("26: parents are Services of group ``, ports and explicit matches are written", () => {
  const result = lowered([order(arm(to("all")))]);
  expect(specOf(result, "HTTPRoute", "order")["parentRefs"]).toEqual([{ group: "", kind: "Service", name: "order", port: 8080 }]);
  expect(rulesOf(result)[0]?.["matches"]).toEqual([{ path: { type: "PathPrefix", value: "/" } }]);
});

test("26: routes for callers stand in the callers' namespace with a copy of everybody's", () => {
  const list = [arm(to("own", 2), { path: path("prefix", "/a"), callers: ["web"] }), arm(to("all"))];
  const result = lowered([order(...list)]);
  expect(result.manifests.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`)).toEqual(["shop/order", "web/shop.order"]);
  expect(specOf(result, "HTTPRoute", "shop.order")["parentRefs"]).toEqual([{ group: "", kind: "Service", name: "order", namespace: "shop", port: 8080 }]);
  expect(proved([order(...list)])).toEqual([]);
});

test("26: routes for callers of the service's own namespace, or without anything for the others, are refused", () => {
  expect(codes(lowered([order(arm(to("own"), { callers: ["shop"] }), arm(to("all", 2)))]))).toEqual(["MW4605"]);
  expect(codes(lowered([order(arm(to("own"), { callers: ["web"] }))]))).toEqual(["MW4605"]);
});

test("15: a gRPC service is a GRPCRoute, and an HTTPRoute where it has a deadline", () => {
  const called = { path: path("exact", "/shop.Orders/Get") };
  const grpc = (arms: readonly Arm[]) => service({ versions, ports: [port({ protocol: "grpc", arms })] });
  expect(rulesOf(lowered([grpc([arm(to("get"), called)])]), "order", "GRPCRoute")[0]?.["matches"]).toEqual([{ method: { type: "Exact", service: "shop.Orders", method: "Get" } }]);
  expect(rulesOf(lowered([grpc([arm({ ...to("get"), deadlineMs: wish(1000) }, called)])]))[0]?.["matches"]).toEqual([{ path: { type: "Exact", value: "/shop.Orders/Get" } }]);
  expect(proved([grpc([arm(to("get"), called), arm(to("rest", 2), { path: path("template", "/shop.Orders/{method}") })])])).toEqual([]);
});

test("22: kinds are written in the version that the release serves", () => {
  const tcp = service({ versions, ports: [port({ protocol: "tcp", arms: [arm(to("all"))] })] });
  const versionOn = (release: string): unknown => lowered([tcp], {}, profile("experimental", { version: release })).manifests[0]?.object.apiVersion;
  expect([versionOn("1.5"), versionOn("1.6")]).toEqual(["gateway.networking.k8s.io/v1alpha2", "gateway.networking.k8s.io/v1"]);
});

test("5.1: a gateway with listeners needs its class, and each host has a listener", () => {
  const listeners = [{ name: "web", port: 80, protocol: "http" as const, hosts: ["a.example", "*.b.example"], tls: null, namespaces: null, origin: v1.origin }];
  const entries = [{ port: 80, hosts: ["*"], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: v1.origin }];
  const gateways = [{ id: name("infra/public"), serviceAccount: null, selector: null, listeners, entries, origin: v1.origin }];
  expect(codes(lowered([order(arm(to("all")))], { gateways }, profile("standard", { settings: {} })))).toEqual(["MW4611"]);
  const result = lowered([order(arm(to("all")))], { gateways });
  expect((specOf(result, "Gateway", "public")["listeners"] as readonly Record<string, unknown>[]).map(({ name: own, hostname }) => [own, hostname])).toEqual([["web", "a.example"], ["web-2", "*.b.example"]]);
  expect(result.manifests.filter(({ object }) => object.kind === "HTTPRoute").map(({ object }) => object.spec?.["hostnames"])).toEqual([["a.example"], ["*.b.example"]]);
  expect(proved([order(arm(to("all")))], { gateways })).toEqual([]);
});
