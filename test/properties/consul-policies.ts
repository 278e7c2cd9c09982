import fc from "fast-check";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type {
  Access,
  AccessRule,
  Affinity,
  Arm,
  Backend,
  Conditions,
  Consent,
  DeclaredCall,
  HeaderEdits,
  Inventory,
  MeshModel,
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
import { arm, at, backend, forward, mesh, model, name, named, path, port, route, service, version, when, wish } from "../support/build-model.ts";

/** The value in one of so many policies and one more, nothing in the others. */
function sometimes<T>(value: fc.Arbitrary<T>, others = 4): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: others, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const words = fc.constantFrom("a", "b", "beta", "a.b", "");
const positives: fc.Arbitrary<PositiveMatch> = fc.oneof(
  words.map((value): PositiveMatch => ({ kind: "exact", value })),
  words.map((value): PositiveMatch => ({ kind: "prefix", value })),
  words.map((value): PositiveMatch => ({ kind: "suffix", value })),
  words.map((value): PositiveMatch => ({ kind: "contains", value })),
  fc.constantFrom("[ab]+", "b.*|a", "be?ta").map((value): PositiveMatch => ({ kind: "regex", value })),
  fc.constant<PositiveMatch>({ kind: "present" }),
);
const values: fc.Arbitrary<ValueMatch> = fc.oneof({ weight: 3, arbitrary: positives }, { weight: 1, arbitrary: positives.map((match): ValueMatch => ({ kind: "not", match })) });

const paths: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a", "/a/b", "/orders", "/orders/", "/v1").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/a/b", "/orders/", "/v1", "/").map((value) => path("prefix", value)),
  fc.constantFrom("/a", "/ord", "/v").map((value) => path("stringPrefix", value)),
  fc.constantFrom("/a/{id}", "/orders/{id}/items", "/{x}").map((value) => path("template", value)),
  fc.constantFrom("/v[0-9]+(/.*)?", "/a/.*b", "/(a|orders)/[^/]+").map((value) => path("regex", value)),
);

const conditions: fc.Arbitrary<Conditions> = fc
  .record({
    path: sometimes(paths, 1),
    methods: sometimes(fc.constantFrom(["GET"], ["POST", "PUT"], ["GET", "HEAD"], ["DELETE", "GET", "OPTIONS"])),
    headers: fc.uniqueArray(fc.tuple(fc.constantFrom("x-a", "x-b"), values), { maxLength: 2, selector: ([field]) => field }),
    query: fc.uniqueArray(fc.tuple(fc.constantFrom("q", "full"), positives), { maxLength: 1, selector: ([field]) => field }),
  })
  .map((given) => when({ ...given, headers: given.headers.map(([field, match]) => named(field, match)), query: given.query.map(([field, match]) => named(field, match)) }));

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const billing = { service: name("billing"), version: null, owner: name("billing") };

/** Weights whose shares are whole hundredths of a percent. */
const weightLists: readonly (readonly number[])[] = [[1], [95, 5], [1, 3], [5, 0], [1, 1, 2], [70, 20, 10], [9999, 1], [3, 1, 1]];
const backends: fc.Arbitrary<readonly Backend[]> = fc
  .tuple(fc.constantFrom(...weightLists), fc.shuffledSubarray([v1, v2, billing], { minLength: 3 }))
  .map(([weights, places]) => weights.map((weight, index) => backend({ ...(places[index] ?? v1), weight })));

const rewritePaths: fc.Arbitrary<Rewrite["path"]> = fc.oneof(
  fc.constantFrom("/x", "/x/y", "/a").map((value): Rewrite["path"] => ({ kind: "prefix", value, origin: at() })),
  fc.constantFrom("/x", "/x/y").map((value): Rewrite["path"] => ({ kind: "full", value, origin: at() })),
);

const edits: fc.Arbitrary<HeaderEdits> = fc.constantFrom<HeaderEdits>(
  { set: { "x-s": "1" }, add: {}, remove: [] },
  { set: {}, add: { "x-c": "50%" }, remove: ["x-r"] },
  { set: {}, add: { "x-a": "b" }, remove: [] },
  { set: { "x-a": "a" }, add: {}, remove: ["x-b"] },
);

const retries: fc.Arbitrary<Retry> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 4 }),
    on: fc.constantFrom(["connect-failure", "gateway-error"], ["reset"], ["5xx"], ["503", "connect-failure"], ["refused-stream"], ["unavailable"]),
    methods: fc.constantFrom(null, ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"], ["GET"]),
    each: fc.constantFrom(null, null, 200),
  })
  .map(({ attempts, on, methods, each }) => ({ attempts, perTryTimeoutMs: on.some((word) => ["gateway-error", "reset", "5xx"].includes(word)) ? each : null, on, events: retryEventsOf(on), methods, backoffMs: { base: 25, max: 250 } }));

