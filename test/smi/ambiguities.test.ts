import { arms, armText, codes, errors, find, read, routeSets, rules, service, workload } from "./harness.ts";
import { group, groupRule, split, target, tcp, tcpRule, twoBackends } from "./inputs.ts";

const inventory = { services: [service("order", ["8080", "9090"])], workloads: [workload("order", "order")] };
const matched = `${twoBackends}\nmatches:\n- {kind: HTTPRouteGroup, name: routes}`;
const onGet = group("- {name: get, methods: [GET]}");
const threeServices = [service("order", ["8080"]), service("v1", ["8080"]), service("v2", ["8080"])];

function allowed(text: string, context = inventory): readonly string[] {
  return rules(read(text, context), "order").map((rule) => rule.replace("web-reads from shop/web: ", ""));
}

test("A1: all weights 0 are an error", () => {
  const result = read(split("service: order\nbackends: [{service: v1, weight: 0}]"));
  expect(errors(result)).toEqual(["MW2101"]);
  expect(arms(result, "order")).toEqual(["any -> v1:0"]);
});

test.each(["-1", "0.5", "3000000000"])("A2: weight %s is an error", (weight) => {
  expect(errors(read(split(`service: order\nbackends: [{service: v1, weight: ${weight}}, {service: v2, weight: 1}]`)))).toEqual(["MW2100"]);
});

test("A2: an absent weight is an error in every version", () => {
  for (const version of ["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"]) {
    expect(errors(read(split("service: order\nbackends: [{service: v1}, {service: v2, weight: 1}]", version)))).toEqual(["MW2100"]);
  }
});

test("A3: the same backend twice is an error", () => {
  expect(errors(read(split("service: order\nbackends: [{service: v1, weight: 1}, {service: v1, weight: 2}]")))).toEqual(["MW2102"]);
});

test.each([
  ["two without matches", split(twoBackends, "v1alpha4", "a") + split(twoBackends, "v1alpha4", "b"), ["MW2103"]],
  ["one with matches, one without", onGet + split(matched, "v1alpha4", "a") + split(twoBackends, "v1alpha4", "b"), []],
  ["the same matches", onGet + split(matched, "v1alpha4", "a") + split(matched, "v1alpha4", "b"), ["MW2103"]],
  [
    "disjoint methods",
    onGet + group("- {name: post, methods: [POST]}", "v1alpha4", "other") + split(matched, "v1alpha4", "a") + split(matched.replace("name: routes", "name: other"), "v1alpha4", "b"),
    [],
  ],
  [
    "disjoint headers",
    group('- {name: a, headers: [{x: "1"}]}') + group('- {name: b, headers: [{x: "2"}]}', "v1alpha4", "other") + split(matched, "v1alpha4", "a") + split(matched.replace("name: routes", "name: other"), "v1alpha4", "b"),
    [],
  ],
  [
    "disjoint paths",
    group("- {name: a, pathRegex: /a/.*}") + group("- {name: b, pathRegex: /b/.*}", "v1alpha4", "other") + split(matched, "v1alpha4", "a") + split(matched.replace("name: routes", "name: other"), "v1alpha4", "b"),
    [],
  ],
  [
    "overlapping prefixes",
    group("- {name: a, pathRegex: /a.*}") + group("- {name: b, pathRegex: /a/b.*}", "v1alpha4", "other") + split(matched, "v1alpha4", "a") + split(matched.replace("name: routes", "name: other"), "v1alpha4", "b"),
    ["MW2103"],
  ],
])("A4: two splits of one root, %s", (_, text, expected) => {
  expect(errors(read(text))).toEqual(expected);
});

test("A4: an accepted pair becomes one list, the split of every call last", () => {
  const result = read(onGet + split(twoBackends, "v1alpha4", "b") + split(matched, "v1alpha4", "a"));
  expect(arms(result, "order")).toEqual(["GET -> v1:90, v2:10", "any -> v1:90, v2:10"]);
});

test("A4: the finding names both places", () => {
  const result = read(split(twoBackends, "v1alpha4", "a") + split(twoBackends, "v1alpha4", "b"));
  expect(find(result, "MW2103").related).toHaveLength(1);
});

