import type { AccessRule, MeshModel, Profile, Subject } from "../../../src/model/index.ts";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { profile } from "./support.ts";

const subject = (identity: Subject["identity"]): Subject => ({ identity, cidrs: null, origin: at() });
const web = subject({ kind: "account", namespace: "shop", serviceAccount: "web", via: null });
const rule = (from: readonly Subject[], given: Partial<AccessRule> = {}): AccessRule => ({ name: "r", from, to: [], headers: [], claims: [], origin: at(), ...given });
const plain = (own: string, given: Parameters<typeof service>[0] = {}) =>
  service({
    id: name(own),
    versions: [version({ name: name(own).name, service: name(own), podLabels: { app: name(own).name }, serviceAccount: name(own).name })],
    ports: [port({ fallback: forward(backend({ service: name(own), owner: name(own) })) })],
    ...given,
  });
const scope = (namespace: string | null, accessDefault: "allow" | "deny" | null, mtls: "strict" | "permissive" | null) => ({ namespace, accessDefault: accessDefault === null ? null : wish(accessDefault), mtls: mtls === null ? null : wish(mtls), telemetry: null, origin: at() });
const on = ["unavailable", "connect-failure"];

const tokened = (given: Parameters<typeof service>[0]) => plain("order", { mtls: wish("strict"), jwt: wish({ provider: "corp", required: true }), ...given });
const corp = (audiences: readonly string[] = []) => ({ mesh: mesh({ jwtProviders: [{ name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences, fromHeaders: [], forward: true, origin: at() }] }) });
const authentication = { kind: "approximate" as const, target: "consul", field: "authentication", within: null, because: "our tokens name one", origin: at() };
const outside = (given: Parameters<typeof service>[0]) => plain("pay", { versions: [], external: { hosts: [wish("pay.example"), wish("api.pay.example")], tls: wish("none"), addresses: [] }, ...given });

const enterprise = profile("enterprise");
const denying = profile("community", "2.0", { defaultIntentionPolicy: "deny" });
const managed = profile("community", "2.0", { acls: "managed" });

