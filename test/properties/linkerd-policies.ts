import fc from "fast-check";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { Access, AccessRule, Action, Arm, Backend, Conditions, Consent, HeaderEdits, MeshModel, PathMatch, PositiveMatch, Retry, Route, Service, Subject, ValueMatch } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { backup, budgeted, connections, remoteCalls, standIn } from "./linkerd-services.ts";
import { sometimes } from "./sometimes.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, route, service, version, when, wish } from "../support/build-model.ts";

const words = fc.constantFrom("a", "b", "beta", "a.b");
const positives: fc.Arbitrary<PositiveMatch> = fc.oneof(
  { weight: 4, arbitrary: words.map((value): PositiveMatch => ({ kind: "exact", value })) },
  words.map((value): PositiveMatch => ({ kind: "prefix", value })),
  words.map((value): PositiveMatch => ({ kind: "suffix", value })),
  words.map((value): PositiveMatch => ({ kind: "contains", value })),
  fc.constantFrom("[ab]+", "b.*|a", "be?ta").map((value): PositiveMatch => ({ kind: "regex", value })),
  fc.constant<PositiveMatch>({ kind: "present" }),
);
const values: fc.Arbitrary<ValueMatch> = fc.oneof({ weight: 7, arbitrary: positives }, { weight: 1, arbitrary: words.map((value): ValueMatch => ({ kind: "not", match: { kind: "exact", value } })) });
const queryValues: fc.Arbitrary<ValueMatch> = fc.oneof(
  words.map((value): ValueMatch => ({ kind: "exact", value })),
  fc.constant<ValueMatch>({ kind: "present" }),
  fc.constantFrom("[ab]+", "be?ta").map((value): ValueMatch => ({ kind: "regex", value })),
);

const paths: fc.Arbitrary<PathMatch> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("/a", "/a/b", "/orders", "/orders/", "/v1").map((value) => path("exact", value)) },
  { weight: 5, arbitrary: fc.constantFrom("/a", "/a/b", "/orders", "/v1", "/").map((value) => path("prefix", value)) },
  { weight: 1, arbitrary: fc.constantFrom("/a/{id}", "/orders/{id}/items").map((value) => path("template", value)) },
  { weight: 1, arbitrary: fc.constantFrom("/v[0-9]+(/.*)?", "/(a|orders)/[^/]+").map((value) => path("regex", value)) },
);

const authorities: fc.Arbitrary<ValueMatch> = fc.constantFrom<ValueMatch>({ kind: "exact", value: "order.shop" }, { kind: "suffix", value: ".svc" }, { kind: "not", match: { kind: "exact", value: "order" } }, { kind: "present" });

const methods = fc.constantFrom(["GET"], ["POST", "PUT"], ["GET", "HEAD"], ["DELETE", "GET", "OPTIONS"]);

const conditions: fc.Arbitrary<Conditions> = fc
  .record({
    path: sometimes(paths, 1),
    methods: sometimes(methods),
    authority: sometimes(authorities, 20),
    headers: fc.uniqueArray(fc.tuple(fc.constantFrom("x-a", "x-b"), values), { maxLength: 2, selector: ([field]) => field }),
    query: fc.uniqueArray(fc.tuple(fc.constantFrom("q", "full"), queryValues), { maxLength: 1, selector: ([field]) => field }),
  })
  .map((given) => when({ ...given, headers: given.headers.map(([field, match]) => named(field, match)), query: given.query.map(([field, match]) => named(field, match)) }));

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const billing = { service: name("billing"), version: null, owner: name("billing") };
const backends: fc.Arbitrary<readonly Backend[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(v1, v2, billing), fc.constantFrom(0, 1, 2, 5, 95)), { minLength: 1, maxLength: 3, selector: ([to]) => to })
  .map((parts) => parts.map(([to, weight]) => backend({ ...to, weight })));

