import type { Access, AccessRule, MeshModel, Request, Rewrite, Route, ScopeSettings, Service, Subject } from "../../src/model/index.ts";
import { arm, at, backend, forward, mesh, mirror, model, name, named, path, port, route, service, wish } from "../support/build-model.ts";
import { ask, where } from "./ask.ts";

const web: Subject["identity"] = { kind: "account", namespace: "shop", serviceAccount: "web", via: null };
const subject = (identity: Subject["identity"], cidrs: readonly string[] | null = null): Subject => ({ identity, cidrs, origin: at() });
const operation = (given: Partial<AccessRule["to"][number]>) => ({ methods: null, path: null, headers: [], ports: null, origin: at(), ...given });
const rule = (identity: Subject["identity"], given: Partial<AccessRule> = {}): AccessRule => ({ name: "r", from: [subject(identity)], to: [], headers: [], claims: [], origin: at(), ...given });
const access = (given: Partial<Access>): Access => ({ default: null, allow: [], deny: [], mode: "enforce", ...given });
const scope = (given: Partial<ScopeSettings>): ScopeSettings => ({ namespace: null, accessDefault: null, mtls: null, telemetry: null, origin: at(), ...given });

function answer(given: Partial<Access>, request: Partial<Request> = {}, more: Partial<Service> = {}, world: Partial<MeshModel> = {}): string {
  const decision = ask(model([service({ access: access(given), ...more })], world), request);
  return `${decision.outcome}${decision.access?.by === null || decision.access === null ? "" : ` by ${decision.access.by}`}`;
}

const stranger = { from: { namespace: "jobs", serviceAccount: "batch" } };
const nobody = { from: null };
const anyone: Subject["identity"] = { kind: "anyone" };
const authenticated: Subject["identity"] = { kind: "authenticated" };
const mayOnly = (given: Partial<AccessRule>) => ({ allow: [rule(anyone, given)] });

const cases: readonly (readonly [string, Partial<Access>, Partial<Request>, string])[] = [
  ["nothing said: allow", {}, {}, "forward"],
  ["an allow rule that holds", { allow: [rule(web)] }, {}, "forward by shop/order allow[0]"],
  ["an allow rule makes the rest refused", { allow: [rule(web)] }, stranger, "refuse by shop/order default"],
  ["deny comes before allow", { allow: [rule(web)], deny: [rule(web)] }, {}, "refuse by shop/order deny[0]"],
  ["a deny rule alone leaves the rest allowed", { deny: [rule(web)] }, stranger, "forward"],
  ["default deny without rules", { default: wish("deny") }, {}, "refuse by shop/order default"],
  ["default allow is said", { default: wish("allow") }, {}, "forward by shop/order default"],
  ["anyone admits callers without identity", { allow: [rule(anyone)] }, nobody, "forward by shop/order allow[0]"],
  ["authenticated does not", { allow: [rule(authenticated)] }, nobody, "refuse by shop/order default"],
  ["authenticated admits every identity", { allow: [rule(authenticated)] }, stranger, "forward by shop/order allow[0]"],
  ["a namespace", { allow: [rule({ kind: "namespace", namespace: "jobs" })] }, stranger, "forward by shop/order allow[0]"],
  ["a namespace needs a verified identity", { allow: [rule({ kind: "namespace", namespace: "jobs" })] }, { from: { namespace: "jobs" } }, "refuse by shop/order default"],
  ["an account of another trust domain", { allow: [rule(web)] }, { from: { namespace: "shop", serviceAccount: "web", trustDomain: "evil" } }, "refuse by shop/order default"],
  ["from is any of", { allow: [rule(web, { from: [subject(web), subject({ kind: "namespace", namespace: "jobs" })] })] }, stranger, "forward by shop/order allow[0]"],
  ["cidr of the direct peer", { allow: [rule(anyone, { from: [subject(anyone, ["10.0.0.0/8"])] })] }, { from: { namespace: "x", ip: "10.1.1.1" } }, "forward by shop/order allow[0]"],
  ["cidr of another peer", { allow: [rule(anyone, { from: [subject(anyone, ["10.0.0.0/8"])] })] }, { from: { namespace: "x", ip: "11.1.1.1" } }, "refuse by shop/order default"],
  ["to: a path by segment", mayOnly({ to: [operation({ path: path("prefix", "/orders") })] }), { path: "/orders/7" }, "forward by shop/order allow[0]"],
  ["to: never /orders-old", mayOnly({ to: [operation({ path: path("prefix", "/orders") })] }), { path: "/orders-old" }, "refuse by shop/order default"],
  ["to: a path with dot segments is normalised", mayOnly({ to: [operation({ path: path("prefix", "/a") })] }), { path: "/a/../admin" }, "refuse by shop/order default"],
  ["to: methods", mayOnly({ to: [operation({ methods: ["PUT"] })] }), {}, "refuse by shop/order default"],
  ["to: any of", mayOnly({ to: [operation({ methods: ["PUT"] }), operation({ methods: ["GET"] })] }), {}, "forward by shop/order allow[0]"],
  ["to: ports", mayOnly({ to: [operation({ ports: [9] })] }), {}, "refuse by shop/order default"],
  ["to: headers", mayOnly({ to: [operation({ headers: [named("x", { kind: "present" })] })] }), { headers: { x: "" } }, "forward by shop/order allow[0]"],
  ["when: headers all of", mayOnly({ headers: [named("x", { kind: "exact", value: "1" }), named("y", { kind: "present" })] }), { headers: { x: "1" } }, "refuse by shop/order default"],
  ["the rule that holds is named by its place", { allow: [rule(anyone, { to: [operation({ methods: ["PUT"] })] }), rule(web)] }, {}, "forward by shop/order allow[1]"],
  ["audit refuses nobody", { default: wish("deny"), mode: "audit" }, {}, "forward"],
];

