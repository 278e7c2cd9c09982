import { fraction } from "../../../src/support/fraction.ts";
import type { AccessRule, Consent, Inventory, Operation, Service, Subject } from "../../../src/model/index.ts";
import { linkerd } from "../../../src/targets/linkerd/index.ts";
import { serviceUses } from "../../../src/targets/feature-uses.ts";
import { features } from "../../../src/model/capability.ts";
import { arm, at, backend, forward, mesh, mirror, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, objectNamed, profile, proofs, rulesOf } from "./support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];

function order(given: Partial<Service> = {}): Service {
  return service({ versions, ...given });
}

function rule(given: Partial<AccessRule> & { readonly account?: string }): AccessRule {
  const from: readonly Subject[] = [{ identity: { kind: "account", namespace: "web", serviceAccount: given.account ?? "front", via: null }, cidrs: null, origin: at() }];
  return { name: "rule", from, to: [], headers: [], claims: [], origin: at(), ...given };
}

function to(given: Partial<Operation>): Operation {
  return { methods: null, path: null, headers: [], ports: null, origin: at(), ...given };
}

function access(...allow: readonly AccessRule[]): Service["access"] {
  return { default: null, allow, deny: [], mode: "enforce" };
}

const consent: Consent = { kind: "approximate", target: "linkerd", field: "circuitBreaker.outlier", within: null, because: "near enough", origin: at() };
const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });

test("[linkerd 21.2#1] parents of routes say that they are Services", () => {
  const spec = objectNamed(lowered([order({ ports: [port({ arms: [arm(route())] })] })]), "HTTPRoute", "order-8080").spec;
  expect(spec?.["parentRefs"]).toEqual([{ group: "core", kind: "Service", name: "order", namespace: "shop", port: 8080 }]);
});

test("[linkerd 21.2#9] durations have one unit", () => {
  const result = lowered([order({ ports: [port({ arms: [arm(route({ deadlineMs: wish(90_000) }))] })] })]);
  expect(rulesOf(result)[0]?.["timeouts"]).toEqual({ request: "90000ms" });
  expect(rulesOf(lowered([order({ ports: [port({ arms: [arm(route({ deadlineMs: wish(120_000) }))] })] })]))[0]?.["timeouts"]).toEqual({ request: "120s" });
});

test("[linkerd 21.2#12] without retries nothing is written, and with some the count is", () => {
  const plain = objectNamed(lowered([order({ ports: [port({ arms: [arm(route())] })] })]), "HTTPRoute", "order-8080");
  expect(plain.metadata.annotations).toBeUndefined();
  const again = retry({ attempts: 3, on: ["gateway-error"], events: { must: ["s502", "s503", "s504", "c"], may: [] } });
  const object = objectNamed(lowered([order({ ports: [port({ arms: [arm(route({ retry: wish(again) }))] })] })]), "HTTPRoute", "order-8080");
  expect(object.metadata.annotations).toEqual({ "retry.linkerd.io/http": "gateway-error", "retry.linkerd.io/limit": "3" });
});

test("[linkerd 21.2#15] routes with other retries stand in other objects", () => {
  const again = wish(retry({ attempts: 3, methods: ["GET"], on: ["gateway-error"], events: { must: ["s502", "s503", "s504", "c"], may: [] } }));
  const result = lowered([order({ ports: [port({ arms: [arm(route({ retry: again }))] })] })]);
  expect(rulesOf(result, "order-8080")[0]?.["matches"]).toEqual([{ path: { type: "PathPrefix", value: "/" }, method: "GET" }]);
  expect(rulesOf(result, "order-8080-2")[0]?.["matches"]).toEqual([{ path: { type: "PathPrefix", value: "/" } }]);
});

test("[linkerd 21.2#16] failure accrual stands on the Service that is called, as a fragment", () => {
  const object = objectNamed(lowered([order({ outlier, consents: [consent] })]), "Service", "order");
  expect(object.spec).toBeUndefined();
  expect(object.metadata.annotations?.["balancer.linkerd.io/failure-accrual-consecutive-max-failures"]).toBe("5");
});

