import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import { fraction } from "../../../src/support/fraction.ts";
import type { Arm, Consent, Retry, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, objectNamed, profile, proofs } from "./support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];
const split = forward(backend({ ...v1, weight: 9 }), backend({ ...v2, weight: 1 }));
const keeping = profile({ retryBudget: "profile" });

function budget(num: number, den: number, minPerSecond = 0, windowMs = 2000): NonNullable<Service["retryBudget"]> {
  return wish({ percent: fraction(num, den), windowMs, minPerSecond: fraction(minPerSecond) });
}

function again(on: readonly string[], given: Partial<Retry> = {}): ReturnType<typeof wish<Retry>> {
  return wish(retry({ attempts: 3, on, events: retryEventsOf(on), ...given }));
}

function consent(field: string, within: string | null = null): Consent {
  return { kind: "approximate", target: "linkerd", field, within, because: "near enough", origin: at() };
}

const kept = [consent("retry.attempts"), consent("retry.backoff", "250ms")];

function order(arms: readonly Arm[], given: Partial<Service> = {}): Service {
  return service({ versions, retryBudget: budget(1, 4), consents: kept, ports: [port({ arms })], ...given });
}

const all = arm(route({ name: "all", retry: again(["5xx"]) }));

test("[linkerd 21.2#46] without the setting the budget is left out with consent, and retries have a count", () => {
  expect(codes(lowered([order([all], { consents: [] })]))).toEqual(["MW4002"]);
  const result = lowered([order([all], { consents: [consent("retryBudget")] })]);
  expect(objectNamed(result, "HTTPRoute", "order-8080").metadata.annotations).toMatchObject({ "retry.linkerd.io/limit": "3" });
  expect(proofs([order([all], { consents: [consent("retryBudget")] })])).toEqual(["proved"]);
});

test("a budget without retries bounds nothing, and needs no consent", () => {
  expect(proofs([order([arm(route())], { consents: [] })], {}, keeping)).toEqual(["proved"]);
  expect(lowered([order([arm(route())], { consents: [] })], {}, keeping).manifests.map(({ object }) => object.kind)).not.toContain("ServiceProfile");
});

test("[linkerd 21.2#2][linkerd 21.2#29][linkerd 21.2#30] a ServiceProfile has routes, the full name of its Service, and no route beside it", () => {
  const result = lowered([order([arm(route({ name: "read", retry: again(["503"]), deadlineMs: wish(90_000), action: split }), { path: path("prefix", "/orders"), methods: ["GET", "HEAD"] }), arm(route({ name: "all", action: split }))])], {}, keeping);
  expect(result.manifests.map(({ object }) => object.kind)).toEqual(["Service", "ServiceProfile"]);
  expect(objectNamed(result, "ServiceProfile", "order.shop.svc.cluster.local")).toMatchObject({
    metadata: { namespace: "shop" },
    spec: {
      routes: [
        { name: "read", isRetryable: true, timeout: "90000ms", condition: { all: [{ pathRegex: "^(?:/orders(?:/.*)?)$" }, { any: [{ method: "GET" }, { method: "HEAD" }] }] } },
        { name: "all", condition: { pathRegex: "^.*$" } },
      ],
      retryBudget: { retryRatio: 0.25, minRetriesPerSecond: 0, ttl: "2s" },
      dstOverrides: [{ authority: "order-v1.shop.svc.cluster.local:8080", weight: "9m" }, { authority: "order-v2.shop.svc.cluster.local:8080", weight: "1m" }],
    },
  });
});

test("[linkerd 21.2#31] ratios are one over a whole number, the smaller where the wish lies between two", () => {
  const ratioOf = (num: number, den: number): unknown => objectNamed(lowered([order([all], { retryBudget: budget(num, den), consents: [...kept, consent("retryBudget")].slice(0, den % num === 0 ? 2 : 3) })], {}, keeping), "ServiceProfile", "order.shop.svc.cluster.local").spec?.["retryBudget"];
  expect(ratioOf(1, 3)).toMatchObject({ retryRatio: 0.333_333 });
  expect(ratioOf(2, 5)).toMatchObject({ retryRatio: 0.333_333 });
  expect(ratioOf(1, 49)).toMatchObject({ retryRatio: 0.020_408 });
});

