import { analyseAndLint, defaultAnalysis } from "../../../src/analyse.ts";
import type { Service } from "../../../src/model/index.ts";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { manifestFiles } from "../../../src/reports/manifest-files.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { consulForm } from "../../../src/targets/consul/form/index.ts";
import { consul } from "../../../src/targets/consul/index.ts";
import { deliveryOf } from "../../../src/targets/delivery.ts";
import { verify } from "../../../src/verify/index.ts";
import { arm, at, backend, forward, model, name, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { lowered, profile, routes, specOf } from "../lower/support.ts";

const plain = (own: string, given: Parameters<typeof service>[0] = {}): Service =>
  service({
    id: name(own),
    versions: [version({ name: own, service: name(own), podLabels: { app: own }, serviceAccount: own })],
    ports: [port({ fallback: forward(backend({ service: name(own), owner: name(own) })) })],
    ...given,
  });
const routed = (given: Parameters<typeof route>[0], conditions: Parameters<typeof arm>[1] = {}): Service => plain("order", { ports: [port({ arms: [arm(route({ action: forward(backend()), ...given }), conditions), arm(route({ name: "rest" }))] })] });
const object = (kind: string, own: string, spec: object) => ({ object: { apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata: { name: own, namespace: "shop" }, spec: spec as Readonly<Record<string, unknown>> } });
const reader = (...objects: readonly ReturnType<typeof object>[]) => consul.interpret(objects, { inventory: statedInventory(model([])), mesh: model([]).mesh, profile: profile() });

test("[consul 21.1#5] a field that a custom resource does not have changes nothing, as it is pruned", () => {
  const spec = { protocol: "http", colour: "red" };
  expect(reader(object("ServiceDefaults", "order", spec)).diagnostics).toEqual([]);
});

test("[consul 21.1#6] the remarks of an entry are few, and never longer than Consul takes", () => {
  const remarked = consulForm({ name: "community-entries" })?.remarked?.({ Kind: "mesh" }, { "generated-by": "Meshwright", "meshwright-source": "a".repeat(600) });
  expect(remarked).toEqual({ Kind: "mesh", Meta: { "generated-by": "Meshwright", "meshwright-source": "a".repeat(512) } });
});

test("[consul 21.1#7][consul 21.1#8] the output says what becomes of entries that somebody else wrote", () => {
  const here = profile();
  const files = manifestFiles("consul", lowered([plain("order")]).manifests, new Map(), deliveryOf(consul, here));
  const list = files.find(({ path: file }) => file === "consul/kustomization.yaml")?.content ?? "";
  expect(list).toContain('# An entry that exists and was not made by Kubernetes is taken over where its resource has the annotation consul.hashicorp.com/migrate-entry: "true".\n');
  expect(list).toContain("# Entries of other datacenters are neither changed nor removed");
});

test("[consul 21.4#9] subsets are written before what names them, and none of them can be missing", () => {
  const kinds = lowered([routed({ action: forward(backend({ version: "v1", labels: { version: "v1" } })) })]).manifests.map(({ object: { kind } }) => kind);
  expect(kinds.indexOf("ServiceResolver")).toBeLessThan(kinds.indexOf("ServiceRouter"));
  const router = object("ServiceRouter", "order", { routes: [{ destination: { serviceSubset: "v1" } }] });
  const { diagnostics } = reader(object("ServiceDefaults", "order", { protocol: "http" }), router);
  expect(diagnostics.map(({ name: finding }) => finding)).toEqual(["consul-broken-chain"]);
});

test("[consul 21.5#9] configuration of Envoy itself is never written", () => {
  const text = JSON.stringify(lowered([plain("order", { limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }), calls: [] }), plain("web", { calls: [{ to: { kind: "service", service: name("order"), port: null }, perRequest: null, probability: null, mode: "sequential", group: null, optional: false, routes: [], request: null, client: null, origin: at() }] })]).manifests);
  expect(text).toContain("maxConnections");
  expect(text).not.toMatch(/envoy(?:Cluster|Listener)JSON|envoyExtensions/);
});