test("[linkerd 21.2#22][linkerd 21.2#23] backends without weight are left out", () => {
  const split = forward(backend({ ...v1, weight: 0 }), backend({ ...v2, weight: 3 }));
  const result = lowered([order({ ports: [port({ arms: [arm(route({ action: split }))] })] })]);
  expect(rulesOf(result)[0]?.["backendRefs"]).toEqual([{ group: "", kind: "Service", name: "order-v2", namespace: "shop", port: 8080, weight: 3 }]);
});

test("[linkerd 21.2#25] an earlier route by header is repeated for the path that would outrank it", () => {
  const arms = [arm(route({ name: "beta", action: forward(backend(v2)) }), { headers: [named("x", { kind: "exact", value: "b" })] }), arm(route({ name: "orders", action: forward(backend(v1)) }), { path: path("prefix", "/orders") })];
  const result = lowered([order({ ports: [port({ arms })] })]);
  expect(rulesOf(result)[0]?.["matches"]).toHaveLength(2);
  expect(proofs([order({ ports: [port({ arms })] })])).toEqual(["proved"]);
});

test("[linkerd 21.2#32][linkerd 21.2#33] a Server names its policy and the container port", () => {
  const spec = objectNamed(lowered([order({ access: access(rule({})) })]), "Server", "order-8080").spec;
  expect(spec).toMatchObject({ accessPolicy: "deny", port: 80, podSelector: { matchLabels: { app: "order" } } });
});

test("[linkerd 21.2#37] nobody is granted by an empty list", () => {
  const result = lowered([order({ access: { default: wish("deny"), allow: [], deny: [], mode: "enforce" } })]);
  expect(result.manifests.map(({ object }) => object.kind)).toEqual(["Service", "Server"]);
});

test("[linkerd 21.2#38] where requests differ nothing is granted on the Server, and the rest is refused", () => {
  const services = [order({ access: access(rule({ to: [to({ path: path("prefix", "/orders") })] })) })];
  const result = lowered(services);
  const targets = result.manifests.filter(({ object }) => object.kind === "AuthorizationPolicy").map(({ object }) => (object.spec?.["targetRef"] as { readonly kind: string }).kind);
  expect(targets).toEqual(["HTTPRoute"]);
  expect(rulesOf(result, "order-8080-nobody")[0]?.["matches"]).toEqual([{ path: { type: "PathPrefix", value: "/" } }]);
  expect(proofs(services)).toEqual(["proved"]);
});

test("[linkerd 21.2#54] a Service that is ours has a selector and ports", () => {
  const spec = objectNamed(lowered([order()]), "Service", "order-v2").spec;
  expect(spec).toEqual({ selector: { app: "order", version: "v2" }, ports: [{ name: "port-8080", port: 8080, targetPort: 80, protocol: "TCP" }] });
});

test("rules that are tried out are recorded by their Server", () => {
  const result = lowered([service({ access: { ...access(rule({})), mode: "audit" } })]);
  expect(objectNamed(result, "Server", "order-8080").spec).toMatchObject({ accessPolicy: "audit" });
  expect(result.manifests.map(({ object }) => object.kind)).toContain("AuthorizationPolicy");
});

test("objects come in apply order", () => {
  const arms = [arm(route({ action: forward(backend(v2)) }))];
  const result = lowered([order({ ports: [port({ arms })], access: access(rule({})) })]);
  expect(result.manifests.map(({ object }) => object.kind)).toEqual(["Service", "MeshTLSAuthentication", "AuthorizationPolicy", "HTTPRoute", "Server"]);
});

test("older versions get the route version that they serve", () => {
  const result = lowered([order({ ports: [port({ arms: [arm(route())] })] })], {}, profile({}, "2.17"));
  expect(objectNamed(result, "HTTPRoute", "order-8080").apiVersion).toBe("gateway.networking.k8s.io/v1beta1");
});

const complete: Inventory = { completeness: "complete", services: [{ id: name("order"), ports: [{ name: null, port: 8080, targetPort: 80, protocol: "http" }], selector: { app: "order" }, type: "ClusterIP", origin: at() }], workloads: [], accounts: [], namespaces: [] };
const plain = service();
const scope = (given: object) => ({ mesh: mesh({ scopes: [{ namespace: null, accessDefault: null, mtls: null, telemetry: null, origin: at(), ...given }] }), inventory: complete });

