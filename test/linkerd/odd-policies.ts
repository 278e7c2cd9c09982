import { fraction } from "../../src/support/fraction.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { AccessRule, Arm, Consent, Inventory, MeshModel, Profile, Service } from "../../src/model/index.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { profile } from "./lower/support.ts";

/** A policy and the profile that it is compiled for. */
export interface Odd {
  readonly mesh: MeshModel;
  readonly profile: Profile;
}

const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];

function routes(...arms: readonly Arm[]): Service {
  return service({ ports: [port({ arms })] });
}

function consent(field: string): Consent {
  return { kind: "approximate", target: "linkerd", field, within: null, because: "tested", origin: at() };
}

function rule(given: Partial<AccessRule> & { readonly account?: string }): AccessRule {
  return { name: "rule", from: [{ identity: { kind: "account", namespace: "web", serviceAccount: given.account ?? "front", via: null }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at(), ...given };
}

function allowing(...allow: readonly AccessRule[]): Partial<Service> {
  return { access: { default: null, allow, deny: [], mode: "enforce" } };
}

const below = (value: string, methods: readonly string[] | null = null): AccessRule["to"] => [{ methods, path: path("prefix", value), headers: [], ports: null, origin: at() }];
const outlier = (consecutiveErrors: number) => wish({ consecutiveErrors, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });
const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" } })], outlier: outlier(3), consents: [consent("circuitBreaker.outlier")] });
const rpc = wish(retry({ on: ["unavailable"], events: retryEventsOf(["unavailable"]) }));
const moved = { kind: "redirect" as const, status: 301 as const, scheme: "https" as const, host: null, port: null, path: null, origin: at() };
const probed: Inventory = { completeness: "partial", services: [], workloads: [{ id: name("order"), kind: "Deployment", labels: { app: "order" }, serviceAccount: "order", ports: [{ name: "web", port: 80 }], replicas: 1, probes: [{ path: "/healthz", port: "web" }], origin: at() }], accounts: [], namespaces: [] };
const complete: Inventory = { completeness: "complete", services: [{ id: name("order"), ports: [{ name: null, port: 8080, targetPort: 80, protocol: "http" }], selector: { app: "order" }, type: "ClusterIP", origin: at() }], workloads: [], accounts: [], namespaces: [] };
const scoped = { mesh: mesh({ scopes: [{ namespace: null, accessDefault: wish("deny" as const), mtls: wish("strict" as const), telemetry: null, origin: at() }] }) };
const other: Inventory = { ...complete, services: [], workloads: [{ id: name("stranger"), kind: "Deployment", labels: { app: "order" }, serviceAccount: "x", ports: [], replicas: 1, origin: at() }], completeness: "partial" };

const plain: readonly MeshModel[] = [
  model([routes(arm(route({ deadlineMs: wish(100_000 * 3_600_000 + 1) })))]),
  model([routes(arm(route({ action: { ...moved, status: 308 } })))]),
  model([routes(arm(route({ requestHeaders: wish({ set: { host: "a" }, add: {}, remove: [] }) })))]),
  model([routes(arm(route({ requestHeaders: wish({ set: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`x-${index}`, "a"])), add: {}, remove: [] }) })))]),
  model([routes(arm(route(), { path: path("exact", "/a b") }))]),
  model([routes(arm(route(), { path: path("regex", "/\\pL+") }))]),
  model([routes(arm(route(), { headers: [named("x", { kind: "regex", value: "[a&&b]" })] }))]),
  model([routes(arm(route({ abort: wish({ share: fraction(1, 2), status: 503, until: null }) })))]),
  model([routes(arm(route(), { headers: [named("x", { kind: "not", match: { kind: "present" } })] }))]),
  model([routes(arm(route(), { authority: { kind: "exact", value: "order:8080" } }))]),
  model([service({ ports: [port({ port: 3306, arms: [arm(route())] })] })]),
  model([service({ ports: [port({ protocol: "tls", arms: [arm(route({ deadlineMs: wish(5) }), { sni: ["order"] })] })] })]),
  model([routes(arm(route()))], { inventory: { ...complete, services: complete.services.map((each) => ({ ...each, ports: each.ports.map((one) => ({ ...one, appProtocol: "grpc" })) })) } }),
  model([service({ ports: [port({ protocol: "tcp", arms: [arm(route({ action: forward(backend({ weight: 2_000_000 }), backend({ service: name("other"), owner: null })) }))] })] })]),
  model([service({ ports: [port({ protocol: "grpc", arms: [arm(route({ retry: rpc, requestHeaders: wish({ set: { "x-s": "1" }, add: {}, remove: [] }) }))] })] })]),
  model([service({ ports: [port({ protocol: "grpc", arms: [arm(route({ retry: rpc }), { headers: [named("x", { kind: "present" })] })] })] })]),
  model([service({ access: { default: null, allow: [rule({}), rule({ account: "batch" })], deny: [rule({ from: [{ identity: { kind: "namespace", namespace: "web" }, cidrs: null, origin: at() }] })], mode: "enforce" } })]),
  model([service({ access: { default: wish("allow"), allow: [], deny: [rule({})], mode: "enforce" } })]),
  model([service(allowing(rule({ to: below("/a", ["GET"]) }), rule({ account: "batch", to: below("/a/b") })))]),
  model([service(allowing(rule({ to: [{ methods: null, path: path("regex", "/a.*"), headers: [], ports: null, origin: at() }] }), rule({ account: "batch", to: [{ methods: null, path: path("regex", "/.*b"), headers: [], ports: null, origin: at() }] })))]),
  model([service(allowing(rule({ headers: [named("x", { kind: "not", match: { kind: "present" } })] })))]),
  model([service({ ...allowing(rule({})), versions: [version({ podLabels: null })] })]),
  model([service({ ...allowing(rule({})), ports: [port({ targetPort: null })] })]),
  model([service({ ...allowing(rule({ to: [{ methods: null, path: null, headers: [], ports: [8080], origin: at() }] })), ports: [port(), port({ port: 9090 })] })]),
  model([service({ rateLimit: wish({ requests: 9, perMs: 60_000, scope: "instance" }) })]),
  model([service({ balancing: wish("random") })]),
  model([service({ versions: [version({ name: "v2", labels: { version: "v2" }, podLabels: null })], ports: [port({ arms: [arm(route({ action: forward(backend({ version: "v2", labels: { version: "v2" } })) }))] })] })]),
  model([billing, service({ versions, outlier: outlier(5), consents: [consent("circuitBreaker.outlier")], ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("billing"), owner: name("billing") })) }))] })] })]),
  model([billing, service({ failover: [wish(backend({ service: name("billing"), owner: name("billing") }))], consents: [consent("failover")], ...allowing(rule({})) })]),
  model([service(allowing(rule({})))], { inventory: probed }),
  model([service(allowing(rule({ to: below("/a") })))], { inventory: probed }),
  model([service(allowing(rule({})))], { inventory: other }),
  model([service()], scoped),
  model([service()], { ...scoped, inventory: complete }),
  model([service({ mtls: wish("strict") })]),
  model([service()], { mesh: mesh({ egress: wish("deny") }) }),
  model([routes(arm(route({ action: moved })), arm(route({ name: "b" }), { path: path("prefix", "/a") }))]),
  model([service({ access: { default: null, allow: [rule({})], deny: [], mode: "audit" } })]),
];

const retried = arm(route({ retry: wish(retry({ on: ["5xx"], events: retryEventsOf(["5xx"]) })) }));
const budget = wish({ percent: fraction(2, 5), windowMs: 2000, minPerSecond: fraction(10) });
const kept = ["retry.attempts", "retry.backoff", "retryBudget"].map(consent);

/** Policies that generated ones are not: each meets a condition that refuses it, or one that is seldom drawn. */
export const oddPolicies: readonly Odd[] = [
  ...plain.map((each) => ({ mesh: each, profile: profile() })),
  { mesh: model([service({ retryBudget: budget, consents: kept, ports: [port({ arms: [retried] })] })]), profile: profile({ retryBudget: "profile" }) },
  { mesh: model([service({ retryBudget: budget, consents: kept, ports: [port({ arms: [{ ...retried, when: { ...retried.when, headers: [named("x", { kind: "present" })] } }] })] })]), profile: profile({ retryBudget: "profile" }) },
  { mesh: model([service({ versions, ports: [port({ protocol: "tcp", fallback: forward(backend({ service: name("order-v1"), version: "v1" })) })] })]), profile: profile({}, "2.16") },
  { mesh: model([routes(arm(route()))]), profile: profile({}, "2.17") },
];
