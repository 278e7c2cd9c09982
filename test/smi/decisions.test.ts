import type { DialectContext } from "../../src/dialects/dialect.ts";
import { link } from "../../src/dialects/link/index.ts";
import type { InventoryService, MeshModel, Request, Workload } from "../../src/model/index.ts";
import { questionOf } from "../../src/model/question.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { fractionText } from "../../src/support/fraction.ts";
import { read, service, workload } from "./harness.ts";
import { group, groupRule, split, target, tcp, tcpRule, twoBackends } from "./inputs.ts";

interface Mesh {
  readonly services: readonly InventoryService[];
  readonly workloads?: readonly Workload[];
  readonly settings?: DialectContext["settings"];
}

/** The golden cases once more, as decisions of the linked model: errors of the linker would be errors of the reader. */
function modelOf(text: string, { services, workloads = [], settings = {} }: Mesh): MeshModel {
  const { fragments } = read(text, { services, workloads, settings });
  const { model, diagnostics } = link(fragments, { completeness: "partial", services, workloads, accounts: [], namespaces: [] });
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  return model;
}

function ask(model: MeshModel, request: Partial<Request> & { readonly port?: number; readonly caller?: string } = {}): string {
  const { port = 8080, caller = "shop/web", ...rest } = request;
  const [namespace = "shop", serviceAccount = "web"] = caller.split("/");
  const whole: Request = { from: { namespace, serviceAccount }, to: { namespace: "shop", service: "order", port }, method: "GET", authority: "order", path: "/", ...rest };
  const decision = decide(model)(questionOf(whole, { trustDomain: model.mesh.trustDomain }));
  const shares = decision.backends.map((one) => `${one.service} ${fractionText(one.share)}`);
  const failed = decision.failed.share.num === 0n ? [] : [`failed ${fractionText(decision.failed.share)}`];
  const refused = decision.outcome !== "forward" || decision.refused.share.num === 0n ? [] : [`refused ${fractionText(decision.refused.share)}`];
  return [decision.outcome, ...shares, ...failed, ...refused].join(", ");
}

const order = { services: [service("order", ["8080", "9090"])], workloads: [workload("order", "order")] };
const versions = ["order", "v1", "v2"].map((name) => service(name, ["8080"]));

test("G1: exact shares", () => {
  const model = modelOf(split("service: order\nbackends:\n- {service: v1, weight: 1}\n- {service: v2, weight: 500m}", "v1alpha1"), { services: versions });
  expect(ask(model)).toBe("forward, v1 2/3, v2 1/3");
});

test("G4: only matching calls are split", () => {
  const matched = "service: order\nbackends:\n- {service: v1, weight: 0}\n- {service: v2, weight: 100}\nmatches:\n- {kind: HTTPRouteGroup, name: routes}";
  const model = modelOf(split(matched) + group('- name: firefox\n  headers: [{user-agent: ".*Firefox.*"}]'), { services: versions });
  expect(ask(model, { headers: { "user-agent": "Mozilla Firefox 1" } })).toContain("v2 1");
  expect(ask(model, { headers: { "user-agent": "curl" } })).toBe("forward, order 1");
  expect(ask(model)).toBe("forward, order 1");
});

test("G5: a backend without the port is left out", () => {
  const services = [service("order", ["8080", "9090"]), service("v1", ["8080", "9090"]), service("v2", ["9090"])];
  const model = modelOf(split(twoBackends), { services });
  expect([ask(model), ask(model, { port: 9090 })]).toEqual(["forward, v1 1", "forward, v1 9/10, v2 1/10"]);
});

test("A10: no backend has the port: 500", () => {
  const model = modelOf(split(twoBackends), { services: [service("order", ["8080"]), service("v1", ["80"]), service("v2", ["80"])] });
  expect(ask(model)).toContain("failed 1");
});

test("A5: the root as its own backend means its endpoints", () => {
  const text = split("service: order\nbackends: [{service: order, weight: 9}, {service: v2, weight: 1}]");
  expect(ask(modelOf(text, { services: versions, settings: { "smi.selfReference": "root-endpoints" } }))).toBe("forward, order 9/10, v2 1/10");
});

