import { at, mesh, name, named, path, port, service, version, wish } from "../../support/build-model.ts";
import type { AccessRule, Operation, Service, Subject } from "../../../src/model/index.ts";
import { lowered, profile, specOf } from "./support.ts";

const subject = (identity: Subject["identity"], cidrs: readonly string[] | null = null): Subject => ({ identity, cidrs, origin: at() });
const web = subject({ kind: "account", namespace: "shop", serviceAccount: "web", via: null });
const anyone = subject({ kind: "anyone" });
const to = (given: Partial<Operation>): Operation => ({ methods: null, path: null, headers: [], ports: null, origin: at(), ...given });
const rule = (given: Partial<AccessRule>): AccessRule => ({ name: "r", from: [web], to: [], headers: [], claims: [], origin: at(), ...given });
const access = (given: Partial<Service["access"]>): Service["access"] => ({ default: null, allow: [], deny: [], mode: "enforce", ...given });
const allowing = (...allow: readonly AccessRule[]): ReturnType<typeof lowered> => lowered([service({ access: access({ allow }) })]);
const rulesOf = (result: ReturnType<typeof lowered>, policy = "order-allow"): unknown => specOf(result, "AuthorizationPolicy", policy)["rules"];
const from = [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }];

test("an allow rule makes one ALLOW policy on the pods of the service", () => {
  expect(specOf(allowing(rule({})), "AuthorizationPolicy", "order-allow")).toEqual({ selector: { matchLabels: { app: "order" } }, action: "ALLOW", rules: [{ from }] });
});

test("a default of deny is an ALLOW policy without rules", () => {
  const result = lowered([service({ access: access({ default: wish("deny" as const) }) })]);
  expect(specOf(result, "AuthorizationPolicy", "order-allow")).toEqual({ selector: { matchLabels: { app: "order" } }, action: "ALLOW" });
});

test("[istio L3#14] deny rules that read requests name container ports, or they would close ports that are not HTTP", () => {
  const result = lowered([service({ access: access({ deny: [rule({ from: [anyone], to: [to({ path: path("prefix", "/debug") })] })] }) })]);
  expect(specOf(result, "AuthorizationPolicy", "order-deny")).toEqual({
    selector: { matchLabels: { app: "order" } },
    action: "DENY",
    rules: [{ to: [{ operation: { paths: ["/debug", "/debug/*"], ports: ["80"] } }] }],
  });
});

test("an operation on everything but connections needs no ports", () => expect(rulesOf(allowing(rule({ to: [to({})] })))).toEqual([{ from }]));

test("operations with headers become rules of their own", () => {
  const headers = [named("x", { kind: "not", match: { kind: "prefix", value: "a" } })];
  expect(rulesOf(allowing(rule({ to: [to({ methods: ["GET"] }), to({ headers })] })))).toEqual([
    { from, to: [{ operation: { methods: ["GET"], ports: ["80"] } }] },
    { from, to: [{ operation: { ports: ["80"] } }], when: [{ key: "request.headers[x]", notValues: ["a*"] }] },
  ]);
});

test("claims are conditions of the rule", () => {
  const claims = [named("role", { kind: "exact", value: "clerk" })];
  expect(rulesOf(allowing(rule({ claims })))).toEqual([{ from, to: [{ operation: { ports: ["80"] } }], when: [{ key: "request.auth.claims[role]", values: ["clerk"] }] }]);
});

test.each([
  [anyone, undefined],
  [subject({ kind: "anyone" }, ["10.0.0.0/8"]), [{ source: { ipBlocks: ["10.0.0.0/8"] } }]],
  [subject({ kind: "authenticated" }), [{ source: { principals: ["*"] } }]],
  [subject({ kind: "namespace", namespace: "jobs" }), [{ source: { namespaces: ["jobs"] } }]],
])("subject %#", (who, expected) => {
  expect(rulesOf(allowing(rule({ from: [who] })))).toEqual([expected === undefined ? {} : { from: expected }]);
});

test.each([
  ["exact" as const, "/a", ["/a"]],
  ["prefix" as const, "/", ["/*"]],
  ["stringPrefix" as const, "/a", ["/a*"]],
  ["template" as const, "/o/{id}/x", ["/o/{*}/x"]],
  ["regex" as const, "/a|/b/.*|.*\\.png", ["/a", "/b/*", "*.png"]],
  ["regex" as const, "/a(/.*)?", ["/a", "/a/*"]],
])("path %s %s", (kind, value, paths) => {
  expect(rulesOf(allowing(rule({ to: [to({ path: path(kind, value) })] })))).toEqual([{ from, to: [{ operation: { paths, ports: ["80"] } }] }]);
});

