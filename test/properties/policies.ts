import fc from "fast-check";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type {
  Access,
  AccessRule,
  Action,
  Affinity,
  Arm,
  Backend,
  Conditions,
  Consent,
  Cors,
  Gateway,
  HeaderEdits,
  Inventory,
  MeshModel,
  MtlsMode,
  PathMatch,
  PositiveMatch,
  Retry,
  Rewrite,
  Route,
  ScopeSettings,
  Service,
  Subject,
  ValueMatch,
} from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { sometimes } from "./sometimes.ts";
import { arm, at, backend, forward, mesh, mirror, model, name, named, path, port, route, service, version, when, wish } from "../support/build-model.ts";

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
  fc.constantFrom("[ab]+", "be?ta").map((value): ValueMatch => ({ kind: "regex", value })),
  fc.constantFrom<PositiveMatch>({ kind: "exact", value: "a" }, { kind: "present" }, { kind: "regex", value: "[ab]+" }).map((match): ValueMatch => ({ kind: "not", match })),
);

const paths: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a", "/a/b", "/orders", "/orders/", "/v1").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/a/b", "/orders", "/v1", "/").map((value) => path("prefix", value)),
  fc.constantFrom("/a", "/ord", "/v").map((value) => path("stringPrefix", value)),
  fc.constantFrom("/a/{id}", "/orders/{id}/items", "/{x}").map((value) => path("template", value)),
  fc.constantFrom("/v[0-9]+(/.*)?", "/a/.*b", "/(a|orders)/[^/]+").map((value) => path("regex", value)),
);

const methods = fc.constantFrom(["GET"], ["POST", "PUT"], ["GET", "HEAD"], ["PURGE"], ["DELETE", "GET", "OPTIONS"]);

const conditions: fc.Arbitrary<Conditions> = fc
  .record({
    path: sometimes(paths, 1),
    methods: sometimes(methods),
    headers: fc.uniqueArray(fc.tuple(fc.constantFrom("x-a", "x-b"), values), { maxLength: 2, selector: ([field]) => field }),
    query: fc.uniqueArray(fc.tuple(fc.constantFrom("q", "full"), queryValues), { maxLength: 1, selector: ([field]) => field }),
    authority: sometimes(fc.constantFrom("order.shop", "order").map((value): ValueMatch => ({ kind: "exact", value })), 12),
    callers: sometimes(fc.constantFrom(["web"], ["shop"], ["web", "shop"]), 8),
  })
  .map((given) => when({ ...given, headers: given.headers.map(([field, match]) => named(field, match)), query: given.query.map(([field, match]) => named(field, match)) }));

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const billing = { service: name("billing"), version: null, owner: name("billing") };
const weights = fc.constantFrom(0, 1, 2, 5, 95);
const backends: fc.Arbitrary<readonly Backend[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(v1, v2, billing), weights), { minLength: 1, maxLength: 3, selector: ([to]) => to })
  .map((parts) => parts.map(([to, weight]) => backend({ ...to, weight })));

/** Redirects replace whole paths only: prefixes need a newer Istio. */
const actions: fc.Arbitrary<Action> = fc.oneof(
    { weight: 6, arbitrary: backends.map((parts) => forward(...parts)) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("redirect" as const),
        status: fc.constantFrom(301 as const, 302 as const, 307 as const),
        scheme: fc.constantFrom(null, "http" as const, "https" as const),
        host: fc.constantFrom(null, "shop.example"),
        port: fc.constantFrom(null, 443, 8443),
        path: rewritePaths(null),
        origin: fc.constant(at()),
      }).map((given) => ({ ...given, port: given.scheme === null ? null : given.port ?? 8443 })),
    },
    { weight: 1, arbitrary: fc.constantFrom(200, 404, 503).map((status): Action => ({ kind: "respond", status, body: null, origin: at() })) },
);

function rewritePaths(replaces: "prefix" | "full" | null): fc.Arbitrary<Rewrite["path"]> {
  const full = fc.constantFrom("/x", "/x/y").map((value): Rewrite["path"] => ({ kind: "full", value, origin: at() }));
  const prefix = fc.constantFrom("/", "/x", "/x/y").map((value): Rewrite["path"] => ({ kind: "prefix", value, origin: at() }));
  return replaces === "prefix" ? fc.oneof(full, prefix, fc.constant(null)) : fc.oneof(full, fc.constant(null));
}

function rewrites(replaces: "prefix" | "full" | null): fc.Arbitrary<Rewrite> {
  const some = fc.record({ path: rewritePaths(replaces), authority: fc.constantFrom(null, wish("inner.example")), origin: fc.constant(at()) });
  return some.filter(({ path: to, authority }) => to !== null || authority !== null);
}

const edits: fc.Arbitrary<HeaderEdits> = fc.constantFrom<HeaderEdits>(
  { set: { "x-s": "1" }, add: {}, remove: [] },
  { set: {}, add: { "x-c": "50%" }, remove: ["x-r"] },
  { set: {}, add: { "x-a": "b" }, remove: [] },
);

