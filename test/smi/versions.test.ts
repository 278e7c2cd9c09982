import { smi } from "../../src/dialects/smi/index.ts";
import { arms, codes, errors, find, pointedAt, read, rules, service, workload } from "./harness.ts";
import { group, groupRule, split, target, tcp, tcpRule, twoBackends } from "./inputs.ts";

const inventory = { services: [service("order", ["8080", "9090"])], workloads: [workload("order", "order")] };
const onGet = "- {name: get, methods: [GET]}";

test.each(["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"])("TrafficSplit %s", (version) => {
  const result = read(split(twoBackends, version));
  expect([errors(result), arms(result, "order")]).toEqual([[], [version === "v1alpha1" ? "any -> v1:9, v2:1" : "any -> v1:90, v2:10"]]);
});

test.each(["v1alpha3", "v1alpha4"])("TrafficSplit %s with matches", (version) => {
  const matched = `${twoBackends}\nmatches: [{kind: HTTPRouteGroup, name: routes, apiGroup: specs.smi-spec.io}]`;
  const result = read(split(matched, version) + group(onGet, version));
  expect([errors(result), arms(result, "order")]).toEqual([[], ["GET -> v1:90, v2:10", "any -> order:1"]]);
});

test("matches came with v1alpha3", () => {
  expect(errors(read(split(`${twoBackends}\nmatches: []`, "v1alpha2")))).toEqual(["MW1103"]);
});

test.each([
  ["10m", "100m", "1500m", "v1:1, v2:10, v3:150"],
  ["1", "500m", "0", "v1:2, v2:1, v3:0"],
  ["1k", "1Ki", "1e3", "v1:125, v2:128, v3:125"],
  ['"0.5"', "0.25", "250m", "v1:2, v2:1, v3:1"],
])("v1alpha1 weights %s, %s, %s", (a, b, c, expected) => {
  const backends = [a, b, c].map((weight, index) => `{service: v${index + 1}, weight: ${weight}}`).join(", ");
  const result = read(split(`service: order\nbackends: [${backends}]`, "v1alpha1"));
  expect([errors(result), arms(result, "order")]).toEqual([[], [`any -> ${expected}`]]);
});

test.each(["1x", "m", '""', '"1e999"', "--1", "[1]"])("v1alpha1 weight %s is no quantity", (weight) => {
  expect(errors(read(split(`service: order\nbackends: [{service: v1, weight: ${weight}}, {service: v2, weight: 1}]`, "v1alpha1")))).toEqual(["MW1104"]);
});

test("quantities too far apart for whole weights are an error", () => {
  expect(errors(read(split("service: order\nbackends: [{service: v1, weight: 1E}, {service: v2, weight: 1n}]", "v1alpha1")))).toEqual(["MW2100"]);
});

test.each(["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"])("HTTPRouteGroup %s", (version) => {
  const result = read(group(onGet, version) + target(groupRule), inventory);
  expect([errors(result), rules(result, "order")]).toEqual([[], ["web-reads from shop/web: GET"]]);
});

test("headers in v1alpha1 are kept with a warning", () => {
  const result = read(group('- {name: h, headers: [{x: "1"}]}', "v1alpha1") + target(groupRule), inventory);
  expect([find(result, "MW1110").severity, rules(result, "order")]).toEqual(["warning", ["web-reads from shop/web: x=exact:1"]]);
});

test.each([
  ["v1alpha1", ""],
  ["v1alpha2", ""],
  ["v1alpha3", "spec: {}\n"],
])("TCPRoute %s stands for every port", (version, spec) => {
  const route = `apiVersion: specs.smi-spec.io/${version}\nkind: TCPRoute\nmetadata: {name: ports, namespace: shop}\n${spec}---\n`;
  const result = read(route + target(tcpRule), inventory);
  expect([errors(result), rules(result, "order")]).toEqual([[], ["web-reads from shop/web: any"]]);
});

test("TCPRoute v1alpha4 with empty, missing, repeated and foreign ports", () => {
  const opened = (ports: string) => rules(read(tcp(ports) + target(tcpRule), inventory), "order");
  expect([opened("[]"), opened("[8080, 8080]")]).toEqual([["web-reads from shop/web: any"], ["web-reads from shop/web: any ports=8080"]]);
  expect(codes(read(tcp("[]").replace("{matches: {ports: []}}", "{}")))).toContain("MW1126");
  expect(codes(read(tcp("[8080, 8080]")))).toContain("MW1122");
  for (const port of ["65616", "0", "80.5", "http"]) expect(errors(read(tcp(`[${port}]`)))).toEqual(["MW1121"]);
});

test("an open TCPRoute beside one with ports opens every port", () => {
  const result = read(tcp("[]", "open") + tcp("[8080]") + target(`${tcpRule}, {kind: TCPRoute, name: open}`), inventory);
  expect([rules(result, "order"), codes(result)]).toEqual([["web-reads from shop/web: any"], expect.arrayContaining(["MW2132"])]);
});

test.each(["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"])("TrafficTarget %s", (version) => {
  const result = read(group(onGet) + target(groupRule, { version }), inventory);
  expect([errors(result), rules(result, "order")]).toEqual([[], ["web-reads from shop/web: GET"]]);
});

test.each(["v1alpha1", "v1alpha2"])("TrafficTarget %s with both kinds of rule asks the author", (version) => {
  const result = read(group(onGet) + tcp("[]") + target(`${groupRule}, ${tcpRule}`, { version, port: "8080" }), inventory);
  expect([errors(result), rules(result, "order")]).toEqual([["MW2141"], []]);
});

