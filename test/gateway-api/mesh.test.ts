import { armsOf, findingsOf, readText, service } from "./read-yaml.ts";

const route = (name: string, rules: string, extra = "", namespace = "shop"): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace}${extra} }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, namespace: shop, port: 8080 }]
  rules:
${rules}
`;
const to = (match: string, backend = "order", name = ""): string => `  - ${name === "" ? "" : `name: ${name}\n    `}matches: [${match}]\n    backendRefs: [{ name: ${backend}, namespace: shop, port: 8080 }]`;

test("section 4: a route of a Service becomes arms for its port", () => {
  const { fragments, diagnostics } = readText(route("order", to("{}")));
  expect(diagnostics).toEqual([]);
  expect(fragments.services).toHaveLength(1);
  expect(fragments.services[0]).toMatchObject({ service: { namespace: "shop", name: "order" }, document: "HTTPRoute shop/order", ports: [{ port: 8080, protocol: null }] });
  expect(fragments.services[0]?.routes?.[0]).toMatchObject({ ports: [8080] });
  expect(fragments.services[0]?.routes?.[0]?.arms[0]?.route).toMatchObject({
    name: "order[0]",
    action: { kind: "forward", backends: [{ to: { kind: "service", service: { namespace: "shop", name: "order" }, port: 8080 }, weight: 1 }] },
    deadlineMs: null,
    retry: null,
  });
});

describe("section 9: precedence", () => {
  const order = (...matches: string[]): readonly string[] => armsOf(route("r", matches.map((match, index) => to(match, "order", `m${index}`)).join("\n"))).map((arm) => arm.split("-> ")[1] ?? "");
  const p = (value: string, type = "PathPrefix", rest = "") => `{ path: { type: ${type}, value: ${value} }${rest} }`;

  test.each<[string, string[], string[]]>([
    ["an exact path beats a longer prefix", [p("/aaaa"), p("/a", "Exact")], ["m1", "m0"]],
    ["a longer prefix beats `/` with headers", [p("/", "PathPrefix", ", headers: [{ name: a, value: b }, { name: c, value: d }]"), p("/v2")], ["m1", "m0"]],
    ["a method beats headers", [p("/", "PathPrefix", ", headers: [{ name: a, value: b }]"), p("/", "PathPrefix", ", method: GET")], ["m1", "m0"]],
    ["more headers beat fewer", [p("/", "PathPrefix", ", headers: [{ name: a, value: b }]"), p("/", "PathPrefix", ", headers: [{ name: a, value: b }, { name: c, value: d }]")], ["m1", "m0"]],
    ["headers beat query parameters", [p("/", "PathPrefix", ", queryParams: [{ name: a, value: b }, { name: c, value: d }]"), p("/", "PathPrefix", ", headers: [{ name: a, value: b }]")], ["m1", "m0"]],
    ["more query parameters beat fewer", ["{}", p("/", "PathPrefix", ", queryParams: [{ name: a, value: b }]")], ["m1", "m0"]],
    ["a trailing slash of a prefix does not count", [p("/foo/"), p("/bar")], ["m0", "m1"]],
    ["equal matches keep the order of the rules", ["{}", "{}"], ["m0", "m1"]],
  ])("%s", (_, matches, expected) => {
    expect(order(...matches)).toEqual(expected);
  });

  test("the matches of one rule are ranked one by one", () => {
    const rules = `${to("{ path: { value: /long/path } }, { path: { value: /a } }", "order", "x")}\n${to("{ path: { value: /long } }", "order-v2", "y")}`;
    expect(armsOf(route("r", rules))).toEqual(["prefix /long/path -> x", "prefix /long -> y", "prefix /a -> x"]);
  });

  test("a younger route wins with a more specific match; age breaks full ties; without ages the name does", () => {
    const old = route("b", to("{}", "order", "old"), ', creationTimestamp: "2024-01-01T00:00:00Z"');
    const young = route("a", to("{}, { path: { value: /x } }", "order-v2", "young"), ', creationTimestamp: "2025-01-01T00:00:00Z"');
    expect(armsOf(`${old}---\n${young}`)).toEqual(["prefix /x -> young", "any -> old", "any -> young"]);
    expect(findingsOf(`${old}---\n${young}`)).toEqual([]);
    const untold = `${route("b", to("{}", "order", "old"))}---\n${route("a", to("{}", "order-v2", "young"))}`;
    expect(armsOf(untold)).toEqual(["any -> young", "any -> old"]);
    expect(findingsOf(untold)).toEqual(["MW2235 {}"]);
  });

  test("a tie with the same action is none", () => {
    expect(findingsOf(`${route("b", to("{}"))}---\n${route("a", to("{}"))}`)).toEqual([]);
  });
});

describe("sections 8 and 9: regular expressions", () => {
  const regex = to('{ path: { type: RegularExpression, value: "^/v[0-9]+/.*$" } }', "order-v2", "regex");

  test("an overlap with another action needs the rank of the product", () => {
    const text = route("r", `${regex}\n${to("{}", "order", "all")}`);
    expect(findingsOf(text)).toEqual(['MW2236 "^/v[0-9]+/.*$"']);
    expect(findingsOf(text, { settings: { "gatewayApi.regexRank": "last" } })).toEqual([]);
  });

  test("disjoint paths need none", () => {
    expect(findingsOf(route("r", `${regex}\n${to("{ path: { value: /orders } }", "order", "all")}`)).filter((finding) => finding.startsWith("MW2236"))).toEqual([]);
  });

  test.each([
    ["last", ["exact /v1/a -> e", "prefix /v1 -> p", "regex ^/v[0-9]+/.*$ -> regex"]],
    ["length", ["exact /v1/a -> e", "regex ^/v[0-9]+/.*$ -> regex", "prefix /v1 -> p"]],
    ["first", ["exact /v1/a -> e", "regex ^/v[0-9]+/.*$ -> regex", "prefix /v1 -> p"]],
  ])("rank %s", (rank, expected) => {
    const rules = `${regex}\n${to("{ path: { value: /v1 } }", "order", "p")}\n${to("{ path: { type: Exact, value: /v1/a } }", "order", "e")}`;
    expect(armsOf(route("r", rules), { settings: { "gatewayApi.regexRank": rank } })).toEqual(expected);
  });
});

describe("section 4: consumer routes", () => {
  const producer = route("p", to("{}", "order", "producer"));
  const consumer = route("c", to("{ path: { value: /x } }", "order-v2", "consumer"), "", "web");

  test("they come first, hide the producer's rules and end unroutable", () => {
    expect(armsOf(`${producer}---\n${consumer}`)).toEqual(["from web prefix /x -> consumer", "from web -> unroutable", "any -> producer"]);
    expect(findingsOf(`${producer}---\n${consumer}`)).toEqual(["MW2231 order", "MW2230 order"]);
  });

  test("without a producer's route other callers pass through", () => {
    expect(armsOf(consumer)).toEqual(["from web prefix /x -> consumer", "from web -> unroutable", "any -> pass-through"]);
  });

  test("a catch-all needs no end", () => {
    expect(armsOf(route("c", to("{}", "order", "c"), "", "web"))).toEqual(["from web -> c", "any -> pass-through"]);
  });
});

describe("section 4: ports", () => {
  const whole = route("w", to("{}", "order", "whole")).replace(", port: 8080 }]\n  rules", " }]\n  rules");
  const named = route("n", to("{ path: { value: /x } }", "order", "named"));

  test("a route of all ports alone", () => {
    expect(readText(whole).fragments.services[0]?.routes).toMatchObject([{ ports: null }]);
  });

  test("beside a route of one port, the Service's other ports are decided apart", () => {
    const services = [service("order", { http: 8080, admin: 9090 })];
    const sets = readText(`${whole}---\n${named}`, { services }).fragments.services[0]?.routes ?? [];
    expect(sets.map(({ ports, arms }) => [ports, arms.map(({ route: { name } }) => name)])).toEqual([
      [[8080], ["named", "whole"]],
      [[9090], ["whole"]],
    ]);
    expect(findingsOf(`${whole}---\n${named}`)).toEqual(["MW2223 order"]);
  });
});

describe("section 4: kinds on one port", () => {
  const grpc = `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: g, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]
  rules:
  - matches: [{ method: { service: shop.Orders } }, { method: { service: shop.Orders, method: Get } }, { method: { method: Get } }]
    backendRefs: [{ name: order, port: 8080 }]
  - backendRefs: [{ name: order-v2, port: 8080 }]
