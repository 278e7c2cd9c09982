import { readFileSync } from "node:fs";
import type { FragmentArm, ServiceFragment } from "../../src/dialects/fragment.ts";
import { findingsOf, policy, readNative } from "./support/read-native.ts";

const whole = readFileSync(new URL("policies/whole-language.yaml", `file://${__dirname}/`), "utf8");

/** Places apart; fractions as text. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === "origin" || key === "origins") return undefined;
      if (typeof inner === "object" && inner !== null && "den" in inner && "num" in inner) return `${String(inner.num)}/${String(inner.den)}`;
      return inner;
    }),
  );
}

function serviceOf(spec: string): ServiceFragment {
  const { fragments, diagnostics, text } = readNative(policy(spec));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  expect(text).toContain("ServicePolicy");
  const [service] = fragments.services;
  if (service === undefined) throw new Error("no service");
  return service;
}

function armsOf(spec: string): readonly FragmentArm[] {
  return serviceOf(spec).routes?.flatMap(({ arms }) => arms) ?? [];
}

test("the whole language is read without a finding, as it always was", () => {
  expect(findingsOf(whole)).toEqual([]);
  expect(plain(readNative(whole).fragments)).toMatchSnapshot();
});

test("a wish knows the token it came from", () => {
  const { fragments, text } = readNative(whole);
  const [service] = fragments.services;
  const token = (origin: { readonly start: number; readonly end: number } | undefined): string => text.slice(origin?.start, origin?.end);
  const route = service?.routes?.[0]?.arms[0]?.route;
  expect(token(service?.origin)).toBe("order");
  expect(token(route?.deadlineMs?.origin)).toBe("2s");
  expect(token(route?.rewrite?.path?.origin)).toBe("/v2/orders");
  expect(token(service?.settings?.balancing?.origin)).toBe("maglev");
  expect(token(service?.versions?.[1]?.origin)).toBe("v2");
  expect(token(service?.consents?.[0]?.origin)).toBe("{ field: retry.perTryTimeout, within: 2s }");
});

describe("values", () => {
  test.each([
    ["exact text", "headers: { X-A: beta }", { name: "x-a", match: { kind: "exact", value: "beta" } }],
    ["negation", "headers: { x-a: { not: { present: true } } }", { name: "x-a", match: { kind: "not", match: { kind: "present" } } }],
    ["negated text", "headers: { x-a: { not: beta } }", { name: "x-a", match: { kind: "not", match: { kind: "exact", value: "beta" } } }],
    ["suffix", "headers: { x-a: { suffix: -eu } }", { name: "x-a", match: { kind: "suffix", value: "-eu" } }],
  ])("%s", (_, entry, expected) => {
    const [arm] = armsOf(`routes: [{ name: a, to: order, match: [{ ${entry} }] }]`);
    expect(plain(arm?.when.headers)).toEqual([expected]);
  });

  test.each([
    ["a trailing slash of a prefix means nothing", "path: { prefix: /a/ }", { kind: "prefix", value: "/a" }],
    ["the root stays", "path: { prefix: / }", { kind: "prefix", value: "/" }],
    ["a trailing slash of an exact path means something", "path: { exact: /a/ }", { kind: "exact", value: "/a/" }],
    ["a gRPC service", "grpc: { service: shop.Orders }", { kind: "template", value: "/shop.Orders/{method}" }],
    ["a gRPC method of a service", "grpc: { service: shop.Orders, method: Get }", { kind: "exact", value: "/shop.Orders/Get" }],
    ["a gRPC method of any service", "grpc: { method: Get }", { kind: "template", value: "/{service}/Get" }],
  ])("%s", (_, entry, expected) => {
    const [arm] = armsOf(`routes: [{ name: a, to: order, match: [{ ${entry} }] }]`);
    expect(plain(arm?.when.path)).toEqual(expected);
  });

  test("a list of claims means any of them, characters of patterns quoted", () => {
    const { access } = serviceOf(
      "authentication: { jwt: { provider: corp } }\naccess: { allow: [{ from: [{ anyone: true }], when: { claims: { role: [a.b, c], tier: [gold] } } }] }",
    );
    expect(plain(access?.allow[0]?.claims)).toEqual([
      { name: "role", match: { kind: "regex", value: "a\\.b|c" } },
      { name: "tier", match: { kind: "exact", value: "gold" } },
    ]);
  });
});

describe("where calls go", () => {
  test.each([
    ["v1", { kind: "version", version: "v1" }],
    ["order", { kind: "service", service: { namespace: "shop", name: "order" }, port: null }],
    ["other/order:81", { kind: "service", service: { namespace: "other", name: "order" }, port: 81 }],
  ])("to: %s", (to, expected) => {
    const [arm] = armsOf(`versions: { v1: { service: order-v1 } }\nroutes: [{ name: a, to: ${to} }]`);
    expect(plain(arm?.route.action)).toEqual({ kind: "forward", backends: [{ to: expected, weight: 1 }] });
  });

  test("without versions there is one place to go", () => {
    const [arm] = armsOf("routes: [{ name: a, deadline: 2s }]");
    expect(plain(arm?.route.action)).toEqual({ kind: "forward", backends: [{ to: { kind: "service", service: { namespace: "shop", name: "order" }, port: null }, weight: 1 }] });
  });

  test("routes bound to ports make one list of arms for each port", () => {
    const { routes } = serviceOf(
      "ports: [{ port: 80 }, { port: 81 }, { port: 82 }]\nroutes: [{ name: a, to: order, ports: [80] }, { name: b, to: order, ports: [80, 81] }]",
    );
    expect(routes?.map(({ ports, arms }) => [ports, arms.map(({ route }) => route.name)])).toEqual([
      [[80], ["a", "b"]],
      [[81], ["b"]],
    ]);
  });
});

describe("retries of gRPC methods are arms of their own", () => {
  test.each([
    ["grpc: { service: shop.Orders }", ["/shop.Orders/Get retry", "/shop.Orders/List retry", "/shop.Orders/{method} none"]],
    ["grpc: { service: shop.Orders, method: Get }", ["/shop.Orders/Get retry"]],
    ["grpc: { service: shop.Orders, method: Put }", ["/shop.Orders/Put none"]],
    ["grpc: { method: List }", ["/{service}/List retry"]],
  ])("%s", (entry, expected) => {
    const arms = armsOf(`routes: [{ name: a, to: order, match: [{ ${entry} }], retry: { attempts: 1, on: [unavailable], methods: [Get, List] } }]`);
    expect(arms.map(({ when, route }) => `${when.path?.value} ${route.retry?.value === "none" ? "none" : "retry"}`)).toEqual(expected);
  });

  test("without a match every call of the port is split", () => {
    const arms = armsOf("port: 90\nprotocol: grpc\nroutes: [{ name: a, to: order, retry: { attempts: 1, on: [unavailable], methods: [Get] } }]");
    expect(arms.map(({ when }) => when.path?.value)).toEqual(["/{service}/Get", undefined]);
  });
});

describe("a MeshPolicy", () => {
  const mesh = (spec: string): string => `apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: shop }\nspec:\n  ${spec}\n`;

  test.each([
    ["scope: namespace", "shop"],
    ["scope: mesh", null],
  ])("%s is for %s", (spec, namespace) => {
    expect(readNative(mesh(spec)).fragments.mesh.map((fragment) => fragment.namespace)).toEqual([namespace]);
  });

  test.each([
    ["defaults: {}", ["4 MW1022 [spec] `scope` is missing from `spec` -> write `scope: mesh`, or `scope: namespace` for the namespace of this document", "5 MW1026 [{}] `defaults` must not be empty -> leave `defaults` out, or fill it"]],
    ["scope: mesh\n  mtls: strict", ["6 MW1020 [mtls] unknown key `mtls` in `spec` -> it belongs in `spec.defaults.mtls`"]],
    ["scope: mesh\n  targets: { istio: { version: 1.27 } }", ['6 MW1021 [1.27] `version` must be a version in quotes such as `"1.27"`, found `1.27`']],
    [
      "scope: namespace\n  trustDomain: example.org",
      ["6 MW2082 [trustDomain] `trustDomain` is for the whole mesh, but this MeshPolicy is for one namespace -> move it to the MeshPolicy with `scope: mesh`"],
    ],
    [
      "scope: mesh\n  gateways: { a/b: { listeners: [{ port: 443, protocol: https }] } }",
      ["6 MW2089 [https] a listener with protocol `https` needs `tls` -> add `tls: { mode: terminate, secret: … }`"],
    ],
    [
      "scope: mesh\n  defaults: { loadBalancing: { policy: maglev } }",
      ["6 MW2086 [maglev] `maglev` needs a key to hash by, which only a service can name -> write it in the ServicePolicy beside its `affinity`"],
    ],
  ])("%s", (spec, findings) => {
    expect(findingsOf(mesh(spec))).toEqual(findings);
  });
});

describe("which documents are read", () => {
  test.each([
    ["apiVersion: meshwright.dev/v1\nkind: ServicePolicy", ["1 MW1029 [meshwright.dev/v1] version `meshwright.dev/v1` of the policy language is not known -> write `apiVersion: meshwright.dev/v1alpha1`"]],
    ["apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolcy", ["2 MW1030 [ServicePolcy] kind `ServicePolcy` of `meshwright.dev` is not known -> did you mean `ServicePolicy`?"]],
  ])("%s", (text, findings) => {
    expect(findingsOf(text)).toEqual(findings);
  });

  test("mistakes of form do not hide mistakes of meaning", () => {
    const spec = "versions: { v1: { service: order-v1 } }\nroutes: [{ name: a, split: { v1: five, v9: 5 }, deadline: 2 }, { name: a, to: v1, match: [{ path: { prefix: x } }] }]";
    expect(findingsOf(policy(spec)).map((line) => line.split("] ")[0])).toEqual(["6 MW1021 [five", "6 MW2062 [v9", "6 MW1021 [2", "6 MW2063 [a", "6 MW2068 [x"]);
  });

  test("what a mistake of form took away is not missed", () => {
    expect(findingsOf(policy("versions: { V1: { service: order-v1 } }\nroutes: [{ name: a, split: { v1: five } }]")).map((line) => line.slice(0, 8))).toEqual(["5 MW1024", "6 MW1021"]);
  });

  test("a broken policy still declares its service", () => {
    const { fragments } = readNative(policy("service: basket\nport: http"));
    expect(fragments.services.map(({ service }) => service)).toEqual([{ namespace: "shop", name: "basket" }]);
  });
});
