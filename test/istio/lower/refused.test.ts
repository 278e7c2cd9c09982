import { arm, at, backend, forward, mesh, mirror, name, named, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import type { Consent, Feature, Service } from "../../../src/model/index.ts";
import { fraction } from "../../../src/support/fraction.ts";
import { istioCapabilities } from "../../../src/targets/istio/capabilities.ts";
import { codes, lowered, profile } from "./support.ts";

const place = at(42);
const routed = (given: Parameters<typeof route>[0], conditions: Parameters<typeof arm>[1] = {}): Service =>
  service({ ports: [port({ arms: [arm(route(given), conditions, place)] })] });
const subject = (cidrs: readonly string[] | null): Service["access"]["allow"][number]["from"] => [
  { identity: { kind: "account", namespace: "shop", serviceAccount: "web", via: null }, cidrs, origin: place },
];
const ruled = (given: object, mode: "enforce" | "audit" = "enforce"): Service =>
  service({ access: { default: null, allow: [{ name: "r", from: subject(null), to: [], headers: [], claims: [], origin: place, ...given }], deny: [], mode } });
const operation = { methods: ["GET"], path: null, headers: [], ports: null, origin: place };

/** A service that wishes just the feature, at `place`. */
const wishes: Partial<Record<Feature, Service>> = {
  "path.exact": routed({}, { path: path("exact", "/a", place) }),
  "path.prefix": routed({}, { path: path("prefix", "/a", place) }),
  "path.regex": routed({}, { path: path("regex", "/a+", place) }),
  "path.template": routed({}, { path: path("template", "/{x}", place) }),
  "path.stringPrefix": routed({}, { path: path("stringPrefix", "/a", place) }),
  methods: routed({}, { methods: ["GET"] }),
  "methods.unusual": routed({}, { methods: ["PURGE"] }),
  "header.exact": routed({}, { headers: [named("x", { kind: "exact", value: "a" }, place)] }),
  "header.pattern": routed({}, { headers: [named("x", { kind: "prefix", value: "a" }, place)] }),
  "header.present": routed({}, { headers: [named("x", { kind: "present" }, place)] }),
  "header.absent": routed({}, { headers: [named("x", { kind: "not", match: { kind: "present" } }, place)] }),
  "header.not": routed({}, { headers: [named("x", { kind: "not", match: { kind: "exact", value: "a" } }, place)] }),
  "query.exact": routed({}, { query: [named("x", { kind: "exact", value: "a" }, place)] }),
  "query.present": routed({}, { query: [named("x", { kind: "present" }, place)] }),
  "query.regex": routed({}, { query: [named("x", { kind: "regex", value: "a" }, place)] }),
  authority: routed({}, { authority: { kind: "exact", value: "a" } }),
  claims: routed({}, { claims: [named("x", { kind: "present" }, place)] }),
  callers: routed({}, { callers: ["web"] }),
  split: routed({ action: { ...forward(backend(), backend({ service: name("b") })), origin: place } }),
  "split.zero": routed({ action: { ...forward(backend({ weight: 0 })), origin: place } }),
  "versions.labels": service({ versions: [version({ labels: { version: "v1" }, origin: place })] }),
  mirror: routed({ mirrors: [mirror(10, { origin: place })] }),
  "rewrite.prefix": routed({ rewrite: { path: { kind: "prefix", value: "/x", origin: place }, authority: null, origin: place } }),
  "rewrite.full": routed({ rewrite: { path: { kind: "full", value: "/x", origin: place }, authority: null, origin: place } }),
  "rewrite.authority": routed({ rewrite: { path: null, authority: wish("b", place), origin: place } }),
  redirect: routed({ action: { kind: "redirect", status: 301, scheme: null, host: "b", port: null, path: null, origin: place } }),
  respond: routed({ action: { kind: "respond", status: 200, body: null, origin: place } }),
  headers: routed({ requestHeaders: wish({ set: { a: "1" }, add: {}, remove: [] }, place) }),
  cors: routed({ cors: wish({ allowOrigins: [], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: null, allowCredentials: false }, place) }),
  deadline: routed({ deadlineMs: wish(1000, place) }),
  "retry.attempts": routed({ retry: wish(retry(), place) }),
  "retry.perTryTimeout": routed({ retry: wish(retry({ perTryTimeoutMs: 100 }), place) }),
  "retry.methods": routed({ retry: wish(retry({ methods: ["GET"] }), place) }),
  "retry.backoff": routed({ retry: wish(retry(), place) }),
  retryBudget: service({ retryBudget: wish({ percent: fraction(1, 4), windowMs: 1000, minPerSecond: fraction(1) }, place) }),
  idleTimeout: routed({ idleTimeoutMs: wish(1000, place) }),
  "circuitBreaker.limits": service({ limits: wish({ maxConnections: 1, maxPendingRequests: null, maxRequests: null }, place) }),
  "circuitBreaker.outlier": service({ outlier: wish({ consecutiveErrors: 1, intervalMs: 1000, baseEjectionMs: 1000, maxEjectedPercent: 100 }, place) }),
  loadBalancing: service({ balancing: wish("random" as const, place) }),
  "loadBalancing.ewma": service({ balancing: wish("ewma" as const, place) }),
  "loadBalancing.hash": service({ balancing: wish("maglev" as const, place) }),
  affinity: service({ affinity: wish({ kind: "sourceIp" as const }, place) }),
  slowStart: service({ slowStartMs: wish(1000, place) }),
  locality: service({ locality: wish("off" as const, place) }),
  failover: service({ failover: [wish(backend({ service: name("b") }), place)] }),
  rateLimit: service({ rateLimit: wish({ requests: 1, perMs: 1000, scope: "instance" as const }, place) }),
  "fault.delay": routed({ delay: wish({ share: fraction(1), durationMs: 1, until: null }, place) }),
  "fault.abort": routed({ abort: wish({ share: fraction(1), status: 503, until: null }, place) }),
  "access.cidr": ruled({ from: subject(["10.0.0.0/8"]) }),
  "access.request": ruled({ to: [operation] }),
  "access.header": ruled({ headers: [named("x", { kind: "exact", value: "a" }, place)] }),
  "access.claim": ruled({ claims: [named("x", { kind: "exact", value: "a" }, place)] }),
  "access.audit": ruled({}, "audit"),
  authentication: service({ jwt: wish({ provider: "corp", required: true }, place) }),
  "mtls.off": service({ mtls: wish("off" as const, place) }),
  external: service({ external: { hosts: [wish("a.example", place)], tls: wish("none" as const), addresses: [] } }),
  "telemetry.accessLog": service({ telemetry: wish({ accessLog: "all" as const, tracePercent: null }, place) }),
  "telemetry.trace": service({ telemetry: wish({ accessLog: null, tracePercent: 1 }, place) }),
};

const cases = (["sidecar", "ambient", "waypoint"] as const).flatMap((deployment) => {
  const table = istioCapabilities(profile(deployment));
  const refused = (Object.keys(table) as Feature[]).filter((feature) => table[feature].kind === "unsupported");
  return refused.map((feature) => [deployment, feature] as const);
});

/** Cells without a service's wish of their own: the shape of routes, protocols, gateways and mesh-wide settings. */
const shapes: readonly Feature[] = ["order", "noMatch", "split.missing", "expose", "egress.default", "tcp.split", "tls.split"];

test("every unsupported cell has a policy here", () => {
  expect([...new Set(cases.map(([, feature]) => feature))].filter((feature) => wishes[feature] === undefined && !shapes.includes(feature))).toEqual([]);
});

test.each(cases.filter(([, feature]) => !shapes.includes(feature)))("%s: %s is refused at its place and nothing is written", (deployment, feature) => {
  const given = wishes[feature];
  if (given === undefined) throw new Error(`no policy for ${feature}`);
  const result = lowered([given], {}, profile(deployment));
  const ours = result.diagnostics.filter(({ code, message }) => code === "MW4001" && (message.includes(`(${feature})`) || message.includes(`say \`${feature}\``)));
  expect(ours.map(({ origin }) => origin)).toContainEqual(place);
  expect(ours[0]?.message).toContain(`istio 1.30 (${deployment})`);
  expect(result.manifests).toEqual([]);
  expect(result.ledger.filter((entry) => entry.kind === "refused").map((entry) => entry.origin)).toContainEqual(place);
});

test("the table knows since when a cell can be said", () => {
  const verdicts = ["1.26", "1.27", "1.28", "1.29", "1.31"].map((version) => istioCapabilities(profile("sidecar", version)).retryBudget.kind);
  expect(verdicts).toEqual(["unsupported", "unsupported", "unsupported", "approximate", "approximate"]);
});

test("refused mesh-wide wishes write nothing of the mesh", () => {
  const result = lowered([], { mesh: mesh({ egress: wish("deny" as const, place) }) }, profile("ambient"));
  expect(result.diagnostics.map(({ code, origin }) => [code, origin])).toEqual([["MW4001", place]]);
});

describe("consent", () => {
  const approximate = (field: string, within: string | null = null): Consent => ({ kind: "approximate", target: "istio", field, within, because: "x", origin: place });
  const budget = wishes.retryBudget ?? service();

  test("for another field excuses nothing, and is unused itself", () => {
    const result = lowered([{ ...budget, consents: [approximate("retry.backoff", "1s")] }]);
    expect(codes(result)).toEqual(["MW4002", "MW4004"]);
    expect(result.manifests).toEqual([]);
  });

  test("for an exact wish is an error of its own", () => {
    expect(codes(lowered([{ ...routed({ deadlineMs: wish(1000) }), consents: [approximate("deadline", "1s")] }]))).toEqual(["MW4005"]);
  });

  test("for another target is none of ours", () => {
    expect(codes(lowered([service({ consents: [{ ...approximate("deadline"), target: "consul" }] })]))).toEqual([]);
  });

  test("cannot make an unsupported wish go away", () => {
    expect(codes(lowered([service({ rateLimit: wish({ requests: 1, perMs: 1, scope: "instance" as const }), consents: [approximate("rateLimit")] })]))).toEqual(["MW4001"]);
  });

  test("that leaves a service out writes an entry and nothing else", () => {
    const excluded: Consent = { kind: "excluded", target: "istio", because: "moving", origin: place };
    const result = lowered([service({ rateLimit: wish({ requests: 1, perMs: 1, scope: "instance" as const }), consents: [excluded] })]);
    expect([codes(result), result.manifests]).toEqual([[], []]);
    expect(result.ledger.filter((entry) => entry.service !== null)).toMatchObject([{ kind: "omitted", field: "excluded", consent: excluded }]);
  });

  test("to unenforced access leaves all of it out, with the consent in the ledger", () => {
    const consent: Consent = { kind: "unenforced", target: "istio", field: "access", because: "x", until: "2099-01-01", origin: place };
    const given = { ...ruled({ to: [operation] }), consents: [consent] };
    const result = lowered([given], {}, profile("ambient"));
    expect(codes(result)).toEqual([]);
    expect(result.manifests).toEqual([]);
    expect(result.ledger.find((entry) => entry.kind === "omitted")).toMatchObject({ direction: "looser", effects: ["access"], consent });
  });
});

test("every wish has an entry in the ledger", () => {
  const result = lowered([routed({ deadlineMs: wish(1000), retry: wish(retry()) }, { path: path("exact", "/a"), methods: ["GET"] })]);
  const fields = result.ledger.filter((entry) => entry.kind === "exact").map((entry) => entry.field);
  expect(fields).toEqual(expect.arrayContaining(["route.main.deadline", "route.main.retry.attempts", "route.main.retry.backoff", "route.main.match.path", "route.main.match.methods"]));
});
