import type { Consent, Feature, Service } from "../../../src/model/index.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { consulCapabilities } from "../../../src/targets/consul/capabilities.ts";
import { arm, at, backend, forward, mesh, mirror, name, named, port, retry, route, service, wish } from "../../support/build-model.ts";
import { codes, lowered, profile } from "./support.ts";

const place = at(42);
const routed = (given: Parameters<typeof route>[0], conditions: Parameters<typeof arm>[1] = {}): Service => service({ ports: [port({ arms: [arm(route(given), conditions, place)] })] });
const account = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };
const rule = (given: object) => ({ name: "r", from: [{ identity: account, cidrs: null, origin: place }], to: [], headers: [], claims: [], origin: place, ...given });
const ruled = (given: object, mode: "enforce" | "audit" = "enforce"): Service => service({ access: { default: null, allow: [rule(given)], deny: [], mode } });
const raw = (protocol: "tcp" | "tls"): Service => service({ ports: [port({ protocol, arms: [arm(route({ action: { ...forward(backend(), backend({ service: name("b") })), origin: place } }))] })] });

/** A service that wishes just the feature, at `place`. */
const wishes: Partial<Record<Feature, Service>> = {
  "methods.unusual": routed({}, { methods: ["PURGE"] }),
  authority: routed({}, { authority: { kind: "exact", value: "a" } }),
  claims: routed({}, { claims: [named("x", { kind: "present" }, place)] }),
  callers: routed({}, { callers: ["web"] }),
  "split.zero": routed({ action: { ...forward(backend({ weight: 0 })), origin: place } }),
  "split.missing": routed({ action: forward(backend({ existence: "missing", origin: place })) }),
  mirror: routed({ mirrors: [mirror(10, { origin: place })] }),
  "rewrite.authority": routed({ rewrite: { path: null, authority: wish("b", place), origin: place } }),
  redirect: routed({ action: { kind: "redirect", status: 301, scheme: null, host: "b", port: null, path: null, origin: place } }),
  respond: routed({ action: { kind: "respond", status: 200, body: null, origin: place } }),
  cors: routed({ cors: wish({ allowOrigins: [], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: null, allowCredentials: false }, place) }),
  retryBudget: service({ retryBudget: wish({ percent: fraction(1, 4), windowMs: 1000, minPerSecond: fraction(1) }, place) }),
  "loadBalancing.ewma": service({ balancing: wish("ewma" as const, place) }),
  slowStart: service({ slowStartMs: wish(1000, place) }),
  rateLimit: service({ rateLimit: wish({ requests: 1, perMs: 1000, scope: "instance" as const }, place) }),
  "fault.delay": routed({ delay: wish({ share: fraction(1), durationMs: 1, until: null }, place) }),
  "fault.abort": routed({ abort: wish({ share: fraction(1), status: 503, until: null }, place) }),
  "access.cidr": ruled({ from: [{ identity: account, cidrs: ["10.0.0.0/8"], origin: place }] }),
  "access.claim": ruled({ claims: [named("x", { kind: "exact", value: "a" }, place)] }),
  "access.audit": ruled({}, "audit"),
  authentication: service({ jwt: wish({ provider: "corp", required: true }, place) }),
  "mtls.off": service({ mtls: wish("off" as const, place) }),
  external: service({ external: { hosts: [wish("a.example", place)], tls: wish("none" as const), addresses: [] } }),
  "tcp.split": raw("tcp"),
  "tls.split": raw("tls"),
  "telemetry.accessLog": service({ telemetry: wish({ accessLog: "all" as const, tracePercent: null }, place) }),
  "telemetry.trace": service({ telemetry: wish({ accessLog: null, tracePercent: 1 }, place) }),
};

const cases = (["community", "enterprise"] as const).flatMap((edition) => {
  const table = consulCapabilities(profile(edition));
  return (Object.keys(table) as Feature[]).filter((feature) => table[feature].kind === "unsupported").map((feature) => [edition, feature] as const);
});

/** Wishes of the mesh or of gateways. */
const elsewhere: readonly Feature[] = ["access.default.namespace", "expose"];