test("A5: a root among its backends is an error, unless its endpoints are meant", () => {
  const text = split("service: order\nbackends: [{service: order, weight: 9}, {service: v2, weight: 1}]");
  expect(errors(read(text))).toEqual(["MW2104"]);
  const result = read(text, { settings: { "smi.selfReference": "root-endpoints" } });
  expect(errors(result)).toEqual([]);
  expect(arms(result, "order")).toEqual(["any -> order:9, v2:1"]);
});

test("A6: a backend that is a root itself is not followed", () => {
  const result = read(split(twoBackends) + split("service: v1\nbackends: [{service: v1-a, weight: 1}]", "v1alpha4", "inner"));
  expect(codes(result)).toContain("MW2105");
  expect(arms(result, "order")).toEqual(["any -> v1:90, v2:10"]);
});

test("A7: calls that match nothing go to the root", () => {
  const result = read(onGet + split(matched));
  expect(arms(result, "order")).toEqual(["GET -> v1:90, v2:10", "any -> order:1"]);
  expect(codes(result).filter((code) => code === "MW2106")).toHaveLength(1);
});

test("A8: path, methods and headers of a split's group are all honoured", () => {
  const result = read(group('- {name: m, methods: [GET], pathRegex: /a.*, headers: [{x: "1"}]}') + split(matched));
  expect(arms(result, "order")[0]).toBe("GET path=stringPrefix:/a x=exact:1 -> v1:90, v2:10");
  expect(codes(result)).toContain("MW2145");
});

test.each([
  ["order.shop", ["MW2108"]],
  ["order.shop.svc.cluster.local", ["MW2108"]],
  ["order.other", ["MW2107"]],
  ["shop.example.com", ["MW2107"]],
])("A9: %s as root", (name, expected) => {
  expect(codes(read(split(twoBackends.replace("order", name)))).filter((code) => code.startsWith("MW210"))).toEqual(expected);
});

test("A10: ports are matched by number, a name alone is an error", () => {
  const services = [service("order", ["web=8080"]), service("v1", ["web=8080"]), service("v2", ["web=80"])];
  const result = read(split(twoBackends), { services });
  expect(errors(result)).toEqual(["MW2110"]);
  expect(routeSets(result, "order").map(({ arms: list }) => list.map(armText))).toEqual([["any -> v1@8080:90"]]);
});

test("A10: a port that no backend has is answered with 500", () => {
  const services = [service("order", ["8080"]), service("v1", ["80"]), service("v2", ["80"])];
  const result = read(split(twoBackends), { services });
  expect(routeSets(result, "order").map(({ arms: list }) => list.map(armText))).toEqual([["any -> invalid v1@8080:90, invalid v2@8080:10"]]);
});

test("A10: a set for each port of the root; one for all, not checked, without its Service", () => {
  const known = read(split(twoBackends), { services: threeServices });
  expect([routeSets(known, "order").map(({ ports }) => ports), codes(known)]).toEqual([[[8080]], []]);
  const unknown = read(split(twoBackends));
  expect([routeSets(unknown, "order").map(({ ports }) => ports), codes(unknown)]).toEqual([[null], ["MW2113"]]);
});

test("backends that a complete inventory lacks answer 500; with weight 0 they may come later", () => {
  const context = { services: threeServices.slice(0, 2), inventory: "complete" as const };
  const gone = read(split(twoBackends), context);
  expect([errors(gone), arms(gone, "order")]).toEqual([["MW2111"], ["any -> v1@8080:90, invalid v2@8080:10"]]);
  const later = read(split(twoBackends.replace("weight: 10", "weight: 0")), context);
  expect([codes(later), arms(later, "order")]).toEqual([["MW2112"], ["any -> v1@8080:90, invalid v2@8080:0"]]);
});

test("A11: TCPRoute and HTTPRouteGroup of one target must both hold", () => {
  const result = read(onGet + tcp("[8080]") + target(`${groupRule}, ${tcpRule}`), inventory);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: GET ports=8080"]);
  expect(codes(result)).toContain("MW2142");
});