`;

  test("GRPCRoute wins over HTTPRoute; the paths are /service/method (section 15)", () => {
    const text = `${route("h", to("{}"))}---\n${grpc}`;
    expect(findingsOf(text)).toEqual(["MW2229 { group: \"\", kind: Service, name: order, namespace: shop, port: 8080 }"]);
    expect(armsOf(text)).toEqual(["exact /shop.Orders/Get -> g[0]", "template /shop.Orders/{method} -> g[0]", "template /{service}/Get -> g[0]", "any -> g[1]"]);
    expect(readText(grpc).fragments.services[0]?.ports).toMatchObject([{ port: 8080, protocol: "grpc" }]);
  });
});

test("section 9: the order of files does not matter", () => {
  const texts = [
    route("a", `${to("{ path: { value: /x } }", "order", "a0")}\n${to("{}", "order", "a1")}`),
    route("b", `${to("{ path: { value: /x }, method: GET }", "order-v2", "b0")}\n${to("{}", "order-v2", "b1")}`),
    route("c", to("{ path: { type: Exact, value: /x } }", "order", "c0"), "", "web"),
    route("d", to("{}", "order-v2", "d0"), "", "batch"),
  ];
  const forwards = armsOf(texts.join("---\n"));
  expect(armsOf([...texts].reverse().join("---\n"))).toEqual(forwards);
  expect(forwards).toEqual(["from batch -> d0", "from web exact /x -> c0", "from web -> unroutable", "GET prefix /x -> b0", "prefix /x -> a0", "any -> a1", "any -> b1"]);
});

test("an object written twice counts once", () => {
  const text = route("a", to("{}"));
  expect(armsOf(`${text}---\n${text}`)).toEqual(["any -> a[0]"]);
  expect(findingsOf(`${text}---\n${text}`)).toEqual([]);
});
