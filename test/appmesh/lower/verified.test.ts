import type { MeshModel, Service } from "../../../src/model/index.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { appmesh } from "../../../src/targets/appmesh/index.ts";
import { verify } from "../../../src/verify/index.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { call, plain, profile } from "./support.ts";

/** Lowers, reads back and compares; the text of every finding but the end of support. */
function proof(given: MeshModel, on = profile()): readonly string[] {
  const lowered = appmesh.lower(given, on);
  const world = { inventory: statedInventory(given), mesh: given.mesh, profile: on };
  const read = appmesh.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const result = verify(given, decide(given), read.read, lowered.ledger, { target: "appmesh" });
  expect(result.proofs.length).toBeGreaterThan(0);
  return [...lowered.diagnostics, ...read.diagnostics, ...result.diagnostics].map((each) => `${each.code} ${each.message}`).filter((text) => !text.startsWith("MW4500"));
}

const routes = (protocol: "http" | "grpc", ...arms: Parameters<typeof arm>[]): Service => service({ ports: [port({ protocol, arms: arms.map((each) => arm(...each)) })] });
const external = (given: Partial<Service>): Service =>
  service({ id: name("pay"), external: { hosts: [wish("api.pay.example")], tls: wish("none" as const), addresses: [] }, versions: [], ports: [port({ port: 80, targetPort: null, fallback: forward(backend({ service: name("pay"), owner: name("pay"), port: 80 })) })], ...given });
