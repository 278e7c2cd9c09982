import type { Consent, Gateway, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { call, plain } from "./support.ts";

/** Where the refused wish stands. */
export const place = at(42);
/** A service of one arm. */
export const routed = (given: Parameters<typeof route>[0], conditions: Parameters<typeof arm>[1] = {}): Service => service({ ports: [port({ arms: [arm(route(given), conditions, place)] })] });
/** Who is allowed in. */
export const account = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };
/** An allow rule, changed as given. */
export const rule = (given: object) => ({ name: "r", from: [{ identity: account, cidrs: null, origin: place }], to: [], headers: [], claims: [], origin: place, ...given });
/** A service with such a rule. */
export const ruled = (given: object, mode: "enforce" | "audit" = "enforce"): Service => service({ access: { default: null, allow: [rule(given)], deny: [], mode } });
/** An entry of a gateway. */
export const exposed = { port: 80, hosts: ["a.example"], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: place };

/** A consent that no number bounds. */
export const consent = (field: string): Consent => ({ kind: "approximate", target: "appmesh", field, within: null, because: "generated", origin: at() });

const split = (count: number): Service =>
  service({
    versions: Array.from({ length: count }, (_, index) => version({ name: `v${index}`, labels: { version: `v${index}` }, podLabels: { app: "order", version: `v${index}` } })),
    ports: [port({ arms: [arm(route({ action: forward(...Array.from({ length: count }, (_, index) => backend({ labels: { version: `v${index}` } }))) }))] })],
  });
const many = (count: number): Service => routed({}, { methods: ["GET", "HEAD", "POST", "PUT", "DELETE"], headers: Array.from({ length: count }, (_, index) => named(`x-${index}`, { kind: "not", match: { kind: "exact", value: "a" } })) });
const allowing = (identity: (typeof account) | { kind: "namespace"; namespace: string }): Service["access"] => ({ default: null, allow: [rule({ from: [{ identity, cidrs: null, origin: place }] })], deny: [], mode: "enforce" });

/** What the table of features calls sayable and App Mesh refuses all the same: title, services, codes. */
export const refusedOtherwise: readonly (readonly [string, readonly Service[], readonly string[]])[] = [
  ["[appmesh 28#L37] more routes than the quota", [many(4)], ["MW4501"]],
  ["[appmesh 28#L37] more backends than the quota", [plain("web", { calls: Array.from({ length: 51 }, (_, index) => call(`s${index}`)) }), ...Array.from({ length: 51 }, (_, index) => plain(`s${index}`))], ["MW4501"]],
  ["[appmesh 28#L10] eleven targets with a share", [split(11)], ["MW4502"]],
  ["[appmesh 28#L32] an empty value", [routed({}, { headers: [named("x", { kind: "exact", value: "" }, place)] })], ["MW4503"]],
  ["a pattern of 256 characters", [routed({}, { path: { kind: "regex", value: `/${"a".repeat(255)}`, origin: place } })], ["MW4503"]],
  ["a name of 51 characters", [routed({}, { headers: [named("x".repeat(51), { kind: "present" }, place)] })], ["MW4503"]],
  ["a negated query parameter", [routed({}, { query: [named("q", { kind: "not", match: { kind: "present" } }, place)] })], ["MW4505"]],
  ["the host as a header", [routed({}, { headers: [named(":authority", { kind: "exact", value: "a" }, place)] })], ["MW4505"]],
  ["repeated gRPC methods of a whole service", [service({ ports: [port({ protocol: "grpc", arms: [arm(route({ retry: wish(retry({ methods: ["Get"] }), place) }), { path: path("prefix", "/shop.Orders") })] })] })], ["MW4505"]],
  ["a lone status", [routed({ retry: wish(retry({ on: ["503"], events: { must: ["s503"], may: [] } }), place) })], ["MW4506"]],
  ["pods without known labels", [service({ versions: [version({ podLabels: null })] })], ["MW4508"]],
  ["[appmesh 28#L30] pods of two versions", [service({ versions: [version({ name: "v1", labels: { a: "b" } }), version({ name: "all" })] })], ["MW4509", "MW4509"]],
  ["[appmesh 28#L11] two protocols on one way", [service({ ports: [port({ fallback: forward(backend({ service: name("grpc"), owner: name("grpc") })) })] }), plain("grpc", { ports: [port({ protocol: "grpc", fallback: forward(backend({ service: name("grpc"), owner: name("grpc") })) })] })], ["MW4510"]],
  ["a call to nothing that is written", [plain("web", { calls: [call("gone")] })], ["MW4511"]],
  ["[appmesh 28#L13] an allowed caller that does not declare the call", [service({ access: allowing(account) }), plain("web")], ["MW4512"]],
  ["[appmesh 28#L18] rules under permissive mutual TLS", [service({ mtls: wish("permissive" as const), access: allowing({ ...account, namespace: "jobs" }) })], ["MW4513"]],
  ["a whole namespace as subject", [service({ access: allowing({ kind: "namespace", namespace: "jobs" }) })], ["MW4514"]],
  ["another balancer", [service({ balancing: wish("random" as const, place) })], ["MW4515"]],
  ["the own locality first", [service({ locality: wish("prefer" as const, place) })], ["MW4515"]],
  ["a limit that the protocol does not have", [service({ limits: wish({ maxConnections: null, maxPendingRequests: null, maxRequests: 5 }, place), consents: [consent("circuitBreaker.limits")] })], ["MW4516"]],
  ["an external service of two hosts", [service({ external: { hosts: [wish("a.example", place), wish("b.example", place)], tls: wish("none" as const), addresses: [] } })], ["MW4521"]],
  ["TLS that proxies would start", [service({ external: { hosts: [wish("a.example", place)], tls: wish("simple" as const), addresses: [] } })], ["MW4521"]],
  ["a filtered access log", [service({ telemetry: wish({ accessLog: "errors" as const, tracePercent: null }, place) })], ["MW4517"]],
  ["[appmesh 28#L35] two TCP calls on one port", [plain("web", { calls: [call("db"), call("cache")] }), ...["db", "cache"].map((own) => plain(own, { ports: [port({ protocol: "tcp", fallback: forward(backend({ service: name(own), owner: name(own) })) })] }))], ["MW4520"]],
];