const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 7, arbitrary: backends.map((parts) => forward(...parts)) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("redirect" as const),
      status: fc.constantFrom(301 as const, 302 as const),
      scheme: fc.constantFrom(null, "http" as const, "https" as const),
      host: fc.constantFrom(null, "shop.example"),
      port: fc.constantFrom(null, 8443),
      path: fc.constantFrom(null, { kind: "full" as const, value: "/x", origin: at() }),
      origin: fc.constant(at()),
    }),
  },
);

const edits: fc.Arbitrary<HeaderEdits> = fc.constantFrom<HeaderEdits>(
  { set: { "x-s": "1" }, add: {}, remove: [] },
  { set: {}, add: { "x-c": "50%" }, remove: ["x-r"] },
  { set: {}, add: { "x-a": "b" }, remove: [] },
);

const retries: fc.Arbitrary<Retry> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 4 }),
    on: fc.constantFrom(["connect-failure", "gateway-error"], ["5xx"], ["503"], ["refused-stream", "try-timeout"], ["connect-failure"], ["reset"]),
    methods: fc.constantFrom(null, ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"], ["GET"]),
    backoffMs: fc.constantFrom({ base: 25, max: 250 }, { base: 25, max: 250 }, { base: 100, max: 1000 }),
  })
  .map((given) => ({ ...given, perTryTimeoutMs: given.on.some((word) => ["gateway-error", "reset", "5xx", "try-timeout"].includes(word)) ? 200 : null, events: retryEventsOf(given.on) }));

function routes(number: number): fc.Arbitrary<Route> {
  return fc
    .record({
      action: actions,
      requestHeaders: sometimes(edits.map((value) => wish(value)), 6),
      responseHeaders: sometimes(edits.map((value) => wish(value)), 6),
      deadlineMs: sometimes(fc.constantFrom(1000, 2500).map((value) => wish(value)), 2),
      idleTimeoutMs: sometimes(fc.constant(wish(5000)), 9),
      retry: sometimes(retries.map((value) => wish(value)), 3),
      abort: sometimes(fc.constantFrom(fraction(0), fraction(1, 10), fraction(1, 3), fraction(1)).map((share) => wish({ share, status: 500, until: null })), 7),
    })
    .map(({ action, ...given }) => (action.kind === "forward" ? route({ ...given, abort: action.backends.every(({ weight }) => weight === 0) ? null : given.abort, name: `route-${number}`, action }) : route({ name: `route-${number}`, action, responseHeaders: given.responseHeaders })));
}

const arms: fc.Arbitrary<readonly Arm[]> = fc.array(conditions, { maxLength: 4 }).chain((all) => fc.tuple(...all.map((one, index) => routes(index).map((to) => arm(to, one)))));

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
  fc.constantFrom("/a/b", "/x").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/orders").map((value) => path("prefix", value)),
  fc.constantFrom("/orders/{id}").map((value) => path("template", value)),
);

const rules: fc.Arbitrary<AccessRule> = fc.record({
  name: fc.constant("rule"),
  from: fc.array(subjects, { minLength: 1, maxLength: 2 }),
  to: fc.array(fc.record({ methods: sometimes(fc.constantFrom(["GET"], ["POST", "PUT"]), 2), path: sometimes(accessPaths, 1), headers: fc.constant([]), ports: fc.constantFrom(null, null, [8080]), origin: fc.constant(at()) }), { maxLength: 2 }),
  headers: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constantFrom<PositiveMatch>({ kind: "exact", value: "a" }, { kind: "prefix", value: "b" }).map((match) => [named("x-z", match)]) }),
  claims: fc.constant([]),
  origin: fc.constant(at()),
});

const access: fc.Arbitrary<Access> = fc
  .record({ allow: fc.array(rules, { maxLength: 3 }), deny: fc.oneof({ weight: 3, arbitrary: fc.constant<AccessRule[]>([]) }, { weight: 1, arbitrary: fc.array(rules, { maxLength: 1 }) }), default: sometimes(fc.constantFrom("deny" as const), 4) })
  .map(({ allow, deny, default: effective }) => ({
    default: effective === null ? null : wish(effective),
    allow: allow.map((rule, index) => ({ ...rule, name: `allow-${index}` })),
    deny: deny.map((rule, index) => ({ ...rule, name: `deny-${index}` })),
    mode: "enforce" as const,
  }));
