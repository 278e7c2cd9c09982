import { readFileSync } from "node:fs";
import { join } from "node:path";
import { retryEventsOf } from "../../../src/model/retry-conditions.ts";
import type { AccessRule, Consent, Inventory, Service } from "../../../src/model/index.ts";
import { linkerd } from "../../../src/targets/linkerd/index.ts";
import { arm, at, backend, forward, mesh, name, path, port, retry, route, service, version, wish } from "../../support/build-model.ts";
import { codes, lowered, objectNamed, profile, proofs, rulesOf } from "../lower/support.ts";

const inventory = (given: Partial<Inventory["services"][number]>, completeness: Inventory["completeness"] = "partial"): { readonly inventory: Inventory } => ({
  inventory: { completeness, services: [{ id: name("order"), ports: [{ name: null, port: 8080, targetPort: 80, protocol: "http" }], selector: { app: "order" }, type: "ClusterIP", origin: at(), ...given }], workloads: [], accounts: [], namespaces: [] },
});

const routed = service({ ports: [port({ arms: [arm(route(), { path: path("prefix", "/a") })] })] });
const front: AccessRule = { name: "web", from: [{ identity: { kind: "account", namespace: "web", serviceAccount: "front", via: null }, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() };
const guarded = service({ access: { default: null, allow: [front], deny: [], mode: "enforce" } });
const again = wish(retry({ attempts: 2, on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), perTryTimeoutMs: 100 }));
const consent = (field: string): Consent => ({ kind: "approximate", target: "linkerd", field, within: null, because: "near enough", origin: at() });

test("[linkerd 21.2#6] a port gets routes of one kind only", () => {
  const mixed = service({ ports: [port({ protocol: "grpc", arms: [arm(route({ retry: wish(retry({ on: ["unavailable"], events: retryEventsOf(["unavailable"]) })) })), arm(route({ name: "b", retry: again }))] })], consents: [consent("retry.on")] });
  const kinds = lowered([mixed]).manifests.map(({ object }) => object.kind).filter((kind) => kind.endsWith("Route"));
  expect(new Set(kinds)).toEqual(new Set(["GRPCRoute"]));
});

test.each(["grpc", "https", "tcp", "kubernetes.io/ws"])("[linkerd 21.2#7] routes of a port whose appProtocol is %s are refused", (appProtocol) => {
  expect(codes(lowered([routed], inventory({ ports: [{ name: null, port: 8080, targetPort: 80, protocol: "http", appProtocol }] })))).toEqual(["MW4311"]);
});

test.each([25, 587, 3306, 4444, 5432, 6379, 9300, 11_211])("[linkerd 21.2#8] routes of port %i, which Linkerd takes for opaque, are refused", (number) => {
  expect(codes(lowered([service({ ports: [port({ port: number, arms: routed.ports[0]?.arms ?? [] })] })]))).toEqual(["MW4311"]);
});

test("[linkerd 21.2#10][linkerd 21.2#47] the timeout of a try is an annotation, below the deadline, and no backendRequest", () => {
  const result = lowered([service({ ports: [port({ arms: [arm(route({ retry: again, deadlineMs: wish(1000) }))] })] })]);
  expect(objectNamed(result, "HTTPRoute", "order-8080").metadata.annotations).toMatchObject({ "retry.linkerd.io/timeout": "100ms" });
  expect(rulesOf(result)[0]?.["timeouts"]).toEqual({ request: "1000ms" });
});

test("[linkerd 21.2#11] no deadline is no field: a value of 0 would end every call", () => {
  const result = lowered([routed]);
  expect(rulesOf(result)[0]).not.toHaveProperty("timeouts");
  expect(JSON.stringify(result.manifests)).not.toContain("timeout.linkerd.io");
});

test("[linkerd 21.2#13] lists of statuses have no blanks", () => {
  const listed = wish(retry({ on: ["502", "429"], events: retryEventsOf(["502", "429"]) }));
  expect(objectNamed(lowered([service({ ports: [port({ arms: [arm(route({ retry: listed }))] })] })]), "HTTPRoute", "order-8080").metadata.annotations?.["retry.linkerd.io/http"]).toBe("502,429");
});

test("[linkerd 21.2#17] no member of failure accrual stands without the mode that reads it", () => {
  const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });
  const annotations = objectNamed(lowered([service({ outlier, consents: [consent("circuitBreaker.outlier")] })]), "Service", "order").metadata.annotations ?? {};
  expect(annotations["balancer.linkerd.io/failure-accrual"]).toBe("consecutive");
  expect(Object.keys(annotations).some((key) => key.includes("success-rate"))).toBe(false);
});