test("A12: a rule without matches grants all matches", () => {
  const text = group("- {name: a, methods: [GET]}\n- {name: b, methods: [PUT]}") + target(groupRule);
  expect(allowed(text)).toEqual(["GET", "PUT"]);
  expect(codes(read(text, inventory))).toContain("MW2128");
});

test.each([
  ["rules", onGet + target("")],
  ["sources", onGet + target(groupRule).replace(/sources: .*/, "sources: []")],
  ["group", group("  []") + target(groupRule)],
  ["matches of a rule", onGet + target("{kind: HTTPRouteGroup, name: routes, matches: []}")],
])("A13: empty %s are an error and grant nothing", (_, text) => {
  expect(errors(read(text, inventory))).toEqual(["MW1124"]);
  expect(allowed(text)).toEqual([]);
});

test("A14: an unknown match is an error and grants nothing", () => {
  const text = onGet + target("{kind: HTTPRouteGroup, name: routes, matches: [nope]}");
  expect([errors(read(text, inventory)), allowed(text)]).toEqual([["MW2115"], []]);
});

test.each([
  ["HTTPRouteGroup", target(groupRule)],
  ["TCPRoute", target(tcpRule)],
  ["TCPRoute beside a known group", onGet + target(`${groupRule}, ${tcpRule}`)],
])("A15: an unknown %s is an error and grants nothing", (_, text) => {
  expect([errors(read(text, inventory)), allowed(text)]).toEqual([["MW2114"], []]);
});

test("A15: an unknown group of a split is an error and matches nothing", () => {
  const result = read(split(matched));
  expect(errors(result)).toEqual(["MW2114"]);
  expect(arms(result, "order")).toEqual(["any -> order:1"]);
});

test("A16: TCPRoute only opens every request of its ports", () => {
  const context = { ...inventory, services: [service("order", ["8080/http"])] };
  const text = tcp("[8080]") + target(tcpRule);
  expect(allowed(text, context)).toEqual(["any ports=8080"]);
  expect(codes(read(text, context))).toContain("MW2130");
});

test("A17: HTTPRouteGroup only is for HTTP ports; raw TCP is refused", () => {
  const context = { ...inventory, services: [service("order", ["8080/http", "5432/tcp"])] };
  const text = group("- {name: all}") + target(groupRule);
  expect(allowed(text, context)).toEqual(["any ports=8080"]);
  expect(codes(read(text, context))).toEqual(expect.arrayContaining(["MW2147", "MW2131"]));
});

test("A17: a TCPRoute beside it admits plain connections on its ports", () => {
  const context = { ...inventory, services: [service("order", ["8080/http", "5432/tcp"])] };
  expect(allowed(onGet + tcp("[8080, 5432]") + target(`${groupRule}, ${tcpRule}`), context)).toEqual(["GET ports=8080", "any ports=5432"]);
});

test.each([
  ["/metrics", "path=stringPrefix:/metrics", "path=exact:/metrics"],
  ["/metrics.*", "path=stringPrefix:/metrics", "path=stringPrefix:/metrics"],
  ["/metrics$", "path=exact:/metrics", "path=exact:/metrics"],
  ["^/metrics$", "path=exact:/metrics", "path=exact:/metrics"],
  ["/a\\\\.b", "path=stringPrefix:/a.b", "path=exact:/a.b"],
  ["/api/", "path=stringPrefix:/api/", "path=exact:/api/"],
  ["/[0-9]+", "path=regex:(?:/[0-9]+)(?s:.*)", "path=regex:(?:/[0-9]+)"],
  ["/", "any", "path=exact:/"],
  [".*", "any", "any"],
  ["/.*", "any", "any"],
  ["", "any", "any"],
])("A18: pathRegex %s", (pattern, spec, full) => {
  const text = group(`- {name: p, pathRegex: "${pattern}"}`) + target(groupRule);
  expect(rules(read(text, { ...inventory, settings: { "smi.pathRegex": "spec" } }), "order")).toEqual([`web-reads from shop/web: ${spec}`]);
  expect(rules(read(text, { ...inventory, settings: { "smi.pathRegex": "full" } }), "order")).toEqual([`web-reads from shop/web: ${full}`]);
});

