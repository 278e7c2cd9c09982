import { appmesh } from "../../../src/targets/appmesh/index.ts";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import type { MeshModel, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { admissionFaults } from "../admission.ts";
import { call, lowered, plain, profile, routesOf, specOf } from "../lower/support.ts";
import type { Spec } from "../lower/support.ts";

const gateway = ["gateway-error", "connect-failure"];
const repeated = wish(retry({ attempts: 2, on: gateway, events: retryEventsOf(gateway), perTryTimeoutMs: 500 }));

function routed(...arms: Parameters<typeof arm>[]): Service {
  return service({ ports: [port({ arms: arms.map((each) => arm(...each)) })] });
}

function body(spec: Spec | undefined): Spec {
  return (spec?.["httpRoute"] ?? {}) as Spec;
}

function listenersOf(own: string, services: readonly Service[], given: Partial<MeshModel> = {}): readonly Spec[] {
  return specOf(lowered(services, given), "VirtualNode", own)["listeners"] as readonly Spec[];
}

const overlapping = routed([route({ name: "a" }), { path: path("prefix", "/a") }], [route({ name: "b" }), { headers: [named("x", { kind: "present" })] }], [route({ name: "c" })]);

test("[appmesh 28#L2] every route has a priority of its own, in the order of the policy", () => {
  expect(routesOf(lowered([overlapping])).map((each) => each["priority"])).toEqual([0, 10, 20]);
});

test("[appmesh 28#L3] a match that an earlier route has too is not written again", () => {
  const twice = routed([route({ name: "a" }), { path: path("exact", "/a") }], [route({ name: "dead" }), { path: path("exact", "/a") }], [route({ name: "rest" })]);
  expect(routesOf(lowered([twice])).map((each) => each["name"])).toEqual(["a", "rest"]);
});

test("[appmesh 28#L4] where no retry is wished, a policy of no retries says so, for services without routes too", () => {
  const none = { maxRetries: 0, perRetryTimeout: { unit: "s", value: 0 }, tcpRetryEvents: ["connection-error"] };
  expect(routesOf(lowered([overlapping])).map((each) => body(each)["retryPolicy"])).toEqual([none, none, none]);
  expect(routesOf(lowered([service()])).map((each) => body(each)["retryPolicy"])).toEqual([none]);
});

test("[appmesh 28#L5] a virtual service leads to a router, never to a node", () => {
  for (const { object } of lowered([service(), plain("web", { calls: [call("order")] })]).manifests) if (object.kind === "VirtualService") expect(Object.keys((object.spec as { provider: object }).provider)).toEqual(["virtualRouter"]);
});

test("[appmesh 28#L6] retries of idempotent calls are routes for their methods, and a last one without retries", () => {
  const methods = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
  const routes = routesOf(lowered([routed([route({ name: "a", retry: wish({ ...repeated.value, methods }) })])]));
  expect(routes.map((each) => (body(each)["match"] as Spec)["method"] ?? "any")).toEqual([...methods, "any"]);
  expect(routes.map((each) => (body(each)["retryPolicy"] as Spec)["maxRetries"])).toEqual([2, 2, 2, 2, 2, 2, 0]);
});

test("[appmesh 28#L7] the deadline of the policy bounds all tries, and none is written where none is wished", () => {
  const [short, long] = routesOf(lowered([routed([route({ name: "a", deadlineMs: wish(700), retry: repeated }), { path: path("exact", "/a") }], [route({ name: "b", retry: repeated })])]));
  expect([short, long].map((each) => (body(each)["timeout"] as Spec)["perRequest"])).toEqual([{ unit: "ms", value: 700 }, { unit: "s", value: 0 }]);
});

test("[appmesh 28#L8] the server's listener waits as long as the most patient route", () => {
  const times = (...limits: readonly (number | null)[]): unknown => {
    const arms = limits.map((limit, index): Parameters<typeof arm> => [route({ name: `r${index}`, deadlineMs: limit === null ? null : wish(limit) }), { path: path("exact", `/${index}`) }]);
    return (listenersOf("order", [routed(...arms)])[0]?.["timeout"] as { http: Spec }).http["perRequest"];
  };
  expect(times(2000, 30_000)).toEqual({ unit: "s", value: 30 });
  expect(times(2000, null)).toEqual({ unit: "s", value: 0 });
});

test("[appmesh 28#L9] a caller's own listener has the deadline of the calls to it, not 15 seconds", () => {
  const to = { service: name("web"), owner: name("web") };
  const web = plain("web", { calls: [call("order")], ports: [port({ arms: [arm(route({ deadlineMs: wish(40_000), action: forward(backend(to)) }))] })] });
  expect((listenersOf("web", [web, service()])[0]?.["timeout"] as { http: Spec }).http["perRequest"]).toEqual({ unit: "s", value: 40 });
});

test("[appmesh 28#L12] every route and every target names its port", () => {
  const two = service({ ports: [port(), port({ port: 9090, targetPort: 90, fallback: forward(backend({ port: 9090 })) })] });
  const ports = routesOf(lowered([two])).map((each) => [(body(each)["match"] as Spec)["port"], (body(each)["action"] as { weightedTargets: readonly Spec[] }).weightedTargets.map((target) => target["port"])]);
  expect(ports).toEqual([[8080, [80]], [9090, [90]]]);
});

test("[appmesh 28#L15] endpoints are listed one by one, so that ejection sees each", () => {
  const given = service({ outlier: wish({ consecutiveErrors: 5, intervalMs: 1000, baseEjectionMs: 1000, maxEjectedPercent: 10 }) });
  const result = lowered([given]);
  expect(specOf(result, "VirtualNode", "order")["serviceDiscovery"]).toEqual({ dns: { hostname: "order-endpoints.shop.svc.cluster.local", responseType: "ENDPOINTS" } });
  expect(specOf(result, "Service", "order-endpoints")["clusterIP"]).toBe("None");
});

const web = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };
const guarded = service({ access: { default: null, allow: [{ name: "web", from: [{ identity: web, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" } });
const ownTls = { mode: "STRICT", certificate: { sds: { secretName: "spiffe://cluster.local/ns/shop/sa/order" } }, validation: { trust: { sds: { secretName: "spiffe://cluster.local" } }, subjectAlternativeNames: { match: { exact: ["spiffe://cluster.local/ns/shop/sa/web"] } } } };

test("[appmesh 28#L17][appmesh 28#L18] rules are a STRICT listener that validates and lists names", () => {
  expect(listenersOf("order", [guarded, plain("web", { calls: [call("order")] })])[0]?.["tls"]).toEqual(ownTls);
});

test("[appmesh 28#L19][appmesh 28#L38] what rules cannot guard is said: other container ports, and probes that STRICT refuses", () => {
  const { ledger } = lowered([guarded, plain("web", { calls: [call("order")] })]);
  const assumed = ledger.filter(({ kind, field }) => kind === "assumed" && field === "mtls").map(({ note }) => note);
  expect(assumed).toHaveLength(1);
  expect(assumed[0]).toContain("container ports without listener stay open");
  expect(assumed[0]).toContain("probes");
});

test("[appmesh 28#L20][appmesh 28#L21][appmesh 28#L22] callers insist on TLS and on the server's own names, towards guarded services only", () => {
  const backends = specOf(lowered([guarded, plain("open"), plain("web", { calls: [call("order"), call("open")] })]), "VirtualNode", "web")["backends"] as readonly { virtualService: Spec }[];
  const tls = { enforce: true, certificate: { sds: { secretName: "spiffe://cluster.local/ns/shop/sa/web" } }, validation: { trust: { sds: { secretName: "spiffe://cluster.local" } }, subjectAlternativeNames: { match: { exact: ["spiffe://cluster.local/ns/shop/sa/order"] } } } };
  expect(backends.map(({ virtualService }) => virtualService["clientPolicy"])).toEqual([{ tls }, undefined]);
});

test("[appmesh 28#L28] every virtual service says the name that callers dial", () => {
  expect(specOf(lowered([service()]), "VirtualService", "order")["awsName"]).toBe("order.shop.svc.cluster.local");
});

test("[appmesh 28#L31] a text that a header contains is a pattern for the whole value", () => {
  const [one] = routesOf(lowered([routed([route({ name: "a" }), { headers: [named("x", { kind: "contains", value: "a.b" })] }])]));
  expect((body(one)["match"] as Spec)["headers"]).toEqual([{ name: "x", match: { regex: ".*a\\.b.*" } }]);
});

test("[appmesh 28#L32] another value or none is two routes", () => {
  const routes = routesOf(lowered([routed([route({ name: "a" }), { headers: [named("x", { kind: "not", match: { kind: "exact", value: "b" } })] }])]));
  expect(routes.map((each) => (body(each)["match"] as Spec)["headers"])).toEqual([[{ name: "x", match: { exact: "b" }, invert: true }], [{ name: "x", invert: true }]]);
});

test("[appmesh 28#L33] a prefix by segment is a pattern that spares `/orders-old`", () => {
  const [one] = routesOf(lowered([routed([route({ name: "a" }), { path: path("prefix", "/orders") }])]));
  expect((body(one)["match"] as Spec)["path"]).toEqual({ regex: "/orders(/.*)?" });
});

test("[appmesh 28#L26][appmesh 28#L27][appmesh 28#L36][appmesh 28#L40] nothing is written that is pruned, ignored, refused or overruled", () => {
  const result = lowered([guarded, service({ id: name("pay"), versions: [version({ name: "pay", service: name("pay"), podLabels: { app: "pay" } })], ports: [port({ fallback: forward(backend({ service: name("pay"), owner: name("pay") })) })] }), plain("web", { calls: [call("order"), call("pay")] })]);
  expect(admissionFaults(result.manifests.map(({ object }) => object))).toEqual([]);
  expect(JSON.stringify(result.manifests)).not.toMatch(/ARN|backendGroups|meshRef|virtualGatewayRef/);
});

test("[appmesh 28#L1] reading people's own objects says once that support has ended", () => {
  const place = at(3);
  const mine = ["a", "b"].map((own) => ({ object: { apiVersion: "appmesh.k8s.aws/v1beta2", kind: "Mesh", metadata: { name: own }, spec: {} }, origin: () => place }));
  const world = { inventory: { completeness: "partial" as const, services: [], workloads: [], accounts: [], namespaces: [] }, mesh: { trustDomain: "cluster.local", clusterDomain: "cluster.local" }, profile: profile() };
  const said = (manifests: typeof mine | readonly { object: (typeof mine)[number]["object"] }[]): readonly string[] => appmesh.interpret(manifests, world).diagnostics.map(({ code, help }) => `${code} ${help ?? ""}`);
  expect(said(mine)).toEqual(["MW4500 move to an implementation of the Gateway API: `meshwright compile -t gateway-api`"]);
  expect(said(mine.map(({ object }) => ({ object })))).toEqual([]);
});
