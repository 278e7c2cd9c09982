import { analyse } from "../../src/analyse.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { verify } from "../../src/verify/index.ts";
import { arms, armText, errors, find, read, routeSets, rules, service, workload } from "./harness.ts";
import { group, groupRule, split, target, tcp, tcpRule, twoBackends } from "./inputs.ts";

const inventory = { services: [service("order", ["8080", "9090"])], workloads: [workload("order", "order")] };
const metrics = "- {name: metrics, pathRegex: /metrics.*}";

test("[smi 13#G1] quantities keep their scale", () => {
  const result = read(split("service: order\nbackends:\n- {service: v1, weight: 1}\n- {service: v2, weight: 500m}", "v1alpha1"));
  expect(arms(result, "order")).toEqual(["any -> v1:2, v2:1"]);
});

test("[smi 13#G2] weights are relative", () => {
  const result = read(split("service: order\nbackends:\n- {service: v1, weight: 1000}\n- {service: v2, weight: 500}"));
  expect(arms(result, "order")).toEqual(["any -> v1:1000, v2:500"]);
});

test("[smi 13#G3] all weights 0", () => {
  const result = read(split("service: order\nbackends:\n- {service: v1, weight: 0}\n- {service: v2, weight: 0}"));
  expect(errors(result)).toEqual(["MW2101"]);
});

test("[smi 13#G4] a request that does not match goes to the root", () => {
  const matched = "service: order\nbackends:\n- {service: v1, weight: 0}\n- {service: v2, weight: 100}\nmatches:\n- {kind: HTTPRouteGroup, name: routes}";
  const result = read(split(matched) + group('- name: firefox\n  headers: [{user-agent: ".*Firefox.*"}]'));
  expect(arms(result, "order")).toEqual(["user-agent=contains:Firefox -> v1:0, v2:100", "any -> order:1"]);
});

test("[smi 13#G5] a backend without the port is left out of it", () => {
  const services = [service("order", ["8080", "9090"]), service("v1", ["8080", "9090"]), service("v2", ["9090"])];
  const sets = routeSets(read(split(twoBackends), { services }), "order");
  expect(sets.map(({ ports, arms: list }) => [ports, list.map(armText)])).toEqual([
    [[8080], ["any -> v1@8080:90"]],
    [[9090], ["any -> v1@9090:90, v2@9090:10"]],
  ]);
});

test("[smi 13#G6] the port of v1alpha2 stays with its routes", () => {
  const result = read(group(metrics) + target(groupRule, { version: "v1alpha2", port: "8080" }), inventory);
  expect(errors(result)).toEqual([]);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: path=stringPrefix:/metrics ports=8080"]);
});

test("[smi 13#G7] the port of v1alpha1 takes the place of its TCPRoute", () => {
  const route = "apiVersion: specs.smi-spec.io/v1alpha1\nkind: TCPRoute\nmetadata: {name: ports, namespace: shop}\n---\n";
  const result = read(route + target(tcpRule, { version: "v1alpha1", port: "8080" }), inventory);
  expect(errors(result)).toEqual([]);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: any ports=8080"]);
});

test("[smi 13#G8] a rule without matches grants the whole group", () => {
  const result = read(group("- {name: a, pathRegex: /a.*}\n- {name: b, pathRegex: /b.*}") + target(groupRule), inventory);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: path=stringPrefix:/a", "web-reads from shop/web: path=stringPrefix:/b"]);
});

test.each([
  ["spec", "path=stringPrefix:/api"],
  ["full", "path=exact:/api"],
])("[smi 13#G9] /api read as %s", (reading, condition) => {
  const result = read(group("- {name: api, pathRegex: /api}") + target(groupRule), { ...inventory, settings: { "smi.pathRegex": reading } });
  expect(rules(result, "order")).toEqual([`web-reads from shop/web: ${condition}`]);
});

test("[smi 13#G10] alternatives are grouped before they are anchored", () => {
  const result = read(group('- {name: api, pathRegex: "/a|/b"}') + target(groupRule), inventory);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: path=regex:(?:/a|/b)(?s:.*)"]);
});

test("[smi 13#G11] headers as mapping and as list", () => {
  const [mapping, list] = ['{x-a: "1", x-b: "2"}', '[{x-a: "1"}, {x-b: "2"}]'].map((headers) =>
    rules(read(group(`- {name: h, headers: ${headers}}`) + target(groupRule), inventory), "order"),
  );
  expect(mapping).toEqual(["web-reads from shop/web: x-a=exact:1 x-b=exact:2"]);
  expect(list).toEqual(mapping);
});

