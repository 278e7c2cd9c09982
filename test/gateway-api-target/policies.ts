import fc from "fast-check";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { Action, Arm, Backend, Conditions, Consent, Cors, Gateway, GatewayEntry, HeaderEdits, MeshModel, PathMatch, Retry, Rewrite, Route, ValueMatch } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { arm, at, backend, forward, mirror, model, name, named, path, port, route, service, version, when, wish } from "../support/build-model.ts";

/** The value in one of so many policies and one more, nothing in the others. */
function sometimes<T>(value: fc.Arbitrary<T>, others = 4): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: others, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const words = fc.constantFrom("a", "b", "beta");
const exacts = words.map((value): ValueMatch => ({ kind: "exact", value }));
const values: fc.Arbitrary<ValueMatch> = fc.oneof({ weight: 5, arbitrary: exacts }, { weight: 1, arbitrary: words.map((value): ValueMatch => ({ kind: "not", match: { kind: "exact", value } })) });

const paths: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.constantFrom("/a", "/a/b", "/orders", "/orders/").map((value) => path("exact", value)),
  fc.constantFrom("/a", "/a/b", "/orders", "/").map((value) => path("prefix", value)),
);

/** Patterns that overlap the other paths, and one that does not. */
const patterns = fc.constantFrom("/a/[a-z]+", "/orders(?:/.*)?", "/a/.*", "/v[0-9]+/.*").map((value) => path("regex", value));

const conditions = (at_: fc.Arbitrary<PathMatch>): fc.Arbitrary<Conditions> => fc
  .record({
    path: sometimes(at_, 1),
    methods: sometimes(fc.constantFrom(["GET"], ["POST", "PUT"], ["GET", "HEAD"], ["DELETE", "GET", "OPTIONS"])),
    headers: fc.uniqueArray(fc.tuple(fc.constantFrom("x-a", "x-b"), values), { maxLength: 2, selector: ([field]) => field }),
    query: fc.uniqueArray(fc.tuple(fc.constantFrom("q", "full"), exacts), { maxLength: 1, selector: ([field]) => field }),
    authority: sometimes(fc.constantFrom<ValueMatch>({ kind: "exact", value: "shop.example" }, { kind: "suffix", value: ".example" }, { kind: "present" }), 10),
    callers: sometimes(fc.constantFrom(["web"], ["batch"], ["web", "batch"]), 8),
  })
  .map((given) => when({ ...given, headers: given.headers.map(([field, match]) => named(field, match)), query: given.query.map(([field, match]) => named(field, match)) }));

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { service: name("order-v2"), version: "v2" };
const v3 = { version: "v3", labels: { version: "v3" } };
const billing = { service: name("pay/billing"), version: null, owner: name("pay/billing") };
/** What routes may lead to; versions by labels become Services, which is how they are read again. */
const everywhere = [v1, v2, billing, v3];
const backends = (to: readonly Partial<Backend>[]): fc.Arbitrary<readonly Backend[]> => fc
  .uniqueArray(fc.tuple(fc.constantFrom(...to), fc.constantFrom(0, 1, 2, 5, 95)), { minLength: 1, maxLength: 3, selector: ([to]) => to })
  .map((parts) => parts.map(([to, weight]) => backend({ ...to, weight })));

function rewritePaths(prefixed: boolean): fc.Arbitrary<Rewrite["path"]> {
  const full = fc.constantFrom("/x", "/x/y").map((value): Rewrite["path"] => ({ kind: "full", value, origin: at() }));
  const prefix = fc.constantFrom("/", "/x", "/x/y").map((value): Rewrite["path"] => ({ kind: "prefix", value, origin: at() }));
  return prefixed ? fc.oneof(full, prefix, fc.constant(null)) : fc.oneof(full, fc.constant(null));
}

function rewrites(prefixed: boolean): fc.Arbitrary<Rewrite> {
  const some = fc.record({ path: rewritePaths(prefixed), authority: fc.constantFrom(null, wish("inner.example")), origin: fc.constant(at()) });
  return some.filter(({ path: to, authority }) => to !== null || authority !== null);
}

const actions = (to: readonly Partial<Backend>[]): fc.Arbitrary<Action> => fc.oneof(
  { weight: 6, arbitrary: backends(to).map((parts) => forward(...parts)) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("redirect" as const),
      status: fc.constantFrom(301 as const, 302 as const, 307 as const),
      scheme: fc.constantFrom(null, "http" as const, "https" as const),
      host: fc.constantFrom(null, "shop.example"),
      port: fc.constantFrom(null, 443, 8443),
      path: rewritePaths(true),
      origin: fc.constant(at()),
    }),
  },
);

const edits: fc.Arbitrary<HeaderEdits> = fc.constantFrom<HeaderEdits>({ set: { "x-s": "1" }, add: {}, remove: [] }, { set: {}, add: { "x-c": "50%" }, remove: ["x-r"] });