const gateway = { id: name("infra/public"), serviceAccount: "public", selector: { app: "public" }, listeners: [], entries: [{ ...exposed, port: 8088 }], origin: place };
const listening = (given: object): Gateway => ({ ...gateway, listeners: [{ name: "web", port: 8088, protocol: "https", hosts: [], tls: { mode: "terminate", secret: name("infra/cert") }, namespaces: null, origin: place, ...given }] });
const entering = (...entries: readonly object[]): Gateway => ({ ...gateway, entries: entries.map((given) => ({ ...exposed, port: 8088, ...given })) });
const speaking = (protocol: "grpc" | "tcp"): Service => plain("rpc", { ports: [port({ protocol, fallback: forward(backend({ service: name("rpc"), owner: name("rpc") })) })] });
const toRpc = { leads: { kind: "service", service: name("rpc"), servicePort: 8080 } };

/** Gateways and what becomes of them: title, gateway, codes, further services. */
export const gateways: readonly (readonly [string, Gateway, readonly string[], Service?])[] = [
  ["a gateway above the ports of root", gateway, []],
  ["[appmesh 28#L39] a gateway on a port up to 1024", { ...gateway, entries: [exposed] }, ["MW4522"]],
  ["[appmesh 28#L39] a listener up to 1024 that nothing is exposed at", { ...gateway, listeners: [{ name: null, port: 80, protocol: "http", hosts: [], tls: null, namespaces: null, origin: place }] }, ["MW4522"]],
  ["a gateway of pods that nobody knows", { ...gateway, selector: null }, ["MW4522"]],
  ["a gateway whose `*` would take named hosts that carry a port", entering({ hosts: ["*"] }, {}), ["MW4522"]],
  ["[appmesh 28#L37] more gateway routes than the quota", entering({ hosts: Array.from({ length: 11 }, (_, index) => `h${index}.example`) }), ["MW4501"]],
  ["a listener that ends TLS", listening({}), []],
  ["a listener without certificate", listening({ tls: { mode: "terminate", secret: null } }), ["MW4522"]],
  ["a listener that passes TLS on", listening({ tls: { mode: "passthrough", secret: null } }), ["MW4522"]],
  ["a listener for connections", listening({ protocol: "tcp", tls: null }), ["MW4522"]],
  ["two certificates on one port", { ...listening({}), listeners: [...listening({}).listeners, ...listening({ tls: { mode: "terminate", secret: name("infra/other") } }).listeners] }, ["MW4522", "MW4522"]],
  ["a listener for other hosts", listening({ hosts: ["b.example"] }), ["MW4522"]],
  ["a path of App Mesh's own", entering({ path: "/aws-appmesh/x" }), ["MW4522"]],
  ["a path that is too long as a pattern", entering({ path: `/${"a".repeat(250)}` }), ["MW4503"]],
  ["two protocols on one port", entering({}, { hosts: ["b.example"], ...toRpc }), ["MW4522"], speaking("grpc")],
  ["connections through a gateway", entering(toRpc), ["MW4522"], speaking("tcp")],
  ["a gRPC service through a gateway", entering({ ...toRpc, path: "/shop.Rpc" }), [], speaking("grpc")],
  ["a gRPC method through a gateway", entering({ ...toRpc, path: "/shop.Rpc/Get" }), ["MW4522"], speaking("grpc")],
  ["gRPC for every host and service", entering({ ...toRpc, hosts: ["*"] }), ["MW4522"], speaking("grpc")],
  ["routes at the gateway itself", entering({ leads: { kind: "arms", arms: [] } }), ["MW4522"]],
];
