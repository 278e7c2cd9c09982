import type { Gateway, GatewayEntry, Listener, Subject } from "../../src/model/index.ts";
import { applyPathEdit } from "../../src/model/path-edit.ts";
import { arm, at, model, name, named, path, port, route, service } from "../support/build-model.ts";
import { ask, where } from "./ask.ts";

const entry = (given: Partial<GatewayEntry> = {}): GatewayEntry => ({ port: 443, hosts: ["shop.example"], path: null, leads: { kind: "service", service: name("order"), servicePort: 8080 }, origin: at(7), ...given });
const gateway = (entries: readonly GatewayEntry[], listeners: readonly Listener[] = []): Gateway => ({ id: name("infra/public"), serviceAccount: "public-gateway", selector: null, listeners, entries, origin: at() });
const listener = (given: Partial<Listener> = {}): Listener => ({ name: null, port: 443, protocol: "https", hosts: [], tls: null, namespaces: null, origin: at(), ...given });

const arms = (label: string) => ({ kind: "arms" as const, arms: [arm(route({ name: label }))] });
const to = { gateway: { namespace: "infra", name: "public" }, port: 443 };

function through(entries: readonly GatewayEntry[], authority: string, target = "/", listeners: readonly Listener[] = []) {
  return ask(model([service()], { gateways: [gateway(entries, listeners)] }), { to, from: null, authority, path: target });
}

test("exact hosts come before wildcards, longer wildcards before shorter, longer paths first", () => {
  const entries = [
    entry({ hosts: ["*"], leads: arms("any") }),
    entry({ hosts: ["*.example"], leads: arms("wild") }),
    entry({ hosts: ["*.shop.example"], leads: arms("wilder") }),
    entry({ hosts: ["shop.example"], leads: arms("exact") }),
    entry({ hosts: ["shop.example"], path: "/api", leads: arms("api") }),
  ];
  const taken = (authority: string, target?: string) => through(entries, authority, target).route;
  expect(taken("shop.example")).toBe("exact");
  expect(taken("SHOP.example:443")).toBe("exact");
  expect(taken("shop.example", "/api/x")).toBe("api");
  expect(taken("shop.example", "/apis")).toBe("exact");
  expect(taken("a.shop.example")).toBe("wilder");
  expect(taken("b.example")).toBe("wild");
  expect(taken("other.test")).toBe("any");
});

test("an entry leads into the service's own arms, and its path is the prefix of arms without one", () => {
  const rewrite = { path: { kind: "prefix" as const, value: "/", origin: at() }, authority: null, origin: at() };
  const mesh = model([service({ ports: [port({ arms: [arm(route({ rewrite }))] })] })], { gateways: [gateway([entry({ path: "/api" })])] });
  const decision = ask(mesh, { to, from: null, authority: "shop.example", path: "/api/7" });
  expect(where(decision)).toBe("main: order 1");
  expect(applyPathEdit(decision.upstream.path, "/api/7")).toBe("/7");
  expect(decision.trace[0]).toEqual({ step: "gateway entry shop.example:443/api taken", at: at(7) });
});

test.each([
  ["no entry for the host: 404", through([entry()], "other.example"), "unroutable 404"],
  ["a path outside of the entry: 404", through([entry({ path: "/api" })], "shop.example", "/x"), "unroutable 404"],
  ["a port that nobody opens: no connection", through([entry({ port: 80 })], "shop.example"), "unroutable null"],
  ["a listener for other hosts: 404", through([entry({ hosts: ["*"] })], "shop.example", "/", [listener({ hosts: ["a.example"] })]), "unroutable 404"],
  ["a listener that admits other namespaces: 404", through([entry()], "shop.example", "/", [listener({ namespaces: ["infra"] })]), "unroutable 404"],
  ["a listener for the host", through([entry()], "shop.example", "/", [listener({ hosts: ["*.example"] })]), "null: order 1"],
])("%s", (_, decision, answer) => expect(where(decision)).toBe(answer));

test("an unknown gateway is unroutable with its reason", () => {
  expect(ask(model([]), { to, from: null })).toMatchObject({ outcome: "unroutable", reason: "gateway infra/public is not known" });
});

test("behind a gateway claims are conditions of arms, and caller scopes mean the gateway", () => {
  const gold = arm(route({ name: "gold" }), { claims: [named("tier", { kind: "exact", value: "gold" })] });
  const infra = arm(route({ name: "infra" }), { callers: ["infra"] });
  const mesh = model([service({ ports: [port({ arms: [gold, infra] })] })], { gateways: [gateway([entry()])] });
  const asked = (claims: Record<string, string>) => ask(mesh, { to, from: { namespace: "", claims }, authority: "shop.example" }).route;
  expect(asked({ tier: "gold" })).toBe("gold");
  expect(asked({})).toBe("infra");
});

test("backends see the gateway's account", () => {
  const from = (identity: Subject["identity"]) => [{ identity, cidrs: null, origin: at() }];
  const allow = (identity: Subject["identity"]) => ({ default: null, deny: [], mode: "enforce" as const, allow: [{ name: "r", from: from(identity), to: [], headers: [], claims: [], origin: at() }] });
  const asked = (identity: Subject["identity"]) => {
    const mesh = model([service({ access: allow(identity), mtls: { value: "strict", origin: at() } })], { gateways: [gateway([entry()])] });
    return ask(mesh, { to, from: null, authority: "shop.example" }).outcome;
  };
  expect(asked({ kind: "account", namespace: "infra", serviceAccount: "public-gateway", via: null })).toBe("forward");
  expect(asked({ kind: "namespace", namespace: "infra" })).toBe("forward");
  expect(asked({ kind: "authenticated" })).toBe("forward");
  expect(asked({ kind: "account", namespace: "shop", serviceAccount: "web", via: null })).toBe("refuse");
});

test("TLS that passes through is told apart by its server name", () => {
  const mesh = model([service({ ports: [port({ protocol: "tls" })] })], { gateways: [gateway([entry()])] });
  expect(ask(mesh, { to: { ...to, sni: "shop.example" }, from: null, protocol: "tls" }).outcome).toBe("forward");
  expect(where(ask(mesh, { to: { ...to, sni: "x.example" }, from: null, protocol: "tls" }))).toBe("unroutable null");
});

test("entries are limited to the paths below them even where arms are wider", () => {
  const mesh = model([service({ ports: [port({ arms: [arm(route(), { path: path("prefix", "/") })] })] })], { gateways: [gateway([entry({ path: "/api" })])] });
  expect(where(ask(mesh, { to, from: null, authority: "shop.example", path: "/admin" }))).toBe("unroutable 404");
});
