import { arm, at, backend, forward, mirror, model, name, port, route, service, version, wish } from "../../support/build-model.ts";
import type { Service } from "../../../src/model/index.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { lower } from "../../../src/targets/istio/lower/index.ts";
import { codes, entries, lowered, profile, specOf } from "./support.ts";

const top = (given: Partial<Service>): unknown => specOf(lowered([service(given)]), "DestinationRule", "order")["trafficPolicy"];
const balancer = { simple: "LEAST_REQUEST", localityLbSetting: { enabled: false } };
const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });

test("what is unspecified is pinned and stands in the ledger as a default written out", () => {
  const result = lowered([service()]);
  expect(specOf(result, "DestinationRule", "order")).toEqual({ host: "order.shop.svc.cluster.local", exportTo: ["*"], trafficPolicy: { loadBalancer: balancer } });
  expect(result.ledger.filter((entry) => entry.kind === "explicit-default").map((entry) => entry.field)).toEqual(["loadBalancing.policy", "locality"]);
});

test("limits stand on a subset with empty labels, or they would bound the server's own inbound side", () => {
  const result = lowered([service({ limits: wish({ maxConnections: 100, maxPendingRequests: 50, maxRequests: null }) })]);
  expect(specOf(result, "DestinationRule", "order")).toEqual({
    host: "order.shop.svc.cluster.local",
    exportTo: ["*"],
    trafficPolicy: { loadBalancer: balancer },
    subsets: [{ name: "order", trafficPolicy: { connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 50 } }, loadBalancer: balancer } }],
  });
  expect(entries(result)[0]?.["route"]).toEqual([{ destination: { host: "order.shop.svc.cluster.local", subset: "order", port: { number: 8080 } }, weight: 100 }]);
});

test("[istio L3#6] ejection names its largest share, or nobody is ejected below ten endpoints", () => {
  expect(top({ outlier })).toEqual({
    loadBalancer: balancer,
    outlierDetection: { consecutive5xxErrors: 5, interval: "10s", baseEjectionTime: "30s", maxEjectionPercent: 50, minHealthPercent: 0 },
  });
});

test("[istio L3#7] ejection does not turn locality on, unless it is wished", () => {
  expect(top({ outlier })).toMatchObject({ loadBalancer: { localityLbSetting: { enabled: false } } });
  expect(top({ outlier, locality: wish("prefer" as const) })).toMatchObject({ loadBalancer: { localityLbSetting: { enabled: true } } });
  expect(codes(lowered([service({ locality: wish("prefer" as const, at(4)) })]))).toEqual(["MW4108"]);
});

test.each([
  ["ring-hash" as const, { kind: "header" as const, name: "x-user" }, { httpHeaderName: "x-user", ringHash: { minimumRingSize: 1024 } }],
  ["maglev" as const, { kind: "sourceIp" as const }, { useSourceIp: true, maglev: { tableSize: 65_537 } }],
  [null, { kind: "cookie" as const, name: "u", ttlMs: null }, { httpCookie: { name: "u", path: "/", ttl: "0s" }, ringHash: { minimumRingSize: 1024 } }],
])("affinity under %s", (policy, affinity, expected) => {
  const given = { balancing: policy === null ? null : wish(policy), affinity: wish(affinity) };
  expect(top(given)).toEqual({ loadBalancer: { consistentHash: expected, localityLbSetting: { enabled: false } } });
});

test.each([
  [{ balancing: wish("maglev" as const) }, "MW4107"],
  [{ balancing: wish("random" as const), affinity: wish({ kind: "sourceIp" as const }) }, "MW4107"],
  [{ balancing: wish("random" as const), slowStartMs: wish(1000) }, "MW4109"],
])("settings that Istio cannot hold together %#", (given, code) => {
  const result = lowered([service(given)]);
  expect(codes(result)).toEqual([code]);
  expect(result.manifests).toEqual([]);
});

test("warmup is written with its defaults", () => {
  expect(top({ slowStartMs: wish(30_000) })).toEqual({ loadBalancer: { ...balancer, warmup: { duration: "30s", minimumPercent: 10, aggression: 1 } } });
});

test("a retry budget always names its percentage, stands on the subset, and needs consent without a number", () => {
  const retryBudget = wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(10) }, at(5));
  const consent = { kind: "approximate" as const, target: "istio", field: "retryBudget", within: null, because: "fine", origin: at(8) };
  const refused = lowered([service({ retryBudget })]);
  expect(refused.diagnostics.map(({ code, origin, help }) => [code, origin, help])).toEqual([
    ["MW4002", at(5), "to allow it, write in this policy: `targets: { istio: { approximate: [{ field: retryBudget }], because: \"…\" } }`"],
  ]);
  const allowed = lowered([service({ retryBudget, consents: [consent] })]);
  expect(specOf(allowed, "DestinationRule", "order")["subsets"]).toEqual([{ name: "order", trafficPolicy: { loadBalancer: balancer, retryBudget: { percent: 25, minRetryConcurrency: 1 } } }]);
  expect(codes(lowered([service({ retryBudget, consents: [{ ...consent, within: "1%" }] })]))).toEqual(["MW4003"]);
  expect(codes(lowered([service({ retryBudget, consents: [consent] })], {}, profile("sidecar", "1.28")))).toEqual(["MW4001"]);
});

