import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import type { Arm, Consent, Retry, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, objectNamed, profile, proofs } from "./support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];
const [toV1, toV2] = [forward(backend(v1)), forward(backend(v2))];

function again(on: readonly string[], given: Partial<Retry> = {}): ReturnType<typeof wish<Retry>> {
  return wish(retry({ attempts: 3, on, events: retryEventsOf(on), ...given }));
}

function rpc(arms: readonly Arm[], given: Partial<Service> = {}): Service {
  return service({ versions, ports: [port({ protocol: "grpc", arms })], ...given });
}

const unavailable = again(["unavailable", "cancelled"]);

test("calls that are repeated by gRPC statuses are routed by a GRPCRoute", () => {
  const result = lowered([rpc([arm(route({ name: "get", action: toV1, retry: unavailable, deadlineMs: wish(2000), idleTimeoutMs: wish(500) }), { path: path("exact", "/pkg.Orders/Get") }), arm(route({ name: "rest", action: toV2 }))])]);
  const objects = result.manifests.filter(({ object }) => object.kind === "GRPCRoute").map(({ object }) => object);
  expect(objects.map(({ apiVersion }) => apiVersion)).toEqual(["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1"]);
  expect(objectNamed(result, "GRPCRoute", "order-8080")).toMatchObject({
    metadata: { annotations: { "retry.linkerd.io/grpc": "unavailable,cancelled", "retry.linkerd.io/limit": "3", "timeout.linkerd.io/request": "2000ms", "timeout.linkerd.io/idle": "500ms" } },
    spec: { rules: [{ matches: [{ method: { type: "Exact", service: "pkg.Orders", method: "Get" } }] }] },
  });
  expect(objectNamed(result, "GRPCRoute", "order-8080-2").spec?.["rules"]).toEqual([{ backendRefs: [expect.objectContaining({ name: "order-v2" })] }]);
});

test("GRPCRoutes of older versions are of the version that they serve", () => {
  const result = lowered([rpc([arm(route({ retry: unavailable }))])], {}, profile({}, "2.16"));
  expect(objectNamed(result, "GRPCRoute", "order-8080").apiVersion).toBe("gateway.networking.k8s.io/v1alpha2");
});

test("[linkerd 21.2#14] a GRPCRoute carries conditions of gRPC, an HTTPRoute statuses", () => {
  const annotationsOf = (given: Service, kind: string): unknown => lowered([given]).manifests.find(({ object }) => object.kind === kind)?.object.metadata.annotations;
  expect(annotationsOf(rpc([arm(route({ retry: unavailable }))]), "GRPCRoute")).toEqual({ "retry.linkerd.io/grpc": "unavailable,cancelled", "retry.linkerd.io/limit": "3" });
  expect(annotationsOf(rpc([arm(route({ retry: again(["503"]) }))]), "HTTPRoute")).toEqual({ "retry.linkerd.io/http": "503", "retry.linkerd.io/limit": "3" });
});

const consent: Consent = { kind: "approximate", target: "linkerd", field: "retry.on", within: null, because: "near enough", origin: at() };

test.each<[string, Service]>([
  ["one call before its service", rpc([arm(route({ name: "a", action: toV1, retry: unavailable }), { path: path("exact", "/pkg.Orders/Get") }), arm(route({ name: "b", action: toV2 }), { path: path("prefix", "/pkg.Orders") }), arm(route({ name: "c" }))])],
  ["a service before one of its calls", rpc([arm(route({ name: "a", action: toV1, retry: unavailable }), { path: path("prefix", "/pkg.Orders/") }), arm(route({ name: "b", action: toV2 }), { path: path("exact", "/pkg.Orders/Get") })])],
  ["headers of a call before its service", rpc([arm(route({ name: "a", action: toV1, retry: unavailable }), { path: path("prefix", "/pkg.Orders"), headers: [named("x", { kind: "exact", value: "1" })] }), arm(route({ name: "b", action: toV2 }), { path: path("template", "/pkg.Orders/{method}") })])],
  ["everything before a call", rpc([arm(route({ name: "a", action: toV1, retry: unavailable })), arm(route({ name: "b", action: toV2 }), { path: path("exact", "/pkg.Orders/Get") })])],
  ["retries of some calls of a service", rpc([arm(route({ name: "a", action: toV1, retry: again(["unavailable"], { methods: ["Get", "List"] }) }), { path: path("prefix", "/pkg.Orders") }), arm(route({ name: "b", action: toV2 }))])],
  ["retries of one call by its name", rpc([arm(route({ name: "a", action: toV1, retry: again(["unavailable"], { methods: ["Get"] }) }), { path: path("exact", "/pkg.Orders/Get") }), arm(route({ name: "b", action: toV2, retry: again(["internal"], { methods: ["Get"] }) }), { path: path("exact", "/pkg.Orders/Put") })])],
  ["retries of every call", rpc([arm(route({ name: "a", action: toV1, retry: again(["unavailable"], { methods: ["POST"] }) }))])],
  ["a method of every service", rpc([arm(route({ name: "a", action: toV1, retry: unavailable }), { path: path("template", "/{service}/Check") }), arm(route({ name: "b", action: toV2 }))])],
  ["connections that fail, where both of their statuses are listed", rpc([arm(route({ name: "a", retry: again(["connect-failure", "unavailable", "deadline-exceeded"]) }))])],
  ["a split, header changes and a name", rpc([arm(route({ name: "a", retry: unavailable, action: forward(backend({ ...v1, weight: 9 }), backend(v2)), requestHeaders: wish({ set: { "x-s": "1" }, add: {}, remove: [] }) }), { path: path("prefix", "/pkg.Orders"), authority: { kind: "exact", value: "order" } })])],
  ["calls of methods that no gRPC call has", rpc([arm(route({ name: "a", action: toV1 }), { methods: ["GET"] }), arm(route({ name: "b", action: toV2, retry: unavailable }), { methods: ["POST"] })])],
])("%s is proved", (_, given) => {
  expect(proofs([given])).toEqual(["proved"]);
});

test("HTTP statuses beside conditions of gRPC need consent", () => {
  const mixed = (consents: readonly Consent[]): Service => rpc([arm(route({ retry: again(["503", "unavailable"]) }))], { consents });
  expect(codes(lowered([mixed([])]))).toEqual(["MW4002"]);
  expect(proofs([mixed([consent])])).toEqual(["proved"]);
});

test.each<[string, Service]>([
  ["[linkerd 21.2#5] headers without a call", rpc([arm(route({ retry: unavailable }), { headers: [named("x", { kind: "present" })] })])],
  ["[linkerd 21.2#5] changes of response headers", rpc([arm(route({ retry: unavailable, responseHeaders: wish({ set: { a: "b" }, add: {}, remove: [] }) }))])],
  ["a pattern of paths", rpc([arm(route({ retry: unavailable }), { path: path("regex", "/pkg\\..*") })])],
  ["a path of one segment", rpc([arm(route({ retry: unavailable }), { path: path("exact", "/pkg.Orders") })])],
  ["a query", rpc([arm(route({ retry: unavailable }), { path: path("exact", "/pkg.Orders/Get"), query: [named("q", { kind: "present" })] })])],
  ["a redirect", rpc([arm(route({ name: "a", retry: unavailable })), arm(route({ name: "b", action: { kind: "redirect", status: 301, scheme: "https", host: null, port: null, path: null, origin: at() } }))])],
])("a GRPCRoute with %s is a finding", (_, given) => {
  expect(codes(lowered([given]))).toEqual(["MW4320"]);
});