test.each(cases)("%s", (_, given, request, expected) => expect(answer(given, request)).toBe(expected));

test("the effective default is inherited from the namespace, then from the mesh", () => {
  const scopes = [scope({ accessDefault: wish("deny") }), scope({ namespace: "shop", accessDefault: wish("allow") })];
  expect(answer({}, {}, {}, { mesh: mesh({ scopes }) })).toBe("forward by namespace shop default");
  expect(answer({}, {}, {}, { mesh: mesh({ scopes: scopes.slice(0, 1) }) })).toBe("refuse by mesh default");
  expect(answer({ default: wish("allow") }, {}, {}, { mesh: mesh({ scopes: scopes.slice(0, 1) }) })).toBe("forward by shop/order default");
});

test("strict mutual TLS closes the connection of a caller without identity", () => {
  const decision = ask(model([service({ mtls: wish("strict") })]), nobody);
  expect(where(decision)).toBe("refuse null");
  expect(where(ask(model([service({ mtls: wish("permissive") })]), nobody))).toBe("null: order 1");
  expect(where(ask(model([service()], { mesh: mesh({ scopes: [scope({ mtls: wish("strict") })] }) }), nobody))).toBe("refuse null");
});

test("without mutual TLS nobody has a verified identity", () => {
  expect(answer({ allow: [rule(web)] }, {}, { mtls: wish("off") })).toBe("refuse by shop/order default");
});

const provider = { name: "corp", issuer: "https://corp", jwksUri: null, audiences: ["shop"], fromHeaders: [], forward: false, origin: at() };
const withClaims = (claims: Record<string, string>) => ({ from: { namespace: "shop", serviceAccount: "web", claims } });

