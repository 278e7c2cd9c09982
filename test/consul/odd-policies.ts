import type { MeshModel, Profile, Service } from "../../src/model/index.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { profile } from "./lower/support.ts";

const routed = (given: Parameters<typeof route>[0], conditions: Parameters<typeof arm>[1] = {}): Service => service({ ports: [port({ arms: [arm(route(given), conditions), arm(route({ name: "rest" }))] })] });
const managed = profile("community", "2.0", { acls: "managed" });
const telemetry = wish({ accessLog: "errors" as const, tracePercent: null });

const refused: readonly Service[] = [
  routed({}, { query: [named("q", { kind: "not", match: { kind: "exact", value: "a" } })] }),
  routed({}, { headers: [named("host", { kind: "exact", value: "a" })] }),
  routed({ requestHeaders: wish({ set: { host: "a" }, add: {}, remove: [] }) }),
  routed({ rewrite: { path: { kind: "full", value: "/x", origin: at() }, authority: null, origin: at() } }, { path: path("prefix", "/a") }),
  routed({ action: forward(backend({ weight: 1 }), backend({ service: name("b"), weight: 2 })) }),
  routed({ retry: wish(retry({ perTryTimeoutMs: 100, on: ["gateway-error"] })) }),
  routed({ action: forward(backend({ service: name("b"), port: 9999 })) }),
  service({ rateLimit: wish({ requests: 1, perMs: 3000, scope: "instance" }) }),
  service({ affinity: wish({ kind: "sourceIp" }) }),
  service({ ports: [port(), port({ port: 9090 })] }),
  service({ limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }) }),
  service({ versions: [version({ name: "v", labels: { "a/b": "c" }, podLabels: {} })] }),
  service({ telemetry }),
  service({ mtls: wish("permissive"), access: { default: wish("deny"), allow: [], deny: [], mode: "enforce" } }),
  service({ jwt: wish({ provider: "corp", required: false }) }),
  service({ external: { hosts: [wish("*.example")], tls: wish("none"), addresses: [] } }),
];

const scoped = (given: object): MeshModel => model([service()], { mesh: mesh({ scopes: [{ namespace: null, accessDefault: null, mtls: null, telemetry: null, origin: at(), ...given }] }) });

/** Two policies that lead to a service of nobody and wish it different limits. */
const disputing = ["order", "stock"].map((text, index) =>
  service({ id: name(text), limits: wish({ maxConnections: index + 1, maxPendingRequests: null, maxRequests: null }), ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("legacy"), owner: null })) }))] })] }),
);

/** Policies that one condition refuses, and some that only few parts of lowering look at. */
export const oddPolicies: readonly { readonly mesh: MeshModel; readonly profile: Profile }[] = [
  ...refused.flatMap((each) => [profile(), profile("enterprise")].map((here) => ({ mesh: model([each]), profile: here }))),
  { mesh: scoped({ telemetry }), profile: profile() },
  { mesh: model([service(), service({ id: name("bank/order") })]), profile: profile() },
  { mesh: model([service({ identity: wish({ namespace: "shop", serviceAccount: "other" }) })]), profile: managed },
  { mesh: model([routed({ action: forward(backend({ service: name("other"), owner: null })) })]), profile: managed },
  { mesh: model([routed({ action: forward(backend({ service: name("pay"), owner: name("pay") })) }), service({ id: name("pay"), affinity: wish({ kind: "header", name: "x" }) })]), profile: profile() },
  { mesh: model([routed({ action: forward(backend({ service: name("pay"), owner: name("pay") })) }), service({ id: name("pay"), limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }) })]), profile: profile() },
  { mesh: model(disputing), profile: profile() },
];