test.each<[string, Service]>([
  ["one route for all calls", order([all])],
  ["statuses", order([arm(route({ retry: again(["503", "409"]) }))])],
  ["connections that fail, and gateways", order([arm(route({ retry: again(["connect-failure", "gateway-error"]) }))])],
  ["some methods of a path", order([arm(route({ name: "a", retry: again(["5xx"], { methods: ["GET", "PUT"] }), deadlineMs: wish(1500) }), { path: path("exact", "/orders/x.y"), methods: ["GET", "POST"] }), arm(route({ name: "b" }), { path: path("template", "/orders/{id}") }), arm(route({ name: "c", deadlineMs: wish(1000) }))])],
  ["a split", order([arm(route({ action: split, retry: again(["5xx"]) }), { path: path("regex", "/a|/b") }), arm(route({ name: "rest", action: split }))])],
  ["a floor, with consent", order([all], { retryBudget: budget(1, 4, 10), consents: [...kept, consent("retryBudget")] })],
  ["a ratio between two, with consent", order([all], { retryBudget: budget(2, 5), consents: [...kept, consent("retryBudget")] })],
  ["conditions that no status is, with consent", order([arm(route({ retry: again(["refused-stream", "502"]) }))], { consents: [...kept, consent("retry.on")] })],
])("a profile for %s is proved", (_, given) => {
  expect(proofs([given], {}, keeping)).toEqual(["proved"]);
});

test("[linkerd approximate retryBudget] a floor differs, and so do count and pauses: each needs its consent", () => {
  expect(codes(lowered([order([all], { consents: [] })], {}, keeping))).toEqual(["MW4002", "MW4002"]);
  expect(codes(lowered([order([all], { retryBudget: budget(1, 4, 10) })], {}, keeping))).toEqual(["MW4002"]);
});

const narrow = arm(route({ name: "narrow" }), { path: path("prefix", "/a") });

test.each<[string, Service]>([
  ["two ports", order([all], { ports: [port({ arms: [all] }), port({ port: 9090 })] })],
  ["gRPC", order([all], { ports: [port({ protocol: "grpc", arms: [all] })] })],
  ["calls without a route", order([{ ...all, when: narrow.when }])],
  ["two splits", order([arm(route({ name: "a", action: split }), { path: path("exact", "/a") }), all])],
  ["failure accrual", order([all], { outlier: wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 }), consents: [...kept, consent("circuitBreaker.outlier")] })],
  ["headers", order([{ ...narrow, when: { ...narrow.when, headers: [named("x", { kind: "present" })] } }, all])],
  ["a name", order([{ ...narrow, when: { ...narrow.when, authority: { kind: "exact", value: "order" } } }, all])],
  ["changes of headers", order([arm(route({ name: "a", responseHeaders: wish({ set: { a: "b" }, add: {}, remove: [] }) }), { path: path("exact", "/a") }), all])],
  ["an idle timeout", order([arm(route({ name: "a", idleTimeoutMs: wish(1000) }), { path: path("exact", "/a") }), all])],
  ["timeouts of tries", order([arm(route({ retry: again(["5xx"], { perTryTimeoutMs: 100 }) }))])],
  ["a redirect", order([arm(route({ name: "a", action: { kind: "redirect", status: 301, scheme: "https", host: null, port: null, path: null, origin: at() } }), { path: path("exact", "/a") }), all])],
  ["a short window", order([all], { retryBudget: budget(1, 4, 0, 500) })],
  ["a percentage above 100", order([all], { retryBudget: budget(3, 2) })],
])("%s has no place in a profile", (_, given) => {
  expect(codes(lowered([given], {}, keeping))).toContain("MW4321");
});