test("every unsupported cell has a policy here", () => {
  expect([...new Set(cases.map(([, feature]) => feature))].filter((feature) => wishes[feature] === undefined && !elsewhere.includes(feature))).toEqual([]);
});

test.each(cases.filter(([, feature]) => !elsewhere.includes(feature)))("%s: %s is refused at its place and nothing is written", (edition, feature) => {
  const result = lowered([wishes[feature] ?? service()], {}, profile(edition));
  const ours = result.diagnostics.filter(({ code, message }) => code === "MW4001" && [`(${feature})`, ` \`${feature}\`:`].some((words) => message.includes(words)));
  expect(ours.map(({ origin }) => origin)).toContainEqual(place);
  expect(result.manifests).toEqual([]);
  expect(result.ledger.filter((entry) => entry.kind === "refused").map((entry) => entry.origin)).toContainEqual(place);
});

test("a default of one namespace needs the enterprise edition", () => {
  const scopes = [{ namespace: "shop", accessDefault: wish("deny" as const, place), mtls: null, telemetry: null, origin: at() }];
  expect(lowered([], { mesh: mesh({ scopes }) }).diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4001", place]]);
  expect(codes(lowered([], { mesh: mesh({ scopes }) }, profile("enterprise")))).toEqual([]);
});

test("a service behind a gateway is refused, and so are a gateway's own routes", () => {
  const gateway = { id: name("infra/public"), serviceAccount: null, selector: null, listeners: [], origin: place };
  const entry = { port: 80, hosts: ["a.example"], path: null, origin: place };
  const toService = { ...gateway, entries: [{ ...entry, leads: { kind: "service" as const, service: name("order"), servicePort: 8080 } }] };
  const toArms = { ...gateway, entries: [{ ...entry, leads: { kind: "arms" as const, arms: [arm(route())] } }] };
  expect([codes(lowered([service()], { gateways: [toService] })), codes(lowered([service()], { gateways: [toArms] }))]).toEqual([["MW4001"], ["MW4001"]]);
});

describe("consent", () => {
  const consent = (field: string, within: string | null = null): Consent => ({ kind: "approximate", target: "consul", field, within, because: "x", origin: place });
  const open = service({ ports: [port({ arms: [arm(route(), { methods: ["GET"] })] })] });

  test("a list of routes that calls fall through needs it", () => {
    expect(codes(lowered([open]))).toEqual(["MW4002"]);
    expect(codes(lowered([{ ...open, consents: [consent("routes.noMatch")] }]))).toEqual([]);
  });

  test("pauses other than Envoy's need it, as wide as the error", () => {
    const paused = routed({ retry: wish(retry({ backoffMs: { base: 100, max: 1000 } })) });
    expect(codes(lowered([paused]))).toEqual(["MW4002"]);
    expect(codes(lowered([{ ...paused, consents: [consent("retry.backoff", "700ms")] }]))).toEqual(["MW4003"]);
    expect(codes(lowered([{ ...paused, consents: [consent("retry.backoff", "750ms")] }]))).toEqual([]);
  });

  test("a timeout of each try needs it, as wide as the rest of the deadline", () => {
    const tried = routed({ deadlineMs: wish(2000), retry: wish(retry({ perTryTimeoutMs: 500, on: ["gateway-error"] })) });
    expect(codes(lowered([tried]))).toContain("MW4002");
    expect(codes(lowered([{ ...tried, consents: [consent("retry.perTryTimeout", "1s")] }]))).toContain("MW4003");
    expect(codes(lowered([{ ...tried, consents: [consent("retry.perTryTimeout", "1500ms")] }]))).not.toContain("MW4003");
  });

  test("shares that are no whole hundredths need it", () => {
    const third = routed({ action: forward(backend({ weight: 1 }), backend({ service: name("b"), owner: null, weight: 2 })) });
    expect(codes(lowered([third]))).toEqual(["MW4002"]);
    expect(codes(lowered([{ ...third, consents: [consent("split", "0.01%")] }]))).toEqual([]);
  });

  test("that leaves a service out writes an entry and nothing else", () => {
    const excluded: Consent = { kind: "excluded", target: "consul", because: "moving", origin: place };
    const result = lowered([{ ...routed({ mirrors: [mirror(10)] }), consents: [excluded] }]);
    expect([codes(result), result.manifests]).toEqual([[], []]);
  });
});

describe("tokens and hosts outside", () => {
  const corp = { name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: [], fromHeaders: [], forward: false, origin: at() };
  const denying = profile("community", "2.0", { defaultIntentionPolicy: "deny" });
  const under = (given: object, provider: object = {}) => codes(lowered([service({ jwt: wish({ provider: "corp", required: true }, place), ...given })], { mesh: mesh({ jwtProviders: [{ ...corp, ...provider }] }) }, denying));
  const claims = (...names: readonly string[]) => names.map((one) => named("role", { kind: "exact", value: one }, place));
  const allowed = (...rules: readonly object[]) => ({ access: { default: null, allow: rules.map((given) => rule({ from: [{ identity: { kind: "anyone" }, cidrs: null, origin: place }], ...given })), deny: [], mode: "enforce" } });
  const outside = (given: object, external: object = {}) => codes(lowered([service({ external: { hosts: [wish("pay.example", place)], tls: wish("none" as const), addresses: [], ...external }, ...given })]));

  test("[consul 21.6#8] an installation that admits by default makes demands for tokens vanish, so that they are refused", () => {
    const tokened = service({ jwt: wish({ provider: "corp", required: true }, place) });
    expect(codes(lowered([tokened], { mesh: mesh({ jwtProviders: [corp] }) }))).toEqual(["MW4423"]);
  });

  test.each([
    ["a token that may be left out", { jwt: wish({ provider: "corp", required: false }, place) }, {}, ["MW4421"]],
    ["a provider without keys", {}, { jwksUri: null }, ["MW4424"]],
    ["tokens on TCP", { ports: [port({ protocol: "tcp" })] }, {}, ["MW4410"]],
    ["an audience without consent", {}, { audiences: ["shop"] }, ["MW4002"]],
    ["a pattern of a claim", allowed({ claims: [named("role", { kind: "prefix", value: "a" }, place)] }), {}, ["MW4422"]],
    ["a denial by a claim", { access: { default: null, allow: [], deny: [rule({ claims: claims("a") })], mode: "enforce" } }, {}, ["MW4422", "MW4408"]],
    ["claims that one call may be asked for twice", allowed({ claims: claims("a") }, { claims: claims("b") }), {}, ["MW4422"]],
    ["claims without tokens", { jwt: null, ...allowed({ claims: claims("a") }) }, {}, ["MW4422"]],
    ["a token by itself", {}, {}, []],
  ])("%s", (_, given, provider, found) => {
    expect([...under(given, provider)].sort()).toEqual([...found].sort());
  });

  test.each([
    ["a wildcard", {}, { hosts: [wish("*.pay.example", place)] }],
    ["stated addresses", {}, { addresses: ["192.0.2.1"] }],
    ["two server names", {}, { tls: wish("simple" as const, place), hosts: [wish("a.example"), wish("b.example")] }],
    ["routes", { ports: [port({ arms: [arm(route({}))] })] }, {}],
    ["balancing", { balancing: wish("random" as const, place) }, {}],
  ])("a host outside the mesh has no %s", (_, given, external) => {
    expect(outside(given, external)).toEqual(["MW4425"]);
  });

  test("logs of one service, of one namespace or of errors only are refused", () => {
    const telemetry = (accessLog: "all" | "errors" | "off") => wish({ accessLog, tracePercent: null }, place);
    const scope = (namespace: string | null, accessLog: "all" | "errors" | "off") => ({ namespace, accessDefault: null, mtls: null, telemetry: telemetry(accessLog), origin: at() });
    const under = (service_: object, ...scopes: readonly ReturnType<typeof scope>[]) => codes(lowered([service(service_)], { mesh: mesh({ scopes }) }));
    expect([under({ telemetry: telemetry("all") }), under({ telemetry: telemetry("off") }, scope(null, "all")), under({}, scope(null, "errors")), under({}, scope("shop", "off"))]).toEqual([["MW4426"], ["MW4426"], ["MW4426"], ["MW4426"]]);
    expect(under({ telemetry: telemetry("all") }, scope(null, "all"), scope("shop", "all"))).toEqual([]);
  });
});
