import { fraction } from "../../../src/support/fraction.ts";
import type { Consent, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, path, port, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, proofs, rulesOf } from "./support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const versions = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } })];

function order(given: Partial<Service> = {}): Service {
  return service({ versions, ...given });
}

const backup = service({ id: name("backup"), versions: [version({ name: "backup", service: name("backup"), podLabels: { app: "backup" } })], ports: [port({ fallback: forward(backend({ service: name("backup"), owner: name("backup") })) })] });
const standIn = wish(backend({ service: name("backup"), owner: name("backup") }));
const consent: Consent = { kind: "approximate", target: "linkerd", field: "failover", within: "0.001%", because: "near enough", origin: at() };

function aborting(num: number, den: number, status = 500): Service {
  const abort = wish({ share: fraction(num, den), status, until: null });
  return order({ ports: [port({ arms: [arm(route({ abort, action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })) }))] })] });
}

test("aborted calls have a backend that nothing can serve", () => {
  const [rule] = rulesOf(lowered([aborting(1, 10)]));
  expect(rule?.["backendRefs"]).toMatchObject([{ kind: "Service", weight: 171 }, { kind: "Service", weight: 9 }, { group: "meshwright.dev", kind: "Nowhere", weight: 20 }]);
});

test.each([
  ["a share of the calls", aborting(1, 10)],
  ["no share", aborting(0, 10)],
  ["all calls", aborting(1, 1)],
])("an abort of %s is proved", (_, given) => {
  expect(proofs([given])).toEqual(["proved"]);
});

test.each([
  ["another status", aborting(1, 10, 503)],
  ["a share that whole weights cannot say", aborting(1, 999_983)],
  ["a redirect", order({ ports: [port({ arms: [arm(route({ abort: wish({ share: fraction(1, 2), status: 500, until: null }), action: { kind: "redirect", status: 301, scheme: "https", host: null, port: null, path: null, origin: at() } }))] })] })],
  ["gRPC", order({ ports: [port({ protocol: "grpc", arms: [arm(route({ abort: wish({ share: fraction(1, 2), status: 500, until: null }) }))] })] })],
])("an abort of %s is a finding", (_, given) => {
  expect(codes(lowered([given]))).toEqual(["MW4310"]);
});

test("a split whose weights are all zero answers 500", () => {
  expect(proofs([order({ ports: [port({ arms: [arm(route({ action: forward(backend({ ...v1, weight: 0 }), backend({ ...v2, weight: 0 })) }), { path: path("prefix", "/a") }), arm(route({ name: "rest" }))] })] })])).toEqual(["proved"]);
});

test("the service that stands in has the smallest weight", () => {
  const given = order({ failover: [standIn], consents: [consent], ports: [port({ arms: [arm(route({ action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })) }))] })] });
  expect(rulesOf(lowered([backup, given]))[0]?.["backendRefs"]).toMatchObject([{ name: "order-v1", weight: 999_970 }, { name: "order-v2", weight: 52_630 }, { name: "backup", weight: 1 }]);
  expect(proofs([backup, given])).toEqual(["proved", "proved"]);
});

test("a port without routes fails over too", () => {
  const given = order({ failover: [standIn], consents: [consent] });
  expect(rulesOf(lowered([backup, given]))[0]?.["backendRefs"]).toMatchObject([{ name: "order", weight: 1_000_000 }, { name: "backup", weight: 1 }]);
  expect(proofs([backup, given])).toEqual(["proved", "proved"]);
});

test("[linkerd approximate failover] failing over needs consent, and its share shows", () => {
  expect(codes(lowered([backup, order({ failover: [standIn] })]))).toEqual(["MW4002"]);
  const tight: Consent = { ...consent, within: "0.00001%" };
  expect(codes(lowered([backup, order({ failover: [standIn], consents: [tight] })])).length).toBeGreaterThan(0);
});

test.each([
  ["other access rules", [backup, order({ failover: [standIn], access: { default: wish("deny"), allow: [], deny: [], mode: "enforce" } })]],
  ["backends of several services", [backup, order({ failover: [standIn], ports: [port({ arms: [arm(route({ action: forward(backend(v1), backend({ service: name("backup"), owner: name("backup") })) }))] })] })]],
  ["three of them", [backup, order({ failover: [standIn, standIn, standIn] })]],
])("standing in with %s is a finding", (_, given) => {
  expect(codes(lowered(given))).toContain("MW4318");
});

test.each([
  ["one name", { kind: "exact" as const, value: "order.shop" }],
  ["names by a beginning", { kind: "prefix" as const, value: "order.shop" }],
  ["every name", { kind: "present" as const }],
  ["all names but one", { kind: "not" as const, match: { kind: "exact" as const, value: "order" } }],
  ["a pattern", { kind: "regex" as const, value: ".*\\.svc.*" }],
])("a route for %s of the service is proved", (_, authority) => {
  const arms = [arm(route({ name: "one", action: forward(backend(v1)) }), { authority, path: path("prefix", "/a") }), arm(route({ name: "two", action: forward(backend(v2)) }), { path: path("prefix", "/a/b") }), arm(route({ name: "rest" }))];
  expect(proofs([order({ ports: [port({ arms })] })])).toEqual(["proved"]);
});

test("a condition on the port of an authority is a finding", () => {
  expect(codes(lowered([order({ ports: [port({ arms: [arm(route(), { authority: { kind: "exact", value: "order:8080" } })] })] })]))).toEqual(["MW4306"]);
});

test("a route of another service to one that fails over needs the consent of its own policy", () => {
  const web = (consents: readonly Consent[]): Service => service({ id: name("web"), consents, versions: [version({ name: "web", service: name("web"), podLabels: { app: "web" } })], ports: [port({ arms: [arm(route({ action: forward(backend({ ...v1 })) }))], fallback: forward(backend({ service: name("web"), owner: name("web") })) })] });
  const given = order({ failover: [standIn], consents: [consent] });
  expect(codes(lowered([backup, given, web([])]))).toEqual(["MW4002"]);
  expect(proofs([backup, given, web([consent])])).toEqual(["proved", "proved", "proved"]);
});