const hostCall: Service["calls"][number] = { ...call("pay"), to: { kind: "host", host: "api.pay.example" } };
const secure = external({ ports: [port({ port: 443, targetPort: null, protocol: "tls", fallback: forward(backend({ service: name("pay"), owner: name("pay"), port: 443 })) })] });
const gateways = (...entries: readonly { readonly hosts: readonly string[]; readonly path: string | null; readonly to: string }[]): Pick<MeshModel, "gateways"> => ({
  gateways: [
    {
      id: name("infra/public"),
      serviceAccount: "public",
      selector: { app: "public" },
      listeners: [],
      entries: entries.map(({ hosts, path: prefix, to }) => ({ port: 8088, hosts, path: prefix, leads: { kind: "service" as const, service: name(to), servicePort: 8080 }, origin: at() })),
      origin: at(),
    },
  ],
});
const ended = (given: ReturnType<typeof gateways>): ReturnType<typeof gateways> => ({
  gateways: given.gateways.map((gateway) => ({ ...gateway, listeners: [{ name: "web", port: 8088, protocol: "https" as const, hosts: [], tls: { mode: "terminate" as const, secret: name("infra/cert") }, namespaces: null, origin: at() }] })),
});
const publicOnly: Service["access"] = { default: null, allow: [{ name: "a", from: [{ identity: { kind: "account", namespace: "infra", serviceAccount: "public", via: { kind: "gateway", gateway: name("infra/public") } }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" };
const rpcRetry = wish(retry({ on: ["unavailable"], events: { must: ["gunavailable"], may: [] }, methods: ["Get"] }));

const cases: readonly (readonly [string, MeshModel, ReturnType<typeof profile>?])[] = [
  ["nothing", model([service()])],
  ["a gRPC service and its methods", model([routes("grpc", [route({ name: "one" }), { path: path("exact", "/shop.Orders/Get") }], [route({ name: "all", deadlineMs: wish(2000) }), { path: path("prefix", "/shop.Orders"), headers: [named("x-a", { kind: "exact", value: "b" })] }], [route({ name: "rest" })])])],
  ["gRPC methods that are repeated", model([routes("grpc", [route({ name: "all", retry: rpcRetry }), { path: path("exact", "/shop.Orders/Get") }], [route({ name: "put", retry: rpcRetry }), { path: path("exact", "/shop.Orders/Put") }])])],
  ["an external service", model([external({}), plain("web", { calls: [hostCall] })])],
  ["an external service with routes", model([external({ ports: [port({ port: 80, targetPort: null, arms: [arm(route({ deadlineMs: wish(2000), action: forward(backend({ service: name("pay"), owner: name("pay"), port: 80 })) }))] })] })])],
  ["[appmesh 28#L21] TLS that the application starts itself", model([secure, plain("web", { calls: [call("pay")] })])],
  ["[appmesh 28#L24] a gateway that keeps paths and hosts", model([routes("http", [route({ name: "a", deadlineMs: wish(2000) }), { path: path("prefix", "/api/a") }], [route({ name: "b" }), { methods: ["GET"] }]), plain("web")], gateways({ hosts: ["shop.example"], path: "/api", to: "order" }, { hosts: ["shop.example", "*.shop.example"], path: null, to: "web" }))],
  ["a gateway that alone may call", model([service({ access: publicOnly }), plain("web")], gateways({ hosts: ["shop.example"], path: null, to: "order" }, { hosts: ["web.example"], path: "/w", to: "web" }))],
  ["a gateway that ends TLS with files", model([service(), plain("web")], ended(gateways({ hosts: ["shop.example"], path: null, to: "order" })))],
  ["a gateway that ends TLS with ACM", model([service()], ended(gateways({ hosts: ["shop.example"], path: null, to: "order" }))), profile({ gatewayCertificateArn: "arn:aws:acm:eu-central-1:1:certificate/1" })],
  ["a gateway that alone may call, with certificates as files", model([service({ access: publicOnly })], gateways({ hosts: ["shop.example"], path: null, to: "order" })), profile({ certificates: "file" })],
  ["gRPC services through a gateway", model([routes("grpc", [route({ name: "get", deadlineMs: wish(2000) }), { path: path("exact", "/shop.Orders/Get") }], [route({ name: "rest" })])], gateways({ hosts: ["*"], path: "/shop.Orders", to: "order" }))],
  ["everybody in a namespace, all of whom are known", { ...model([service({ access: { ...publicOnly, allow: [{ name: "a", from: [{ identity: { kind: "namespace", namespace: "shop" }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }] } }), plain("web", { calls: [call("order")] })]), inventory: { completeness: "complete", services: [], workloads: [], accounts: [], namespaces: [] } }],
  ["a gateway for every host", model([service(), plain("web")], gateways({ hosts: ["*"], path: "/a", to: "order" }, { hosts: ["*"], path: "/a/b", to: "web" }))],
  ["every name by which callers may dial", model([service(), plain("web", { calls: [call("order")] })]), profile({ names: "fqdn,svc,namespace,name" })],
  ["a container port of its own", model([service({ ports: [port({ port: 80, targetPort: 8080, fallback: forward(backend({ port: 80 })) })] })])],
  ["two ports with other rules", model([service({ mtls: wish("strict"), access: { default: null, allow: [{ name: "a", from: [{ identity: { kind: "account", namespace: "jobs", serviceAccount: "cron", via: null }, cidrs: null, origin: at() }], to: [{ methods: null, path: null, headers: [], ports: [9090], origin: at() }], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" }, ports: [port(), port({ port: 9090, targetPort: 90, fallback: forward(backend({ port: 9090 })) })] })])],
  ["nobody is let in", model([service({ access: { default: wish("deny"), allow: [], deny: [], mode: "enforce" } })])],
  ["a mesh that denies by default", model([service(), plain("web", { calls: [call("order")] })], { mesh: mesh({ scopes: [{ namespace: null, accessDefault: wish("deny"), mtls: wish("strict"), telemetry: wish({ accessLog: "all", tracePercent: null }), origin: at() }] }) })],
  ["a namespace without mutual TLS", model([service()], { mesh: mesh({ scopes: [{ namespace: "shop", accessDefault: null, mtls: wish("off"), telemetry: null, origin: at() }] }) })],
  ["versions behind Services of their own", model([service({ versions: [version({ name: "v1", service: name("order-v1"), podLabels: { app: "a" } }), version({ name: "v2", service: name("order-v2"), podLabels: { app: "b" } })], ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("order-v1"), weight: 3 }), backend({ service: name("order-v2"), weight: 1 })) }))] })] })])],
];

test.each(cases.map(([title, given, on]) => ({ title, given, on })))("$title", ({ given, on }) => {
  expect(proof(given, on)).toEqual([]);
});

const thirds = service({
  versions: ["v1", "v2"].map((own) => version({ name: own, labels: { version: own }, podLabels: { app: "order", version: own } })),
  ports: [port({ arms: [arm(route({ action: forward(backend({ labels: { version: "v1" }, weight: 201 }), backend({ labels: { version: "v2" }, weight: 100 })) }))] })],
});

test("weights above 100 in lowest terms need consent as wide as the error", () => {
  const allowed = (within: string): Service => ({ ...thirds, consents: [{ kind: "approximate", target: "appmesh", field: "split", within, because: "x", origin: at() }] });
  expect(proof(model([allowed("1%")]))).toEqual([]);
  expect(appmesh.lower(model([thirds]), profile()).diagnostics.map(({ code }) => code)).toContain("MW4002");
  expect(appmesh.lower(model([allowed("0.01%")]), profile()).diagnostics.map(({ code }) => code)).toContain("MW4003");
});

test("a caller and a callee that are left out of the target leave nothing behind", () => {
  const gone: Service = { ...plain("web", { calls: [] }), consents: [{ kind: "excluded", target: "appmesh", because: "x", origin: at() }] };
  const result = appmesh.lower(model([service(), gone]), profile());
  expect(result.manifests.some(({ object }) => object.metadata.name.startsWith("web"))).toBe(false);
  expect(result.ledger.filter(({ kind }) => kind === "omitted").map(({ field }) => field)).toEqual(["excluded"]);
});