const open: Access = { default: null, allow: [], deny: [], mode: "enforce" };

const versions = [
  version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
  version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
];

function consent(field: string, within: string | null = null): Consent {
  return { kind: "approximate", target: "linkerd", field, within, because: "generated", origin: at() };
}

/** What the generated wishes need, and nothing that they do not. */
function consentsFor({ outlier, balancing, ports, failover }: Pick<Service, "outlier" | "balancing" | "ports" | "failover">): readonly Consent[] {
  const all = ports.flatMap((each) => each.arms.map((one) => one.route));
  const again = all.flatMap(({ retry }) => (retry === null ? [] : [retry.value]));
  const odd = again.some(({ on }) => on.includes("reset") || (on.includes("connect-failure") && on.length === 1));
  const query = all.some(({ action }) => action.kind === "redirect" && action.path !== null);
  return [
    ...(outlier === null ? [] : [consent("circuitBreaker.outlier")]),
    ...(balancing?.value === "least-request" ? [consent("loadBalancing.policy")] : []),
    ...(odd ? [consent("retry.on")] : []),
    ...(again.some(({ backoffMs }) => backoffMs.base !== 25) ? [consent("retry.backoff", "750ms")] : []),
    ...(query ? [consent("redirect")] : []),
    ...(failover.length > 0 && ports.some((each) => each.arms.length === 0 || each.arms.some(({ route: { action } }) => action.kind === "forward" && action.backends.some(({ weight, owner }) => weight > 0 && owner?.name === "order"))) ? [standIn.consent] : []),
  ];
}

const orders: fc.Arbitrary<Service> = fc
  .record({
    arms,
    access: fc.oneof({ weight: 1, arbitrary: access }, { weight: 1, arbitrary: fc.constant(open) }),
    outlier: sometimes(fc.constant(wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 })), 4),
    balancing: sometimes(fc.constantFrom("ewma" as const, "least-request" as const).map((value) => wish(value)), 4),
    mtls: sometimes(fc.constantFrom("strict" as const, "permissive" as const).map((value) => wish(value)), 4),
    failover: fc.oneof({ weight: 14, arbitrary: fc.constant<Service["failover"]>([]) }, { weight: 1, arbitrary: fc.constant(standIn.failover) }),
    rateLimit: sometimes(fc.constant(wish({ requests: 100, perMs: 1000, scope: "instance" as const })), 5),
  })
  .map(({ arms: list, ...given }) => {
    const ports = [port({ arms: list })];
    return service({ ...given, versions, ports, consents: consentsFor({ ...given, ports }) });
  });

const bills: fc.Arbitrary<Service> = access.map((rulesOfBilling) =>
  service({
    id: name("billing"),
    access: rulesOfBilling,
    versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" }, serviceAccount: "billing" })],
    ports: [port({ fallback: forward(backend(billing)) })],
  }),
);

/** Whole policies over what Linkerd can say, biased to overlapping matches. */
export const linkerdPolicies: fc.Arbitrary<MeshModel> = fc
  .record({ order: orders, billing: bills, others: fc.tuple(sometimes(connections, 2), sometimes(remoteCalls, 2)), egress: sometimes(fc.constant(wish("deny" as const)), 6) })
  .map(({ order, billing: other, others, egress }) => {
    const stood = order.failover.length > 0 ? [backup(order.access)] : [];
    return model([...stood, other, ...others.flatMap((each) => each ?? []), order], { mesh: mesh({ egress }) });
  });

/** Policies of one service whose retry budget a ServiceProfile keeps. */
export const budgetedPolicies: fc.Arbitrary<MeshModel> = budgeted.map((one) => model([one]));