const retries: fc.Arbitrary<Retry> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 4 }),
    on: fc.constantFrom(["connect-failure", "gateway-error"], ["reset"], ["5xx"], ["503"], ["refused-stream", "try-timeout"]),
    methods: fc.constantFrom(null, ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"], ["GET"]),
    base: fc.constantFrom(25, 100),
  })
  .map(({ attempts, on, methods: limited, base }) => ({
    attempts,
    perTryTimeoutMs: on.some((word) => ["gateway-error", "reset", "5xx", "try-timeout"].includes(word)) ? 200 : null,
    on,
    events: retryEventsOf(on),
    methods: limited,
    backoffMs: { base, max: 10 * base },
  }));

const cors: fc.Arbitrary<Cors> = fc.constantFrom<Cors>({
  allowOrigins: [{ kind: "exact", value: "https://shop.example" }],
  allowMethods: ["GET"],
  allowHeaders: ["x-a"],
  exposeHeaders: [],
  maxAgeMs: 60_000,
  allowCredentials: false,
});

const shares = fc.constantFrom(fraction(1), fraction(1, 2), fraction(1, 10));

function routes(number: number, replaces: "prefix" | "full" | null): fc.Arbitrary<Route> {
  return fc
    .record({
      action: actions,
      mirrors: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constantFrom(v1, v2).map((to) => [mirror(10, to)]) }),
      rewrite: sometimes(rewrites(replaces), 5),
      requestHeaders: sometimes(edits.map((value) => wish(value)), 6),
      responseHeaders: sometimes(edits.map((value) => wish(value)), 6),
      cors: sometimes(cors.map((value) => wish(value)), 10),
      deadlineMs: sometimes(fc.constantFrom(1000, 2500).map((value) => wish(value)), 2),
      retry: sometimes(retries.map((value) => wish(value)), 3),
      delay: sometimes(shares.map((share) => wish({ share, durationMs: 100, until: null })), 12),
      abort: sometimes(shares.map((share) => wish({ share, status: 503, until: null })), 12),
    })
    .map(({ action, ...given }) => (action.kind === "forward" ? route({ ...given, name: `route-${number}`, action: nonZero(action) }) : route({ name: `route-${number}`, action, responseHeaders: given.responseHeaders })));
}

/** A native policy may not send every call nowhere. */
function nonZero(action: Extract<Action, { kind: "forward" }>): Action {
  const empty = action.backends.every(({ weight }) => weight === 0);
  return empty ? { ...action, backends: action.backends.map((one) => ({ ...one, weight: 1 })) } : action;
}

const arms: fc.Arbitrary<readonly Arm[]> = fc
  .array(conditions, { maxLength: 5 })
  .chain((all) => fc.tuple(...all.map((one, index) => routes(index, one.path?.kind === "prefix" ? "prefix" : one.path?.kind === "exact" ? "full" : null).map((to) => arm(to, one)))));

const subjects: fc.Arbitrary<Subject> = fc
  .constantFrom<Subject["identity"]>(
    { kind: "anyone" },
    { kind: "authenticated" },
    { kind: "namespace", namespace: "web" },
    { kind: "account", namespace: "web", serviceAccount: "front", via: null },
    { kind: "account", namespace: "shop", serviceAccount: "order", via: null },
  )
  .chain((identity) => sometimes(fc.constant(["10.0.0.0/8"]), 8).map((cidrs) => ({ identity, cidrs, origin: at() })));

const accessPaths: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a", "/x").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/x", "/orders").map((value) => path("prefix", value)),
  fc.constantFrom("/a/{id}").map((value) => path("template", value)),
);

const rules: fc.Arbitrary<AccessRule> = fc.record({
  name: fc.constant("rule"),
  from: fc.array(subjects, { minLength: 1, maxLength: 2 }),
  to: fc.array(
    fc.record({
      methods: sometimes(fc.constantFrom(["GET"], ["POST", "PUT"]), 2),
      path: sometimes(accessPaths, 1),
      headers: fc.constant([]),
      ports: fc.constantFrom(null, null, [8080]),
      origin: fc.constant(at()),
    }),
    { maxLength: 2 },
  ),
  headers: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: words.map((value) => [named("x-a", { kind: "exact", value })]) }),
  claims: fc.constant([]),
  origin: fc.constant(at()),
});

const access: fc.Arbitrary<Access> = fc
  .record({ allow: fc.array(rules, { maxLength: 2 }), deny: fc.array(rules, { maxLength: 1 }), default: sometimes(fc.constantFrom("deny" as const), 4) })
  .map(({ allow, deny, default: effective }) => ({
    default: effective === null ? null : wish(effective),
    allow: allow.map((rule, index) => ({ ...rule, name: `allow-${index}` })),
    deny: deny.map((rule, index) => ({ ...rule, name: `deny-${index}` })),
    mode: "enforce" as const,
  }));