test.each([
  ["a default that denies", [plain], scope({ accessDefault: wish("deny") }), profile()],
  ["mutual TLS everywhere", [plain], scope({ mtls: wish("strict") }), profile()],
  ["an installation that denies, and a service that does not", [service({ access: { default: wish("allow"), allow: [], deny: [], mode: "enforce" } })], scope({ accessDefault: wish("deny") }), profile({ defaultInboundPolicy: "deny" })],
  ["an installation that asks for identities", [service({ mtls: wish("strict") })], {}, profile({ defaultInboundPolicy: "all-authenticated" })],
  ["addresses", [service({ access: access(rule({ from: [{ identity: { kind: "anyone" }, cidrs: ["10.0.0.0/8"], origin: at() }] })) })], {}, profile()],
  ["a denied account", [service({ access: { default: null, allow: [rule({ name: "a" }), rule({ name: "b", account: "batch" })], deny: [rule({ account: "batch", to: [to({ path: path("prefix", "/admin") })] })], mode: "enforce" } })], {}, profile()],
  ["a template beside everything", [service({ access: access(rule({ to: [to({ path: path("template", "/orders/{id}") })] }), rule({ account: "batch" })) })], {}, profile()],
  ["a header of a rule", [service({ access: access(rule({ headers: [named("x", { kind: "present" })] }), rule({ account: "batch", to: [to({ path: path("prefix", "/a"), headers: [named("y", { kind: "exact", value: "b" })] })] })) })], {}, profile()],
  ["rules that are tried out", [service({ access: { ...access(rule({})), mode: "audit" } })], {}, profile()],
  ["rules that are tried out where the rest is refused", [service({ access: { ...access(rule({ to: [to({ path: path("prefix", "/a") })] })), mode: "audit" } })], scope({ accessDefault: wish("deny") }), profile()],
  ["a limit", [service({ rateLimit: wish({ requests: 100, perMs: 1000, scope: "instance" }) })], {}, profile()],
  ["gRPC by path", [service({ ports: [port({ protocol: "grpc", arms: [arm(route(), { path: path("exact", "/pkg.Orders/Get") })] })] })], {}, profile()],
  ["a connection without requests", [service({ ports: [port({ protocol: "tcp" })], access: access(rule({})) })], {}, profile()],
])("%s is proved", (_, services, given, on) => {
  expect(proofs(services, given, on)).toEqual(services.map(() => "proved"));
});

test("a missing backend answers 500 for its share", () => {
  const split = forward(backend({ weight: 9 }), backend({ service: name("gone"), owner: null, existence: "missing" }));
  expect(proofs([service({ ports: [port({ arms: [arm(route({ action: split }))] })] })], { inventory: complete })).toEqual(["proved"]);
});

const delay = { share: fraction(1), durationMs: 5, until: null };
const rewrite = { path: null, authority: wish("a.example"), origin: at() };

/** One service for each cell that is unsupported and that a service can wish for. */
const unsupported: Readonly<Record<string, Service>> = {
  "methods.unusual": service({ ports: [port({ arms: [arm(route(), { methods: ["PURGE"] })] })] }),
  claims: service({ ports: [port({ arms: [arm(route(), { claims: [named("tier", { kind: "exact", value: "gold" })] })] })] }),
  callers: service({ ports: [port({ arms: [arm(route(), { callers: ["web"] })] })] }),
  mirror: service({ ports: [port({ arms: [arm(route({ mirrors: [mirror(10)] }))] })] }),
  "rewrite.prefix": service({ ports: [port({ arms: [arm(route({ rewrite: { ...rewrite, authority: null, path: { kind: "prefix", value: "/x", origin: at() } } }))] })] }),
  "rewrite.full": service({ ports: [port({ arms: [arm(route({ rewrite: { ...rewrite, authority: null, path: { kind: "full", value: "/x", origin: at() } } }))] })] }),
  "rewrite.authority": service({ ports: [port({ arms: [arm(route({ rewrite }))] })] }),
  respond: service({ ports: [port({ arms: [arm(route({ action: { kind: "respond", status: 418, body: null, origin: at() } }))] })] }),
  cors: service({ ports: [port({ arms: [arm(route({ cors: wish({ allowOrigins: [], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: null, allowCredentials: false }) }))] })] }),
  "circuitBreaker.limits": service({ limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }) }),
  "loadBalancing.hash": service({ balancing: wish("maglev") }),
  affinity: service({ affinity: wish({ kind: "sourceIp" }) }),
  slowStart: service({ slowStartMs: wish(1000) }),
  locality: service({ locality: wish("prefer") }),
  "fault.delay": service({ ports: [port({ arms: [arm(route({ delay: wish(delay) }))] })] }),
  "access.claim": service({ access: access(rule({ claims: [named("role", { kind: "exact", value: "a" })] })) }),
  authentication: service({ jwt: wish({ provider: "corp", required: true }) }),
  "mtls.off": service({ mtls: wish("off") }),
  external: service({ versions: [], external: { hosts: [wish("pay.example")], tls: wish("none"), addresses: [] } }),
  "telemetry.accessLog": service({ telemetry: wish({ accessLog: "all", tracePercent: null }) }),
  "telemetry.trace": service({ telemetry: wish({ accessLog: null, tracePercent: 5 }) }),
};

