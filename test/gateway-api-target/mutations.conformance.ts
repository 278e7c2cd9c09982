import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import type { KubernetesObject, MeshModel } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { arm, at, backend, forward, mirror, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { faults, profile } from "./support.ts";

const v1 = backend({ service: name("order-v1"), version: "v1" });
const v2 = backend({ service: name("order-v2"), version: "v2" });
const far = backend({ service: name("pay/billing"), owner: null });
const retried = retry({ on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), perTryTimeoutMs: 200, methods: ["GET"] });
const cors = { allowOrigins: [{ kind: "exact" as const, value: "https://a.example" }], allowMethods: ["GET"], allowHeaders: ["x-a"], exposeHeaders: ["x-b"], maxAgeMs: 60_000, allowCredentials: true };
const rewrite = { path: { kind: "prefix" as const, value: "/new", origin: at() }, authority: wish("inner.example"), origin: at() };
const moved = { kind: "redirect" as const, status: 301 as const, scheme: "https" as const, host: "b.example", port: 8443, path: { kind: "full" as const, value: "/moved", origin: at() }, origin: at() };

const own = arm(route({ name: "own", action: forward(v2) }), { path: path("exact", "/own"), callers: ["web"] });
const arms = [
  arm(route({ name: "beta", action: forward({ ...v1, weight: 95 }, { ...v2, weight: 5 }), mirrors: [mirror(10, far)], requestHeaders: wish({ set: { "x-s": "1" }, add: { "x-d": "2" }, remove: ["x-r"] }) }), {
    path: path("prefix", "/a"),
    headers: [named("x-user", { kind: "exact", value: "b" })],
    query: [named("q", { kind: "exact", value: "1" })],
  }),
  arm(route({ name: "rewritten", action: forward(far), rewrite, cors: wish(cors), responseHeaders: wish({ set: {}, add: {}, remove: ["server"] }) }), { path: path("prefix", "/old") }),
  arm(route({ name: "moved", action: moved }), { path: path("exact", "/gone") }),
  arm(route({ name: "retried", action: forward(v1), retry: wish(retried), deadlineMs: wish(1000) }), { path: path("prefix", "/r") }),
];
const consent = { kind: "approximate" as const, target: "gateway-api", field: "retry.backoff", within: null, because: "tested", origin: at() };
const versions = [version({ name: "v1", service: name("order-v1") }), version({ name: "v2", service: name("order-v2") })];
const listeners = [{ name: "web", port: 80, protocol: "http" as const, hosts: ["*.example"], tls: null, namespaces: null, origin: at() }];
const exposed = { port: 80, hosts: ["shop.example"], path: "/a", leads: { kind: "service" as const, service: name("order"), servicePort: 8080 }, origin: at() };
const public_ = { id: name("infra/public"), serviceAccount: null, selector: null, listeners, entries: [exposed], origin: at() };
const ending = { name: "web", port: 443, protocol: "tls" as const, hosts: ["*.local"], tls: { mode: "terminate" as const, secret: name("certs/wild") }, namespaces: null, origin: at() };
const gateways = [public_];
const budget = wish({ percent: fraction(1, 4), windowMs: 2000, minPerSecond: fraction(5) });
const called = { path: path("exact", "/shop.Orders/Get"), headers: [named("x-user", { kind: "exact" as const, value: "b" })] };

const policies: Readonly<Record<string, MeshModel>> = {
  mesh: model([service({ versions, ports: [port({ arms })], retryBudget: budget, consents: [consent] })]),
  gateway: model([service({ versions, ports: [port({ arms: arms.slice(0, 2) })] })], { gateways }),
  grpc: model([service({ versions, ports: [port({ protocol: "grpc", arms: [arm(route({ action: forward(v1) }), called)] })] })]),
  versions: model([service({ versions: [version(), version({ name: "v2", labels: { version: "v2" } })], ports: [port({ arms: [arm(route({ action: forward(backend({ version: "v2", labels: { version: "v2" } }), far) }), { path: path("prefix", "/a") })] })] })]),
  "TLS at a gateway": model([service({ versions, ports: [port({ protocol: "tls", arms: [arm(route({ action: forward({ ...v1, weight: 3 }, v2) }), { sni: ["order.shop.svc.cluster.local"] })] })] })], { gateways: [{ ...public_, listeners: [ending], entries: [{ ...exposed, port: 443, hosts: ["*.local"], path: null }] }] }),
  "connections at a gateway": model([service({ versions, ports: [port({ protocol: "tcp", arms: [arm(route({ action: forward(v1) }))] })] })], { gateways: [{ ...public_, listeners: [{ ...ending, protocol: "tcp", tls: null, hosts: [] }], entries: [{ ...exposed, port: 443, hosts: ["*"], path: null }] }] }),
  connections: model([service({ versions, ports: [port({ protocol: "tcp", arms: [arm(route({ action: forward(v1, v2) }))] })] })]),
  callers: model([service({ versions, ports: [port({ arms: [own, arm(route({ name: "all", action: forward(v1) }), { path: path("prefix", "/b") })] })] })]),
};

