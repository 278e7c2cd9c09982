import { arm, at, backend, forward, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import type { Arm, Route } from "../../../src/model/index.ts";
import { blocks, codes, entries, lowered, specOf } from "./support.ts";

const order = (...arms: readonly Arm[]): ReturnType<typeof service> => service({ ports: [port({ arms })] });
const to = (host: string, subset?: string): object => ({ destination: { host: `${host}.svc.cluster.local`, ...(subset !== undefined && { subset }), port: { number: 8080 } }, weight: 100 });

test("a service without routes still says that nothing is retried", () => {
  const result = lowered([service()]);
  expect(codes(result)).toEqual([]);
  expect(specOf(result, "VirtualService", "order")).toEqual({
    hosts: ["order.shop.svc.cluster.local"],
    gateways: ["mesh"],
    exportTo: ["*"],
    http: [{ name: "default", match: [{ port: 8080 }], route: [to("order.shop")], retries: { attempts: 0 } }],
  });
});

test("[istio L3#3] a route without retry is written with zero attempts, and nothing is appended after the last arm", () => {
  const result = lowered([order(arm(route(), { path: path("exact", "/a") }))]);
  expect(entries(result)).toEqual([{ name: "main", match: [{ uri: { exact: "/a" }, port: 8080 }], route: [to("order.shop")], retries: { attempts: 0 } }]);
});

test("[istio L3#24] a prefix by segment is the exact path and the prefix with a slash", () => {
  const result = lowered([order(arm(route(), { path: path("prefix", "/orders") }))]);
  expect(blocks(result)).toEqual([[{ uri: { exact: "/orders" }, port: 8080 }, { uri: { prefix: "/orders/" }, port: 8080 }]]);
});

test.each([
  ["prefix" as const, "/", { prefix: "/" }],
  ["prefix" as const, "/a/", { exact: "/a" }],
  ["stringPrefix" as const, "/a", { prefix: "/a" }],
  ["template" as const, "/o.x/{id}", { regex: "/o\\.x/[^/]+" }],
  ["regex" as const, "/v[0-9]+/.*", { regex: "/v[0-9]+/.*" }],
])("path %s %s", (kind, value, uri) => {
  expect(blocks(lowered([order(arm(route(), { path: path(kind, value) }))]))[0]?.[0]).toEqual({ uri, port: 8080 });
});

test("several methods are one pattern, one is exact", () => {
  const result = lowered([order(arm(route({ name: "a" }), { methods: ["GET", "HEAD"] }), arm(route({ name: "b" }), { methods: ["POST"] }))]);
  expect(blocks(result)).toEqual([[{ method: { regex: "GET|HEAD" }, port: 8080 }], [{ method: { exact: "POST" }, port: 8080 }]]);
});

describe("headers", () => {
  const block = (match: Parameters<typeof named>[1]): unknown => blocks(lowered([order(arm(route(), { headers: [named("x", match)] }))]))[0];
  test.each([
    [{ kind: "exact", value: "a" } as const, { headers: { x: { exact: "a" } } }],
    [{ kind: "prefix", value: "a" } as const, { headers: { x: { prefix: "a" } } }],
    [{ kind: "prefix", value: "" } as const, { headers: { x: {} } }],
    [{ kind: "suffix", value: "a.b" } as const, { headers: { x: { regex: ".*a\\.b" } } }],
    [{ kind: "contains", value: "a" } as const, { headers: { x: { regex: ".*a.*" } } }],
    [{ kind: "present" } as const, { headers: { x: {} } }],
    [{ kind: "not", match: { kind: "present" } } as const, { withoutHeaders: { x: {} } }],
    [{ kind: "not", match: { kind: "exact", value: "a" } } as const, { withoutHeaders: { x: { exact: "a" } } }],
  ])("%j", (match, expected) => {
    expect(block(match)).toEqual([{ ...expected, port: 8080 }]);
  });

  test("a negated matcher that accepts the empty value needs a second block for absence", () => {
    expect(block({ kind: "not", match: { kind: "exact", value: "" } })).toEqual([
      { withoutHeaders: { x: { exact: "" } }, port: 8080 },
      { withoutHeaders: { x: {} }, port: 8080 },
    ]);
    expect(block({ kind: "not", match: { kind: "regex", value: "a*" } })).toHaveLength(2);
  });

  test("two conditions on one name: the exact one stands for both, contradictions are dropped, others refused", () => {
    const both = (a: Parameters<typeof named>[1], b: Parameters<typeof named>[1]): ReturnType<typeof lowered> =>
      lowered([order(arm(route(), { headers: [named("x", a), named("x", b, at(7))] }))]);
    expect(blocks(both({ kind: "prefix", value: "a" }, { kind: "exact", value: "ab" }))[0]).toEqual([{ headers: { x: { exact: "ab" } }, port: 8080 }]);
    expect(specOf(lowered([order(arm(route(), { headers: [named("x", { kind: "exact", value: "a" }), named("x", { kind: "exact", value: "b" })] }), arm(route({ name: "rest" })))]), "VirtualService", "order")["http"]).toHaveLength(1);
    const refused = both({ kind: "prefix", value: "a" }, { kind: "suffix", value: "b" });
    expect(codes(refused)).toEqual(["MW4101"]);
    expect(refused.diagnostics[0]?.origin).toEqual(at(7));
    expect(refused.manifests).toEqual([]);
  });
});

test("query conditions are matched, negated ones by the order of arms", () => {
  const query = [named("preview", { kind: "not", match: { kind: "present" } })];
  const result = lowered([order(arm(route({ name: "plain" }), { query, path: path("exact", "/a") }), arm(route({ name: "rest" })))]);
  expect(entries(result).map(({ name: route, match }) => [route, match])).toEqual([
    ["rest", [{ uri: { exact: "/a" }, queryParams: { preview: {} }, port: 8080 }]],
    ["plain", [{ uri: { exact: "/a" }, port: 8080 }]],
    ["rest", [{ port: 8080 }]],
  ]);
});

test("a negated query condition without a tail answers 404 for what it excludes", () => {
  const query = [named("q", { kind: "not", match: { kind: "exact", value: "1" } })];
  const result = lowered([order(arm(route(), { query }))]);
  expect(entries(result).map((entry) => entry["directResponse"] ?? entry["match"])).toEqual([{ status: 404 }, [{ port: 8080 }]]);
});

test("the authority holds in any case and with or without port", () => {
  const result = lowered([order(arm(route(), { authority: { kind: "exact", value: "order.example" } }))]);
  expect(blocks(result)[0]).toEqual([{ authority: { regex: "(?i)order\\.example(?::[0-9]+)?" }, port: 8080 }]);
});

test("routes for some callers only end with an explicit 404, or proxies elsewhere would forward", () => {
  const result = lowered([order(arm(route(), { callers: ["shop", "web"] }))]);
  expect(entries(result).map((entry) => [entry["match"], entry["directResponse"] ?? null])).toEqual([
    [[{ sourceNamespace: "shop", port: 8080 }, { sourceNamespace: "web", port: 8080 }], null],
    [[{ port: 8080 }], { status: 404 }],
  ]);
});

test("an unroutable arm is a direct response 404", () => {
  const unroutable = route({ name: "none", action: { kind: "unroutable", origin: at() } });
  const result = lowered([order(arm(unroutable, { callers: ["web"] }), arm(route()))]);
  expect(entries(result)[0]).toEqual({ name: "none", match: [{ sourceNamespace: "web", port: 8080 }], directResponse: { status: 404 } });
});

describe("splits", () => {
  const split = (...weights: readonly number[]): unknown => {
    const backends = weights.map((weight, index) => backend({ service: name(`order-v${index}`), weight }));
    return (entries(lowered([order(arm(route({ action: forward(...backends) })))]))[0]?.["route"] as readonly { weight: number }[]).map((each) => each.weight);
  };
  test.each([
    [[95, 5], [95, 5]],
    [[1, 1], [50, 50]],
    [[3000, 1000], [75, 25]],
    [[199, 1], [199, 1]],
    [[1, 0], [100, 0]],
    [[7], [100]],
  ])("%j becomes %j", (weights, expected) => expect(split(...weights)).toEqual(expected));

  test("all zero answers 500, since istiod refuses it", () => {
    const zero = route({ action: forward(backend({ weight: 0 }), backend({ weight: 0 })) });
    expect(entries(lowered([order(arm(zero))]))[0]).toEqual({ name: "main", match: [{ port: 8080 }], directResponse: { status: 500 } });
  });
});

describe("retries", () => {
  const retried = (given: Parameters<typeof retry>[0], methods: readonly string[] | null = null): ReturnType<typeof lowered> =>
    lowered([order(arm(route({ deadlineMs: wish(90_000), retry: wish(retry(given)) }), { methods }))]);

  test("limited to some methods, they need an entry with and one without", () => {
    const result = retried({ methods: ["GET", "HEAD"] });
    expect(entries(result).map((entry) => [entry["match"], entry["retries"], entry["timeout"]])).toEqual([
      [[{ method: { regex: "GET|HEAD" }, port: 8080 }], { attempts: 2, retryOn: "connect-failure", backoff: "25ms" }, "1m30s"],
      [[{ port: 8080 }], { attempts: 0 }, "1m30s"],
    ]);
  });

  test.each([
    [["GET"], 1],
    [["POST"], 1],
    [["GET", "POST"], 2],
  ])("methods %j of the arm give %i entries", (methods, count) => {
    expect(entries(retried({ methods: ["GET", "HEAD"] }, methods))).toHaveLength(count);
  });

  test("[istio L3#4] conditions are joined without blanks, a per-try timeout is covered by reset", () => {
    const events = { must: ["t", "s503"] as const, may: ["l"] as const };
    const result = retried({ on: ["try-timeout", "503"], events, perTryTimeoutMs: 500 });
    expect(codes(result)).toEqual([]);
    expect(entries(result)[0]?.["retries"]).toEqual({ attempts: 2, perTryTimeout: "500ms", retryOn: "reset,503", backoff: "25ms" });
  });

  test("a longest pause other than ten times the base needs consent with a number", () => {
    const spoken = { kind: "approximate" as const, target: "istio", field: "retry.backoff", within: "1s", because: "fine", origin: at(9) };
    const arms = [arm(route({ retry: wish(retry({ backoffMs: { base: 100, max: 500 } }), at(3)) }))];
    const without = lowered([service({ ports: [port({ arms })] })]);
    expect(without.diagnostics.map(({ code, origin, help }) => [code, origin, help?.includes("within: 500ms")])).toEqual([["MW4002", at(3), true]]);
    expect(without.manifests).toEqual([]);
    const consented = lowered([service({ ports: [port({ arms })], consents: [spoken] })]);
    expect(codes(consented)).toEqual([]);
    expect(consented.ledger.find((entry) => entry.kind === "approximate")).toMatchObject({ field: "route.main.retry.backoff", bound: "500ms", effects: ["backoff"], consent: spoken });
    expect(codes(lowered([service({ ports: [port({ arms })], consents: [{ ...spoken, within: "100ms" }] })]))).toEqual(["MW4003"]);
  });
});

describe("rewrites", () => {
  const rewritten = (to: Route["rewrite"], value: string | null, kind: "prefix" | "exact" | "regex" = "prefix"): readonly unknown[] =>
    entries(lowered([order(arm(route({ rewrite: to }), value === null ? {} : { path: path(kind, value) }))])).map((entry) => [
      (entry["match"] as readonly { uri: unknown }[]).map((block) => block.uri),
      entry["rewrite"],
    ]);
  const prefix = (value: string): Route["rewrite"] => ({ path: { kind: "prefix", value, origin: at() }, authority: null, origin: at() });
  const full = (value: string): Route["rewrite"] => ({ path: { kind: "full", value, origin: at() }, authority: null, origin: at() });

  test("a prefix is replaced without doubled or lost slashes", () => {
    expect(rewritten(prefix("/bar"), "/foo")).toEqual([[[{ exact: "/foo" }], { uri: "/bar" }], [[{ prefix: "/foo/" }], { uri: "/bar/" }]]);
    expect(rewritten(prefix("/"), "/foo")).toEqual([[[{ exact: "/foo" }, { prefix: "/foo/" }], { uri: "/" }]]);
    expect(rewritten(prefix("/v2"), "/")).toEqual([[[{ exact: "/" }], { uri: "/v2" }], [[{ prefix: "/" }], { uri: "/v2/" }]]);
    expect(rewritten(prefix("/v2"), null)).toEqual([[[{ exact: "/" }], { uri: "/v2" }], [[{ prefix: "/" }], { uri: "/v2/" }]]);
  });

  test("a whole path is replaced under exact and pattern matches only", () => {
    expect(rewritten(full("/x"), "/foo")).toEqual([[[{ regex: "/foo(?:/.*)?" }], { uri: "/x" }]]);
    expect(rewritten(full("/x"), null)).toEqual([[[{ regex: "/.*" }], { uri: "/x" }]]);
    expect(rewritten(full("/x"), "/foo", "exact")).toEqual([[[{ exact: "/foo" }], { uri: "/x" }]]);
  });

  test("a pattern has no prefix to replace", () => {
    const result = lowered([order(arm(route({ rewrite: prefix("/x") }), { path: path("regex", "/a.*") }))]);
    expect(codes(result)).toEqual(["MW4106"]);
  });
});

test("versions by labels are subsets, and every destination names its own", () => {
  const v1 = version({ name: "v1", labels: { version: "v1" } });
  const v2 = version({ name: "v2", labels: { version: "v2" } });
  const split = forward(backend({ version: "v1", labels: v1.labels, weight: 95 }), backend({ version: "v2", labels: v2.labels, weight: 5 }));
  const result = lowered([service({ versions: [v1, v2], ports: [port({ arms: [arm(route({ action: split }))] })] })]);
  expect(entries(result)[0]?.["route"]).toEqual([{ ...to("order.shop", "v1"), weight: 95 }, { ...to("order.shop", "v2"), weight: 5 }]);
  expect(specOf(result, "DestinationRule", "order")["subsets"]).toEqual([
    { name: "v1", labels: { version: "v1" } },
    { name: "v2", labels: { version: "v2" } },
  ]);
});
