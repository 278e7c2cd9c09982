import type { Arm, Gateway, GatewayEntry, Listener, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, path, port, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, profile, proved, specOf } from "../support.ts";

const v1 = backend({ service: name("order-v1"), version: "v1", port: 8443 });
const v2 = backend({ service: name("order-v2"), version: "v2", port: 8443 });
const versions = [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })];
const named = (sni: readonly string[] | null, ...to: (typeof v1)[]): Arm => arm(route({ name: sni?.[0] ?? "all", action: forward(...to) }), { sni });
const order = (arms: readonly Arm[], protocol: "tls" | "tcp" | "http" = "tls"): Service => service({ versions, ports: [port({ port: 8443, protocol, arms, fallback: forward(backend({ port: 8443 })) })] });
const entry = (given: Partial<GatewayEntry> = {}): GatewayEntry => ({ port: 443, hosts: ["*.example"], path: null, leads: { kind: "service", service: name("order"), servicePort: 8443 }, origin: at(), ...given });
const passing: Listener = { name: "tls", port: 443, protocol: "tls", hosts: ["*.example"], tls: { mode: "passthrough", secret: null }, namespaces: null, origin: at() };
const ending: Listener = { ...passing, tls: { mode: "terminate", secret: name("certs/wild") } };
const plain: Listener = { ...passing, protocol: "tcp", tls: null, hosts: [] };
const behind = (listeners: readonly Listener[], entries: readonly GatewayEntry[] = [entry()]): { readonly gateways: readonly Gateway[] } => ({
  gateways: [{ id: name("infra/public"), serviceAccount: null, selector: null, listeners, entries, origin: at() }],
});

test("TLS that passes through a gateway goes by server name", () => {
  const services = [order([named(["a.example"], v1), named(["b.example", "*.example"], v2)])];
  const result = lowered(services, behind([passing]));
  expect(specOf(result, "Gateway", "public")["listeners"]).toEqual([{ name: "tls", hostname: "*.example", port: 443, protocol: "TLS", tls: { mode: "Passthrough" }, allowedRoutes: { namespaces: { from: "Same" } } }]);
  expect(specOf(result, "TLSRoute", "public.gateway-443")).toMatchObject({ parentRefs: [{ kind: "Gateway", name: "public", sectionName: "tls" }], hostnames: ["a.example"] });
  expect(specOf(result, "ReferenceGrant", "infra.public")["from"]).toEqual([{ group: "gateway.networking.k8s.io", kind: "TLSRoute", namespace: "infra" }]);
  expect(proved(services, behind([passing]))).toEqual([]);
});

test("TLS that ends at the gateway needs a grant for a certificate in another namespace, by name", () => {
  const services = [order([named(["a.example"], v1)])];
  const result = lowered(services, behind([ending, { ...ending, name: "two", port: 444 }]));
  expect(specOf(result, "ReferenceGrant", "infra.public.certificates")).toEqual({
    from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "infra" }],
    to: [{ group: "", kind: "Secret", name: "wild" }],
  });
  expect(proved(services, behind([ending]))).toEqual([]);
});

test("connections without TLS are one TCPRoute, the first entry's", () => {
  const services = [order([named(null, v1, v2), named(null, v2)], "tcp")];
  const result = lowered(services, behind([plain], [entry({ hosts: ["*"] })]));
  expect(specOf(result, "TCPRoute", "public.gateway-443")).toEqual({
    parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public", sectionName: "tls" }],
    rules: [{ backendRefs: [v1, v2].map((to) => ({ group: "", kind: "Service", name: to.service.name, namespace: "shop", port: 8443, weight: 1 })) }],
  });
  expect(proved(services, behind([plain], [entry({ hosts: ["*"] })]))).toEqual([]);
});

test("each listener has the routes of its own hosts", () => {
  const two = [passing, { ...passing, name: "one", hosts: ["a.example"] }];
  const services = [order([named(["a.example", "b.example"], v1), named(["*.example"], v2)])];
  const result = lowered(services, behind(two));
  const attached = result.manifests.filter(({ object }) => object.kind === "TLSRoute" && object.metadata.namespace === "infra").map(({ object: { spec } }) => [spec?.["hostnames"], (spec?.["parentRefs"] as readonly { sectionName: string }[]).map(({ sectionName }) => sectionName)]);
  expect(attached).toEqual([[["a.example"], ["one"]], [["b.example"], ["tls"]], [["*.example"], ["tls"]]]);
  expect(proved(services, behind(two))).toEqual([]);
});

test.each<[string, readonly Listener[], readonly GatewayEntry[], Service, string]>([
  ["two protocols on one port", [passing, { ...plain, name: "raw" }], [entry()], order([named(null, v1)], "tcp"), "listeners of two protocols"],
  ["several listeners of connections", [plain, { ...plain, name: "raw" }], [entry()], order([named(null, v1)], "tcp"), "several listeners"],
  ["hosts of plain connections", [{ ...plain, hosts: ["a.example"] }], [entry()], order([named(null, v1)], "tcp"), "name no host"],
  ["TLS on plain connections", [{ ...plain, tls: ending.tls }], [entry()], order([named(null, v1)], "tcp"), "cannot end TLS"],
  ["an unknown certificate", [{ ...ending, tls: { mode: "terminate", secret: null } }], [entry()], order([named(null, v1)], "tcp"), "certificate of port 443 is not known"],
  ["a path of connections", [passing], [entry({ path: "/a" })], order([named(["a.example"], v1)]), "have no path"],
  ["a service whose routes look at requests", [passing], [entry()], order([arm(route(), { path: path("prefix", "/a") })], "http"), "ask about requests"],
  ["more listeners than one object holds", [{ ...passing, hosts: Array.from({ length: 65 }, (_, index) => `h${index}.example`) }], [entry()], order([named(["h1.example"], v1)]), "more than 64 listeners"],
])("%s cannot be written", (_name, listeners, entries, wishing, problem) => {
  const result = lowered([wishing], behind(listeners, entries));
  expect(codes(result)).toContain("MW4612");
  expect(result.diagnostics.map(({ message }) => message).join()).toContain(problem);
});

test.each<[string, Service, string]>([
  ["every server name", order([named(["*"], v1)]), "`*` is none"],
  ["names and everything", order([named(["a.example"], v1), named(null, v2)]), "either every route names server names"],
  ["an order against the names", order([named(["*.example"], v1), named(["a.example"], v1), named(["x.a.example"], { ...v2 })].toSpliced(1, 1)), ""],
  ["a deadline", order([arm(route({ deadlineMs: wish(1000), action: forward(v1) }), { sni: ["a.example"] })]), "no such field"],
  ["backends without weight", order([named(["a.example"], { ...v1, weight: 0 })]), "at least one backend"],
])("%s in a mesh", (_name, wishing, problem) => {
  if (problem === "") expect(proved([wishing])).toEqual([]);
  else expect(lowered([wishing]).diagnostics.map(({ message }) => message).join()).toContain(problem);
});

test("channels and releases without these routes have no such listeners", () => {
  const on = profile("standard", { version: "1.4" });
  const result = lowered([order([])], behind([passing]), on);
  expect(result.diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining("TLSRoute came with 1.5")]);
});