test.each([
  ["regex" as const, "/v[0-9]+"],
  ["regex" as const, "/a.b"],
  ["exact" as const, "/a*"],
  ["stringPrefix" as const, "/*"],
])("path %s %s is refused at its place", (kind, value) => {
  const result = allowing(rule({ to: [to({ path: path(kind, value, at(9)) })] }));
  expect(result.diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4104", at(9)]]);
  expect(result.manifests).toEqual([]);
});

test("unknown pods and unknown container ports are refused, saying how to state them", () => {
  const pods = lowered([service({ versions: [version({ podLabels: null, origin: at(2) })], access: access({ allow: [rule({})] }) })]);
  expect(pods.diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4102", at(2)]]);
  const ports = lowered([service({ ports: [port({ targetPort: null })], access: access({ allow: [rule({ to: [to({ methods: ["GET"], origin: at(3) })] })] }) })]);
  expect(ports.diagnostics.map(({ code, origin, help }) => [code, origin, help?.includes("targetPort")])).toEqual([["MW4103", at(3), true]]);
});

test("versions share a selector by their common labels, unless these select others too", () => {
  const versions = [version({ name: "v1", podLabels: { app: "order", version: "v1" } }), version({ name: "v2", podLabels: { app: "order", version: "v2" } })];
  const given = service({ versions, access: access({ allow: [rule({})] }) });
  expect(specOf(lowered([given]), "AuthorizationPolicy", "order-allow")).toMatchObject({ selector: { matchLabels: { app: "order" } } });
  const other = service({ id: name("other"), versions: [version({ podLabels: { app: "order", version: "v9" } })] });
  const split = lowered([given, other]);
  expect(specOf(split, "AuthorizationPolicy", "order-v1-allow")).toMatchObject({ selector: { matchLabels: { app: "order", version: "v1" } } });
  expect(specOf(split, "AuthorizationPolicy", "order-v2-allow")).toMatchObject({ selector: { matchLabels: { app: "order", version: "v2" } } });
});

test("audit writes dry runs, and the inherited default decides", () => {
  const result = lowered([service({ access: access({ allow: [rule({})], mode: "audit" }) })]);
  expect(result.manifests.find(({ object }) => object.kind === "AuthorizationPolicy")?.object.metadata).toEqual({ name: "order-allow", namespace: "shop", annotations: { "istio.io/dry-run": "true" } });
});

describe("defaults of mesh and namespaces", () => {
  const scope = (namespace: string | null, value: "allow" | "deny"): ReturnType<typeof mesh>["scopes"][number] => ({ namespace, accessDefault: wish(value), mtls: null, telemetry: null, origin: at() });
  const names = (result: ReturnType<typeof lowered>): readonly string[] =>
    result.manifests.filter(({ object }) => object.kind === "AuthorizationPolicy").map(({ object: { metadata } }) => `${metadata.namespace ?? ""}/${metadata.name}`);

  test("a denying mesh is an ALLOW policy without rules in the root namespace", () => {
    const result = lowered([service()], { mesh: mesh({ scopes: [scope(null, "deny")] }) });
    expect(specOf(result, "AuthorizationPolicy", "default-deny")).toEqual({ action: "ALLOW" });
    expect(names(result)).toEqual(["istio-system/default-deny"]);
  });

  test("an allowing namespace under it opens no service that denies", () => {
    const scopes = [scope(null, "deny"), scope("shop", "allow")];
    expect(names(lowered([service()], { mesh: mesh({ scopes }) }))).toEqual(["istio-system/default-deny", "shop/default-allow"]);
    const closed = service({ id: name("closed"), versions: [version({ podLabels: { app: "closed" } })], access: access({ default: wish("deny" as const) }) });
    expect(names(lowered([service(), closed], { mesh: mesh({ scopes }) }))).toEqual(["istio-system/default-deny", "shop/closed-allow", "shop/order-default"]);
  });

  test("[istio L3#18] waypoints read neither, so each service carries its own", () => {
    const result = lowered([service()], { mesh: mesh({ scopes: [scope(null, "deny")] }) }, profile("waypoint"));
    expect(names(result)).toEqual(["shop/order-default"]);
    expect(specOf(result, "AuthorizationPolicy", "order-default")).toEqual({ targetRefs: [{ group: "", kind: "Service", name: "order" }], action: "ALLOW" });
  });
});

test("mutual TLS is written for the pods, and inherited modes are left to their scope", () => {
  const result = lowered([service({ mtls: wish("strict" as const) })]);
  expect(specOf(result, "PeerAuthentication", "order")).toEqual({ selector: { matchLabels: { app: "order" } }, mtls: { mode: "STRICT" } });
  const inherited = lowered([service({ mtls: { ...wish("strict" as const), inherited: true } })]);
  expect(inherited.manifests.map(({ object }) => object.kind)).not.toContain("PeerAuthentication");
});

test("a required token is a DENY for other issuers, since RequestAuthentication lets calls without one pass", () => {
  const provider = { name: "corp", issuer: "https://corp.example", jwksUri: null, audiences: ["shop"], fromHeaders: [], forward: true, origin: at() };
  const result = lowered([service({ jwt: wish({ provider: "corp", required: true }) })], { mesh: mesh({ jwtProviders: [provider] }) });
  expect(specOf(result, "RequestAuthentication", "order")["jwtRules"]).toEqual([{ issuer: "https://corp.example", audiences: ["shop"], forwardOriginalToken: true }]);
  expect(rulesOf(result, "order-token")).toEqual([{ to: [{ operation: { ports: ["80"] } }], when: [{ key: "request.auth.claims[iss]", notValues: ["https://corp.example"] }] }]);
});