/** Policies over cells that generated ones rarely have, with the deployment that each is for; all of them are proved. */
export const cases: readonly (readonly [string, MeshModel, Profile])[] = [
  ["a TCP service with callers", model([plain("db", { ports: [port({ protocol: "tcp", fallback: forward(backend({ service: name("db"), owner: name("db") })) })], access: { default: null, allow: [rule([web])], deny: [], mode: "enforce" } }), plain("web")]), profile()],
  ["a TLS service", model([plain("db", { mtls: wish("strict"), ports: [port({ protocol: "tls", fallback: forward(backend({ service: name("db"), owner: name("db") })) })] })]), profile()],
  ["a TCP service where ACLs are managed", model([plain("db", { ports: [port({ protocol: "tcp", fallback: forward(backend({ service: name("db"), owner: name("db") })) })] })]), managed],
  ["plain text that is let in", model([plain("order", { mtls: wish("permissive") })]), profile()],
  ["plain text that the mesh lets in", model([plain("order")], { mesh: mesh({ scopes: [scope(null, null, "permissive")] }) }), profile()],
  ["a gRPC service with retries", model([plain("order", { ports: [port({ protocol: "grpc", arms: [arm(route({ retry: wish(retry({ on, events: retryEventsOf(on) })) }), { path: path("exact", "/shop.Orders/Get") }), arm(route({ name: "rest" }))] })] })]), profile()],
  ["an HTTP/2 service with a pattern", model([plain("order", { ports: [port({ protocol: "http2", arms: [arm(route({ deadlineMs: wish(1000) }), { headers: [named("x", { kind: "not", match: { kind: "regex", value: "a+" } })] }), arm(route({ name: "rest" }))] })] })]), profile()],
  ["a default of deny for the mesh", model([plain("order", { access: { default: wish("allow"), allow: [], deny: [], mode: "enforce" } }), plain("web")], { mesh: mesh({ scopes: [scope(null, "deny", "strict")] }) }), profile()],
  ["a default of deny where ACLs are managed", model([plain("order", { access: { default: null, allow: [rule([web])], deny: [], mode: "enforce" } }), plain("web")], { mesh: mesh({ scopes: [scope(null, "deny", "strict")] }) }), managed],
  ["defaults of namespaces", model([plain("order"), plain("bank/order")], { mesh: mesh({ scopes: [scope(null, "deny", "strict"), scope("bank", "allow", null)] }) }), enterprise],
  ["callers by namespace", model([plain("order", { access: { default: null, allow: [rule([subject({ kind: "namespace", namespace: "bank" })])], deny: [rule([subject({ kind: "account", namespace: "bank", serviceAccount: "teller", via: null })], { name: "d" })], mode: "enforce" } }), plain("bank/teller"), plain("bank/order")]), enterprise],
  ["a hash without a key", model([plain("order", { balancing: wish("ring-hash") })]), profile()],
  ["a rate for each instance", model([plain("order", { rateLimit: wish({ requests: 100, perMs: 2000, scope: "instance" }) })]), enterprise],
  ["the own zone first", model([plain("order", { locality: wish("prefer") })]), enterprise],
  ["a route and a rule for none of the methods", model([plain("order", { ports: [port({ arms: [arm(route({ deadlineMs: wish(1000) }), { methods: [] }), arm(route({ name: "rest" }))] })], access: { default: null, allow: [rule([subject({ kind: "anyone" })], { to: [{ methods: [], path: null, headers: [], ports: null, origin: at() }] })], deny: [], mode: "enforce" } })]), profile()],
  ["no zone first", model([plain("order", { locality: wish("off") })]), profile()],
  ["a token of one issuer", model([tokened({})], corp()), denying],
  ["a token for one audience", model([tokened({ consents: [authentication] })], corp(["shop"])), denying],
  ["a token where a rule admits some", model([tokened({ access: { default: null, allow: [rule([web], { to: [{ methods: ["GET"], path: null, headers: [], ports: null, origin: at() }] })], deny: [rule([web], { name: "d", to: [{ methods: null, path: path("exact", "/no"), headers: [], ports: null, origin: at() }] })], mode: "enforce" } }), plain("web")], corp()), denying],
  ["a claim of the token", model([tokened({ access: { default: null, allow: [rule([web], { name: "boss", claims: [named("role", { kind: "exact", value: "boss" }), named("site", { kind: "exact", value: "here" })] }), rule([web], { to: [{ methods: ["GET"], path: null, headers: [], ports: null, origin: at() }] })], deny: [], mode: "enforce" } }), plain("web")], corp()), denying],
  ["claims of calls that differ", model([tokened({ access: { default: null, allow: [rule([subject({ kind: "anyone" })], { name: "a", to: [{ methods: ["GET"], path: null, headers: [], ports: null, origin: at() }], claims: [named("role", { kind: "exact", value: "a" })] }), rule([subject({ kind: "anyone" })], { name: "b", to: [{ methods: ["PUT"], path: null, headers: [], ports: null, origin: at() }], claims: [named("role", { kind: "exact", value: "b" })] })], deny: [], mode: "enforce" } })], corp()), denying],
  ["a host outside the mesh", model([outside({}), plain("web")]), profile()],
  ["a host outside the mesh where the default is deny", model([outside({ external: { hosts: [wish("pay.example")], tls: wish("simple"), addresses: [] } }), plain("web")], { mesh: mesh({ scopes: [scope(null, "deny", "strict")] }) }), denying],
  ["logs of all proxies", model([plain("order", { telemetry: wish({ accessLog: "all", tracePercent: null }) })], { mesh: mesh({ scopes: [{ ...scope(null, null, null), telemetry: wish({ accessLog: "all", tracePercent: null }) }] }) }), profile()],
  ["calls that stay in the mesh", model([plain("order")], { mesh: mesh({ egress: wish("deny") }) }), profile()],
];