type Path = readonly (string | number)[];

/** Every value below a spec that is not itself a mapping, and every item of a list. */
function places(value: unknown, at_: Path): readonly Path[] {
  if (typeof value !== "object" || value === null) return [at_];
  return Object.keys(value).flatMap((key) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [...(Array.isArray(value) ? [[...at_, step]] : []), ...places((value as Record<string, unknown>)[key], [...at_, step])];
  });
}

function changed(value: unknown): unknown {
  if (typeof value === "number") return value === 100 ? 99 : value + 1;
  if (typeof value === "boolean") return !value;
  return typeof value === "string" ? changedText(value) : undefined;
}

/** Another word of the same kind, so that the schema still takes it. */
function changedText(value: string): string {
  const words = [["Exact", "PathPrefix"], ["GET", "PUT"], ["https", "http"], ["HTTP", "TCP"], ["Same", "All"], ["ReplaceFullPath", "ReplacePrefixMatch"]];
  const pair = words.find((each) => each.includes(value));
  if (pair !== undefined) return pair.find((each) => each !== value) ?? value;
  return /^[0-9]+(?:ms|s|m)$/.test(value) ? `1${value}` : value.startsWith("https://") ? "https://z.example" : `${value}x`;
}

function mutate(object: KubernetesObject, where: Path, change: "remove" | "change"): KubernetesObject {
  const copy = JSON.parse(JSON.stringify(object)) as KubernetesObject;
  const [last, ...before] = where.toReversed();
  const parent = before.toReversed().reduce<Record<string | number, unknown>>((inner, step) => inner[step] as Record<string | number, unknown>, copy as unknown as Record<string, unknown>);
  if (last === undefined) return copy;
  if (change === "change") parent[last] = changed(parent[last]);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

/** Mutations that change nothing, with the reason. */
const inert: readonly (readonly [RegExp, string])[] = [
  [/^remove .*parentRefs\.\d+\.port$/, "without a port the parent is every port, and the Service or Gateway has one"],
  [/^remove .*parentRefs\.\d+\.sectionName$/, "without a section the parent is every listener, and the Gateway has one"],
  [/^remove .*parentRefs\.\d+\.(?:group|kind)$/, "a Gateway is the default parent"],
  [/^remove .*[bB]ackendRefs?(?:\.\d+)?\.(?:group|kind)$/, "a Service is the default backend"],
  [/^remove .*(?:path|headers\.\d+|queryParams\.\d+|method)\.type$/, "the defaults are a prefix of a path and exact values"],
  [/^(?:remove|change) .*backendRefs\.\d+\.weight$/, "one backend gets everything, whatever its weight above 0; the default is 1"],
  [/^remove .*timeouts\.request$/, "without it the implementation's default holds, which the reader says as a note"],
  [/^(?:remove|change) .*retry\.backoff$/, "the pauses are consented to"],
  [/^change Gateway spec\.gatewayClassName$/, "any class will do"],
  [/^remove Gateway .*certificateRefs\.\d+\.(?:group|kind)$/, "a Secret is the default certificate"],
  [/^remove Gateway .*certificateRefs\.\d+\.namespace$/, "which Secrets exist is not known"],
  [/^remove Gateway .*hostname$/, "the routes name narrower hosts themselves"],
  [/^(?:remove|change) Gateway .*allowedRoutes\.namespaces\.from$/, "the routes stand in the Gateway's namespace"],
  [/^(?:remove|change) Service spec\.ports\.\d+\.(?:name|protocol)$/, "a single port needs no name, and TCP is the default"],
  [/^remove ReferenceGrant spec\.to\.\d+\.name$/, "without a name the grant is wider"],
];

test.each(Object.entries(policies))("every field of the manifests for %s matters to the proof", (_name, mesh) => {
  const on = profile("experimental");
  const result = gatewayApi.lower(mesh, on);
  const objects = result.manifests.map(({ object }) => object);
  expect([...result.diagnostics.map(({ message }) => message), ...faults(mesh, objects, result.ledger, on)]).toEqual([]);
  const survivors = objects.flatMap((object, index) =>
    places(object.spec, ["spec"]).flatMap((where) =>
      (["remove", "change"] as const).flatMap((change) => {
        const mutated = mutate(object, where, change);
        if (JSON.stringify(mutated) === JSON.stringify(object)) return [];
        const survived = faults(mesh, objects.with(index, mutated), result.ledger, on).length === 0;
        return survived ? [`${change} ${object.kind} ${where.join(".")}`] : [];
      }),
    ),
  );
  expect(survivors.filter((text) => !inert.some(([pattern]) => pattern.test(text)))).toEqual([]);
});
