import { applyFix, arms, codes, errors, find, read, rules, service, workload } from "./harness.ts";
import { group, groupRule, split, target, tcp, tcpRule, twoBackends } from "./inputs.ts";

const inventory = { services: [service("order", ["8080", "9090"])], workloads: [workload("order", "order")] };
const onGet = "- {name: get, methods: [GET]}";
const flatGroup = `apiVersion: specs.smi-spec.io/v1alpha4\nkind: HTTPRouteGroup\nmetadata: {name: routes, namespace: shop}\nmatches:\n- name: get\n  methods: [GET]\n---\n`;
const port = (value: string, version: string) => tcp("[]") + target(tcpRule, { version, port: value });

const flatTarget = `apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: {name: web-reads, namespace: shop}
destination: {kind: ServiceAccount, name: order, namespace: shop}
rules:
- kind: TCPRoute
  name: ports
sources:
- {kind: ServiceAccount, name: web, namespace: shop}
`;

const repairs: readonly [string, string, string, readonly string[]][] = [
  ["matches at the top of v1alpha4", "MW1107", flatGroup + target(groupRule), ["GET"]],
  ["everything at the top of v1alpha3", "MW1107", tcp("[8080]") + flatTarget, ["any ports=8080"]],
  ["spec in HTTPRouteGroup v1alpha2", "MW1107", group(onGet).replace("v1alpha4", "v1alpha2") + target(groupRule), ["GET"]],
  ["spec in TrafficTarget v1alpha1", "MW1107", group(onGet) + target(groupRule).replace("v1alpha3", "v1alpha1"), ["GET"]],
  ["headers as a mapping", "MW1109", group('- {name: h, headers: {x: "1", y: "2"}}') + target(groupRule), ["x=exact:1 y=exact:2"]],
  ["headers as a crowded list", "MW1109", group('- {name: h, headers: [{x: "1", y: "2"}]}') + target(groupRule), ["x=exact:1 y=exact:2"]],
  ["headers as a block mapping", "MW1109", group('- name: h\n  headers:\n    x: "1"\n    y: "2"') + target(groupRule), ["x=exact:1 y=exact:2"]],
  ["a port as text", "MW1111", port('"8080"', "v1alpha2"), ["any ports=8080"]],
  ["destination.port in v1alpha3", "MW1113", port("8080", "v1alpha3"), ["any ports=8080"]],
  ["specs in v1alpha3", "MW1112", tcp("[8080]") + target(tcpRule).replace("rules:", "specs:"), ["any ports=8080"]],
  ["rules in v1alpha1", "MW1112", tcp("[8080]") + target(tcpRule, { version: "v1alpha1" }).replace("specs:", "rules:"), ["any ports=8080"]],
  ["an omitted namespace", "MW2117", tcp("[8080]") + target(tcpRule).replace("{kind: ServiceAccount, name: web, namespace: shop}", "{kind: ServiceAccount, name: web}"), ["any ports=8080"]],
];

test.each(repairs)("%s is read as meant, and its fix removes the finding", (_, code, text, expected) => {
  const before = read(text, inventory);
  expect(rules(before, "order").map((rule) => rule.replace("web-reads from shop/web: ", ""))).toEqual(expected);
  const mended = applyFix(text, find(before, code));
  const after = read(mended, inventory);
  expect(codes(after)).not.toContain(code);
  expect(rules(after, "order")).toEqual(rules(before, "order"));
});

test("a backend listed twice is mended with the sum", () => {
  const text = split("service: order\nbackends:\n- {service: v1, weight: 5}\n- service: v1\n  weight: 3\n- {service: v2, weight: 1}");
  const mended = applyFix(text, find(read(text), "MW2102"));
  expect([errors(read(mended)), arms(read(mended), "order")]).toEqual([[], ["any -> v1:8, v2:1"]]);
});

test("a namespace is added in block style too", () => {
  const text = `${tcp("[8080]")}apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: {name: web-reads, namespace: shop}
spec:
  destination:
    kind: ServiceAccount
    name: order
  rules: [${tcpRule}]
  sources: [{kind: ServiceAccount, name: web, namespace: shop}]
`;
  const mended = applyFix(text, find(read(text, inventory), "MW2117"));
  expect(mended).toContain("    name: order\n    namespace: shop\n");
  expect(codes(read(mended, inventory))).not.toContain("MW2117");
});

