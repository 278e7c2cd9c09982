import fc from "fast-check";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { Access, AccessRule, Arm, Backend, Conditions, Consent, Gateway, MeshModel, MtlsMode, PathMatch, PositiveMatch, Retry, Route, ScopeSettings, Service, Subject, ValueMatch } from "../../src/model/index.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, route, service, version, when, wish } from "../support/build-model.ts";

/** The value in one of so many policies and one more, nothing in the others. */
function sometimes<T>(value: fc.Arbitrary<T>, others = 4): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: others, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const words = fc.constantFrom("a", "b", "beta", "a.b");
const positives: fc.Arbitrary<PositiveMatch> = fc.oneof(
  words.map((value): PositiveMatch => ({ kind: "exact", value })),
  words.map((value): PositiveMatch => ({ kind: "prefix", value })),
  words.map((value): PositiveMatch => ({ kind: "suffix", value })),
  words.map((value): PositiveMatch => ({ kind: "contains", value })),
  fc.constantFrom("[ab]+", "b.*|a", "be?ta").map((value): PositiveMatch => ({ kind: "regex", value })),
  fc.constant<PositiveMatch>({ kind: "present" }),
);
const values: fc.Arbitrary<ValueMatch> = fc.oneof({ weight: 3, arbitrary: positives }, { weight: 1, arbitrary: positives.map((match): ValueMatch => ({ kind: "not", match })) });
const queryValues: fc.Arbitrary<ValueMatch> = fc.oneof(
  words.map((value): ValueMatch => ({ kind: "exact", value })),
  fc.constant<ValueMatch>({ kind: "present" }),
);

const paths: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a", "/a/b", "/orders", "/orders/", "/v1").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/a/b", "/orders", "/v1", "/").map((value) => path("prefix", value)),
  fc.constantFrom("/a", "/ord", "/v").map((value) => path("stringPrefix", value)),
  fc.constantFrom("/a/{id}", "/orders/{id}/items", "/{x}").map((value) => path("template", value)),
  fc.constantFrom("/v[0-9]+(/.*)?", "/a/.*b", "/(a|orders)/[^/]+").map((value) => path("regex", value)),
);

const methods = fc.constantFrom(["GET"], ["POST", "PUT"], ["GET", "HEAD"], ["DELETE", "GET", "OPTIONS"]);

const conditions: fc.Arbitrary<Conditions> = fc
  .record({
    path: sometimes(paths, 1),
    methods: sometimes(methods),
    headers: fc.uniqueArray(fc.tuple(fc.constantFrom("x-a", "x-b"), values), { maxLength: 2, selector: ([field]) => field }),
    query: fc.uniqueArray(fc.tuple(fc.constantFrom("q", "full"), queryValues), { maxLength: 1, selector: ([field]) => field }),
  })
  .map((given) => when({ ...given, headers: given.headers.map(([field, match]) => named(field, match)), query: given.query.map(([field, match]) => named(field, match)) }));

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const whole = { version: null };
const billing = { service: name("billing"), version: null, owner: name("billing") };
const backends: fc.Arbitrary<readonly Backend[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(v1, v2, billing, whole), fc.constantFrom(0, 1, 2, 5, 33)), { minLength: 1, maxLength: 3, selector: ([to]) => to })
  .map((parts) => (parts.every(([, weight]) => weight === 0) ? parts.map(([to]) => backend(to)) : parts.map(([to, weight]) => backend({ ...to, weight }))));

const retries: fc.Arbitrary<Retry> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 4 }),
    on: fc.constantFrom(["connect-failure", "gateway-error"], ["5xx"], ["409"], ["refused-stream"], ["refused-stream", "gateway-error"]),
    methods: fc.constantFrom(null, ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"], ["GET"]),
  })
  .map(({ attempts, on, methods: limited }) => ({
    attempts,
    perTryTimeoutMs: on.some((word) => ["gateway-error", "5xx"].includes(word)) ? 200 : null,
    on,
    events: retryEventsOf(on),
    methods: limited,
    backoffMs: { base: 25, max: 250 },
  }));