test.each([
  ["a required token is missing", true, {}, "refuse by shop/order authentication"],
  ["a required token is the provider's", true, withClaims({ iss: "https://corp" }), "forward"],
  ["a token of somebody else", false, withClaims({ iss: "https://evil" }), "refuse by shop/order authentication"],
  ["a token for somebody else", false, withClaims({ iss: "https://corp", aud: "bank" }), "refuse by shop/order authentication"],
  ["a token for somebody else that names no issuer", false, withClaims({ aud: "bank" }), "refuse by shop/order authentication"],
  ["a token that need not be there is missing", false, {}, "forward"],
])("%s", (_, required, request, expected) => {
  const jwt = wish({ provider: "corp", required });
  expect(answer({}, request, { jwt }, { mesh: mesh({ jwtProviders: [provider] }) })).toBe(expected);
});

test("a missing token answers 401", () => {
  const decision = ask(model([service({ jwt: wish({ provider: "corp", required: true }) })], { mesh: mesh({ jwtProviders: [provider] }) }));
  expect(where(decision)).toBe("refuse 401");
});

test("claims are known only where the policy says who issues tokens", () => {
  const clerk = { allow: [rule(anyone, { claims: [named("role", { kind: "exact", value: "clerk" })] })] };
  const world = { mesh: mesh({ jwtProviders: [provider] }) };
  const request = withClaims({ iss: "https://corp", role: "clerk" });
  expect(answer(clerk, request, { jwt: wish({ provider: "corp", required: false }) }, world)).toBe("forward by shop/order allow[0]");
  expect(answer(clerk, request, {}, world)).toBe("refuse by shop/order default");
});

function routed(given: Partial<Route>, rules: Partial<Access>, request: Partial<Request> = {}) {
  const ports = [port({ arms: [arm(route(given), { path: path("prefix", "/a") })] })];
  return ask(model([service({ ports, access: access(rules) })]), { path: "/a/x", ...request });
}

const toB: Rewrite = { path: { kind: "prefix", value: "/b", origin: at() }, authority: wish("b.shop"), origin: at() };

test.each([
  ["path rules read the rewritten path", { rewrite: toB }, operation({ path: path("prefix", "/b") }), true],
  ["not the path as sent", { rewrite: toB }, operation({ path: path("prefix", "/a") }), false],
  ["a header that was set", { requestHeaders: wish({ set: { x: "1" }, add: {}, remove: [] }) }, operation({ headers: [named("x", { kind: "exact", value: "1" })] }), true],
  ["a header that was added to", { requestHeaders: wish({ set: {}, add: { y: "2" }, remove: [] }) }, operation({ headers: [named("y", { kind: "exact", value: "1,2" })] }), true],
  ["a header that was removed", { requestHeaders: wish({ set: {}, add: {}, remove: ["y"] }) }, operation({ headers: [named("y", { kind: "present" })] }), false],
  ["the rewritten authority", { rewrite: toB }, operation({ headers: [named("host", { kind: "exact", value: "b.shop" })] }), true],
])("access reads the request as forwarded: %s", (_, given, to, allowed) => {
  expect(routed(given, { allow: [rule(anyone, { to: [to] })] }, { headers: { y: "1" } }).access?.allowed).toBe(allowed);
});

test("each backend is decided by the policy that owns it; shares of the three ways sum to 1", () => {
  const legacy = name("legacy");
  const action = forward(backend({ weight: 3 }), backend({ service: legacy, owner: legacy, weight: 1 }));
  const closed = service({ id: legacy, access: access({ default: wish("deny") }) });
  const mesh2 = model([closed, service({ ports: [port({ arms: [arm(route({ action, mirrors: [mirror(10, { service: legacy, owner: legacy })] }))] })] })]);
  const decision = ask(mesh2);
  expect(where(decision)).toBe("main: order 3/4, refused 1/4");
  expect(decision.access).toBeNull();
  expect(decision.mirrors[0]?.access).toEqual({ allowed: false, by: "shop/legacy default" });
});

test("an answer of the proxy is given before access is decided", () => {
  expect(where(routed({ action: { kind: "respond", status: 204, body: null, origin: at() } }, { default: wish("deny") }))).toBe("respond 204");
});