test.each([
  ["matches", group(onGet).replace("spec:", "matches: []\nspec:")],
  ["rules", tcp("[8080]") + target(tcpRule).replace("  rules:", "  specs: []\n  rules:")],
  ["destination", tcp("[8080]") + target(tcpRule).replace("spec:", "sources: []\nspec:")],
])("%s in both places is an error", (_, text) => {
  expect(errors(read(text, inventory))).toEqual(["MW1108"]);
});

test.each([
  ["routes under spec", group(onGet).replace("matches:", "routes:")],
  ["routes in a match", group("- {name: get, routes: []}")],
  ["ports beside matches", group(onGet).replace("  matches:", "  ports: [80]\n  matches:")],
])("draft field: %s", (_, text) => {
  expect(errors(read(text))).toContain("MW1114");
});

test.each([
  ["a split", split(`${twoBackends}\nstrategy: x`)],
  ["a backend", split(twoBackends.replace("weight: 90}", "weight: 90, port: 80}"))],
  ["a group", group("- {name: get, hosts: [a]}")],
  ["a TCPRoute", tcp("[80]").replace("ports:", "name: x, ports:")],
  ["a target", tcp("[8080]") + target(tcpRule).replace("  sources", "  deny: []\n  sources")],
  ["a source of v1alpha3", tcp("[8080]") + target(tcpRule).replace("name: web,", "name: web, port: 80,")],
  ["metadata", split(twoBackends).replace("namespace: shop", "namespace: shop, clusterName: x")],
])("an unknown field of %s is an error", (_, text) => {
  expect(errors(read(text, inventory))).toEqual(["MW1103"]);
});

test.each([
  ["match names", group(`${onGet}\n${onGet}`)],
  ["header names without case", group('- {name: h, headers: [{X: "1"}, {x: "2"}]}')],
])("duplicate %s are an error", (_, text) => {
  expect(errors(read(text))).toEqual(["MW1120"]);
});

test("the same object twice is an error, and the first one counts", () => {
  const result = read(split(twoBackends) + split("service: order\nbackends: [{service: v9, weight: 1}]"));
  expect([errors(result), arms(result, "order")]).toEqual([["MW1119"], ["any -> v1:90, v2:10"]]);
});

test("older versions whose upgrade is one word offer it", () => {
  const text = split(twoBackends, "v1alpha2");
  const mended = applyFix(text, find(read(text), "MW1116"));
  expect([codes(read(mended)), arms(read(mended), "order")]).toEqual([["MW2113"], arms(read(text), "order")]);
});

test.each(["v1alpha1", "v1alpha2"])("a group of %s is upgraded by its fix", (version) => {
  const text = group(onGet, version) + target(groupRule);
  const mended = applyFix(text, find(read(text, inventory), "MW1116"));
  expect(mended).toContain("specs.smi-spec.io/v1alpha4");
  expect(codes(read(mended, inventory))).not.toContain("MW1116");
  expect(rules(read(mended, inventory), "order")).toEqual(rules(read(text, inventory), "order"));
});

test.each([
  ["no metadata", "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\n"],
  ["no spec", "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {name: x, namespace: shop}\n"],
  ["lists for everything", "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {name: x, namespace: shop}\nspec: {service: [], backends: {}, matches: 1}\n"],
  ["nulls in lists", group("- null")],
  ["text for a list", target("").replace("rules: []", "rules: x")],
  ["numbers for names", tcp("[80]") + target("{kind: TCPRoute, name: 7}")],
  ["headers as text", group("- {name: h, headers: x}")],
  ["a header without value", group("- {name: h, headers: [{x: null}]}")],
])("a broken document gives errors and no crash: %s", (_, text) => {
  expect(errors(read(text)).length).toBeGreaterThan(0);
});

test("a missing namespace is filled in with a note", () => {
  const result = read(split(twoBackends).replace(", namespace: shop", ""));
  expect([codes(result), result.fragments.services[0]?.service.namespace]).toEqual([["MW1106", "MW2113"], "default"]);
});

test("a setting that does not exist is an error", () => {
  expect(errors(read(split(twoBackends), { settings: { "smi.pathRegex": "glob" } }))).toEqual(["MW1127"]);
});