function routes(number: number): fc.Arbitrary<Route> {
  return fc
    .record({
      action: backends.map((parts) => forward(...parts)),
      deadlineMs: sometimes(fc.constantFrom(1000, 2500, 30_000).map((value) => wish(value)), 2),
      idleTimeoutMs: sometimes(fc.constantFrom(60_000, 1500).map((value) => wish(value)), 4),
      retry: sometimes(retries.map((value) => wish(value)), 3),
    })
    .map((given) => route({ ...given, name: `route-${number}` }));
}

const arms: fc.Arbitrary<readonly Arm[]> = fc
  .array(conditions, { maxLength: 5 })
  .chain((all) => fc.tuple(...all.map((one, index) => routes(index).map((to) => arm(to, one)))));

const subjects: fc.Arbitrary<Subject> = fc
  .constantFrom<Subject["identity"]>(
    { kind: "anyone" },
    { kind: "authenticated" },
    { kind: "account", namespace: "shop", serviceAccount: "web", via: null },
    { kind: "account", namespace: "jobs", serviceAccount: "cron", via: null },
    { kind: "account", namespace: "infra", serviceAccount: "public", via: { kind: "gateway", gateway: name("infra/public") } },
    { kind: "namespace", namespace: "shop" },
  )
  .map((identity) => ({ identity, cidrs: null, origin: at() }));

const rules: fc.Arbitrary<AccessRule> = fc
  .record({ from: fc.array(subjects, { minLength: 1, maxLength: 2 }), ports: fc.constantFrom(null, [8080], [9090]) })
  .map(({ from, ports }) => ({ name: "rule", from, to: ports === null ? [] : [{ methods: null, path: null, headers: [], ports, origin: at() }], headers: [], claims: [], origin: at() }));

const access: fc.Arbitrary<Access> = fc
  .record({ allow: fc.array(rules, { maxLength: 2 }), default: sometimes(fc.constantFrom("deny" as const), 2) })
  .map(({ allow, default: effective }) => ({
    default: effective === null ? null : wish(effective),
    allow: allow.map((rule, index) => ({ ...rule, name: `allow-${index}` })),
    deny: [],
    mode: "enforce" as const,
  }));
const open: Access = { default: null, allow: [], deny: [], mode: "enforce" };

/** Rules are void under permissive mutual TLS, and cannot hold without any. */
function guarded(given: fc.Arbitrary<Access>): fc.Arbitrary<Pick<Service, "access" | "mtls">> {
  const free = fc.constantFrom<MtlsMode | null>("strict", "permissive", "off", null).map((mode) => ({ access: open, mtls: mode === null ? null : wish(mode) }));
  const ruled = fc.tuple(given, fc.constantFrom<MtlsMode | null>("strict", null)).map(([rule, mode]) => ({ access: rule, mtls: mode === null ? null : wish(mode) }));
  return fc.oneof(free, ruled);
}

const versions = [
  version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
  version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
];

const namespaceConsent: Consent = { kind: "approximate", target: "appmesh", field: "access.namespaces", within: null, because: "generated", origin: at(), inherited: true };
const limitsConsent: Consent = { kind: "approximate", target: "appmesh", field: "circuitBreaker.limits", within: null, because: "generated", origin: at() };

const orders: fc.Arbitrary<Service> = fc
  .record({
    arms,
    guard: guarded(access),
    protocol: fc.constantFrom("http" as const, "http" as const, "http2" as const),
    limits: sometimes(fc.constant({ maxConnections: 10, maxPendingRequests: 5, maxRequests: null }), 4),
    outlier: sometimes(fc.constant(wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 })), 4),
    balancing: sometimes(fc.constant(wish("round-robin" as const)), 4),
    locality: sometimes(fc.constant(wish("off" as const)), 4),
  })
  .map(({ arms: list, guard, limits, protocol, ...given }) =>
    service({
      consents: [namespaceConsent],
      ...given,
      ...guard,
      ...(limits !== null && { limits: wish(protocol === "http" ? limits : { maxConnections: null, maxPendingRequests: null, maxRequests: 7 }), consents: [limitsConsent, namespaceConsent] }),
      versions,
      ports: [port({ protocol, arms: list })],
    }),
  );

