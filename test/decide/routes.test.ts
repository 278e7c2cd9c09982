import type { Conditions, Request } from "../../src/model/index.ts";
import { arm, at, backend, forward, model, name, named, path, port, route, service } from "../support/build-model.ts";
import { ask, where } from "./ask.ts";

/** One arm named `hit` under the conditions; semantics 1.2 no. 7: no arm holds, 404. */
function taken(when: Partial<Conditions>, given: Partial<Request>): boolean {
  const mesh = model([service({ ports: [port({ arms: [arm(route({ name: "hit" }), when)] })] })]);
  const answer = where(ask(mesh, given));
  expect(["hit: order 1", "unroutable 404"]).toContain(answer);
  return answer === "hit: order 1";
}

const header = (match: Parameters<typeof named>[1]) => ({ headers: [named("x-a", match)] });
const query = (match: Parameters<typeof named>[1]) => ({ query: [named("q", match)] });

const cases: readonly (readonly [string, Partial<Conditions>, Partial<Request>, boolean])[] = [
  ["no condition holds for everything", {}, {}, true],
  ["exact path", { path: path("exact", "/a") }, { path: "/a?x=1" }, true],
  ["exact path, trailing slash", { path: path("exact", "/a") }, { path: "/a/" }, false],
  ["prefix by segment: itself", { path: path("prefix", "/orders") }, { path: "/orders" }, true],
  ["prefix by segment: below", { path: path("prefix", "/orders") }, { path: "/orders/7" }, true],
  ["prefix by segment: never /orders-old", { path: path("prefix", "/orders") }, { path: "/orders-old" }, false],
  ["prefix ignores a trailing slash of the value", { path: path("prefix", "/orders/") }, { path: "/orders" }, true],
  ["prefix / takes every path", { path: path("prefix", "/") }, { path: "/x" }, true],
  ["stringPrefix is by string", { path: path("stringPrefix", "/orders") }, { path: "/orders-old" }, true],
  ["template: one non-empty segment", { path: path("template", "/o/{id}") }, { path: "/o/7" }, true],
  ["template: not an empty segment", { path: path("template", "/o/{id}") }, { path: "/o/" }, false],
  ["regex: whole value", { path: path("regex", "/v[0-9]") }, { path: "/v1" }, true],
  ["regex: anchored at both ends", { path: path("regex", "/v[0-9]") }, { path: "/v1/x" }, false],
  ["paths are normalised outside the universe", { path: path("exact", "/b") }, { path: "/a/../b" }, true],
  ["methods: any of", { methods: ["PUT", "GET"] }, {}, true],
  ["methods: none of", { methods: ["PUT"] }, {}, false],
  ["header names compare without case", header({ kind: "exact", value: "v" }), { headers: { "X-A": "v" } }, true],
  ["header values compare with case", header({ kind: "exact", value: "v" }), { headers: { "x-a": "V" } }, false],
  ["header prefix", header({ kind: "prefix", value: "v" }), { headers: { "x-a": "vw" } }, true],
  ["header suffix", header({ kind: "suffix", value: "w" }), { headers: { "x-a": "vw" } }, true],
  ["header contains", header({ kind: "contains", value: "w" }), { headers: { "x-a": "vwx" } }, true],
  ["header regex", header({ kind: "regex", value: "v+" }), { headers: { "x-a": "vvv" } }, true],
  ["present holds for the empty value", header({ kind: "present" }), { headers: { "x-a": "" } }, true],
  ["present fails when absent", header({ kind: "present" }), {}, false],
  ["not holds when the header is absent", header({ kind: "not", match: { kind: "exact", value: "v" } }), {}, true],
  ["not fails for the value", header({ kind: "not", match: { kind: "exact", value: "v" } }), { headers: { "x-a": "v" } }, false],
  ["not present is absence", header({ kind: "not", match: { kind: "present" } }), { headers: { "x-a": "" } }, false],
  ["query: first occurrence counts", query({ kind: "exact", value: "1" }), { path: "/?q=1&q=2" }, true],
  ["query: later occurrences do not", query({ kind: "exact", value: "2" }), { path: "/?q=1&q=2" }, false],
  ["query present", query({ kind: "present" }), { path: "/?q" }, true],
  ["authority in any case, on any port", { authority: { kind: "exact", value: "order.shop.example" } }, { authority: "Order.Shop.Example:8080" }, true],
  ["authority with a port is that port", { authority: { kind: "exact", value: "order:80" } }, { authority: "order:8080" }, false],
  ["authority suffix", { authority: { kind: "suffix", value: ".example" } }, { authority: "order.example:1" }, true],
  ["authority regex", { authority: { kind: "regex", value: "o.*" } }, { authority: "ORDER" }, true],
  ["authority of something else", { authority: { kind: "exact", value: "order" } }, { authority: "orders" }, false],
  ["header host is the authority", { headers: [named("host", { kind: "exact", value: "order" })] }, { authority: "order:8080" }, true],
  ["caller scope is a condition", { callers: ["shop"] }, {}, true],
  ["caller scope of another namespace", { callers: ["jobs"] }, {}, false],
  ["caller scope needs no verified identity", { callers: ["shop"] }, { from: { namespace: "shop" } }, true],
  ["claims exist only behind a gateway (1.2 no. 10)", { claims: [named("tier", { kind: "exact", value: "gold" })] }, { from: { namespace: "shop", serviceAccount: "web", claims: { tier: "gold" } } }, false],
  ["fields of one entry are all of", { methods: ["GET"], path: path("exact", "/x") }, { path: "/y" }, false],
];

