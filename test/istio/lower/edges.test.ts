import { arm, at, backend, forward, mesh, name, named, path, port, route, service, version, wish } from "../../support/build-model.ts";
import { labelName } from "../../../src/targets/object-names.ts";
import type { Gateway, GatewayEntry } from "../../../src/model/index.ts";
import { codes, entries, lowered, profile, specOf } from "./support.ts";

const entry = (given: Partial<GatewayEntry>): GatewayEntry => ({
  port: 80,
  hosts: ["shop.example"],
  path: null,
  leads: { kind: "service", service: name("order"), servicePort: 8080 },
  origin: at(),
  ...given,
});
const gateway = (given: Partial<Gateway>): Gateway => ({
  id: name("infra/public"),
  serviceAccount: null,
  selector: { istio: "public" },
  listeners: [{ name: null, port: 80, protocol: "http", hosts: [], tls: null, namespaces: null, origin: at() }],
  entries: [entry({})],
  origin: at(),
  ...given,
});
const hostOf = (host: string): string => labelName("public", host);
const shop = hostOf("shop.example");

describe("gateways", () => {
  test("repeat the service's routes with the path of the entry added, and answer 404 for the rest of it", () => {
    const order = service({ ports: [port({ arms: [arm(route(), { path: path("prefix", "/api/x"), methods: ["GET"] })] })] });
    const result = lowered([order], { gateways: [gateway({ entries: [entry({ path: "/api" })] })] });
    expect(entries(result, shop).map((each) => [each["match"], each["directResponse"] ?? null])).toEqual([
      [[{ uri: { exact: "/api/x" }, method: { exact: "GET" }, port: 80 }, { uri: { prefix: "/api/x/" }, method: { exact: "GET" }, port: 80 }], null],
      [[{ uri: { exact: "/api" }, port: 80 }, { uri: { prefix: "/api/" }, port: 80 }], { status: 404 }],
    ]);
  });

  test("try exact hosts before wildcards and longer paths first, in one VirtualService for each host", () => {
    const wild = entry({ hosts: ["*.example"], leads: { kind: "service", service: name("rest"), servicePort: 1 } });
    const result = lowered([service()], { gateways: [gateway({ entries: [wild, entry({}), entry({ path: "/long" })] })] });
    const hosts = result.manifests.filter(({ object }) => object.kind === "VirtualService" && object.metadata.namespace === "infra");
    expect(hosts.map(({ object }) => (object.spec as { hosts: unknown }).hosts)).toEqual([["*.example"], ["shop.example"]]);
    expect(entries(result, shop).map((each) => (each["match"] as readonly { uri?: unknown }[])[0]?.uri)).toEqual([{ exact: "/long" }, undefined]);
  });

  test("read claims, which sidecars cannot, and verify tokens themselves", () => {
    const order = service({ ports: [port({ arms: [arm(route(), { claims: [named("tier", { kind: "exact", value: "gold" })] })] })] });
    const provider = { name: "corp", issuer: "https://c", jwksUri: null, audiences: [], fromHeaders: [], forward: false, origin: at() };
    const result = lowered([order], { gateways: [gateway({})], mesh: mesh({ jwtProviders: [provider] }) });
    expect((entries(result, shop)[0]?.["match"] as unknown[])[0]).toEqual({ headers: { "@request.auth.claims[tier]": { exact: "gold" } }, port: 80 });
    expect(specOf(result, "RequestAuthentication", "public-gateway")["jwtRules"]).toEqual([{ issuer: "https://c", forwardOriginalToken: true }]);
    expect(entries(result).map((each) => each["directResponse"])).toEqual([{ status: 404 }]);
    expect(codes(lowered([order]))).toEqual(["MW4111"]);
  });

  test("admit everybody themselves where the mesh denies, since access is decided at the services", () => {
    const scopes = [{ namespace: null, accessDefault: wish("deny" as const), mtls: null, telemetry: null, origin: at() }];
    const result = lowered([service()], { gateways: [gateway({})], mesh: mesh({ scopes }) });
    expect(specOf(result, "AuthorizationPolicy", "public-gateway-allow")).toEqual({ selector: { matchLabels: { istio: "public" } }, action: "ALLOW", rules: [{}] });
  });

  test("need the labels of their pods, and secrets of their own namespace", () => {
    expect(codes(lowered([service()], { gateways: [gateway({ selector: null })] }))).toEqual(["MW4113"]);
    const tls = { mode: "terminate" as const, secret: name("certs/shop") };
    const listeners = [{ name: null, port: 443, protocol: "https" as const, hosts: ["shop.example"], tls, namespaces: ["shop"], origin: at() }];
    expect(codes(lowered([service()], { gateways: [gateway({ listeners })] }))).toEqual(["MW4114"]);
    const own = [{ ...listeners[0]!, tls: { ...tls, secret: name("infra/shop") } }];
    expect(specOf(lowered([service()], { gateways: [gateway({ listeners: own })] }), "Gateway", "public")["servers"]).toEqual([
      { port: { number: 443, name: "https-443", protocol: "HTTPS" }, hosts: ["./shop.example"], tls: { mode: "SIMPLE", credentialName: "shop" } },
    ]);
  });

  test("cannot match a pattern below the path of an entry", () => {
    const order = (pattern: string) => service({ ports: [port({ arms: [arm(route({ name: "a" }), { path: path("regex", pattern) })] })] });
    const at80 = (pattern: string): ReturnType<typeof lowered> => lowered([order(pattern)], { gateways: [gateway({ entries: [entry({ path: "/api" })] })] });
    expect(codes(at80("/(v[0-9]+|api/v1)"))).toEqual(["MW4120"]);
    const served = (pattern: string): string => JSON.stringify(at80(pattern).manifests.filter(({ object }) => object.kind === "VirtualService" && object.metadata.namespace === "infra").map(({ object }) => object.spec?.["http"]));
    expect(served("/v[0-9]+")).not.toContain("v[0-9]+");
    expect(served("/api/v[0-9]+")).toContain('{"uri":{"regex":"/api/v[0-9]+"},"port":80}');
  });
});

