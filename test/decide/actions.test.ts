import type { Redirect, Rewrite, Route } from "../../src/model/index.ts";
import { applyPathEdit } from "../../src/model/path-edit.ts";
import { fraction, fractionText } from "../../src/support/fraction.ts";
import { arm, at, backend, forward, mirror, model, named, path, port, retry, route, service, wish } from "../support/build-model.ts";
import { ask, where } from "./ask.ts";

function asked(given: Partial<Route>, request: Parameters<typeof ask>[1] = {}, conditions: Parameters<typeof arm>[1] = {}) {
  return ask(model([service({ ports: [port({ arms: [arm(route(given), conditions)] })] })]), request);
}

const v = (version: string, weight: number, more = {}) => backend({ version, labels: { version }, weight, ...more });

test.each([
  ["share = weight / sum", [v("v1", 95), v("v2", 5)], "main: v1 19/20, v2 1/20"],
  ["weights are relative", [v("v1", 1), v("v2", 2)], "main: v1 1/3, v2 2/3"],
  ["a backend without weight gets nothing", [v("v1", 1), v("v2", 0)], "main: v1 1"],
  ["all zero answers 500", [v("v1", 0), v("v2", 0)], "main: failed 1"],
  ["no backend answers 500", [], "main: failed 1"],
  ["a missing backend keeps its share and answers 500", [v("v1", 3), v("v2", 1, { existence: "missing" })], "main: v1 3/4, failed 1/4"],
  ["an unknown backend is not a missing one", [v("v1", 1, { existence: "unknown" })], "main: v1 1"],
  ["equal endpoints are one backend", [v("v1", 1), v("v1", 1), v("v2", 2)], "main: v1 1/2, v2 1/2"],
])("%s", (_, backends, answer) => {
  const decision = asked({ action: { ...forward(), backends } });
  expect(where(decision)).toBe(answer);
  expect(decision.failed.status).toBe(500);
});

test("mirrors are copies beside the answer, by endpoint and share", () => {
  const decision = asked({ mirrors: [mirror(10, { version: "v2" }), mirror(0), mirror(5, { existence: "missing" })] });
  expect(decision.mirrors.map((one) => [one.version, fractionText(one.share), one.access.allowed])).toEqual([["v2", "1/10", true]]);
});

const rewrite = (kind: "prefix" | "full", value: string): Rewrite => ({ path: { kind, value, origin: at() }, authority: null, origin: at() });

test.each([
  ["/a", "/b", "/a/x", "/b/x"],
  ["/a", "/b", "/a", "/b"],
  ["/a", "/b/", "/a/x", "/b/x"],
  ["/a", "/", "/a/x", "/x"],
  ["/a", "/", "/a", "/"],
  ["/a", "/", "/a/", "/"],
  ["/", "/b", "/x", "/b/x"],
  ["/", "/b", "/", "/b"],
  ["/a/", "/b", "/a/x", "/b/x"],
])("prefix %s rewritten to %s takes %s to %s", (prefix, value, sent, received) => {
  const decision = asked({ rewrite: rewrite("prefix", value) }, { path: sent }, { path: path("prefix", prefix) });
  expect(applyPathEdit(decision.upstream.path, sent)).toBe(received);
});

test("a full rewrite is a constant, an exact path with a prefix rewrite too", () => {
  expect(asked({ rewrite: rewrite("full", "/z") }).upstream.path).toEqual({ kind: "constant", value: "/z" });
  expect(asked({ rewrite: rewrite("prefix", "/z") }, { path: "/a" }, { path: path("exact", "/a") }).upstream.path).toEqual({ kind: "constant", value: "/z" });
});

test("authority and header changes belong to the upstream request", () => {
  const edits = { set: { "x-b": "1" }, add: { "x-c": "2" }, remove: ["x-d"] };
  const decision = asked({ rewrite: { path: null, authority: wish("v2.shop"), origin: at() }, requestHeaders: wish(edits), responseHeaders: wish(edits) });
  expect(decision.upstream).toEqual({ path: { kind: "keep" }, authority: "v2.shop", headers: edits });
  expect(decision.responseHeaders).toEqual(edits);
});

const redirect = (given: Partial<Redirect> = {}): Redirect => ({ kind: "redirect", status: 302, scheme: null, host: null, port: null, path: null, origin: at(), ...given });

test("a redirect keeps what it does not change, the query too", () => {
  const decision = asked({ action: redirect({ host: "x.example" }) });
  expect(decision.outcome).toBe("redirect");
  expect(decision.redirect).toEqual({ status: 302, scheme: null, host: "x.example", port: null, path: { kind: "keep" }, keepsQuery: true });
  expect(decision.access).toBeNull();
});

test("a redirect to a path with a query drops the old query", () => {
  expect(asked({ action: redirect({ path: { kind: "full", value: "/n?x=1", origin: at() } }) }).redirect?.keepsQuery).toBe(false);
  expect(asked({ action: redirect({ path: { kind: "full", value: "/n", origin: at() } }) }).redirect?.keepsQuery).toBe(true);
});