/** Rewrites fit the path of the arm: others are refused, which is tested by name. */
function routes(number: number, match: PathMatch | null): fc.Arbitrary<Route> {
  const fits = (edit: Rewrite["path"]): boolean => (edit?.kind === "full" ? match?.kind === "exact" : match === null || match.kind === "exact" || match.kind === "prefix");
  return fc
    .record({
      action: backends.map((parts) => forward(...parts)),
      rewrite: sometimes(rewritePaths, 4),
      requestHeaders: sometimes(edits.map((value) => wish(value)), 6),
      responseHeaders: sometimes(edits.map((value) => wish(value)), 6),
      deadlineMs: sometimes(fc.constantFrom(1000, 2500, 400_000).map((value) => wish(value)), 1),
      idleTimeoutMs: sometimes(fc.constantFrom(60_000, 600_000).map((value) => wish(value)), 5),
      retry: sometimes(retries.map((value) => wish(value)), 2),
    })
    .map(({ rewrite, ...given }) => route({ ...given, name: `route-${number}`, rewrite: rewrite !== null && fits(rewrite) ? { path: rewrite, authority: null, origin: at() } : null }));
}

const arms: fc.Arbitrary<readonly Arm[]> = fc
  .array(conditions, { maxLength: 5 })
  .chain((all) => fc.tuple(...all.map((one, index) => routes(index, one.path).map((to) => arm(to, one)))));

/** `web/front` and the two services; all of them are known to run. */
const subjects: fc.Arbitrary<Subject> = fc
  .constantFrom<Subject["identity"]>(
    { kind: "anyone" },
    { kind: "authenticated" },
    { kind: "account", namespace: "web", serviceAccount: "front", via: null },
    { kind: "account", namespace: "web", serviceAccount: "admin", via: null },
    { kind: "account", namespace: "shop", serviceAccount: "billing", via: null },
  )
  .map((identity) => ({ identity, cidrs: null, origin: at() }));

const accessPaths: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a", "/x").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/x", "/orders").map((value) => path("prefix", value)),
  fc.constantFrom("/a/{id}").map((value) => path("template", value)),
  fc.constantFrom("/(a|x)/.*").map((value) => path("regex", value)),
);

const rules: fc.Arbitrary<AccessRule> = fc.record({
  name: fc.constant("rule"),
  from: fc.array(subjects, { minLength: 1, maxLength: 2 }),
  to: fc.array(
    fc.record({
      methods: sometimes(fc.constantFrom(["GET"], ["POST", "PUT"]), 2),
      path: sometimes(accessPaths, 1),
      headers: fc.constant([]),
      ports: fc.constantFrom(null, null, [8080], [9999]),
      origin: fc.constant(at()),
    }),
    { maxLength: 2 },
  ),
  headers: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: values.map((match) => [named("x-a", match)]) }),
  claims: fc.constant([]),
  origin: fc.constant(at()),
});

const access: fc.Arbitrary<Access> = fc
  .record({ allow: fc.array(rules, { maxLength: 2 }), deny: fc.array(rules, { maxLength: 1 }), default: sometimes(fc.constantFrom("deny" as const), 4) })
  .map(({ allow, deny, default: stated }) => ({
    default: stated === null ? null : wish(stated),
    allow: allow.map((rule, index) => ({ ...rule, name: `allow-${index}` })),
    deny: deny.map((rule, index) => ({ ...rule, name: `deny-${index}` })),
    mode: "enforce" as const,
  }));
const open: Access = { default: null, allow: [], deny: [], mode: "enforce" };

const versions = [
  version({ name: "v1", service: name("order-v1"), podLabels: { app: "order-v1" }, serviceAccount: "order-v1" }),
  version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
];

/** What a list of routes that some calls fall through needs. */
const noMatchConsent: Extract<Consent, { kind: "approximate" }> = { kind: "approximate", target: "consul", field: "routes.noMatch", within: null, because: "generated", origin: at() };

const called: DeclaredCall = { to: { kind: "service", service: name("order"), port: null }, perRequest: null, probability: null, mode: "sequential", group: null, optional: false, routes: [], request: null, client: null, origin: at() };

function fallsThrough(list: readonly Arm[]): boolean {
  const always = ({ path: match, methods, headers, query }: Conditions): boolean =>
    (match === null || (match.kind === "prefix" && match.value === "/")) && methods === null && headers.length === 0 && query.length === 0;
  return list.length > 0 && !list.some((each) => always(each.when));
}

/** Tries have no timer of their own, which each route says for itself. */
function tryConsents(list: readonly Arm[]): readonly Consent[] {
  const timed = list.filter(({ route: { retry } }) => retry?.value.perTryTimeoutMs != null);
  return timed.map(({ route: { name: text, deadlineMs } }) => ({ ...noMatchConsent, field: `route.${text}.retry.perTryTimeout`, within: deadlineMs === null ? null : "10m" }));
}

/** The arms that are written: what follows one that always holds is not. */
function living(list: readonly Arm[]): readonly Arm[] {
  const last = list.findIndex((each) => !fallsThrough([each]));
  return last < 0 ? list : list.slice(0, last + 1);
}

function callsBilling(list: readonly Arm[]): boolean {
  return list.some(({ route: { action } }) => action.kind === "forward" && action.backends.some(({ service: to }) => to.name === "billing"));
}

interface Settings {
  readonly limits: Service["limits"];
  readonly outlier: Service["outlier"];
  readonly affinity: Service["affinity"];
}