test("[consul 21.5#10] every protocol is written once for all that a chain names, so that no write breaks another", () => {
  const { manifests } = lowered([routed({ action: forward(backend({ service: name("order-v1"), version: "v1" })) })]);
  const protocols = manifests.filter(({ object: { kind } }) => kind === "ServiceDefaults").map(({ object: { metadata, spec } }) => [metadata.name, spec?.["protocol"]]);
  expect(protocols).toEqual([["order", "http"], ["order-v1", "http"]]);
  const change = [object("ServiceDefaults", "order", { protocol: "tcp" }), object("ServiceRouter", "order", { routes: [{ destination: {} }] }), object("ServiceIntentions", "order", { destination: { name: "order" }, sources: [{ name: "*", permissions: [{ action: "deny", http: { methods: ["GET"] } }] }] })];
  expect(reader(...change).diagnostics.map(({ name: finding }) => finding)).toEqual(["consul-broken-chain", "consul-broken-chain"]);
});

test("[consul 21.7#3] retries on failed connections alone are noted to miss an application that is down", () => {
  const noted = (on: readonly string[]) => lowered([routed({ retry: wish(retry({ on, events: retryEventsOf(on) })) })]).ledger.filter(({ note }) => note.includes("an application that is down")).map(({ kind, route: where }) => [kind, where]);
  expect(noted(["connect-failure"])).toEqual([["note", "main"]]);
  expect(noted(["connect-failure", "gateway-error"])).toEqual([]);
});

test("[consul 21.7#4] a route that repeats only what may be repeated leaves the other methods to a second route", () => {
  const on = ["5xx"];
  const written = routes(lowered([routed({ retry: wish(retry({ on, events: retryEventsOf(on), methods: ["GET", "PUT"] })) }, { path: path("exact", "/a") })]));
  expect(written.slice(0, 2).map(({ match, destination }) => [match?.http["methods"], destination["numRetries"]])).toEqual([[["GET", "PUT"], 2], [undefined, undefined]]);
});

test("[consul 21.7#5] tries that cannot fit their deadline are found where the policy is read", () => {
  const text = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 80
  routes: [{ name: all, to: order, deadline: 1s, retry: { attempts: 3, perTryTimeout: 500ms, on: [try-timeout] } }]
`;
  const { diagnostics } = analyseAndLint([{ path: "order.yaml", text }], defaultAnalysis, { asOf: "2026-01-01", targets: [], levels: {} } as never);
  expect(diagnostics.map(({ name: finding }) => finding)).toContain("tries-do-not-fit");
});

test("[consul 21.7#6] the share that may be ejected is always written, since 10 % of few endpoints is nobody", () => {
  const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 10 });
  const web = plain("web", { calls: [{ to: { kind: "service", service: name("order"), port: null }, perRequest: null, probability: null, mode: "sequential", group: null, optional: false, routes: [], request: null, client: null, origin: at() }] });
  const spec = specOf(lowered([plain("order", { outlier }), web]), "ServiceDefaults", "web");
  expect(spec["upstreamConfig"]).toMatchObject({ defaults: { passiveHealthCheck: { maxEjectionPercent: 10 } }, overrides: [{ name: "order", passiveHealthCheck: { interval: "10s", maxFailures: 5, enforcingConsecutive5xx: 100, maxEjectionPercent: 10, baseEjectionTime: "30s" } }] });
});

test("[consul 21.7#8] rules hold for the path as it arrives: after a rewrite the policy and Consul ask for the new one", () => {
  const rewritten = plain("order", {
    mtls: wish("strict"),
    ports: [port({ arms: [arm(route({ action: forward(backend()), rewrite: { path: { kind: "prefix", value: "/in", origin: at() }, authority: null, origin: at() } }), { path: path("prefix", "/out") }), arm(route({ name: "rest" }))] })],
    access: { default: null, allow: [{ name: "in", from: [{ identity: { kind: "anyone" }, cidrs: null, origin: at() }], to: [{ methods: null, path: path("prefix", "/in"), headers: [], ports: null, origin: at() }], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" },
  });
  const mesh = model([rewritten]);
  const { manifests, ledger } = consul.lower(mesh, profile());
  const { read } = consul.interpret(manifests.map((each) => ({ object: each.object })), { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: profile() });
  expect(verify(mesh, decide(mesh), read, ledger, { target: "consul" }).proofs.map(({ proof }) => proof.kind)).toEqual(["proved"]);
  expect(JSON.stringify(specOf(lowered([rewritten]), "ServiceIntentions", "order"))).toContain('"pathRegex":"/in(/.*)?"');
});

test("[consul 21.7#11] a prefix ends at a slash, in routes and in rules", () => {
  expect(routes(lowered([routed({}, { path: path("prefix", "/orders") })]))[0]?.match?.http).toEqual({ pathRegex: "/orders(/.*)?" });
});