describe("external services", () => {
  const external = (host: string, tls: "none" | "simple", addresses: readonly string[] = []): ReturnType<typeof lowered> =>
    lowered([service({ id: name("pay"), versions: [], external: { hosts: [wish(host, at(3))], tls: wish(tls), addresses }, ports: [port({ port: 80, targetPort: 443, fallback: forward(backend({ service: name("pay"), owner: name("pay"), port: 80 })) })] })]);
  test("are found by DNS, and TLS to them checks the name", () => {
    const result = external("api.example", "simple");
    expect(specOf(result, "ServiceEntry", "pay")).toEqual({
      hosts: ["api.example"],
      exportTo: ["*"],
      location: "MESH_EXTERNAL",
      ports: [{ number: 80, name: "http-80", protocol: "HTTP", targetPort: 443 }],
      resolution: "DNS",
    });
    expect(specOf(result, "VirtualService", "pay")["hosts"]).toEqual(["api.example"]);
    expect(specOf(result, "DestinationRule", "pay")).toMatchObject({ host: "api.example", trafficPolicy: { tls: { mode: "SIMPLE", sni: "api.example", subjectAltNames: ["api.example"] } } });
  });
  test("have no TLS under a wildcard", () => {
    expect(external("*.example", "simple").diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4122", at(3)]]);
    expect(specOf(external("*.example", "none"), "ServiceEntry", "pay")["resolution"]).toBe("NONE");
    expect(specOf(external("a.example", "none", ["10.0.0.1"]), "ServiceEntry", "pay")).toMatchObject({ resolution: "STATIC", endpoints: [{ address: "10.0.0.1" }] });
  });
});

describe("connections", () => {
  const raw = (protocol: "tcp" | "tls", conditions: Parameters<typeof arm>[1], given: Parameters<typeof route>[0] = {}): ReturnType<typeof lowered> =>
    lowered([service({ ports: [port({ protocol, arms: [arm(route(given), conditions, at(5))] })] })]);
  const destination = [{ destination: { host: "order.shop.svc.cluster.local", port: { number: 8080 } }, weight: 100 }];
  test("have entries of their own", () => {
    expect(specOf(raw("tcp", {}), "VirtualService", "order")["tcp"]).toEqual([{ match: [{ port: 8080 }], route: destination }]);
  });
  test("of tls ports have one block for each server name", () => {
    const names = ["order", "order.shop", "order.shop.svc", "order.shop.svc.cluster.local"];
    const match = names.map((each) => ({ sniHosts: [each], port: 8080 }));
    for (const sni of [null, ["*", "a.example"], names]) {
      const result = raw("tls", { sni });
      expect(codes(result)).toEqual([]);
      const spec = specOf(result, "VirtualService", "order") as { hosts: readonly string[]; tls: readonly { match: readonly unknown[] }[] };
      expect(new Set(spec.hosts)).toEqual(new Set(sni?.includes("a.example") ? [...names, "a.example"] : names));
      expect(spec.tls).toHaveLength(1);
      expect(spec.tls[0]?.match).toEqual(expect.arrayContaining(match));
    }
  });
  test("give names of later arms to the earlier ones that cover them", () => {
    const to = (id: string): ReturnType<typeof route> => route({ name: id, action: forward(backend({ service: name(id), owner: null })) });
    const arms = [arm(to("a"), { sni: ["*.example"] }), arm(to("b"), { sni: ["x.example", "order", "order.shop", "order.shop.svc", "order.shop.svc.cluster.local"] })];
    const spec = specOf(lowered([service({ ports: [port({ protocol: "tls", arms })] })]), "VirtualService", "order") as { tls: readonly { match: readonly { sniHosts: readonly string[] }[] }[] };
    expect(spec.tls.map(({ match }) => match.flatMap(({ sniHosts }) => sniHosts))).toEqual([
      ["*.example", "x.example"],
      ["order", "order.shop", "order.shop.svc", "order.shop.svc.cluster.local"],
    ]);
  });
  test.each([
    ["tls" as const, { sni: ["a.example"] }, {}, "MW4123"],
    ["tls" as const, { callers: ["web"] }, {}, "MW4123"],
    ["tcp" as const, { callers: ["web"] }, {}, "MW4123"],
    ["tcp" as const, {}, { deadlineMs: wish(1) }, "MW4112"],
  ])("%s %#", (protocol, conditions, given, code) => expect(codes(raw(protocol, conditions, given))).toEqual([code]));
});

test("egress that is denied is a Sidecar of the root namespace", () => {
  const result = lowered([], { mesh: mesh({ egress: wish("deny" as const) }) });
  expect(specOf(result, "Sidecar", "default")).toEqual({ egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } });
});

