import { arm, at, backend, forward, name, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import type { Arm, Inventory, Service } from "../../../src/model/index.ts";
import { codes, lowered, objectNamed, profile, proofs } from "./support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];
const split = forward(backend({ ...v1, weight: 9 }), backend({ ...v2, weight: 1 }));

function speaking(protocol: "tcp" | "tls", arms: readonly Arm[], given: Partial<Service> = {}): Service {
  return service({ versions, ports: [port({ protocol, arms })], ...given });
}

test.each<[string, Service]>([
  ["a split of connections", speaking("tcp", [arm(route({ action: split }))])],
  ["the first of two routes for all connections", speaking("tcp", [arm(route({ action: split })), arm(route({ name: "later" }))])],
  ["a port of a service that forwards to versions", service({ versions, ports: [port({ protocol: "tcp", fallback: split })] })],
  ["a split of TLS", speaking("tls", [arm(route({ action: split }))])],
  ["server names in order", speaking("tls", [arm(route({ name: "a", action: forward(backend(v1)) }), { sni: ["order.shop"] }), arm(route({ name: "b", action: forward(backend(v2)) }), { sni: ["*.shop.svc", "ORDER"] }), arm(route({ name: "c", action: split }))])],
  ["a wide server name before a narrow one", speaking("tls", [arm(route({ name: "a", action: forward(backend(v1)) }), { sni: ["*.shop.svc", "*.svc.cluster.local"] }), arm(route({ name: "b", action: forward(backend(v2)) }), { sni: ["order.shop.svc", "order"] })])],
])("%s is proved", (_, given) => {
  expect(proofs([given])).toEqual(["proved"]);
});

test("[linkerd 21.2#51] a port has one TCPRoute, with one rule", () => {
  const result = lowered([speaking("tcp", [arm(route({ action: split })), arm(route({ name: "later" }))])]);
  expect(result.manifests.filter(({ object }) => object.kind === "TCPRoute")).toHaveLength(1);
  expect(objectNamed(result, "TCPRoute", "order-8080")).toMatchObject({ apiVersion: "gateway.networking.k8s.io/v1alpha2", spec: { parentRefs: [{ kind: "Service", port: 8080 }], rules: [{ backendRefs: [{ weight: 9 }, { weight: 1 }] }] } });
});

const inventory = (appProtocol: string): Inventory => ({ completeness: "partial", services: [{ id: name("order"), ports: [{ name: null, port: 8080, targetPort: 80, protocol: "tcp", appProtocol }], selector: { app: "order" }, type: "ClusterIP", origin: at() }], workloads: [], accounts: [], namespaces: [] });

test.each<[string, string, Service, Partial<Parameters<typeof lowered>[1]>]>([
  ["a deadline", "MW4319", speaking("tcp", [arm(route({ deadlineMs: wish(5) }))]), {}],
  ["an idle timeout", "MW4319", speaking("tls", [arm(route({ idleTimeoutMs: wish(5) }))]), {}],
  ["retries", "MW4319", speaking("tcp", [arm(route({ retry: wish(retry()) }))]), {}],
  ["changes of headers", "MW4319", speaking("tcp", [arm(route({ requestHeaders: wish({ set: { a: "b" }, add: {}, remove: [] }) }))]), {}],
  ["a path", "MW4319", speaking("tls", [arm(route(), { path: path("exact", "/a") })]), {}],
  ["methods", "MW4319", speaking("tcp", [arm(route(), { methods: ["GET"] })]), {}],
  ["a redirect", "MW4319", speaking("tcp", [arm(route({ action: { kind: "redirect", status: 301, scheme: "https", host: null, port: null, path: null, origin: at() } }))]), {}],
  ["no weight at all", "MW4319", speaking("tcp", [arm(route({ action: forward(backend({ ...v1, weight: 0 })) }))]), {}],
  ["a Service that says HTTP", "MW4311", speaking("tcp", [arm(route({ action: split }))]), { inventory: inventory("http") }],
  ["a Service that says bytes", "MW4311", speaking("tls", [arm(route({ action: split }))]), { inventory: inventory("linkerd.io/tcp") }],
])("connections with %s are a finding", (_, code, given, world) => {
  expect(codes(lowered([given], world))).toContain(code);
});

test("routes of connections came with 2.17", () => {
  expect(new Set(codes(lowered([speaking("tcp", [arm(route({ action: split }))])], {}, profile({}, "2.16"))))).toEqual(new Set(["MW4001"]));
  expect(codes(lowered([service({ versions, ports: [port({ protocol: "tcp", fallback: split })] })], {}, profile({}, "2.16")))).toEqual(["MW4311"]);
});