test.each(cases)("%s", (_, when, given, answer) => expect(taken(when, given)).toBe(answer));

test("the first arm that holds wins, whatever its length", () => {
  const arms = [arm(route({ name: "short" }), { path: path("prefix", "/") }), arm(route({ name: "long" }), { path: path("exact", "/a/b") })];
  expect(ask(model([service({ ports: [port({ arms })] })]), { path: "/a/b" }).route).toBe("short");
});

test("an arm without route for one namespace hides what follows from it only", () => {
  const arms = [arm(route({ name: "hidden", action: { kind: "unroutable", origin: at() } }), { callers: ["jobs"] }), arm(route({ name: "rest" }))];
  const mesh = model([service({ ports: [port({ arms })] })]);
  expect(where(ask(mesh, { from: { namespace: "jobs", serviceAccount: "batch" } }))).toBe("unroutable 404");
  expect(where(ask(mesh))).toBe("rest: order 1");
});

test("a service without routes forwards", () => {
  expect(where(ask(model([service()])))).toBe("null: order 1");
});

test("a port that only the question names forwards untouched while the inventory is partial", () => {
  expect(ask(model([service()]), { to: { namespace: "shop", service: "order", port: 9 } }).backends[0]?.port).toBe(9);
});

test("a service with one port needs no port in the question, one with several does", () => {
  const to = { namespace: "shop", service: "order" };
  expect(ask(model([service()]), { to }).backends[0]?.port).toBe(8080);
  expect(ask(model([service({ ports: [port(), port({ port: 9090 })] })]), { to }).outcome).toBe("unsupported");
});

test("a service unknown to the policies forwards untouched, or is unroutable where the inventory is complete", () => {
  const to = { namespace: "shop", service: "other", port: 80 };
  expect(where(ask(model([]), { to }))).toBe("null: other 1");
  const inventory = { completeness: "complete" as const, services: [], workloads: [], accounts: [], namespaces: [] };
  const decision = ask(model([], { inventory }), { to });
  expect(where(decision)).toBe("unroutable null");
  expect(decision.reason).toContain("shop/other");
});

test("an external service forwards, and no access is decided", () => {
  const external = { hosts: [], tls: { value: "simple" as const, origin: at() }, addresses: [] };
  const decision = ask(model([service({ external, access: { default: { value: "deny", origin: at() }, allow: [], deny: [], mode: "enforce" } })]));
  expect(where(decision)).toBe("null: order 1");
});

test("tcp ports answer without a status when no arm holds", () => {
  const mesh = model([service({ ports: [port({ protocol: "tls", arms: [arm(route(), { sni: ["a.example"] })] })] })]);
  expect(where(ask(mesh, { protocol: "tls", authority: "b.example" }))).toBe("unroutable null");
  expect(where(ask(mesh, { protocol: "tls", authority: "A.example" }))).toBe("main: order 1");
});

test("the trace names the arm and its place", () => {
  const mesh = model([service({ ports: [port({ arms: [arm(route({ name: "read", action: forward(backend({ service: name("order") })) }), {}, at(42))] })] })]);
  expect(ask(mesh).trace[0]).toEqual({ step: "route read matched", at: at(42) });
});
