import type { Gateway, KubernetesObject, MeshModel, Profile, Service } from "../../../src/model/index.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { istio } from "../../../src/targets/istio/index.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { verify } from "../../../src/verify/index.ts";
import { arm, at, backend, forward, mesh, mirror, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { profile } from "./support.ts";
import type { Spec } from "./support.ts";

/** Lowers, reads back and compares; the text of every finding, and the kind of answer. */
function proof(given: MeshModel, on: Profile = profile()): readonly string[] {
  const lowered = istio.lower(given, on);
  const world = { inventory: statedInventory(given), mesh: given.mesh, profile: on };
  const read = istio.interpret(lowered.manifests.map(({ object }) => ({ object })), world);
  const result = verify(given, decide(given), read.read, lowered.ledger, { target: "istio" });
  return [...lowered.diagnostics, ...read.diagnostics, ...result.diagnostics].map((each) => `${each.code} ${each.message}`);
}

const routes = (...arms: Parameters<typeof arm>[]): Service => service({ ports: [port({ arms: arms.map((each) => arm(...each)) })] });
const account = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };
const rule = (given: object): Service["access"]["allow"][number] => ({
  name: "r",
  from: [{ identity: account, cidrs: null, origin: at() }],
  to: [],
  headers: [],
  claims: [],
  origin: at(),
  ...given,
});
const operation = (given: object): Service["access"]["allow"][number]["to"][number] => ({ methods: null, path: null, headers: [], ports: null, origin: at(), ...given });
const other = service({ id: name("other"), versions: [version({ service: name("other"), podLabels: { app: "other" } })], ports: [port({ fallback: forward(backend({ service: name("other"), owner: name("other") })) })] });
const budget = { kind: "approximate" as const, target: "istio", field: "retryBudget", within: null, because: "x", origin: at() };

const listener = { name: null, port: 80, protocol: "http" as const, hosts: ["shop.example"], tls: null, namespaces: null, origin: at() };
const publicGateway = (entryPath: string | null): Gateway => {
  const entry = { port: 80, hosts: ["shop.example"], path: entryPath, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: at() };
  return { id: name("infra/public"), serviceAccount: "public", selector: { istio: "public" }, listeners: [listener], entries: [entry], origin: at() };
};
const corp = { name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: ["shop"], fromHeaders: [], forward: true, origin: at() };
const denyStrict = { namespace: null, accessDefault: wish("deny" as const), mtls: wish("strict" as const), telemetry: null, origin: at() };
const idleRoute = route({ name: "idle", action: forward(backend({ weight: 0 })) });

/** What generated policies found. */
const found: readonly (readonly [string, MeshModel])[] = [
  ["a route without weights behind a gateway", model([routes([idleRoute, { path: path("prefix", "/a") }])], { gateways: [publicGateway(null)] })],
  ["a route without weights where the mesh denies", model([routes([idleRoute, { path: path("prefix", "/a") }])], { mesh: mesh({ scopes: [denyStrict] }) })],
  ["claims behind a gateway", model([{ ...routes([route({ name: "gold" }), { claims: [named("tier", { kind: "exact", value: "gold" })] }]), jwt: wish({ provider: "corp", required: false }) }], { mesh: mesh({ jwtProviders: [corp] }), gateways: [publicGateway("/a")] })],
  ["an external service where the mesh is strict", model([service({ id: name("pay"), versions: [], external: { hosts: [wish("pay.example")], tls: wish("none" as const), addresses: [] }, ports: [port({ port: 80, arms: [arm(route({ action: forward(backend({ service: name("pay"), owner: name("pay"), port: 80 })) }), { methods: ["GET"] })], fallback: forward(backend({ service: name("pay"), owner: name("pay"), port: 80 })) })] })], { mesh: mesh({ scopes: [{ ...denyStrict, accessDefault: null }] }) })],
  ["addresses in rules behind a gateway", model([service({ access: { default: null, allow: [rule({ from: [{ identity: { kind: "anyone" }, cidrs: ["10.0.0.0/8"], origin: at() }] })], deny: [], mode: "enforce" } })], { gateways: [publicGateway(null)] })],
];

/** A gateway entry for `/a`, with a route behind it that replaces a prefix which is not the entry's. */
function gatewayRewrites(): readonly (readonly [string, MeshModel])[] {
  const to = (value: string) => ({ path: { kind: "prefix" as const, value, origin: at() }, authority: null, origin: at() });
  const moved = (value: string) => ({ kind: "redirect" as const, status: 302 as const, scheme: null, host: "x.example", port: null, path: { kind: "prefix" as const, value, origin: at() }, origin: at() });
  const gateways = [publicGateway("/a")];
  return ["/", "/x", "/x/y"].flatMap((value) =>
    ["/", "/a", "/a/b"].flatMap((own): readonly (readonly [string, MeshModel])[] => [
      [`prefix ${own} to ${value} behind /a`, model([routes([route({ rewrite: to(value) }), { path: path("prefix", own) }])], { gateways })],
      [`redirect of ${own} to ${value} behind /a`, model([routes([route({ action: moved(value) }), { path: path("prefix", own) }])], { gateways })],
    ]),
  );
}

