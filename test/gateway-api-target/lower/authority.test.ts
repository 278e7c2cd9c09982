import type { Arm, Listener, ValueMatch } from "../../../src/model/index.ts";
import { arm, at, backend, forward, name, port, route, service, version } from "../../support/build-model.ts";
import { codes, lowered, proved, specOf } from "../support.ts";

const v1 = backend({ service: name("order-v1"), version: "v1" });
const v2 = backend({ service: name("order-v2"), version: "v2" });
const versions = [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })];
const hosted = (authority: ValueMatch): Arm => arm(route({ name: "hosted", action: forward(v1) }), { authority });
const rest = arm(route({ name: "rest", action: forward(v2) }));
const order = (...arms: readonly Arm[]) => service({ versions, ports: [port({ arms })] });
const listener = (listed: string, hosts: readonly string[]): Listener => ({ name: listed, port: 80, protocol: "http", hosts, tls: null, namespaces: null, origin: at() });
const exposed = (hosts: readonly string[], listeners: readonly Listener[]) => ({
  gateways: [{ id: name("infra/public"), serviceAccount: null, selector: null, listeners, entries: [{ port: 80, hosts, path: null, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: at() }], origin: at() }],
});

test.each<[string, ValueMatch, readonly string[]]>([
  ["an exact name", { kind: "exact", value: "Shop.example" }, ["shop.example"]],
  ["a suffix of whole labels", { kind: "suffix", value: ".shop.example" }, ["*.shop.example"]],
])("%s becomes a host name at gateways, and is no condition in the mesh", (_name, authority, hosts) => {
  const given = exposed(["*"], []);
  const result = lowered([order(hosted(authority), rest)], given);
  const names = result.manifests.filter(({ object }) => object.metadata.namespace === "infra" && object.kind === "HTTPRoute").flatMap(({ object }) => (object.spec?.["hostnames"] ?? []) as readonly string[]);
  expect(names).toEqual(hosts);
  expect((specOf(result, "HTTPRoute", "order")["rules"] as readonly unknown[]).length).toBe(1);
  expect(proved([order(hosted(authority), rest)], given)).toEqual([]);
});

test("a host that another entry or listener is for stays apart", () => {
  const elsewhere = hosted({ kind: "exact", value: "other.example" });
  expect(proved([order(elsewhere, rest)], exposed(["shop.example"], []))).toEqual([]);
  expect(proved([order(hosted({ kind: "exact", value: "a.example" }), rest)], exposed(["*"], [listener("many", ["*.example"]), listener("one", ["a.example"])]))).toEqual([]);
});

test("a name that every call in the mesh has is no condition there", () => {
  expect(proved([order(hosted({ kind: "regex", value: "order.*" }))])).toEqual([]);
});

test.each<[string, readonly Arm[]]>([
  ["a condition that tells names of the service apart", [hosted({ kind: "exact", value: "order.shop" }), rest]],
  ["a list of which nothing is left in the mesh", [hosted({ kind: "exact", value: "shop.example" })]],
  ["the negation of one of the names", [hosted({ kind: "not", match: { kind: "exact", value: "order" } }), rest]],
])("%s is refused", (_name, arms) => {
  expect(codes(lowered([order(...arms)]))).toEqual(["MW4615"]);
});

test.each<[string, ValueMatch]>([
  ["a pattern", { kind: "regex", value: "shop[0-9]\\.example" }],
  ["a prefix", { kind: "prefix", value: "shop." }],
  ["a suffix within a label", { kind: "suffix", value: "p.example" }],
  ["a port", { kind: "exact", value: "shop.example:8080" }],
  ["a negation", { kind: "not", match: { kind: "exact", value: "shop.example" } }],
])("%s cannot be asked at a gateway", (_name, authority) => {
  const result = lowered([order(hosted(authority), rest)], exposed(["*"], []));
  expect(codes(result)).toEqual(["MW4615"]);
  expect(result.diagnostics[0]?.message).toContain("neither a host name nor a suffix");
});
