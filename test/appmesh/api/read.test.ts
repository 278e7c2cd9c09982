import { concreteView } from "../../../src/model/evaluate.ts";
import type { Caller } from "../../../src/model/index.ts";
import { readRequests } from "../../../src/targets/appmesh/api/read.ts";
import { appmesh } from "../../../src/targets/appmesh/index.ts";
import type { NativeDocument } from "../../../src/targets/native-form.ts";
import { worldOf } from "../../istio/interpret/case.ts";
import { api } from "./support.ts";

const mesh = { meshName: "apps", spec: { egressFilter: { type: "DROP_ALL" }, serviceDiscovery: { ipPreference: "IPv4_ONLY" } } };
const listeners = [{ portMapping: { port: 8080, protocol: "http" } }];
const cloudMap = (serviceName: string) => ({ awsCloudMap: { namespaceName: "apps.local", serviceName, ipPreference: "IPv4_PREFERRED" } });
const node = { meshName: "apps", virtualNodeName: "order_shop", spec: { listeners, serviceDiscovery: cloudMap("order") } };
const web = { meshName: "apps", virtualNodeName: "web_shop", spec: { listeners, serviceDiscovery: cloudMap("web"), backends: [{ virtualService: { virtualServiceName: "order.shop" } }] } };
const router = { meshName: "apps", virtualRouterName: "order_shop", spec: { listeners } };
const route = (routeName: string, priority: number, match: object) => ({ meshName: "apps", virtualRouterName: "order_shop", routeName, spec: { priority, httpRoute: { match, action: { weightedTargets: [{ virtualNode: "order_shop", weight: 1 }] } } } });
const service = { meshName: "apps", virtualServiceName: "order.shop", spec: { provider: { virtualRouter: { virtualRouterName: "order_shop" } } } };
const bodies = [mesh, node, web, router, route("rest", 20, { prefix: "/" }), route("orders", 10, { path: { exact: "/orders" } }), service];

const from: Caller = { namespace: "shop", serviceAccount: "web", service: "web" };

function answer(values: readonly unknown[], path: string, caller: Caller = from) {
  const { manifests, diagnostics } = readRequests(values.map((value) => ({ value })));
  const world = { ...worldOf({}), profile: api({ cloudMapNamespace: "apps.local" }) };
  const { read, diagnostics: found } = appmesh.interpret(manifests, world);
  const request = { from: caller, to: { namespace: "shop", service: "order", port: 8080 }, path, authority: "order.shop" };
  const decision = read({ entry: request.to, protocol: "http", view: concreteView(request, world.mesh) });
  return { ...decision, codes: [...diagnostics, ...found].map(({ code }) => code) };
}

test("requests that people wrote are read by AWS's names, without tags", () => {
  expect(answer(bodies, "/orders")).toMatchObject({ outcome: "forward", route: "orders", backends: [{ namespace: "shop", service: "order", port: 8080 }], deadlineMs: 15_000, codes: [] });
  expect(answer(bodies, "/other")).toMatchObject({ route: "rest" });
});

test("a caller is whoever is started as the virtual node of its name", () => {
  const silent = { ...web, spec: { ...web.spec, backends: undefined } };
  expect(answer(bodies.map((body) => (body === web ? silent : body)), "/orders")).toMatchObject({ outcome: "refuse", status: 404 });
});

test("what is no request, and what has no mesh or no router, are findings", () => {
  expect(answer([...bodies, { apiVersion: "v1", kind: "Service" }, "text", null], "/orders").codes).toEqual(["MW4540", "MW4540", "MW4540"]);
  expect(answer(bodies.filter((body) => body !== mesh), "/orders").codes.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => "MW4542"));
  expect(answer([...bodies, { ...route("lost", 1, { prefix: "/" }), virtualRouterName: "gone" }], "/orders").codes).toEqual(["MW4541"]);
});

const places: readonly (readonly [string, readonly (string | number)[], number, readonly (string | number)[]])[] = [
  ["the name of a node", ["spec", "awsName"], 1, ["virtualNodeName"]],
  ["a backend", ["spec", "backends", 0, "virtualService", "virtualServiceARN"], 2, ["spec", "backends", 0, "virtualService", "virtualServiceName"]],
  ["a field of a route", ["spec", "routes", 1, "httpRoute", "match"], 5, ["spec", "httpRoute", "match"]],
  ["the name of a route", ["spec", "routes", 0, "name"], 4, ["routeName"]],
  ["a target", ["spec", "routes", 0, "httpRoute", "action", "weightedTargets", 0, "virtualNodeARN"], 4, ["spec", "httpRoute", "action", "weightedTargets", 0, "virtualNode"]],
];

test.each(places)("findings point at what was written: %s", (_, path, number, wanted) => {
  const documents = bodies.map((value, index): NativeDocument => ({ value, origin: (steps) => ({ file: `${index}:${steps.join(".")}`, start: 0, end: 0 }) }));
  const kind = path[1] === "routes" ? "VirtualRouter" : "VirtualNode";
  const own = number === 2 ? "web" : "order";
  const manifest = readRequests(documents).manifests.find(({ object }) => object.kind === kind && object.metadata.name === own);
  expect(manifest?.origin?.(path).file).toBe(`${number}:${wanted.join(".")}`);
});

test("nothing that a file can hold makes the reader throw", () => {
  const odd = [{ meshName: "a", spec: [] }, { meshName: "a", virtualNodeName: 7, spec: "x", tags: {} }, { meshName: "a", routeName: null, virtualRouterName: [] }, { meshName: "a", virtualRouterName: "r", spec: { listeners: 3 } }, { meshName: "a", gatewayRouteName: "g" }, [], 1];
  const { manifests } = readRequests(odd.map((value) => ({ value })));
  expect(() => appmesh.interpret(manifests, { ...worldOf({}), profile: api() })).not.toThrow();
});