test("[linkerd 21.2#18][linkerd 21.2#19][linkerd 21.2#20] parents have the port of the Service and no section, backends their namespace", () => {
  const spec = objectNamed(lowered([routed]), "HTTPRoute", "order-8080").spec;
  expect(spec?.["parentRefs"]).toEqual([{ group: "core", kind: "Service", name: "order", namespace: "shop", port: 8080 }]);
  expect(rulesOf(lowered([routed]))[0]?.["backendRefs"]).toEqual([expect.objectContaining({ namespace: "shop", port: 8080 })]);
});

test("[linkerd 21.2#21] a backend that nobody has answers 500 for its share, and the proof says so", () => {
  const split = forward(backend({ weight: 9 }), backend({ service: name("gone"), owner: null, existence: "missing" }));
  expect(proofs([service({ ports: [port({ arms: [arm(route({ action: split }))] })] })], inventory({}, "complete"))).toEqual(["proved"]);
});

test.each(["Headless", "ExternalName"] as const)("[linkerd 21.2#24] routes of a %s Service are refused", (type) => {
  expect(codes(lowered([routed], inventory({ type })))).toEqual(["MW4311"]);
});

test("[linkerd 21.2#26] arms that tie stand in one object, so that the age of objects decides nothing", () => {
  const to = (own: string, header: string, given: object = {}) => arm(route({ name: own, action: forward(backend({ service: name(own), owner: null })), ...given }), { path: path("prefix", "/a"), headers: [{ name: header, match: { kind: "exact", value: "1" }, origin: at() }] });
  const alike = lowered([service({ ports: [port({ arms: [to("a", "x-a"), to("b", "x-b")] })] })]);
  expect(alike.manifests.map(({ object }) => object.kind)).toEqual(["HTTPRoute"]);
  const apart = service({ ports: [port({ arms: [to("a", "x-a", { retry: again }), to("b", "x-b")] })] });
  expect(lowered([apart]).manifests.map(({ object }) => object.kind)).toEqual(["HTTPRoute", "HTTPRoute"]);
  expect(proofs([apart])).toEqual(["proved"]);
});

test("[linkerd 21.2#27] without conditions on the authority a route has no host names", () => {
  expect(objectNamed(lowered([routed]), "HTTPRoute", "order-8080").spec).not.toHaveProperty("hostnames");
});

test("[linkerd 21.2#28] what no route takes is 404 by the policy too", () => {
  expect(proofs([routed])).toEqual(["proved"]);
});

test("[linkerd 21.2#34] a Server is not written while the labels of the pods are unknown", () => {
  expect(codes(lowered([{ ...guarded, versions: [version({ podLabels: null })] }]))).toEqual(["MW4300"]);
});

test("[linkerd 21.2#35] access is granted at Servers and routes, never at a Namespace", () => {
  const targets = lowered([guarded]).manifests.flatMap(({ object }) => (object.kind === "AuthorizationPolicy" ? [object.spec?.["targetRef"]] : []));
  expect(targets).toEqual([{ group: "policy.linkerd.io", kind: "Server", name: "order-8080" }]);
});

test("[linkerd 21.2#36] every authentication that a policy names is written", () => {
  const { manifests } = lowered([guarded]);
  const named = manifests.flatMap(({ object }) => (object.kind === "AuthorizationPolicy" ? (object.spec?.["requiredAuthenticationRefs"] as readonly { readonly kind: string; readonly name: string }[]) : []));
  expect(named.length).toBeGreaterThan(0);
  for (const { kind, name: own } of named) expect(manifests.some(({ object }) => object.kind === kind && object.metadata.name === own)).toBe(true);
});

test("[linkerd 21.2#40] routes of a Server have its namespace and no port, and its protocol is not gRPC", () => {
  const reading = service({ access: { default: null, allow: [{ ...front, to: [{ methods: null, path: path("prefix", "/a"), headers: [], ports: null, origin: at() }] }], deny: [], mode: "enforce" } });
  const result = lowered([reading]);
  const parents = result.manifests.flatMap(({ object }) => (object.kind === "HTTPRoute" ? [[object.metadata.namespace, object.spec?.["parentRefs"]]] : []));
  expect(parents.length).toBe(2);
  for (const parent of parents) expect(parent).toEqual(["shop", [{ group: "policy.linkerd.io", kind: "Server", name: "order-8080" }]]);
  expect(objectNamed(result, "Server", "order-8080").spec?.["proxyProtocol"]).toBe("unknown");
});