/** Billing speaks what order speaks: targets of another protocol are refused. */
const bills: fc.Arbitrary<Service> = guarded(access).map((guard) =>
  service({
    ...guard,
    consents: [namespaceConsent],
    id: name("billing"),
    versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" }, serviceAccount: "billing" })],
    ports: [port({ fallback: forward(backend(billing)) })],
  }),
);

const ledgers: Service = service({
  id: name("ledger"),
  versions: [version({ name: "ledger", service: name("ledger"), podLabels: { app: "ledger" }, serviceAccount: "ledger" })],
  ports: [port({ port: 5432, targetPort: null, protocol: "tcp", fallback: forward(backend({ service: name("ledger"), owner: name("ledger"), port: 5432 })) })],
});

function call(to: string): Service["calls"][number] {
  const nothing = { perRequest: null, probability: null, group: null, request: null, client: null };
  return { ...nothing, to: { kind: "service", service: name(to), port: null }, mode: "sequential", optional: false, routes: [], origin: at() };
}

function caller(own: string, calls: readonly string[]): Service {
  const to = { service: name(own), owner: name(own) };
  return service({
    id: name(own),
    calls: calls.map(call),
    versions: [version({ name: own, service: name(own), podLabels: { app: own }, serviceAccount: own })],
    ports: [port({ fallback: forward(backend(to)) })],
  });
}

const scopes: fc.Arbitrary<readonly ScopeSettings[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constant([{ namespace: null, accessDefault: null, mtls: wish("strict" as const), telemetry: null, origin: at() }]) },
  { weight: 1, arbitrary: fc.constant([{ namespace: "shop", accessDefault: null, mtls: wish("permissive" as const), telemetry: null, origin: at() }]) },
);

function gatewayOf(https: boolean, entries: readonly (readonly [path: string | null, host: string, to: string])[]): Gateway {
  const listener = { name: "web", port: 8443, protocol: https ? ("https" as const) : ("http" as const), hosts: [], tls: https ? { mode: "terminate" as const, secret: name("infra/cert") } : null, namespaces: null, origin: at() };
  return {
    id: name("infra/public"),
    serviceAccount: "public",
    selector: { app: "public" },
    listeners: [listener],
    entries: entries.map(([prefix, host, to]) => ({ port: 8443, hosts: [host], path: prefix, leads: { kind: "service" as const, service: name(to), servicePort: 8080 }, origin: at() })),
    origin: at(),
  };
}

/** A gateway that ends TLS or not, with entries that overlap by path and by host. */
const gateways: fc.Arbitrary<Gateway> = fc
  .tuple(fc.boolean(), fc.uniqueArray(fc.tuple(fc.constantFrom(null, "/a", "/a/b"), fc.constantFrom("shop.example", "*.shop.example"), fc.constantFrom("order", "billing")), { minLength: 1, maxLength: 3, selector: ([prefix, host]) => `${prefix} ${host}` }))
  .map(([https, entries]) => gatewayOf(https, entries));

/**
 * Whole policies of what App Mesh can say, biased to overlapping matches. Where egress is allowed, calls may pass by all
 * routes: then both services have one guard, since such a call reaches only one of them.
 */
export const policies: fc.Arbitrary<MeshModel> = fc
  .record({ order: orders, billing: bills, scopes, egress: fc.constantFrom(null, wish("deny" as const), wish("allow" as const)), gateway: sometimes(gateways, 2) })
  .map(({ order, billing: other, scopes: stated, egress, gateway }) => {
    const protocol = order.ports[0]?.protocol ?? "http";
    const guard = egress?.value === "allow" ? { access: order.access, mtls: order.mtls } : {};
    const same = { ...other, ...guard, ports: other.ports.map((one) => ({ ...one, protocol })) };
    const services = [caller("batch", ["ledger"]), same, ledgers, order, caller("web", ["order", "billing", "ledger"])];
    return model(services, { mesh: mesh({ scopes: stated, egress }), gateways: gateway === null ? [] : [gateway] });
  });