test("A6: a nested split is not followed", () => {
  const text = split(twoBackends) + split("service: v1\nbackends: [{service: v2, weight: 1}]", "v1alpha4", "inner");
  expect(ask(modelOf(text, { services: versions }))).toBe("forward, v1 9/10, v2 1/10");
});

test("G6, G12: port and path together", () => {
  const model = modelOf(group("- {name: metrics, pathRegex: /metrics.*}") + target(groupRule, { version: "v1alpha2", port: "8080" }), order);
  expect(ask(model, { path: "/metrics/x" })).toBe("forward, order 1");
  expect(ask(model, { path: "/metrics", port: 9090 })).toBe("refuse");
  expect(ask(model, { path: "/echo" })).toBe("refuse");
});

test.each([
  ["spec", "forward, order 1"],
  ["full", "refuse"],
])("G9: /api and /apix, %s", (reading, expected) => {
  const model = modelOf(group("- {name: api, pathRegex: /api}") + target(groupRule), { ...order, settings: { "smi.pathRegex": reading } });
  expect([ask(model, { path: "/api" }), ask(model, { path: "/apix" })]).toEqual(["forward, order 1", expected]);
});

test("G10: /a|/b does not admit /xb", () => {
  const model = modelOf(group('- {name: api, pathRegex: "/a|/b"}') + target(groupRule), order);
  expect([ask(model, { path: "/b1" }), ask(model, { path: "/xb" })]).toEqual(["forward, order 1", "refuse"]);
});

test("G13, G15: a TCPRoute admits every request of its sources, which have namespaces", () => {
  const model = modelOf(tcp("[8080]") + target(tcpRule), order);
  expect(ask(model, { path: "/x" })).toBe("forward, order 1");
  expect(ask(model, { caller: "other/web" })).toBe("refuse");
  expect(ask(model, { from: null })).toBe("refuse");
});

test("G16: targets add up", () => {
  const matches = group("- {name: a, pathRegex: /a.*}\n- {name: b, pathRegex: /b.*}");
  const text = ["a", "b"].map((match) => target(`{kind: HTTPRouteGroup, name: routes, matches: [${match}]}`, { name: match })).join("");
  const model = modelOf(matches + text, order);
  expect(["/a", "/b", "/c"].map((path) => ask(model, { path }))).toEqual(["forward, order 1", "forward, order 1", "refuse"]);
});

test("G19: the share of the refusing backend is refused", () => {
  const workloads = [workload("v1", "a1"), workload("v2", "a2")];
  const model = modelOf(split(twoBackends) + tcp("[8080]") + target(tcpRule, { destination: "a1" }), { services: versions, workloads });
  expect(ask(model)).toBe("forward, v1 9/10, refused 1/10");
});

test.each([
  ["deny", "refuse"],
  ["selected", "forward, other 1"],
  ["allow", "forward, other 1"],
])("A27: %s, a service that no target selects", (value, expected) => {
  const services = [...order.services, service("other", ["8080"])];
  const workloads = [...order.workloads, workload("other", "other")];
  const model = modelOf(tcp("[8080]") + target(tcpRule), { services, workloads, settings: { "smi.accessDefault": value } });
  expect(ask(model, { to: { namespace: "shop", service: "other", port: 8080 } })).toBe(expected);
});

test("a root Service that selects the pods of its versions gets the same rules as they", () => {
  const pods = (version: string) => ({ app: "order", version });
  const services = [service("order", ["8080"], { app: "order" }), service("v1", ["8080"], pods("1")), service("v2", ["8080"], pods("2"))];
  const workloads = [workload("v1", "order", pods("1")), workload("v2", "order", pods("2"))];
  const model = modelOf(split(twoBackends) + tcp("[8080]") + target(tcpRule), { services, workloads });
  expect([ask(model), ask(model, { caller: "shop/batch" })]).toEqual(["forward, v1 9/10, v2 1/10", "refuse"]);
});
