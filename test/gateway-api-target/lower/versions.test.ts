import { arm, backend, forward, mirror, name, path, port, route, service, version, wish } from "../../support/build-model.ts";
import type { Inventory, Service } from "../../../src/model/index.ts";
import { codes, lowered, proved, specOf } from "../support.ts";

const v2 = { labels: { version: "v2" }, version: "v2" };
const versions = [version({ name: "v1" }), version({ name: "v2", labels: v2.labels, podLabels: { app: "order", version: "v2" } })];
const split = route({ action: forward(backend({ version: "v1", weight: 9 }), backend(v2)), mirrors: [mirror(10, v2)] });
const order = (given: Partial<Service> = {}): Service => service({ versions, ports: [port({ arms: [arm(split, { path: path("prefix", "/a") })] })], ...given });
const running = (selector: Readonly<Record<string, string>> | null, own = "order"): Inventory => ({
  completeness: "partial",
  services: [{ id: name(own), selector, type: "ClusterIP", origin: arm(split).origin, ports: [{ name: "web", port: 8080, targetPort: "http", protocol: "http", appProtocol: "kubernetes.io/h2c" }, { name: "dns", port: 53, targetPort: 53, protocol: "udp" }] }],
  workloads: [],
  accounts: [],
  namespaces: [],
});

test("a version by labels is a Service of its own with the ports of the one it narrows", () => {
  const result = lowered([order()], { inventory: running({ app: "order" }) });
  expect(specOf(result, "Service", "order-v2")).toEqual({
    selector: { app: "order", version: "v2" },
    ports: [{ name: "port-8080", port: 8080, targetPort: "http", protocol: "TCP", appProtocol: "kubernetes.io/h2c" }],
  });
  const [rule] = specOf(result, "HTTPRoute", "order")["rules"] as readonly Record<string, unknown>[];
  expect(rule?.["backendRefs"]).toEqual([
    { group: "", kind: "Service", name: "order", port: 8080, weight: 9 },
    { group: "", kind: "Service", name: "order-v2", port: 8080, weight: 1 },
  ]);
  expect(JSON.stringify(rule?.["filters"])).toContain('"name":"order-v2"');
  expect(proved([order()], { inventory: running({ app: "order" }) })).toEqual([]);
});

test("what policies state of pods and container ports is enough", () => {
  const stated = [version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }), version({ name: "v2", labels: { tier: "b" }, service: name("order-v1") })];
  const arms = [arm(route({ action: forward(backend({ service: name("order-v1"), version: "v2", labels: { tier: "b" } })) }))];
  expect(proved([order({ versions: stated, ports: [port({ arms })] })])).toEqual([]);
});

test.each([
  ["an unknown selector", running(null), /whose selector is not known/],
  ["another value of the label", running({ version: "v1" }), /another value of label `version`/],
  ["labels that narrow nothing", running({ app: "order", version: "v2" }), /does not narrow/],
  ["a Service that is there already", { ...running({ app: "order" }), services: [...running({ app: "order" }).services, ...running({ app: "other" }, "order-v2").services] }, /there is one already/],
] as const)("%s is refused", (_name, inventory, message) => {
  const result = lowered([order()], { inventory });
  expect(codes(result)).toEqual(["MW4614"]);
  expect(result.diagnostics[0]?.message).toMatch(message);
  expect(result.manifests).toEqual([]);
});

test("without a container port for the Service nothing is written", () => {
  const result = lowered([order({ ports: [port({ targetPort: null })] })]);
  expect(result.diagnostics.map(({ message }) => message)).toEqual(["version `v2` needs the container port behind port 8080, which is not known"]);
});

test("a backend by labels that is no version of a written policy is refused", () => {
  const stray = order({ versions: [version()], ports: [port({ arms: [arm(split)] })] });
  expect(codes(lowered([stray]))).toEqual(["MW4614", "MW4614"]);
});

test("the names of versions that are no names of Services are changed and kept apart", () => {
  const odd = [version({ name: "v1" }), version({ name: "V_2", labels: v2.labels })];
  const result = lowered([order({ versions: odd, ports: [port({ arms: [arm(route({ action: forward(backend({ ...v2, version: "V_2" })), deadlineMs: wish(1000) }))] })] })], { inventory: running({ app: "order" }) });
  const [own] = result.manifests.filter(({ object }) => object.kind === "Service").map(({ object }) => object.metadata.name);
  expect(own).toMatch(/^order-v-2-[0-9a-f]{8}$/);
});

test("versions whose Services would have one name are refused", () => {
  const known = [...running({ app: "order" }).services, ...running({ app: "other" }, "order-v").services];
  const one = order({ versions: [version({ name: "v-2", labels: v2.labels })], ports: [port()] });
  const other = service({ id: name("order-v"), versions: [version({ name: "2", service: name("order-v"), labels: v2.labels })] });
  expect(codes(lowered([one, other], { inventory: { ...running({ app: "order" }), services: known } }))).toEqual(["MW4009"]);
});