test("A18: differing readings are reported once for a group, and not when the setting is stated", () => {
  const text = group("- {name: a, pathRegex: /a}\n- {name: b, pathRegex: /b}\n- {name: c, pathRegex: /c.*}");
  const result = read(text);
  expect(codes(result).filter((code) => code === "MW2124")).toHaveLength(1);
  expect(find(result, "MW2124").related).toHaveLength(1);
  expect(codes(read(text, { settings: { "smi.pathRegex": "spec" } }))).not.toContain("MW2124");
});

test.each([
  ["abc", "x=exact:abc", "x=contains:abc"],
  ["^abc", "x=exact:abc", "x=prefix:abc"],
  ["abc.*", "x=prefix:abc", "x=contains:abc"],
  [".*abc", "x=suffix:abc", "x=contains:abc"],
  [".*", "x=present", "x=present"],
  ["a+", "x=regex:(?:a+)", "x=regex:(?s:.*)(?:a+)(?s:.*)"],
])("A19: header pattern %s", (pattern, full, search) => {
  const text = group(`- {name: p, headers: [{X: "${pattern}"}]}`) + target(groupRule);
  expect(rules(read(text, inventory), "order")).toEqual([`web-reads from shop/web: ${full}`]);
  expect(rules(read(text, { ...inventory, settings: { "smi.headerRegex": "search" } }), "order")).toEqual([`web-reads from shop/web: ${search}`]);
});

test("A19: differing readings are reported", () => {
  expect(codes(read(group('- {name: p, headers: [{x: "abc"}]}')))).toContain("MW2127");
  expect(codes(read(group('- {name: p, headers: [{x: ".*abc.*"}]}')))).not.toContain("MW2127");
});

test("A20: alternatives outside a group are grouped and reported", () => {
  const text = group('- {name: p, pathRegex: "/a|/b"}') + target(groupRule);
  expect(allowed(text)).toEqual(["path=regex:(?:/a|/b)(?s:.*)"]);
  expect(codes(read(text, inventory))).toContain("MW2125");
});

test("A21: the query is no part of the path", () => {
  expect(codes(read(group('- {name: p, pathRegex: "/a\\\\?b=1.*"}')))).toContain("MW2126");
});

test("A22: omitted namespaces are the target's, with a warning each", () => {
  const text = tcp("[8080]") + target(tcpRule).replaceAll(", namespace: shop}", "}").replace("{name: web-reads}", "{name: web-reads, namespace: shop}");
  const result = read(text, inventory);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: any ports=8080"]);
  expect(codes(result).filter((code) => code === "MW2117")).toHaveLength(2);
});

test("A23: a target for another namespace needs the setting", () => {
  const text = (tcp("[8080]") + target(tcpRule)).replaceAll("metadata: {name: ports, namespace: shop}", "metadata: {name: ports, namespace: ops}");
  const foreign = text.replace("{name: web-reads, namespace: shop}", "{name: web-reads, namespace: ops}");
  expect([errors(read(foreign, inventory)), allowed(foreign)]).toEqual([["MW2118"], []]);
  const result = read(foreign, { ...inventory, settings: { "smi.crossNamespaceTargets": "true" } });
  expect([errors(result), rules(result, "order")]).toEqual([[], ["ops.web-reads from shop/web: any ports=8080"]]);
});

test("A24: groups are looked up in the namespace of whoever refers to them", () => {
  const elsewhere = onGet.replace("namespace: shop", "namespace: ops");
  expect(errors(read(elsewhere + target(groupRule), inventory))).toEqual(["MW2114"]);
  expect(errors(read(elsewhere + split(matched)))).toEqual(["MW2114"]);
});

test("A25: another kind of identity is an error and matches nobody", () => {
  const text = tcp("[8080]") + target(tcpRule).replace("sources: [{kind: ServiceAccount", "sources: [{kind: Group");
  expect([errors(read(text, inventory)), allowed(text)]).toEqual([["MW2119"], []]);
});

