import type { Consent, Service } from "../../../src/model/index.ts";
import { arm, at, backend, forward, mesh, mirror, name, port, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, proved } from "../support.ts";

const unenforced = (field: "access" | "mtls"): Consent => ({ kind: "unenforced", target: "gateway-api", field, because: "tested", until: "2030-01-01", origin: at() });
const strict = { mesh: mesh({ scopes: [{ namespace: null, accessDefault: wish("deny"), mtls: wish("strict"), telemetry: null, origin: at() }] }) };
const order = (consents: readonly Consent[], given: Partial<Service> = {}): Service => service({ consents, ...given });
const billing = (consents: readonly Consent[]): Service => service({ id: name("pay/billing"), versions: [version({ name: "billing", service: name("pay/billing") })], consents });
const rule = { name: "r", from: [{ identity: { kind: "authenticated" as const }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() };

test("access and mutual TLS are refused without consent", () => {
  const own = { access: { default: null, allow: [rule], deny: [], mode: "enforce" as const }, mtls: wish("strict" as const) };
  expect(codes(lowered([order([], own)]))).toEqual(["MW4001", "MW4001"]);
  expect(proved([order([unenforced("access"), unenforced("mtls")], own)])).toEqual([]);
});

test("defaults of the mesh are refused unless every service leaves them unenforced", () => {
  const both = [unenforced("access"), unenforced("mtls")];
  expect(codes(lowered([order(both), billing([])], strict))).toEqual(["MW4001", "MW4001"]);
  expect(proved([order(both), billing(both)], strict)).toEqual([]);
});

test("consent that nothing needs is an error", () => {
  expect(codes(lowered([order([unenforced("access")])]))).toEqual(["MW4004"]);
});

test("a service for hosts outside may be left out, and then no route may lead to it", () => {
  const outside = service({ id: name("api"), external: { hosts: [wish("api.pay.example")], tls: wish("none"), addresses: [] }, consents: [{ kind: "excluded", target: "gateway-api", because: "tested", origin: at() }] });
  const to = backend({ service: name("api"), owner: name("api") });
  expect(codes(lowered([outside]))).toEqual([]);
  expect(codes(lowered([outside, order([], { ports: [port({ arms: [arm(route({ action: forward(to) }))] })] })]))).toEqual(["MW4616"]);
  expect(codes(lowered([outside, order([], { ports: [port({ arms: [arm(route({ mirrors: [mirror(10, { service: name("api") })] }))] })] })]))).toEqual(["MW4616"]);
  expect(codes(lowered([{ ...outside, consents: [] }]))).toEqual(["MW4001"]);
});