test("an account shared by workloads of several Services is reported, unless a split joins them", () => {
  const context = { services: [service("order", ["8080"]), service("v2", ["8080"])], workloads: [workload("order", "order"), workload("v2", "order")] };
  const text = tcp("[8080]") + target(tcpRule);
  expect(codes(read(text, context))).toEqual(["MW2134"]);
  const joined = split("service: order\nbackends: [{service: order-a, weight: 1}, {service: v2, weight: 1}]");
  expect(codes(read(text + joined, context))).not.toContain("MW2134");
});

test("UDPRoute is a rule kind from v1alpha3 on", () => {
  expect(errors(read(tcp("[53]", "ports", "UDPRoute") + target("{kind: UDPRoute, name: ports}", { version: "v1alpha2" }), inventory))).toContain("MW1104");
});

test.each([
  ["serviceAccount: order", ["web-reads from shop/web: any"], []],
  ['spiffeIdentities: ["cluster.local/ns/shop/sa/order"]', ["web-reads from shop/web: any"], []],
  ['spiffeIdentities: ["spiffe://cluster.local/ns/shop/sa/order"]', ["web-reads from shop/web: any"], []],
  ['spiffeIdentities: ["other.domain/ns/shop/sa/order"]', [], ["MW2146"]],
  ["podLabelSelector: {matchLabels: {app: order}}", ["web-reads from shop/web: any"], []],
  ["podLabelSelector: {matchLabels: {app: none}}", [], ["MW2146"]],
  ["serviceAccount: order\n    podLabelSelector: {matchLabels: {app: order}}", [], ["MW2146"]],
])("IdentityBinding with %s", (schemes, expected, reported) => {
  const binding = `apiVersion: access.smi-spec.io/v1alpha4\nkind: IdentityBinding\nmetadata: {name: orders, namespace: shop}\nspec:\n  schemes:\n    ${schemes}\n---\n`;
  const bound = target(tcpRule, { version: "v1alpha4" }).replace("{kind: ServiceAccount, name: order,", "{kind: IdentityBinding, group: access.smi-spec.io, name: orders,");
  const result = read(binding + tcp("[]") + bound, inventory);
  expect([rules(result, "order"), errors(result)]).toEqual([expected, reported]);
});

test("SPIFFE identities are those of the mesh's own trust domain", () => {
  const binding = "apiVersion: access.smi-spec.io/v1alpha4\nkind: IdentityBinding\nmetadata: {name: orders, namespace: shop}\nspec: {schemes: {spiffeIdentities: [acme.example/ns/shop/sa/order]}}\n";
  expect(errors(read(binding, { settings: { trustDomain: "acme.example" } }))).toEqual([]);
  expect(errors(read(binding))).toEqual(["MW2146"]);
});

test("a binding by labels is refused when the account has other pods too", () => {
  const binding = "apiVersion: access.smi-spec.io/v1alpha4\nkind: IdentityBinding\nmetadata: {name: orders, namespace: shop}\nspec: {schemes: {podLabelSelector: {matchLabels: {app: order}}}}\n---\n";
  const workloads = [workload("order", "shared"), workload("other", "shared")];
  expect(errors(read(binding, { workloads }))).toEqual(["MW2146"]);
});

test.each([
  ["split.smi-spec.io/v1beta1", "TrafficSplit", "MW1100"],
  ["specs.smi-spec.io/v1alpha3", "UDPRoute", "MW1100"],
  ["access.smi-spec.io/v1alpha3", "IdentityBinding", "MW1100"],
  ["split.smi-spec.io/v1alpha4", "TrafficSplitter", "MW1101"],
  ["metrics.smi-spec.io/v1alpha1", "TrafficMetrics", "MW1102"],
])("%s %s", (apiVersion, kind, code) => {
  const result = read(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`);
  expect([codes(result), result.fragments.services]).toEqual([[code], []]);
});

test("the dialect takes every document of its groups and no other", () => {
  expect(smi.recognises("split.smi-spec.io/v9", "Anything")).toBe(true);
  expect(smi.recognises("v1", "Service")).toBe(false);
  expect(smi.recognises("__proto__/v1", "Service")).toBe(false);
});

test("findings point at the token", () => {
  const text = split("service: order\nbackends: [{service: v1, weight: -7}, {service: v2, weight: 1}]");
  expect(pointedAt(text, find(read(text), "MW2100"))).toBe("-7");
  const typo = split(`${twoBackends}\nwieght: 1`);
  expect(pointedAt(typo, find(read(typo), "MW1103"))).toBe("wieght");
  const regex = group('- {name: p, pathRegex: "/("}');
  expect(pointedAt(regex, find(read(regex), "MW2123"))).toBe('"/("');
});

test("places of weights, matches and sources reach the fragments", () => {
  const text = split(`${twoBackends}\nmatches: [{kind: HTTPRouteGroup, name: routes}]`) + group(onGet) + tcp("[8080]") + target(tcpRule);
  const { fragments } = read(text, inventory);
  const arm = fragments.services[0]?.routes?.[0]?.arms[0];
  const weight = arm?.route.action.kind === "forward" ? arm.route.action.backends[0]?.origin : undefined;
  const source = fragments.services[1]?.access?.allow[0]?.from[0]?.origin;
  const texts = [weight, arm?.origin, source].map((at) => text.slice(at?.start, at?.end));
  expect(texts).toEqual(["90", "{name: get, methods: [GET]}", "web"]);
});

test("the order of documents does not matter where SMI has none", () => {
  const [a, b, c] = [split(twoBackends), tcp("[8080]"), target(tcpRule)];
  const texts = (text: string) => [arms(read(text), "order"), rules(read(text, inventory), "order")];
  expect(texts(a + b + c)).toEqual(texts(c + b + a));
});