const cors: fc.Arbitrary<Cors> = fc.constantFrom<Cors>(
  { allowOrigins: [{ kind: "exact", value: "https://shop.example" }], allowMethods: ["GET"], allowHeaders: ["x-a"], exposeHeaders: [], maxAgeMs: 60_000, allowCredentials: false },
  { allowOrigins: [{ kind: "present" }], allowMethods: [], allowHeaders: [], exposeHeaders: ["x-b"], maxAgeMs: 5_000, allowCredentials: true },
);

const retries: fc.Arbitrary<Retry> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 4 }),
    on: fc.constantFrom(["connect-failure", "gateway-error"], ["reset"], ["5xx"], ["gateway-error", "409"]),
    methods: fc.constantFrom(null, ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"], ["GET"]),
    base: fc.constantFrom(25, 100),
  })
  .map(({ attempts, on, methods, base }) => ({ attempts, perTryTimeoutMs: 200, on, events: retryEventsOf(on), methods, backoffMs: { base, max: 10 * base } }));

/** The features of a channel: retries are experimental. */
function routes(number: number, prefixed: boolean, experimental: boolean, to: readonly Partial<Backend>[]): fc.Arbitrary<Route> {
  return fc
    .record({
      action: actions(to),
      mirrors: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constantFrom(...to).map((other) => [mirror(10, other)]) }),
      rewrite: sometimes(rewrites(prefixed), 5),
      requestHeaders: sometimes(edits.map((value) => wish(value)), 6),
      responseHeaders: sometimes(edits.map((value) => wish(value)), 6),
      cors: sometimes(cors.map((value) => wish(value)), 10),
      deadlineMs: sometimes(fc.constantFrom(1000, 2500, 90_000).map((value) => wish(value)), 2),
      retry: experimental ? sometimes(retries.map((value) => wish(value)), 2) : fc.constant(null),
    })
    .map(({ action, ...given }) => (action.kind === "forward" ? route({ ...given, name: `route-${number}`, action }) : route({ name: `route-${number}`, action })));
}

function arms(experimental: boolean, to: readonly Partial<Backend>[], patterned: boolean): fc.Arbitrary<readonly Arm[]> {
  const list = fc.array(conditions(patterned ? fc.oneof(paths, patterns) : paths), { maxLength: 5 });
  const tail = fc.boolean().map((ends) => (ends ? [when()] : []));
  return fc.tuple(list, tail).chain(([some, rest]) => {
    const all = [...some, ...rest];
    return fc.tuple(...all.map((one, index) => routes(index, one.path === null || one.path.kind === "prefix", experimental, to).map((own) => arm(own, one))));
  });
}

const entry = (host: string, prefix: string | null, to: "order" | "pay/billing"): GatewayEntry => ({
  port: 80,
  hosts: [host],
  path: prefix,
  leads: { kind: "service", service: name(to), servicePort: 8080 },
  origin: at(),
});
const listener = (listed: string, hosts: readonly string[], protocol: "http" | "https" = "http"): Gateway["listeners"][number] => ({
  name: listed,
  port: 80,
  protocol,
  hosts,
  tls: protocol === "https" ? { mode: "terminate", secret: name("infra/cert") } : null,
  namespaces: null,
  origin: at(),
});

const gateways: fc.Arbitrary<readonly Gateway[]> = sometimes(
  fc.record({
    entries: fc.uniqueArray(
      fc.constantFrom(entry("shop.example", null, "order"), entry("shop.example", "/a", "pay/billing"), entry("*.example", null, "order"), entry("*", "/orders", "pay/billing"), entry("*", null, "order")),
      { minLength: 1, maxLength: 3 },
    ),
    listeners: fc.constantFrom([], [listener("all", [])], [listener("one", ["shop.example"]), listener("many", ["*.example"])], [listener("secure", ["*"], "https")]),
  }),
  2,
).map((given) => (given === null ? [] : [{ id: name("infra/public"), serviceAccount: null, selector: null, ...given, origin: at() }]));

const consent: Consent = { kind: "approximate", target: "gateway-api", field: "retry.backoff", within: null, because: "generated", origin: at() };

/** Policies of the cells that the channel says exactly, and retries with their consent in the experimental one. */
export function policies(experimental: boolean, labels = true, patterned = false): fc.Arbitrary<MeshModel> {
  const to = labels ? everywhere : everywhere.filter((each) => each !== v3);
  return fc.record({ list: arms(experimental, to, patterned), budget: experimental ? sometimes(fc.constantFrom(fraction(1, 4), fraction(1, 5)), 4) : fc.constant(null), exposed: gateways }).map(({ list, budget, exposed }) => {
    const retried = list.some(({ route: to }) => to.retry !== null);
    const order = service({
      versions: [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") }), ...(labels ? [version({ name: "v3", labels: v3.labels })] : [])],
      ports: [port({ arms: list })],
      retryBudget: budget === null ? null : wish({ percent: budget, windowMs: 10_000, minPerSecond: fraction(1, 2) }),
      consents: retried ? [consent] : [],
    });
    const other = service({ id: name("pay/billing"), versions: [version({ name: "billing", service: name("pay/billing") })], ports: [port({ fallback: forward(backend(billing)) })] });
    return model([other, order], { gateways: exposed });
  });
}
