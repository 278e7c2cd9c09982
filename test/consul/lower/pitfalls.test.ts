import type { AccessRule, Conditions, PathMatch, Service, Subject } from "../../../src/model/index.ts";
import type { Origin } from "../../../src/source/origin.ts";
import { percentages } from "../../../src/targets/consul/lower/weights.ts";
import { arm, at, backend, forward, mesh, model, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { lower } from "../../../src/targets/consul/lower/index.ts";
import { codes, lowered, profile, routes, specOf } from "./support.ts";

const place = at(7);
const noEnd = { requestTimeout: "-1s", idleTimeout: "-1s" };
const routed = (given: Parameters<typeof route>[0] = {}, conditions: Partial<Conditions> = {}): Service =>
  service({ ports: [port({ arms: [arm(route(given), conditions), arm(route({ name: "rest" }))] })] });
const first = (given: Parameters<typeof route>[0] = {}, conditions: Partial<Conditions> = {}) => routes(lowered([routed(given, conditions)]))[0];

describe("routes", () => {
  const paths: readonly (readonly [PathMatch, object])[] = [
    [path("exact", "/a"), { pathExact: "/a" }],
    [path("prefix", "/a.b/"), { pathRegex: "/a\\.b(/.*)?" }],
    [path("prefix", "/"), { pathPrefix: "/" }],
    [path("stringPrefix", "/a"), { pathPrefix: "/a" }],
    [path("template", "/a/{id}"), { pathRegex: "/a/[^/]+" }],
    [path("regex", "/a+"), { pathRegex: "/a+" }],
  ];
  test.each(paths)("a path of %j", (match, wanted) => {
    expect(first({}, { path: match, methods: ["GET"] })?.match?.http).toEqual({ ...wanted, methods: ["GET"] });
  });

  test("[consul 21.2#9] an unconditional route ends every list, so that the appended one and its 15 seconds are dead", () => {
    expect(routes(lowered([service()]))).toEqual([{ destination: { service: "order", ...noEnd } }]);
    expect(routes(lowered([routed()])).length).toBe(1);
  });

  test("[consul 21.2#9] a route that always holds is the last that is written", () => {
    const dead = service({ ports: [port({ arms: [arm(route()), arm(route({ name: "dead" }), { methods: ["GET"] })] })] });
    expect(routes(lowered([dead])).length).toBe(1);
  });

  test("an empty header value is a pattern, since an empty text counts as not set", () => {
    expect(first({}, { headers: [named("x", { kind: "exact", value: "" })] })?.match?.http["header"]).toEqual([{ name: "x", regex: "^$" }]);
  });

  test("[consul 21.2#9] `contains` exists in intentions only, and is a pattern in routes", () => {
    expect(first({}, { headers: [named("x", { kind: "contains", value: "a.b" })] })?.match?.http["header"]).toEqual([{ name: "x", regex: ".*a\\.b.*" }]);
  });

  test("a header that is not a value is absent, or another one: two routes", () => {
    const written = routes(lowered([routed({}, { headers: [named("x", { kind: "not", match: { kind: "exact", value: "a" } })] })]));
    expect(written.slice(0, 2).map(({ match }) => match?.http["header"])).toEqual([[{ name: "x", present: true, invert: true }], [{ name: "x", exact: "a", invert: true }]]);
  });

  test("a negated query parameter has no matcher", () => {
    expect(codes(lowered([routed({}, { query: [named("q", { kind: "not", match: { kind: "present" } }, place)] })]))).toEqual(["MW4407"]);
  });

  test("[consul 21.7#4] retries for some methods are a route of their own before the others'", () => {
    const written = routes(lowered([routed({ retry: wish(retry({ methods: ["GET", "HEAD"] })) }, { methods: ["GET", "POST"] })]));
    expect(written.slice(0, 2)).toEqual([
      { match: { http: { methods: ["GET"] } }, destination: { service: "order", ...noEnd, numRetries: 2, retryOn: ["connect-failure"] } },
      { match: { http: { methods: ["POST"] } }, destination: { service: "order", ...noEnd } },
    ]);
  });

  test("[consul 21.2#9][consul 21.7#2] retries always have their number and a condition; statuses are apart", () => {
    const given = retry({ on: ["503", "reset"], events: { must: ["l", "s503", "t"], may: [] } });
    expect(first({ retry: wish(given) })?.destination).toMatchObject({ numRetries: 2, retryOn: ["reset"], retryOnStatusCodes: [503] });
  });

  test("percent signs of header values are doubled", () => {
    const edits = { set: { a: "50%" }, add: { b: "%x" }, remove: ["c"] };
    expect(first({ requestHeaders: wish(edits) })?.destination["requestHeaders"]).toEqual({ set: { a: "50%%" }, add: { b: "%%x" }, remove: ["c"] });
  });

  test("[consul 21.2#8] `host` is not changed", () => {
    expect(codes(lowered([routed({ requestHeaders: wish({ set: { host: "a" }, add: {}, remove: [] }) })]))).toEqual(["MW4406"]);
  });

  test("a rewritten prefix is the path itself and what lies below", () => {
    const rewrite = { path: { kind: "prefix" as const, value: "/v2", origin: place }, authority: null, origin: place };
    const written = routes(lowered([routed({ rewrite }, { path: path("prefix", "/api") })]));
    expect(written.slice(0, 2).map(({ match, destination }) => [match?.http, destination["prefixRewrite"]])).toEqual([
      [{ pathExact: "/api" }, "/v2"],
      [{ pathPrefix: "/api/" }, "/v2/"],
    ]);
  });

  const toRoot = { path: { kind: "prefix" as const, value: "/", origin: place }, authority: null, origin: place };
  test.each([["1.21", []], ["1.22", ["MW4405"]], ["2.0", ["MW4405"]]] as const)("a prefix rewritten to the root on %s", (release, wanted) => {
    expect(codes(lowered([routed({ rewrite: toRoot }, { path: path("prefix", "/api") })], {}, profile("community", release)))).toEqual(wanted);
  });

  test("[consul 21.2#5] a rewrite of a pattern or of a whole prefix is refused", () => {
    const full = { path: { kind: "full" as const, value: "/x", origin: place }, authority: null, origin: place };
    expect(codes(lowered([routed({ rewrite: full }, { path: path("prefix", "/api") })]))).toEqual(["MW4405"]);
  });

  test("builds of 1.22 that cut the matched prefix off are told to put it back", () => {
    const result = lowered([routed({}, { path: path("stringPrefix", "/api") })], {}, profile("community", "1.22"));
    expect(routes(result)[0]?.destination["prefixRewrite"]).toBe("/api");
  });

  test("what no route takes goes to a subset that no instance is in", () => {
    const open = service({ ports: [port({ arms: [arm(route(), { methods: ["GET"] })] })], consents: [{ kind: "approximate", target: "consul", field: "routes.noMatch", within: null, because: "x", origin: at() }] });
    const result = lowered([open]);
    expect(routes(result).at(-1)).toEqual({ destination: { service: "order", serviceSubset: "meshwright-none", ...noEnd } });
    expect(specOf(result, "ServiceResolver", "order")["subsets"]).toEqual({ "meshwright-none": { filter: 'Service.ID == "none" and Service.ID != "none"' } });
  });
});

describe("splits", () => {
  const versions = [version({ name: "v1", labels: { version: "v1" } }), version({ name: "v2", labels: { version: "v2" } })];
  const halves = forward(backend({ version: "v1", labels: { version: "v1" }, weight: 95 }), backend({ version: "v2", labels: { version: "v2" }, weight: 5 }));
  const result = lowered([service({ versions, ports: [port({ arms: [arm(route({ name: "read", action: halves }))] })] })]);

  test("[consul 21.5#14] a virtual service has a protocol of its own", () => {
    expect(specOf(result, "ServiceDefaults", "order--read")).toEqual({ protocol: "http" });
    expect(routes(result)[0]?.destination["service"]).toBe("order--read");
  });

  test("weights are percentages of subsets, which stand on the annotation of pods", () => {
    expect(specOf(result, "ServiceSplitter", "order--read")).toEqual({ splits: [{ weight: 95, service: "order", serviceSubset: "v1" }, { weight: 5, service: "order", serviceSubset: "v2" }] });
    expect(specOf(result, "ServiceResolver", "order")["subsets"]).toEqual({ v1: { filter: 'Service.Meta.version == "v1"' }, v2: { filter: 'Service.Meta.version == "v2"' } });
    expect(result.ledger.filter(({ kind }) => kind === "assumed").map(({ note }) => note)).toContain("the pods of the version carry the annotation consul.hashicorp.com/service-meta-version: v1");
  });

  test("[consul 21.4#11] a label that cannot be metadata is refused", () => {
    expect(codes(lowered([service({ versions: [version({ labels: { "app.kubernetes.io/version": "v1" } })] })]))).toEqual(["MW4404"]);
  });

  test.each([
    [[1, 842, 157], [0.1, 84.2, 15.7]],
    [[1, 7105, 2894], [0.01, 71.05, 28.94]],
  ])("21.3: weights %j are put in an order whose 32-bit floats add up to 100", (weights, percents) => {
    const { parts } = percentages(weights);
    expect([...parts].sort((a, b) => a.index - b.index).map(({ percent }) => percent)).toEqual(percents);
    expect(parts.reduce((sum, { percent }) => Math.fround(sum + Math.fround(percent)), 0)).toBe(100);
  });

  test("[consul 21.3#2][consul 21.3#5] every pair of hundredths is accepted, and its error is what the proxies cut off", () => {
    for (let weight = 0; weight <= 10_000; weight += 1) {
      const { parts, error } = percentages([weight, 10_000 - weight]);
      const cut = parts.map(({ percent }) => Math.trunc(Math.fround(Math.fround(percent) * 100)));
      const lost = cut.reduce((sum, each) => sum + each, 0) < 10_000;
      expect([parts.reduce((sum, { percent }) => Math.fround(sum + Math.fround(percent)), 0), error !== null]).toEqual([100, lost && weight > 0 && weight < 10_000]);
    }
  });

  test("thirds are off by less than a hundredth of a point", () => {
    expect(percentages([1, 1, 1]).error?.amount).toBeLessThan(0.01);
    expect(percentages([1, 1, 1]).parts.reduce((sum, { percent }) => sum + Math.round(percent * 100), 0)).toBe(10_000);
  });

  test("a weight of almost nothing keeps a hundredth", () => {
    expect(percentages([1, 1_000_000]).parts.map(({ percent }) => percent).sort()).toEqual([0.01, 99.99]);
  });
});

describe("time", () => {
  test("[consul 21.2#9][consul 21.7#1] the serving side waits as long as the longest call to it", () => {
    const timed = service({ ports: [port({ arms: [arm(route({ deadlineMs: wish(2000) }), { methods: ["GET"] }), arm(route({ name: "b", deadlineMs: wish(30_000) }))] })] });
    const result = lowered([timed]);
    expect(specOf(result, "ServiceDefaults", "order")).toMatchObject({ protocol: "http", localRequestTimeoutMs: 30_000 });
    expect(result.manifests.map(({ object }) => object.kind)).not.toContain("ProxyDefaults");
  });

  test("without a deadline it must not wait at all, which one object says for all", () => {
    expect(specOf(lowered([service()]), "ProxyDefaults", "global")).toEqual({ config: { local_request_timeout_ms: 0, local_idle_timeout_ms: 0 } });
    const assumed = lowered([service()], {}, profile("community", "2.0", { proxyDefaults: "assumed" }));
    expect(assumed.manifests.map(({ object }) => object.kind)).not.toContain("ProxyDefaults");
    expect(assumed.ledger.map(({ note }) => note)).toContain("the ProxyDefaults of the mesh sets local_request_timeout_ms and local_idle_timeout_ms to 0");
  });
});

const account = (text: string): Subject => {
  const [namespace = "", serviceAccount = ""] = text.split("/");
  return { identity: { kind: "account", namespace, serviceAccount, via: null }, cidrs: null, origin: place };
};
const anyone: Subject = { identity: { kind: "anyone" }, cidrs: null, origin: place };
const rule = (from: readonly Subject[], given: Partial<AccessRule> = {}): AccessRule => ({ name: "r", from, to: [], headers: [], claims: [], origin: place, ...given });
const guarded = (allow: readonly AccessRule[], deny: readonly AccessRule[] = []): Service => service({ access: { default: null, allow, deny, mode: "enforce" } });
const web = service({ id: name("web"), versions: [version({ name: "web", service: name("web"), podLabels: { app: "web" }, serviceAccount: "web" })], ports: [port({ fallback: forward(backend({ service: name("web"), owner: name("web") })) })] });
const get = { methods: ["GET"], path: path("prefix", "/a"), headers: [], ports: null, origin: place };

describe("access", () => {
  test("[consul 21.6#2] callers alone are sources with an action, and everybody else is refused", () => {
    expect(specOf(lowered([guarded([rule([account("shop/web")])]), web]), "ServiceIntentions", "order")["sources"]).toEqual([
      { name: "web", action: "allow" },
      { name: "*", action: "deny" },
    ]);
  });

  test("[consul 21.7#9] lists end in an explicit answer, and rules for anybody are repeated under each caller", () => {
    const result = lowered([guarded([rule([account("shop/web")], { to: [get] })], [rule([anyone], { name: "d", to: [{ ...get, methods: ["POST"] }] })]), web]);
    const http = { pathRegex: "/a(/.*)?" };
    const denied = { action: "deny", http: { ...http, methods: ["POST"] } };
    const rest = { action: "deny", http: { pathRegex: ".*" } };
    expect(specOf(result, "ServiceIntentions", "order")["sources"]).toEqual([
      { name: "web", permissions: [denied, { action: "allow", http: { ...http, methods: ["GET"] } }, rest] },
      { name: "*", permissions: [denied, rest] },
    ]);
  });

  test("[consul 21.6#8][consul 21.7#7] the same intentions stand for the logical name and for each service behind it", () => {
    const split = { ...guarded([rule([account("shop/web")])]), versions: [version({ name: "v1", service: name("order-v1"), podLabels: { app: "v1" }, serviceAccount: "order-v1" })] };
    const result = lowered([split, web]);
    expect(specOf(result, "ServiceIntentions", "order-v1")["sources"]).toEqual(specOf(result, "ServiceIntentions", "order")["sources"]);
  });

  test("[consul 21.7#10] an account that runs no known service is refused, and so is one whose pods share a service", () => {
    expect(codes(lowered([guarded([rule([account("web/front")])])]))).toEqual(["MW4408"]);
    const shared = { ...web, versions: [...web.versions, version({ name: "other", service: name("web"), labels: { v: "2" }, podLabels: { app: "web", v: "2" }, serviceAccount: "other" })] };
    const workloads = ["web", "other"].map((one) => ({ id: name(one), kind: "Deployment", labels: { app: "web", v: one }, serviceAccount: one, ports: [], replicas: 1, origin: at() }));
    const inventory = { completeness: "partial" as const, services: [], workloads, accounts: [], namespaces: [] };
    expect(codes(lowered([guarded([rule([account("shop/web")])]), shared], { inventory }))).toContain("MW4408");
  });

  test("[consul 21.6#6] rules on requests of a TCP service are refused", () => {
    const tcp = { ...guarded([rule([account("shop/web")], { to: [get] })]), ports: [port({ protocol: "tcp" })] };
    expect(codes(lowered([tcp, web]))).toEqual(["MW4410"]);
  });

  test("namespaces are sources in the enterprise edition only", () => {
    const byNamespace = guarded([rule([{ identity: { kind: "namespace", namespace: "web" }, cidrs: null, origin: place }])]);
    expect(codes(lowered([byNamespace]))).toEqual(["MW4409"]);
    expect(specOf(lowered([byNamespace], {}, profile("enterprise")), "ServiceIntentions", "order")["sources"]).toEqual([
      { name: "*", namespace: "web", action: "allow" },
      { name: "*", namespace: "*", action: "deny" },
    ]);
  });

  test("an unusual method of a rule is refused", () => {
    expect(codes(lowered([guarded([rule([anyone], { to: [{ ...get, methods: ["PURGE"] }] })])]))).toEqual(["MW4417"]);
  });

  test("[consul 21.6#4] the default of the mesh is the intention of all for all", () => {
    const scopes = [{ namespace: null, accessDefault: wish("deny" as const), mtls: null, telemetry: null, origin: at() }];
    expect(specOf(lowered([], { mesh: mesh({ scopes }) }), "ServiceIntentions", "default-intention")).toEqual({ destination: { name: "*" }, sources: [{ name: "*", action: "deny" }] });
  });

  test("where ACLs are managed a service without rules says that everybody may enter", () => {
    const managed = profile("community", "2.0", { acls: "managed" });
    expect(specOf(lowered([service()], {}, managed), "ServiceIntentions", "order")["sources"]).toEqual([{ name: "*", action: "allow" }]);
    expect(lowered([service()]).manifests.map(({ object }) => object.kind)).not.toContain("ServiceIntentions");
  });

  test("where ACLs are managed an account of another name is refused", () => {
    const managed = profile("community", "2.0", { acls: "managed" });
    expect(codes(lowered([service({ identity: wish({ namespace: "shop", serviceAccount: "clerk" }), versions: [version({ serviceAccount: null })] })], {}, managed))).toEqual(["MW4416"]);
  });

  test("[consul 21.5#10] plain text needs the switch of the mesh, and no rules", () => {
    const plain = lowered([service({ mtls: wish("permissive" as const) })]);
    expect([specOf(plain, "Mesh", "mesh"), specOf(plain, "ServiceDefaults", "order")["mutualTLSMode"]]).toEqual([{ allowEnablingPermissiveMutualTLS: true }, "permissive"]);
    expect(codes(lowered([{ ...guarded([rule([anyone])]), mtls: wish("permissive" as const) }]))).toEqual(["MW4413"]);
  });

  test("behind a default of deny a route to another service is refused where its caller is", () => {
    const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), serviceAccount: "billing" })], ports: [port({ fallback: forward(backend({ service: name("billing"), owner: name("billing") })) })] });
    const order = { ...guarded([], [rule([anyone])]), ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("billing"), owner: name("billing") })) }))] })] };
    expect(codes(lowered([order, billing], {}, profile("community", "2.0", { acls: "managed" })))).toEqual(["MW4418"]);
    expect(codes(lowered([order, billing]))).toEqual([]);
  });
});