test.each(Object.entries(unsupported))("%s is refused at its line, and nothing is written", (feature, given) => {
  const result = lowered([given]);
  expect(new Set(codes(result))).toEqual(new Set(["MW4001"]));
  expect(result.manifests).toEqual([]);
  expect(serviceUses(given, model([given])).map((use) => use.feature)).toContain(feature);
});

test("every unsupported cell is refused somewhere", () => {
  const table = linkerd.capabilities(profile());
  const cells = features.filter((feature) => table[feature].kind === "unsupported");
  const elsewhere = ["expose"];
  expect([...Object.keys(unsupported), ...elsewhere].sort()).toEqual([...cells].sort());
});

test("calls to the outside are refused by an EgressNetwork for all namespaces, since 2.17", () => {
  const denied = { mesh: mesh({ egress: wish("deny" as const) }) };
  expect(objectNamed(lowered([service()], denied), "EgressNetwork", "meshwright-deny")).toMatchObject({ metadata: { namespace: "linkerd-egress" }, spec: { trafficPolicy: "Deny" } });
  expect(objectNamed(lowered([service()], denied, profile({ egressNamespace: "net" })), "EgressNetwork", "meshwright-deny").metadata.namespace).toBe("net");
  expect(proofs([service()], denied)).toEqual(["proved"]);
  expect(codes(lowered([service()], denied, profile({}, "2.16")))).toEqual(["MW4001"]);
  expect(lowered([service()], { mesh: mesh({ egress: wish("allow") }) }).manifests).toEqual([]);
});

test("limits need the version that brought them", () => {
  const limited = service({ rateLimit: wish({ requests: 100, perMs: 1000, scope: "instance" }) });
  expect(codes(lowered([limited], {}, profile({}, "2.16")))).toEqual(["MW4001"]);
});

test.each([
  ["more requests than one route object holds", "MW4305", order({ access: access(rule({ to: Array.from({ length: 130 }, (_, index) => to({ path: path("prefix", `/p${index}`) })) })) })],
  ["more overlaps than can be written", "MW4304", order({ ports: [port({ arms: Array.from({ length: 18 }, (_, index) => arm(route({ name: `r${index}`, deadlineMs: wish(index + 1) }), { headers: [named(`x-${index}`, { kind: "exact", value: "a" })] })) })] })],
  ["another service's failure accrual", "MW4312", order({ ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("billing"), owner: name("billing") })) }))] })] })],
  ["an unusual method that is repeated", "MW4306", service({ ports: [port({ arms: [arm(route({ retry: wish(retry({ methods: ["PURGE"] })) }))] })] })],
  ["a negated header of a rule", "MW4306", service({ access: access(rule({ headers: [named("x", { kind: "not", match: { kind: "present" } })] })) })],
  ["requests that are tried out", "MW4317", service({ access: { ...access(rule({ to: [to({ path: path("prefix", "/a") })] })), mode: "audit" } })],
  ["no selector", "MW4302", service({ versions: [version({ name: "v2", labels: { version: "v2" }, podLabels: null })], ports: [port({ arms: [arm(route({ action: forward(backend(v2)) }))] })] })],
  ["no container port", "MW4301", service({ ports: [port({ targetPort: null })], access: access(rule({})) })],
])("%s is a finding", (_, code, given) => {
  const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" } })], outlier, consents: [consent] });
  expect(codes(lowered([billing, given]))).toContain(code);
});