/** Settings of the dialled name hold for whatever answers, so that both services have the same. */
const shared: fc.Arbitrary<Settings> = fc.record({
  limits: sometimes(fc.record({ maxConnections: fc.constantFrom(null, 10), maxPendingRequests: fc.constantFrom(null, 5), maxRequests: fc.constant(7) }).map((value) => wish(value)), 2),
  outlier: sometimes(fc.constant(wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 })), 2),
  affinity: sometimes(fc.constantFrom<Affinity>({ kind: "header", name: "x-user" }, { kind: "cookie", name: "user", ttlMs: 60_000 }, { kind: "cookie", name: "user", ttlMs: null }).map((value) => wish(value)), 6),
});

const scopes = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly ScopeSettings[]>([]) },
  { weight: 1, arbitrary: fc.constant<readonly ScopeSettings[]>([{ namespace: null, accessDefault: wish("deny"), mtls: wish("strict"), telemetry: null, origin: at() }]) },
  { weight: 1, arbitrary: fc.constant<readonly ScopeSettings[]>([{ namespace: null, accessDefault: wish("allow"), mtls: null, telemetry: null, origin: at() }]) },
);

const balancing = sometimes(fc.constantFrom("round-robin" as const, "least-request" as const, "random" as const).map((value) => wish(value)), 2);

/** The audiences of a provider, and what the first allow rule demands of the token. */
const tokens = fc.record({ audiences: fc.constantFrom([], ["shop"]), claims: fc.constantFrom([], [named("role", { kind: "exact", value: "boss" })], [named("role", { kind: "exact", value: "boss" }), named("site", { kind: "exact", value: "here" })]) });

const outside = fc.constantFrom("none" as const, "simple" as const).map((tls) =>
  service({ id: name("pay"), versions: [], external: { hosts: [wish("pay.example")], tls: wish(tls), addresses: [] }, ports: [port({ port: 443, fallback: forward(backend({ service: name("pay"), owner: name("pay"), port: 443 })) })] }),
);

const orders = fc.record({ arms, access: fc.oneof(access, fc.constant(open)), balancing, mtls: sometimes(fc.constant(wish("strict" as const)), 2), failover: sometimes(fc.constant([wish(backend(billing))]), 6), token: sometimes(tokens, 5), outside: sometimes(outside, 6) });

/** Pods of every account that policies name, with the Services that select them. */
const inventory: Inventory = {
  completeness: "partial",
  services: ["front", "admin"].map((one) => ({ id: name(`web/${one}`), ports: [{ name: "http", port: 8080, targetPort: null, protocol: "http" }], selector: { app: one }, type: "ClusterIP", origin: at() })),
  workloads: ["front", "admin"].map((one) => ({ id: name(`web/${one}`), kind: "Deployment", labels: { app: one }, serviceAccount: one, ports: [], replicas: 1, origin: at() })),
  accounts: [],
  namespaces: [],
};

/** Whole policies over what Consul says exactly, biased to overlapping matches. */
export const consulPolicies: fc.Arbitrary<MeshModel> = fc.record({ order: orders, billingAccess: access, settings: shared, scopes }).map(({ order, billingAccess, settings, scopes: stated }) => {
  const limited = settings.limits !== null || settings.outlier !== null;
  const both = callsBilling(order.arms);
  const affinity = settings.affinity;
  const balanced = affinity === null ? order.balancing : wish("maglev" as const);
  const front = service({
    id: name("web/front"),
    versions: [version({ name: "front", service: name("web/front"), podLabels: { app: "front" }, serviceAccount: "front" })],
    ports: [port({ fallback: forward(backend({ service: name("web/front"), owner: name("web/front") })) })],
    calls: limited ? [called, { ...called, to: { kind: "service", service: name("billing"), port: null } }] : [],
  });
  const { token } = order;
  const demanding = token === null ? order.access : { ...order.access, allow: order.access.allow.map((rule, index) => (index === 0 ? { ...rule, claims: token.claims } : rule)) };
  const dialled = service({
    access: demanding,
    jwt: token === null ? null : wish({ provider: "corp", required: true }),
    mtls: order.mtls,
    failover: order.failover ?? [],
    ...settings,
    balancing: balanced,
    versions,
    ports: [port({ arms: order.arms })],
    consents: [...(fallsThrough(order.arms) ? [noMatchConsent] : []), ...tryConsents(living(order.arms)), ...(token === null || token.audiences.length === 0 ? [] : [{ ...noMatchConsent, field: "authentication" }])],
  });
  const other = service({
    id: name("billing"),
    access: billingAccess,
    ...(both ? { ...settings, balancing: affinity === null ? null : wish("maglev" as const) } : {}),
    versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" }, serviceAccount: "billing" })],
    ports: [port({ fallback: forward(backend(billing)) })],
  });
  const corp = { name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: token?.audiences ?? [], fromHeaders: [], forward: false, origin: at() };
  return model([other, dialled, ...(order.outside === null ? [] : [order.outside]), front], { mesh: mesh({ scopes: stated, jwtProviders: [corp] }), inventory });
});
