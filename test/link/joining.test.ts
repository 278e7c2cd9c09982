import { at, name, retry, wish } from "../support/build-model.ts";
import { armOf, inventory, linked, listed, meshPolicy, policy, portOf, to } from "./fragments.ts";

const routes = (...arms: readonly ReturnType<typeof to>[]) => [{ ports: null, arms, origin: at(1) }];
const backendsOf = (found: ReturnType<typeof linked>) => {
  const action = found.service?.ports[0]?.arms[0]?.route.action;
  return action?.kind === "forward" ? action.backends : [];
};

test("documents of two dialects make one service", () => {
  const { service } = linked({
    services: [policy({ document: "HTTPRoute shop/order", routes: routes(to("shop/order")) }), policy({ ports: [portOf()], settings: { locality: wish("prefer") } })],
  });
  expect(service?.ports[0]?.arms).toHaveLength(1);
  expect(service?.locality?.value).toBe("prefer");
});

test("services are sorted by namespace, then name, whatever the order of documents", () => {
  const services = ["shop/b", "shop/a", "jobs/z"].map((text) => policy({ service: name(text) }));
  const ids = (list: typeof services) => linked({ services: list }).model.services.map(({ id }) => `${id.namespace}/${id.name}`);
  expect(ids(services)).toEqual(["jobs/z", "shop/a", "shop/b"]);
  expect(ids([...services].reverse())).toEqual(ids(services));
});

test("ports come from the inventory where no policy names them; http unless said", () => {
  const { service } = linked({ services: [policy()] }, inventory("complete", listed("order", 80, 90)));
  expect(service?.ports.map(({ port, protocol }) => [port, protocol])).toEqual([[80, "http"], [90, "http"]]);
});

test("versions are narrowed Services; pod labels are the selector and the labels", () => {
  const versions = [{ name: "v2", service: null, labels: { version: "v2" }, serviceAccount: null, origin: at() }];
  const found = linked({ services: [policy({ ports: [portOf()], versions, routes: routes(to("v2")) })] }, inventory("complete", listed("order", 8080)));
  expect(found.service?.versions[0]).toMatchObject({ service: name("order"), labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } });
  expect(backendsOf(found)[0]).toMatchObject({ version: "v2", port: 8080, owner: name("order"), existence: "known" });
});

test("without versions the service itself is the one version", () => {
  expect(linked({ services: [policy({ ports: [portOf()] })] }).service?.versions).toMatchObject([{ name: "order", service: name("order"), labels: {} }]);
});

test("a Service that is a version belongs to the policy that names it", () => {
  const versions = [{ name: "v1", service: name("order-v1"), labels: null, serviceAccount: null, origin: at() }];
  const found = linked({ services: [policy({ ports: [portOf()], versions, routes: routes(to("shop/order-v1")) })] });
  expect(backendsOf(found)[0]).toMatchObject({ version: "v1", owner: name("order"), existence: "unknown" });
});

test("a backend that its dialect knows to be unusable keeps its share", () => {
  const broken = { kind: "invalid" as const, service: name("gone"), port: 80, why: "no grant", origin: at() };
  const arm = armOf({ backends: [], action: { kind: "forward", backends: [{ to: broken, weight: 1, origin: at() }], origin: at() } });
  const found = linked({ services: [policy({ ports: [portOf()], routes: routes(arm) })] });
  expect(found.findings).toEqual([]);
  expect(backendsOf(found)[0]?.existence).toBe("missing");
});

test("defaults are inherited, the namespace's before the mesh's; none shields", () => {
  const mesh = [
    meshPolicy({ defaults: { deadlineMs: wish(1000), limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }) } }),
    meshPolicy({ namespace: "shop", document: "MeshPolicy shop/shop", defaults: { deadlineMs: wish(2000) } }),
  ];
  const arms = [armOf({ backends: ["shop/a"] }), armOf({ backends: ["shop/a"], deadlineMs: wish(3000) }), armOf({ backends: ["shop/a"], deadlineMs: wish("none") })];
  const { service } = linked({ mesh, services: [policy({ ports: [portOf()], routes: routes(...arms), settings: { limits: wish("none") } })] });
  expect(service?.ports[0]?.arms.map(({ route }) => route.deadlineMs)).toEqual([{ value: 2000, origin: at(), inherited: true }, wish(3000), null]);
  expect(service?.limits).toBeNull();
});

test("defaults for calls reach services without routes", () => {
  const mesh = [meshPolicy({ defaults: { deadlineMs: wish(1000), retry: wish(retry()) } })];
  const { service } = linked({ mesh, services: [policy({ ports: [portOf()] })] });
  expect(service?.ports[0]?.arms[0]?.route).toMatchObject({ name: "default", deadlineMs: { value: 1000, inherited: true }, retry: { inherited: true } });
});

test("routes for every port are not for ports without requests", () => {
  const { service } = linked({ services: [policy({ ports: [portOf(80), { ...portOf(5432), protocol: "tcp" }], routes: routes(to("shop/a")) })] });
  expect(service?.ports.map(({ arms }) => arms.length)).toEqual([1, 0]);
});

test("subjects become the account that the service declares, else the one of its name; an allow rule makes the default deny", () => {
  const from = ["web", "batch"].map((text) => ({ identity: { kind: "service" as const, service: name(text) }, cidrs: null, origin: at() }));
  const access = { allow: [{ name: "r", from, to: [], headers: [], claims: [], origin: at() }], deny: [], origin: at() };
  const { service } = linked({ services: [policy({ access }), policy({ service: name("web"), identity: wish({ namespace: "front", serviceAccount: "site" }) })] });
  expect(service?.access.allow[0]?.from.map(({ identity }) => identity)).toEqual([
    { kind: "account", namespace: "front", serviceAccount: "site", via: { kind: "service", service: name("web") } },
    { kind: "account", namespace: "shop", serviceAccount: "batch", via: { kind: "service", service: name("batch") } },
  ]);
  expect(service?.access.default?.value).toBe("deny");
});

test("an entry creates the gateway that nobody declares, and takes the only port of its service", () => {
  const entry = { port: 443, hosts: ["a.example"], path: null, leads: { kind: "service" as const, service: name("order"), servicePort: null }, origin: at() };
  const { model } = linked({ services: [policy({ ports: [portOf()] })], gateways: [{ gateway: name("infra/public"), document: "d", origin: at(), entries: [entry] }] });
  expect(model.gateways[0]).toMatchObject({ serviceAccount: null, listeners: [], entries: [{ leads: { kind: "service", servicePort: 8080 } }] });
});

test("a MeshPolicy may call the inventory complete", () => {
  expect(linked({ mesh: [meshPolicy({ inventory: wish("complete") })] }).model.inventory.completeness).toBe("complete");
});