const cases: readonly (readonly [string, MeshModel])[] = [
  ["nothing", model([service()])],
  ["prefix and rest", model([routes([route({ name: "a" }), { path: path("prefix", "/orders") }], [route({ name: "b", deadlineMs: wish(2000) })])])],
  ["404", model([routes([route(), { path: path("template", "/orders/{id}"), methods: ["GET", "HEAD"] }])])],
  ["headers", model([routes([route({ name: "a" }), { headers: [named("x", { kind: "not", match: { kind: "exact", value: "" } }), named("y", { kind: "contains", value: "b" })] }], [route({ name: "b", deadlineMs: wish(3) })])])],
  ["query", model([routes([route({ name: "a" }), { query: [named("q", { kind: "not", match: { kind: "regex", value: "a+" } })] }], [route({ name: "b", deadlineMs: wish(3) }), { path: path("prefix", "/x") }])])],
  ["authority", model([routes([route({ name: "a" }), { authority: { kind: "exact", value: "Order.example" } }], [route({ name: "b", deadlineMs: wish(3) }), { authority: { kind: "not", match: { kind: "suffix", value: ".test" } } }])])],
  ["callers", model([routes([route({ name: "a" }), { callers: ["web"] }])])],
  ["split", model([routes([route({ action: forward(backend({ weight: 2 }), backend({ service: name("other"), owner: name("other"), weight: 1 })), mirrors: [mirror(10, { service: name("other"), owner: name("other") })] })]), other])],
  ["zero", model([routes([route({ action: forward(backend({ weight: 0 })) })])])],
  ["retry", model([routes([route({ deadlineMs: wish(2000), retry: wish(retry({ methods: ["GET", "HEAD"], perTryTimeoutMs: 500, on: ["connect-failure", "gateway-error"], events: { must: ["c", "s502", "s503", "s504", "t"], may: ["l"] } })) })])])],
  ["faults", model([routes([route({ delay: wish({ share: fraction(1, 20), durationMs: 200, until: null }), abort: wish({ share: fraction(1, 100), status: 503, until: null }) })])])],
  ["rewrite prefix", model([routes([route({ rewrite: { path: { kind: "prefix", value: "/v2", origin: at() }, authority: wish("b.example"), origin: at() } }), { path: path("prefix", "/a") }], [route({ name: "root", rewrite: { path: { kind: "prefix", value: "/v2", origin: at() }, authority: null, origin: at() } })])])],
  ["rewrite full", model([routes([route({ rewrite: { path: { kind: "full", value: "/v2", origin: at() }, authority: null, origin: at() } }), { path: path("prefix", "/a") }])])],
  ["redirect", model([routes([route({ action: { kind: "redirect", status: 302, scheme: null, host: null, port: null, path: null, origin: at() } }), { path: path("exact", "/a") }], [route({ action: { kind: "redirect", status: 307, scheme: "https", host: "x.example", port: null, path: { kind: "full", value: "/z", origin: at() }, origin: at() } })])])],
  ["respond", model([routes([route({ action: { kind: "respond", status: 410, body: "gone", origin: at() } })])])],
  ["header edits", model([routes([route({ requestHeaders: wish({ set: { a: "50%" }, add: { b: "1" }, remove: ["c"] }), responseHeaders: wish({ set: {}, add: { d: "2" }, remove: [] }) })])])],
  ["cors", model([routes([route({ cors: wish({ allowOrigins: [{ kind: "exact", value: "https://a.example" }], allowMethods: ["GET"], allowHeaders: [], exposeHeaders: [], maxAgeMs: 60000, allowCredentials: true }) })])])],
  ["limits", model([service({ limits: wish({ maxConnections: 100, maxPendingRequests: 50, maxRequests: 20 }), outlier: wish({ consecutiveErrors: 5, intervalMs: 10000, baseEjectionMs: 30000, maxEjectedPercent: 50 }), balancing: wish("round-robin" as const), slowStartMs: wish(30000), locality: wish("prefer" as const) })])],
  ["hash", model([service({ balancing: wish("maglev" as const), affinity: wish({ kind: "cookie" as const, name: "u", ttlMs: 60000 }) })])],
  ["budget", model([service({ retryBudget: wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(10) }), consents: [budget] })])],
  ["access", model([service({ access: { default: wish("deny" as const), allow: [rule({ to: [operation({ methods: ["GET"], path: path("prefix", "/orders") })] })], deny: [rule({ from: [{ identity: { kind: "anyone" }, cidrs: null, origin: at() }], to: [operation({ path: path("exact", "/orders/debug") })] })], mode: "enforce" } })])],
  ["access subjects", model([service({ access: { default: null, allow: [rule({ from: [{ identity: { kind: "namespace", namespace: "jobs" }, cidrs: null, origin: at() }, { identity: { kind: "authenticated" }, cidrs: ["10.0.0.0/8"], origin: at() }] }), rule({ headers: [named("x", { kind: "not", match: { kind: "prefix", value: "a" } })], claims: [named("role", { kind: "exact", value: "clerk" })] })], deny: [], mode: "enforce" } })])],
  ["mesh deny", model([service(), other], { mesh: mesh({ scopes: [{ namespace: null, accessDefault: wish("deny" as const), mtls: wish("strict" as const), telemetry: null, origin: at() }, { namespace: "shop", accessDefault: wish("allow" as const), mtls: null, telemetry: null, origin: at() }] }) })],
  ["audit", model([service({ access: { default: null, allow: [rule({})], deny: [], mode: "audit" } })])],
  ["mtls", model([service({ mtls: wish("strict" as const) })])],
  ["token", model([service({ jwt: wish({ provider: "corp", required: true }) })], { mesh: mesh({ jwtProviders: [{ name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/jwks", audiences: [], fromHeaders: [], forward: true, origin: at() }] }) })],
  ["tcp", model([service({ ports: [port({ protocol: "tcp", arms: [arm(route({ action: forward(backend({ weight: 1 }), backend({ service: name("other"), owner: name("other"), weight: 1 })) }))] })] }), other])],
  ["tls", model([service({ ports: [port({ protocol: "tls", arms: [arm(route({ action: forward(backend({ weight: 1 }), backend({ service: name("other"), owner: name("other"), weight: 1 })) }), { sni: ["order.shop", "order"] }), arm(route({ name: "rest" }))] })] }), { ...other, ports: other.ports.map((one) => ({ ...one, protocol: "tls" as const })) }])],
  ["tls without routes", model([service({ ports: [port({ protocol: "tls" })] })])],
  ...gatewayRewrites(),
  ...found,
  [
    "gateway",
    model([routes([route({ name: "a" }), { path: path("prefix", "/api/x") }], [route({ name: "b", deadlineMs: wish(5) }), { methods: ["POST"] }]), other], {
      gateways: [
        {
          id: name("infra/public"),
          serviceAccount: "public",
          selector: { istio: "public" },
          listeners: [{ name: null, port: 80, protocol: "http", hosts: ["shop.example", "*.shop.example"], tls: null, namespaces: null, origin: at() }],
          entries: [
            { port: 80, hosts: ["shop.example"], path: "/api", leads: { kind: "service", service: name("order"), servicePort: 8080 }, origin: at() },
            { port: 80, hosts: ["shop.example", "*.shop.example"], path: null, leads: { kind: "service", service: name("other"), servicePort: 8080 }, origin: at() },
          ],
          origin: at(),
        },
      ],
    }),
  ],
];

test.each(cases)("what is written for %s means what the policy says", (_, given) => {
  expect(proof(given, profile("sidecar", "1.31"))).toEqual([]);
});

describe.each(["waypoint", "ambient"])("%s", (deployment) => {
  test.each(cases)("says %s rightly, or refuses it", (_, given) => {
    const on = profile(deployment, "1.31");
    const refused = istio.lower(given, on).diagnostics.map(({ code }) => code);
    expect(refused.length > 0 ? [] : proof(given, on)).toEqual([]);
  });
});

describe("a waypoint that decides access before routing", () => {
  const redirect = route({ name: "moved", action: { kind: "redirect", status: 302, scheme: null, host: "shop.example", port: null, path: null, origin: at() } });
  const arms = [arm(redirect, { path: path("exact", "/old") }), arm(route({ name: "gone", action: { kind: "respond", status: 410, body: null, origin: at() } }), { path: path("exact", "/gone") }), arm(route({ name: "a" }), { path: path("prefix", "/a") })];
  const given = model([service({ mtls: wish("strict"), access: { default: null, allow: [rule({ to: [operation({ methods: ["GET"] })] })], deny: [], mode: "enforce" }, ports: [port({ arms })] })]);
  const on = profile("waypoint", "1.31");
  const { manifests, ledger, diagnostics } = istio.lower(given, on);
  const world = { inventory: statedInventory(given), mesh: given.mesh, profile: on };
  const findings = (objects: readonly KubernetesObject[], entries: typeof ledger): readonly string[] => {
    const { read } = istio.interpret(objects.map((object) => ({ object })), world);
    return verify(given, decide(given), read, entries, { target: "istio" }).diagnostics.map(({ code }) => code);
  };
  const objects = manifests.map(({ object }) => object);
  test("is allowed by a note of the ledger", () => {
    expect(diagnostics).toEqual([]);
    expect(findings(objects, ledger)).toEqual([]);
    expect(findings(objects, ledger.filter(({ effects }) => !effects.includes("outcome")))).toEqual(["MW5001"]);
  });
  test("may not refuse those that the policy admits", () => {
    const narrowed = ({ rules }: Spec): Spec => ({ rules: (rules as readonly { to: readonly { operation: object }[] }[]).map((one) => ({ ...one, to: one.to.map(({ operation: to }) => ({ operation: { ...to, notPaths: ["/old"] } })) })) });
    const stricter = objects.map((object) => (object.kind === "AuthorizationPolicy" ? { ...object, spec: { ...object.spec, ...narrowed(object.spec ?? {}) } } : object));
    expect(findings(stricter, ledger)).toEqual(["MW5001"]);
  });
});