test.each([
  ["[8080]", ["80>8080"], ["any ports=80"], ["MW2121"]],
  ["[80]", ["80>8080"], [], ["MW2120"]],
  ["[8080]", ["80>web"], ["any ports=80"], ["MW2121"]],
  ["[8080]", ["8080"], ["any ports=8080"], []],
  ["[8080]", ["8080>9090", "80>8080"], ["any ports=80"], ["MW2120"]],
])("A26: TCPRoute %s with Service ports %s", (ports, servicePorts, expected, reported) => {
  const context = { ...inventory, services: [service("order", servicePorts)] };
  const text = tcp(ports) + target(tcpRule);
  expect(allowed(text, context)).toEqual(expected);
  expect(codes(read(text, context)).filter((code) => code.startsWith("MW212"))).toEqual(reported);
});

test("A26: a named target port that nothing declares is not opened, and reported", () => {
  const context = { ...inventory, services: [service("order", ["80>grpc", "8080"])] };
  const text = tcp("[8080]") + target(tcpRule);
  expect([allowed(text, context), codes(read(text, context))]).toEqual([["any ports=8080"], ["MW2148"]]);
});

test.each([
  ["deny", "deny", undefined, 1],
  ["selected", undefined, "deny", 1],
  ["allow", undefined, undefined, 0],
])("A27: access default %s", (value, mesh, own, count) => {
  const result = read(tcp("[8080]") + target(tcpRule), { ...inventory, settings: { "smi.accessDefault": value } });
  expect(result.fragments.mesh[0]?.scope.accessDefault?.value).toBe(mesh);
  expect(result.fragments.services[0]?.access?.default?.value).toBe(own);
  expect(rules(result, "order")).toHaveLength(count);
  expect(result.diagnostics.map(({ code }) => code)).not.toContain("MW2136");
});

test("A27: nothing is inferred without targets, and a default that is not stated is reported", () => {
  const without = read(split(twoBackends));
  expect([without.fragments.mesh, without.diagnostics.map(({ code }) => code)]).toEqual([[], expect.arrayContaining(["MW2137"])]);
  expect(read(tcp("[8080]") + target(tcpRule), inventory).diagnostics.map(({ code }) => code)).toContain("MW2136");
});

test("A28: access is decided at the chosen backend, not at the root", () => {
  const workloads = [workload("v1", "a1"), workload("v2", "a2")];
  const result = read(split(twoBackends) + tcp("[8080]") + target(tcpRule, { destination: "a1" }), { services: threeServices, workloads });
  expect(errors(result)).toEqual(["MW2135"]);
  expect(["order", "v1", "v2"].map((name) => rules(result, name).length)).toEqual([0, 1, 0]);
});

test("A29: a split is for all callers", () => {
  const [set] = routeSets(read(onGet + split(matched)), "order");
  expect(set?.arms.map(({ when }) => when.callers)).toEqual([null, null]);
});

test("A30: matches cannot be asked of ports that are not HTTP", () => {
  const services = ["order", "v1", "v2"].map((name) => service(name, ["8080/http", "5432/tcp"]));
  const result = read(onGet + split(matched), { services });
  expect(errors(result)).toEqual(["MW2116"]);
  expect(routeSets(result, "order").map(({ ports, arms: list }) => [ports, list.map(armText)])).toEqual([
    [[8080], ["GET -> v1@8080:90, v2@8080:10", "any -> order@8080:1"]],
    [[5432], ["any -> order@5432:1"]],
  ]);
  expect(errors(read(split(twoBackends), { services }))).toEqual([]);
});

test("A31: the order of matches changes nothing but the order of equal arms", () => {
  const [a, b] = ["- {name: a, methods: [GET]}", "- {name: b, methods: [PUT]}"];
  const forward = arms(read(group(`${a}\n${b}`) + split(matched)), "order");
  const backward = arms(read(group(`${b}\n${a}`) + split(matched)), "order");
  expect([...forward].sort()).toEqual([...backward].sort());
});

test.each(["/(?=a)", "/(a)\\\\1", "/(", "/a{2000}"])("A32: %s is no RE2 and grants nothing", (pattern) => {
  const text = group(`- {name: p, pathRegex: "${pattern}"}`) + target(groupRule);
  expect([errors(read(text, inventory)), allowed(text)]).toEqual([["MW2123"], []]);
});