const open: Access = { default: null, allow: [], deny: [], mode: "enforce" };

const mtls = fc.constantFrom<MtlsMode>("strict", "permissive").map((value) => wish(value));

const versions = [
  version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
  version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
];

/** What the author gives up on Istio, which bounds retries that run at the same time. */
const budgetConsent: Consent = { kind: "approximate", target: "istio", field: "retryBudget", within: null, because: "generated", origin: at() };

/** Istio bounds retries for each destination: one that is another service's would keep its own budget. */
function callsBilling({ route: { action } }: Arm): boolean {
  return action.kind === "forward" && action.backends.some(({ service: to }) => to.name === billing.service.name);
}

const orders: fc.Arbitrary<Service> = fc
  .record({
    arms,
    access: fc.oneof({ weight: 1, arbitrary: access }, { weight: 1, arbitrary: fc.constant(open) }),
    limits: sometimes(fc.record({ maxConnections: fc.constantFrom(null, 10), maxPendingRequests: fc.constantFrom(null, 5), maxRequests: fc.constant(7) }).map((value) => wish(value)), 4),
    outlier: sometimes(fc.constant(wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 })), 4),
    balancing: sometimes(fc.constantFrom("round-robin" as const, "least-request" as const, "random" as const).map((value) => wish(value)), 4),
    mtls: sometimes(mtls, 4),
    affinity: sometimes(fc.constantFrom<Affinity>({ kind: "header", name: "x-user" }, { kind: "cookie", name: "user", ttlMs: 60_000 }, { kind: "sourceIp" }).map((value) => wish(value)), 8),
    slowStartMs: sometimes(fc.constant(wish(30_000)), 8),
    budget: sometimes(fc.constantFrom(fraction(1, 4), fraction(1, 5)), 6),
  })
  .map(({ arms: list, budget, balancing, ...given }) =>
    service({
      ...given,
      ...(budget !== null && !list.some(callsBilling) && { retryBudget: wish({ percent: budget, windowMs: 10_000, minPerSecond: fraction(1) }), consents: [budgetConsent] }),
      balancing: given.affinity !== null ? wish("ring-hash") : given.slowStartMs !== null && balancing?.value === "random" ? null : balancing,
      slowStartMs: given.affinity === null ? given.slowStartMs : null,
      versions,
      ports: [port({ arms: list })],
    }),
  );

const bills: fc.Arbitrary<Service> = access.map((rulesOfBilling) =>
  service({
    id: name("billing"),
    access: rulesOfBilling,
    versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" }, serviceAccount: "billing" })],
    ports: [port({ fallback: forward(backend(billing)) })],
  }),
);

const scopes = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly ScopeSettings[]>([]) },
  { weight: 1, arbitrary: fc.constant<readonly ScopeSettings[]>([{ namespace: null, accessDefault: wish("deny"), mtls: wish("strict"), telemetry: null, origin: at() }]) },
  { weight: 1, arbitrary: fc.constant<readonly ScopeSettings[]>([{ namespace: "shop", accessDefault: wish("deny"), mtls: null, telemetry: null, origin: at() }]) },
);

const gateways: fc.Arbitrary<readonly Gateway[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(null, "/a"), fc.constantFrom<readonly string[] | null>(null, ["shop.example"], ["*.example"], ["bill.example", "*"])).map(([prefix, bill]): readonly Gateway[] => [
      {
        id: name("infra/public"),
        serviceAccount: "public",
        selector: { istio: "public" },
        listeners: [{ name: "http", port: 80, protocol: "http", hosts: ["*"], tls: null, namespaces: null, origin: at() }],
        entries: [
          { port: 80, hosts: ["shop.example"], path: prefix, leads: { kind: "service", service: name("order"), servicePort: 8080 }, origin: at() },
          ...(bill === null || (prefix === null && bill.includes("shop.example")) ? [] : [{ port: 80, hosts: bill, path: null, leads: { kind: "service" as const, service: name("billing"), servicePort: 8080 }, origin: at() }]),
        ],
        origin: at(),
      },
    ]),
  },
);

/** Whole policies over the features that the native language has, biased to overlapping matches. */
export const policies: fc.Arbitrary<MeshModel> = fc
  .record({ order: orders, billing: bills, scopes, gateways })
  .map(({ order, billing: other, scopes: stated, gateways: exposed }) => model([other, order], { mesh: mesh({ scopes: stated }), gateways: exposed, inventory }));

/** The pods of the gateway; everything else is what the policies state. */
const inventory: Inventory = {
  completeness: "partial",
  services: [],
  workloads: [{ id: name("infra/public"), kind: "Deployment", labels: { istio: "public" }, serviceAccount: "public", ports: [], replicas: 1, origin: at() }],
  accounts: [],
  namespaces: [],
};