test("[linkerd 21.2#41] a Server has one limit, and is not opaque", () => {
  const result = lowered([service({ rateLimit: wish({ requests: 9, perMs: 1000, scope: "instance" }) })]);
  expect(result.manifests.filter(({ object }) => object.kind === "HTTPLocalRateLimitPolicy")).toHaveLength(1);
  expect(codes(lowered([service({ rateLimit: wish({ requests: 9, perMs: 1000, scope: "instance" }), ports: [port({ protocol: "tcp" })] })]))).toEqual(["MW4310"]);
});

test("[linkerd 21.2#42] identities are references, which hold whatever the trust domain is", () => {
  const spec = lowered([guarded], { mesh: mesh({ trustDomain: "td.example" }) }).manifests.find(({ object }) => object.kind === "MeshTLSAuthentication")?.object.spec;
  expect(spec).toEqual({ identityRefs: [{ kind: "ServiceAccount", name: "front", namespace: "web" }] });
});

test("[linkerd 21.2#43] callers with SPIFFE identities are said not to be among `anyAuthenticated`", () => {
  const verdict = linkerd.capabilities(profile())["access.identity"];
  expect(verdict.kind === "exact" && verdict.condition).toContain("SPIFFE");
});

test("[linkerd 21.2#44][linkerd 21.2#49] the ledger says that settings of others, and what they pass by, are not looked at", () => {
  const notes = lowered([guarded]).ledger.filter(({ kind }) => kind === "assumed").map(({ note }) => note).join("; ");
  expect(notes).toContain("pods skip none of these ports");
  expect(notes).toContain("callers have a proxy and call the Service by its ClusterIP");
});

test("[linkerd 21.2#45] failure accrual beside access rules says that refusals of gRPC count as failures", () => {
  const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });
  const noted = (given: Service): boolean => lowered([{ ...given, outlier, consents: [consent("circuitBreaker.outlier")] }]).ledger.some(({ note }) => note.includes("refusals of gRPC calls"));
  expect(noted({ ...guarded, ports: [port({ protocol: "grpc" })] })).toBe(true);
  expect(noted(guarded)).toBe(false);
});

test("[linkerd 21.2#48] retries of all methods are the author's word: those that are limited stand apart", () => {
  const limited = wish(retry({ on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), methods: ["GET", "PUT"] }));
  const result = lowered([service({ ports: [port({ arms: [arm(route({ retry: limited }))] })] })]);
  expect((rulesOf(result)[0]?.["matches"] as readonly { readonly method?: string }[]).map(({ method }) => method)).toEqual(["GET", "PUT"]);
  expect(objectNamed(result, "HTTPRoute", "order-8080-2").metadata.annotations).toBeUndefined();
});

test("[linkerd 21.2#50] an EgressNetwork names no networks, so that it overlaps none of the cluster's", () => {
  const result = lowered([service()], { mesh: mesh({ egress: wish("deny") }) });
  expect(objectNamed(result, "EgressNetwork", "meshwright-deny").spec).toEqual({ trafficPolicy: "Deny" });
});

test("[linkerd 21.2#52] kinds are written in versions that every release of the table reads", () => {
  const versions: Readonly<Record<string, string>> = { "2.16": "v1beta1", "2.17": "v1beta1", "2.18": "v1", "2.19": "v1", "2.20": "v1" };
  for (const [release, written] of Object.entries(versions)) expect(objectNamed(lowered([routed], {}, profile({}, release)), "HTTPRoute", "order-8080").apiVersion).toBe(`gateway.networking.k8s.io/${written}`);
  expect(Object.keys(versions)).toEqual(linkerd.versions);
});

test("[linkerd 21.2#54] the Service that is called is a fragment, and the table of the target says how it is applied", () => {
  const outlier = wish({ consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 50 });
  const result = lowered([service({ outlier, consents: [consent("circuitBreaker.outlier")] })]);
  expect(objectNamed(result, "Service", "order").spec).toBeUndefined();
  expect(result.ledger.some(({ note }) => note.includes("`kubectl apply --server-side`"))).toBe(true);
});

test("every row of the lists has a test", () => {
  const folder = join(__dirname, "..");
  const files = ["interpret/cases/inbound.yaml", "interpret/cases/outbound.yaml", "lower/lower.test.ts", "lower/rpc.test.ts", "lower/profile.test.ts", "lower/probes.test.ts", "lower/connections.test.ts", "defaults.test.ts", "pitfalls/lowering.test.ts", "admission.test.ts"];
  const text = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  const rows = [...Array.from({ length: 54 }, (_, index) => `[linkerd 21.2#${index + 1}]`), ...Array.from({ length: 26 }, (_, index) => `[linkerd 22.6#${index + 1}]`), ...Array.from({ length: 13 }, (_, index) => `[linkerd 21.1#${index + 1}]`)];
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