describe("settings of callers", () => {
  const limits = wish({ maxConnections: 100, maxPendingRequests: 50, maxRequests: 20 });
  const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });
  const calling = { ...web, calls: [{ to: { kind: "service" as const, service: name("order"), port: null }, perRequest: null, probability: null, mode: "sequential" as const, group: null, optional: false, routes: [], request: null, client: null, origin: at() }] };

  test("[consul 21.5#14] limits and ejection stand in the object of each declared caller, under the dialled name", () => {
    expect(specOf(lowered([service({ limits, outlier }), calling]), "ServiceDefaults", "web")["upstreamConfig"]).toMatchObject({
      overrides: [
        {
          name: "order",
          limits: { maxConnections: 100, maxPendingRequests: 50, maxConcurrentRequests: 20 },
          passiveHealthCheck: { interval: "10s", maxFailures: 5, enforcingConsecutive5xx: 100, maxEjectionPercent: 50, baseEjectionTime: "30s" },
        },
      ],
    });
  });

  test("callers that rules admit carry them too", () => {
    const result = lowered([{ ...guarded([rule([account("shop/web")])]), limits }, web]);
    expect(specOf(result, "ServiceDefaults", "web")["upstreamConfig"]).toMatchObject({ overrides: [{ name: "order" }] });
  });

  test("without a caller nobody would carry them", () => {
    expect(codes(lowered([service({ limits, outlier })]))).toEqual(["MW4412", "MW4412"]);
  });

  test("who does not carry them is said of the others only", () => {
    const entry = lowered([service({ limits }), calling]).ledger.find(({ field, kind }) => field === "circuitBreaker.limits" && kind === "assumed");
    expect(entry?.callers).toEqual({ kind: "others", than: [{ namespace: "shop", serviceAccount: "web" }] });
  });

  test("other services behind the routes must have the same", () => {
    const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), serviceAccount: "billing" })], ports: [port({ fallback: forward(backend({ service: name("billing"), owner: name("billing") })) })] });
    const order = service({ limits, ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("billing"), owner: name("billing") })) }))] })] });
    expect(codes(lowered([order, billing, calling]))).toEqual(["MW4411"]);
  });

  test("the finding stands where the calls are sent on, and names what is written", () => {
    const sent = forward(backend({ service: name("billing"), owner: name("billing"), origin: place }));
    const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), serviceAccount: "billing" })], limits: wish({ ...limits.value, maxRequests: 1 }, at(9)) });
    const order = service({ limits: wish(limits.value, at(8)), ports: [port({ arms: [arm(route({ action: sent }))] })] });
    const found = lowered([order, billing, calling]).diagnostics.find(({ code }) => code === "MW4411");
    expect(found).toMatchObject({ origin: place, related: [{ origin: at(8), note: "what `shop/order` says" }, { origin: at(9), note: "what `shop/billing` says" }] });
  });

  const overridden = (result: ReturnType<typeof lowered>, caller = "web") => (specOf(result, "ServiceDefaults", caller)["upstreamConfig"] as { readonly overrides?: readonly { readonly name: string; readonly limits?: { readonly maxConnections: number } }[] }).overrides?.map(({ name: to, limits: of }) => [to, of?.maxConnections]);
  const legacy = { service: name("legacy"), owner: null, version: null };
  const split = [arm(route({ name: "read", action: forward(backend({ service: name("order-v1"), version: "v1", weight: 3 }), backend({ ...legacy, weight: 1 })) }))];
  const own = (text: string, given: Partial<Service> = {}) => service({ id: name(text), versions: [version({ name: text, service: name(text), serviceAccount: text })], ports: [port({ fallback: forward(backend({ service: name(text), owner: name(text) })) })], ...given });

  test("[consul 21.5#14] every name that leads to a cluster of the service has its limits, versions and splits too", () => {
    const order = service({ limits, versions: [version({ name: "v1", service: name("order-v1"), serviceAccount: "order-v1" })], ports: [port({ arms: split })] });
    expect(overridden(lowered([order, calling]))).toEqual([["legacy", 100], ["order", 100], ["order--read", 100], ["order-v1", 100]]);
  });

  test("a subset is another cluster than the whole service", () => {
    const subset = service({ limits, ports: [port({ arms: [arm(route({ action: forward(backend({ ...legacy, labels: { version: "v2" } })) }))] })] });
    expect(overridden(lowered([subset, calling]))).toEqual([["order", 100]]);
  });

  test("a caller carries the limits of a service that shares its clusters with one that it calls", () => {
    const order = service({ limits, ports: [port({ arms: split })] });
    const stock = own("stock", { limits, ports: [port({ arms: [arm(route({ action: forward(backend(legacy)) }))] })] });
    const result = lowered([order, stock, calling]);
    expect([codes(result), overridden(result)]).toEqual([[], [["legacy", 100], ["order", 100], ["order--read", 100], ["order-v1", 100], ["stock", 100]]]);
    expect(result.ledger.filter(({ kind, field }) => kind === "assumed" && field === "circuitBreaker.limits").map(({ callers }) => callers)).toEqual([
      { kind: "others", than: [{ namespace: "shop", serviceAccount: "web" }] },
      { kind: "others", than: [{ namespace: "shop", serviceAccount: "web" }] },
    ]);
  });

  test("two policies that lead to a service of nobody must not wish it different limits", () => {
    const leading = (origin: Origin) => [port({ arms: [arm(route({ action: forward(backend({ ...legacy, origin })) }))] })];
    const order = service({ limits, outlier, ports: leading(at(11)) });
    const stock = (given: Partial<Service>) => own("stock", { ...given, ports: leading(at(22)) });
    expect(codes(lowered([order, stock({ limits, outlier }), calling]))).toEqual([]);
    const [limited, ejected, ...others] = lowered([order, stock({}), calling]).diagnostics;
    expect([limited?.code, limited?.origin, limited?.message, limited?.related]).toEqual(["MW4427", at(22), "calls to `shop/stock` and to `shop/order` both go on to `shop/legacy`, and the limits of the two are not the same", [{ origin: at(11), note: "`shop/order` leads there too" }]]);
    expect([ejected?.code, ejected?.message, others]).toEqual(["MW4427", expect.stringContaining("the ejection settings of the two"), []]);
  });

  test("different versions of a service of nobody may have different limits", () => {
    const leading = (tag: string) => [port({ arms: [arm(route({ action: forward(backend({ ...legacy, version: tag, labels: { tag } })) }))] })];
    const calls = [...calling.calls, ...calling.calls.map((each) => ({ ...each, to: { kind: "service" as const, service: name("stock"), port: null } }))];
    const result = lowered([service({ limits, ports: leading("a") }), own("stock", { limits: wish({ ...limits.value, maxConnections: 1 }), ports: leading("b") }), { ...calling, calls }]);
    expect([codes(result), overridden(result)]).toEqual([[], [["order", 100], ["stock", 1]]]);
  });

  test("[consul 21.4#8] zones need the enterprise edition, and rates whole numbers", () => {
    const zoned = service({ locality: wish("prefer" as const, place) });
    expect(codes(lowered([zoned]))).toEqual(["MW4419"]);
    expect(specOf(lowered([zoned], {}, profile("enterprise")), "ServiceResolver", "order")["prioritizeByLocality"]).toEqual({ mode: "failover" });
    const rated = (perMs: number) => lowered([service({ rateLimit: wish({ requests: 10, perMs, scope: "instance" as const }) })], {}, profile("enterprise"));
    expect(codes(rated(60_000))).toEqual(["MW4420"]);
    expect(specOf(rated(1000), "ServiceDefaults", "order")["rateLimits"]).toEqual({ instanceLevel: { requestsPerSecond: 10, requestsMaxBurst: 10 } });
  });

  test("affinity by address is refused, by cookie it is a hash", () => {
    expect(codes(lowered([service({ affinity: wish({ kind: "sourceIp" as const }) })]))).toEqual(["MW4414"]);
    const cookie = lowered([service({ affinity: wish({ kind: "cookie" as const, name: "user", ttlMs: 60_000 }) })]);
    expect(specOf(cookie, "ServiceResolver", "order")["loadBalancer"]).toEqual({ policy: "ring_hash", hashPolicies: [{ field: "cookie", fieldValue: "user", cookieConfig: { ttl: "1m", path: "/" } }] });
  });
});