test("versions of several Services have a rule each, with the settings of the policy that owns them", () => {
  const versions = [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })];
  const split = forward(backend({ service: name("order-v1"), version: "v1", weight: 95 }), backend({ service: name("order-v2"), version: "v2", weight: 5 }));
  const result = lowered([service({ versions, balancing: wish("random" as const), ports: [port({ arms: [arm(route({ action: split }))] })] })]);
  const rules = result.manifests.filter(({ object }) => object.kind === "DestinationRule");
  expect(rules.map(({ object }) => object.metadata.name)).toEqual(["order-v1", "order-v2"]);
  expect(specOf(result, "DestinationRule", "order-v2")["trafficPolicy"]).toMatchObject({ loadBalancer: { simple: "RANDOM" } });
});

test("a mirror always names its percentage, and one finer than Istio's steps needs consent", () => {
  const mirrored = (given: Partial<ReturnType<typeof mirror>>): ReturnType<typeof lowered> =>
    lowered([service({ ports: [port({ arms: [arm(route({ mirrors: [mirror(10, { service: name("copy"), ...given })] }))] })] })]);
  expect(entries(mirrored({}))[0]?.["mirrors"]).toEqual([{ destination: { host: "copy.shop.svc.cluster.local", port: { number: 8080 } }, percentage: { value: 10 } }]);
  expect(codes(mirrored({ share: fraction(1, 3) }))).toEqual(["MW4002"]);
});

test("[istio L3#13] faults always name their percentage, and none stands on an answer of the proxy", () => {
  const abort = wish({ share: fraction(1, 100), status: 503, until: null }, at(6));
  const one = (given: Parameters<typeof route>[0]): ReturnType<typeof lowered> => lowered([service({ ports: [port({ arms: [arm(route(given))] })] })]);
  expect(entries(one({ abort }))[0]?.["fault"]).toEqual({ abort: { httpStatus: 503, percentage: { value: 1 } } });
  const refused = one({ abort, action: { kind: "respond", status: 200, body: null, origin: at() } });
  expect(refused.diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4105", at(6)]]);
});

test("percent signs of header values are doubled", () => {
  const requestHeaders = wish({ set: { "x-share": "50%" }, add: {}, remove: ["x-old"] });
  const result = lowered([service({ ports: [port({ arms: [arm(route({ requestHeaders }))] })] })]);
  expect(entries(result)[0]?.["headers"]).toEqual({ request: { set: { "x-share": "50%%" }, remove: ["x-old"] } });
});

describe("redirects", () => {
  const redirect = (given: object, servicePort = 8080): ReturnType<typeof lowered> => {
    const action = { kind: "redirect" as const, status: 302 as const, scheme: null, host: null, port: null, path: null, origin: at(), ...given };
    return lowered([service({ ports: [port({ port: servicePort, arms: [arm(route({ action }))] })] })]);
  };
  test("name code and port, which Envoy would else choose", () => {
    expect(entries(redirect({}))[0]?.["redirect"]).toEqual({ port: 8080, redirectCode: 302 });
    expect(entries(redirect({ scheme: "https", host: "x.example" }))[0]?.["redirect"]).toEqual({ authority: "x.example", scheme: "https", port: 443, redirectCode: 302 });
    expect(entries(redirect({ scheme: "https" }, 80))[0]?.["redirect"]).toEqual({ scheme: "https", port: 443, redirectCode: 302 });
  });
  test("cannot drop a port of the request without a host", () => expect(codes(redirect({ scheme: "https" }))).toEqual(["MW4110"]));
  test("by prefix need 1.31", () => {
    const path = { kind: "prefix" as const, value: "/new", origin: at() };
    expect(codes(redirect({ path }))).toEqual(["MW4106"]);
  });
});

test("a budget of another policy at a backend is refused", () => {
  const retryBudget = wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(10) });
  const consents = [{ kind: "approximate" as const, target: "istio", field: "retryBudget", within: null, because: "fine", origin: at() }];
  const other = service({ id: name("other"), retryBudget, consents });
  const split = forward(backend(), backend({ service: name("other"), owner: name("other") }));
  expect(codes(lowered([service({ ports: [port({ arms: [arm(route({ action: split }))] })] }), other]))).toEqual(["MW4124"]);
});

test("lowering twice gives the same bytes", () => {
  const given = model([service({ outlier, limits: wish({ maxConnections: 1, maxPendingRequests: 2, maxRequests: 3 }) })]);
  expect(JSON.stringify(lower(given, profile()).manifests)).toBe(JSON.stringify(lower(given, profile()).manifests));
});