test("[smi 13#G12] ports and routes of one target hold together", () => {
  const result = read(group(metrics) + tcp("[8080]") + target(`${tcpRule}, ${groupRule}`), inventory);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: path=stringPrefix:/metrics ports=8080"]);
});

test("[smi 13#G13] a TCPRoute alone admits every request on its ports", () => {
  expect(rules(read(tcp("[8080]") + target(tcpRule), inventory), "order")).toEqual(["web-reads from shop/web: any ports=8080"]);
});

test("[smi 13#G14] a UDPRoute admits no TCP and no HTTP", () => {
  const result = read(tcp("[8301]", "ports", "UDPRoute") + target("{kind: UDPRoute, name: ports}"), inventory);
  expect(errors(result)).toEqual(["MW2143"]);
  expect(rules(result, "order")).toEqual([]);
});

test("[smi 13#G15] a source is an account of its namespace", () => {
  const result = read(tcp("[8080]") + target(tcpRule, { sources: "web@other" }), inventory);
  expect(rules(result, "order")).toEqual(["web-reads from other/web: any ports=8080"]);
});

test("[smi 13#G16] targets add up", () => {
  const matches = group("- {name: a, pathRegex: /a.*}\n- {name: b, pathRegex: /b.*}");
  const one = target("{kind: HTTPRouteGroup, name: routes, matches: [a]}", { name: "one" });
  const two = target("{kind: HTTPRouteGroup, name: routes, matches: [b]}", { name: "two" });
  expect(rules(read(matches + one + two, inventory), "order")).toEqual(["one from shop/web: path=stringPrefix:/a", "two from shop/web: path=stringPrefix:/b"]);
});

test("[smi 13#G17] a match of everything stays one of several", () => {
  const rule = "{kind: HTTPRouteGroup, name: routes, matches: [all, m]}";
  const result = read(group('- {name: all, methods: ["*"]}\n- {name: m, pathRegex: /m.*}') + target(rule), inventory);
  expect(rules(result, "order")).toEqual(["web-reads from shop/web: any", "web-reads from shop/web: path=stringPrefix:/m"]);
});

test("[smi 13#G18] an empty group grants nothing", () => {
  const empty = group("  []");
  const result = read(empty + target(groupRule), inventory);
  expect(errors(result)).toEqual(["MW1124"]);
  expect(rules(result, "order")).toEqual([]);
});

test("[smi 13#G19] a caller allowed at one backend only is reported", () => {
  const services = [service("order", ["8080"]), service("v1", ["8080"]), service("v2", ["8080"])];
  const workloads = [workload("v1", "a1"), workload("v2", "a2")];
  const result = read(split(twoBackends) + tcp("[8080]") + target(tcpRule, { destination: "a1" }), { services, workloads });
  expect(find(result, "MW2135").message).toBe("`shop/web` may call backend `v1` of `order` and not `v2`");
  expect([rules(result, "v1").length, rules(result, "v2").length]).toEqual([1, 0]);
});

test("[smi 13#G20] a split in Gateway API without its last route is found to answer 404", () => {
  const policy = `${group('- name: firefox\n  headers: [{user-agent: ".*Firefox.*"}]')}${split("service: order\nbackends:\n- {service: v2, weight: 100}\nmatches:\n- {kind: HTTPRouteGroup, name: routes}")}`;
  const { model } = analyse([{ path: "smi.yaml", text: `${policy}---\napiVersion: v1\nkind: Service\nmetadata: { name: order, namespace: shop }\nspec: { ports: [{ port: 8080 }] }\n` }]);
  const match = { headers: [{ type: "RegularExpression", name: "user-agent", value: ".*Firefox.*" }] };
  const spec = { parentRefs: [{ group: "", kind: "Service", name: "order", port: 8080 }], rules: [{ matches: [match], backendRefs: [{ name: "v2", port: 8080 }] }] };
  const object = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "order", namespace: "shop" }, spec };
  const profile = { target: "gateway-api", version: gatewayApi.defaultVersion, name: "standard", settings: { ...gatewayApi.settings, regularExpressions: "re2" } };
  const { read: answer } = gatewayApi.interpret([{ object }], { inventory: model.inventory, mesh: model.mesh, profile });
  const [{ proof } = { proof: null }] = verify(model, decide(model), answer, [], { target: "gateway-api" }).proofs;
  expect(proof).toMatchObject({ kind: "refuted", wanted: { outcome: "forward" }, got: { outcome: "unroutable", status: 404 } });
  expect(proof?.kind === "refuted" && proof.request.headers).toBeUndefined();
});