describe("names", () => {
  test("[consul 21.1#1] two services of one name are refused in the community edition", () => {
    const other = service({ id: name("bank/order"), versions: [version({ service: name("bank/order") })], ports: [port({ fallback: forward(backend({ service: name("bank/order"), owner: name("bank/order") })) })] });
    expect(codes(lowered([service(), other]))).toContain("MW4400");
    expect(codes(lowered([service(), other], {}, profile("enterprise")))).toEqual([]);
  });

  test("a service has one port, and others are called on theirs", () => {
    expect(codes(lowered([service({ ports: [port(), port({ port: 9090 })] })]))).toContain("MW4401");
    const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), serviceAccount: "billing" })], ports: [port({ fallback: forward(backend({ service: name("billing"), owner: name("billing") })) })] });
    const wrong = service({ ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("billing"), owner: name("billing"), port: 9090 })) }))] })] });
    expect(codes(lowered([wrong, billing]))).toContain("MW4402");
  });

  test("[consul 21.2#7] services of one chain speak one protocol", () => {
    const billing = service({ id: name("billing"), versions: [version({ name: "billing", service: name("billing"), serviceAccount: "billing" })], ports: [port({ protocol: "grpc", fallback: forward(backend({ service: name("billing"), owner: name("billing") })) })] });
    const order = service({ ports: [port({ arms: [arm(route({ action: forward(backend({ service: name("billing"), owner: name("billing") })) }))] })] });
    expect(codes(lowered([order, billing]))).toContain("MW4403");
  });

  test("[consul 21.7#4] RPCs that are repeated by name are refused", () => {
    const grpc = service({ ports: [port({ protocol: "grpc", arms: [arm(route({ retry: wish(retry({ methods: ["Get"] })) }))] })] });
    expect(codes(lowered([grpc]))).toEqual(["MW4415"]);
  });

  test("objects are written before those that name them, and the same every time", () => {
    const given = model([routed({ action: forward(backend({ weight: 1 }), backend({ service: name("b"), owner: null, weight: 1 })) })]);
    const kinds = lower(given, profile()).manifests.map(({ object }) => object.kind);
    expect([...new Set(kinds)]).toEqual(["ProxyDefaults", "ServiceDefaults", "ServiceResolver", "ServiceSplitter", "ServiceRouter"]);
    expect(lower(given, profile())).toEqual(lower(given, profile()));
  });
});