test("a redirect replaces a prefix by segment", () => {
  const decision = asked({ action: redirect({ path: { kind: "prefix", value: "/shop", origin: at() } }) }, { path: "/old/7" }, { path: path("prefix", "/old") });
  expect(decision.redirect?.path).toEqual({ kind: "splice", drop: 4, prepend: "/shop" });
});

test("a direct response is the proxy's", () => {
  expect(where(asked({ action: { kind: "respond", status: 410, body: "gone", origin: at() } }))).toBe("respond 410");
});

const cors = wish({ allowOrigins: [{ kind: "exact" as const, value: "https://a" }], allowMethods: ["GET"], allowHeaders: [], exposeHeaders: [], maxAgeMs: null, allowCredentials: false });
const preflight = { method: "OPTIONS", headers: { origin: "https://a", "access-control-request-method": "GET" } };

test.each([
  ["a preflight is answered by the proxy", preflight, "respond 200"],
  ["OPTIONS of another origin goes on", { ...preflight, headers: { ...preflight.headers, origin: "https://b" } }, "main: order 1"],
  ["OPTIONS that asks for no method goes on", { method: "OPTIONS", headers: { origin: "https://a" } }, "main: order 1"],
  ["a cross-origin GET goes on", { headers: preflight.headers }, "main: order 1"],
])("%s", (_, request, answer) => expect(where(asked({ cors }, request))).toBe(answer));

const delay = wish({ share: fraction(1, 20), durationMs: 200, until: null });
const abort = (num: number) => wish({ share: fraction(num, 100), status: 503, until: null });

test("faults are independent draws beside the shares", () => {
  const decision = asked({ delay, abort: abort(1) });
  expect(where(decision)).toBe("main: order 1");
  expect(decision.faults).toEqual([
    { kind: "delay", share: fraction(1, 20), durationMs: 200 },
    { kind: "abort", share: fraction(1, 100), status: 503 },
  ]);
});

test("an abort of every call is the answer: not mirrored, not retried, not authorised", () => {
  const decision = asked({ abort: abort(100), mirrors: [mirror(100)], retry: wish(retry()) });
  expect(where(decision)).toBe("respond 503");
  expect([decision.mirrors, decision.retries, decision.access]).toEqual([[], null, null]);
});

test("a share of nothing is no fault", () => {
  expect(asked({ abort: abort(0) }).faults).toEqual([]);
});

test("time is the route's, nothing where nothing is wished", () => {
  const decision = asked({ deadlineMs: wish(2000), idleTimeoutMs: wish(60_000), retry: wish(retry({ perTryTimeoutMs: 500 })) });
  expect([decision.deadlineMs, decision.idleTimeoutMs, decision.perTryTimeoutMs]).toEqual([2000, 60_000, 500]);
  expect(decision.retries).toEqual({ attempts: 2, on: ["connect-failure"], events: { must: ["c"], may: [] }, backoffMs: { base: 25, max: 250 } });
  const bare = asked({});
  expect([bare.deadlineMs, bare.idleTimeoutMs, bare.perTryTimeoutMs, bare.retries, bare.retryBudget]).toEqual([null, null, null, null, null]);
});

test("only listed methods are repeated, and a call that is not repeated has no limit for a try", () => {
  const limited = { retry: wish(retry({ methods: ["GET", "HEAD"], perTryTimeoutMs: 500 })) };
  expect(asked(limited, { method: "GET" }).retries?.attempts).toBe(2);
  expect(asked(limited, { method: "POST" }).retries).toBeNull();
  expect(asked(limited, { method: "POST" }).perTryTimeoutMs).toBeNull();
});

test("on a gRPC port methods of retries are RPC names", () => {
  const arms = [arm(route({ retry: wish(retry({ methods: ["Get"] })) }))];
  const mesh = model([service({ ports: [port({ protocol: "grpc", arms })] })]);
  expect(ask(mesh, { protocol: "grpc", method: "POST", path: "/shop.Orders/Get" }).retries?.attempts).toBe(2);
  expect(ask(mesh, { protocol: "grpc", method: "POST", path: "/shop.Orders/Put" }).retries).toBeNull();
});

test("the budget is that of the called service, settings are the backend owner's", () => {
  const budget = { percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(10) };
  const limits = { maxConnections: 100, maxPendingRequests: null, maxRequests: null };
  const decision = ask(model([service({ retryBudget: wish(budget), limits: wish(limits), balancing: wish("least-request") })]));
  expect(decision.retryBudget).toEqual({ kind: "window", ...budget });
  expect(decision.backends[0]?.settings).toMatchObject({ limits, balancing: "least-request", outlier: null, mtls: null, failover: null });
});

test("a header condition on `:method` asks for the method", () => {
  expect(where(asked({}, { method: "PUT" }, { headers: [named(":method", { kind: "exact", value: "PUT" })] }))).toBe("main: order 1");
});