test("telemetry names its provider, or it would do nothing", () => {
  const result = lowered([service({ telemetry: wish({ accessLog: "errors" as const, tracePercent: 2.5 }) })]);
  expect(specOf(result, "Telemetry", "order")).toEqual({
    selector: { matchLabels: { app: "order" } },
    accessLogging: [{ providers: [{ name: "envoy" }], match: { mode: "SERVER" }, disabled: false, filter: { expression: "response.code >= 400" } }],
    tracing: [{ randomSamplingPercentage: 2.5 }],
  });
});

describe("waypoints", () => {
  const rule = { name: "r", from: [{ identity: { kind: "authenticated" as const }, cidrs: null, origin: at() }], to: [{ methods: null, path: path("exact", "/a"), headers: [], ports: null, origin: at() }], headers: [], claims: [], origin: at() };
  const access = { default: null, allow: [rule], deny: [], mode: "enforce" as const };
  test("name Services and Service ports", () => {
    const result = lowered([service({ access, versions: [version({ service: name("order-v1"), podLabels: null })] })], {}, profile("waypoint"));
    expect(specOf(result, "AuthorizationPolicy", "order-allow")).toEqual({
      targetRefs: [{ group: "", kind: "Service", name: "order" }, { group: "", kind: "Service", name: "order-v1" }],
      action: "ALLOW",
      rules: [{ from: [{ source: { principals: ["*"] } }], to: [{ operation: { paths: ["/a"], ports: ["8080"] } }] }],
    });
  });
  test("decide before routes change what rules read, or lead to another's rules", () => {
    const rewrite = { path: null, authority: wish("b"), origin: at(7) };
    const changed = service({ access, ports: [port({ arms: [arm(route({ rewrite }))] })] });
    expect(lowered([changed], {}, profile("waypoint")).diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4116", at(7)]]);
    const foreign = service({ access, ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("other"), owner: name("other") })) }))] })] });
    expect(codes(lowered([foreign, service({ id: name("other"), versions: [] })], {}, profile("waypoint")))).toEqual(["MW4116"]);
  });
});

test("ztunnel alone leads no call elsewhere", () => {
  const to = (id: string) => service({ ports: [port({ arms: [arm(route({ action: forward(backend({ service: name(id), origin: at(8) })) }))] })] });
  expect(lowered([to("order-v2")], {}, profile("ambient")).diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4126", at(8)]]);
  expect(codes(lowered([to("order")], {}, profile("ambient")))).toEqual([]);
});

test("a waypoint does not guard what a gateway exposes", () => {
  const rule = { name: "r", from: [{ identity: { kind: "authenticated" as const }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() };
  const guarded = service({ access: { default: null, allow: [rule], deny: [], mode: "enforce" } });
  const exposed = { gateways: [gateway({ entries: [entry({ origin: at(9) })] })] };
  expect(lowered([guarded], exposed, profile("waypoint")).diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4125", at(9)]]);
  expect(codes(lowered([service()], exposed, profile("waypoint")))).toEqual([]);
  expect(codes(lowered([guarded], exposed))).toEqual([]);
  const through = service({ ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("other"), owner: name("other") })) }))] })] });
  expect(codes(lowered([through, { ...guarded, id: name("other") }], exposed, profile("waypoint")))).toContain("MW4125");
});

test("two sources of one object are an error that names both", () => {
  const pay = service({ id: name("pay"), versions: [], external: { hosts: [wish("a.example"), wish("b.example")], tls: wish("none" as const), addresses: [] } });
  expect(codes(lowered([pay, service({ id: name("pay-2"), versions: [] })]))).toContain("MW4009");
});

test("patterns longer than istiod accepts are refused at their place", () => {
  const long = service({ ports: [port({ arms: [arm(route(), { path: path("regex", `/${"a".repeat(1100)}`, at(11)) })] })] });
  expect(lowered([long]).diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4100", at(11)]]);
});

test("names are labels of at most 63 characters that differ where their parts do", () => {
  expect(labelName("order", "v1")).toBe("order-v1");
  const [dotted, dashed, long, other] = [labelName("a.b"), labelName("a-b"), labelName("x".repeat(70)), labelName(`${"x".repeat(70)}y`)];
  expect(dotted).toMatch(/^a-b-[0-9a-f]{8}$/);
  expect(dashed).toBe("a-b");
  expect([long.length, long === other]).toEqual([63, false]);
});
