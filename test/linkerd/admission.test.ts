import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { analyse } from "../../src/analyse.ts";
import type { KubernetesObject, MeshModel } from "../../src/model/index.ts";
import { linkerd } from "../../src/targets/linkerd/index.ts";
import { budgetedPolicies, linkerdPolicies } from "../properties/linkerd-policies.ts";
import { admissionFaults } from "./admission.ts";
import { profile } from "./lower/support.ts";

const gateway = "gateway.networking.k8s.io/v1";
const policy = "policy.linkerd.io/v1alpha1";
const called = { group: "core", kind: "Service", name: "order", namespace: "shop", port: 8080 };
const server = { group: "policy.linkerd.io", kind: "Server", name: "order" };

function object(apiVersion: string, kind: string, spec: object, annotations?: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion, kind, metadata: { name: "x", namespace: "shop", ...(annotations !== undefined && { annotations }) }, spec: spec as Readonly<Record<string, unknown>> };
}

function httpRoute(rule: object, annotations?: Readonly<Record<string, string>>): KubernetesObject {
  return object(gateway, "HTTPRoute", { parentRefs: [called], rules: [rule] }, annotations);
}

const plainServer = { podSelector: {}, port: 80 };
const egressParent = { group: "policy.linkerd.io", kind: "EgressNetwork", name: "out", namespace: "shop" };
const authorization = (given: object): KubernetesObject => object(policy, "AuthorizationPolicy", { targetRef: server, requiredAuthenticationRefs: [], ...given });
const budget = { retryRatio: 0.2, minRetriesPerSecond: 1, ttl: "10s" };

/** What is admitted, beside what differs in one field and is not. */
const controls: readonly (readonly [string, KubernetesObject, KubernetesObject])[] = [
  ["[linkerd 21.1#1] an unknown protocol", object("policy.linkerd.io/v1beta3", "Server", { ...plainServer, proxyProtocol: "gRPC" }), object("policy.linkerd.io/v1beta3", "Server", { ...plainServer, proxyProtocol: "grpc" })],
  ["[linkerd 21.1#1] an unknown access policy", object("policy.linkerd.io/v1beta3", "Server", { ...plainServer, accessPolicy: "audit" }), object("policy.linkerd.io/v1beta3", "Server", { ...plainServer, accessPolicy: "allow" })],
  ["[linkerd 21.1#1] two selectors", object("policy.linkerd.io/v1beta3", "Server", plainServer), object("policy.linkerd.io/v1beta3", "Server", { ...plainServer, externalWorkloadSelector: {} })],
  ["[linkerd 21.1#2] an EgressNetwork without port as parent", object(gateway, "HTTPRoute", { parentRefs: [{ ...egressParent, port: 80 }], rules: [{}] }), object(gateway, "HTTPRoute", { parentRefs: [egressParent], rules: [{}] })],
  ["[linkerd 21.1#3] blanks in a list of statuses", httpRoute({}, { "retry.linkerd.io/http": "5xx,429" }), httpRoute({}, { "retry.linkerd.io/http": "5xx, 429" })],
  ["[linkerd 21.1#3] a condition of gRPC that does not exist", httpRoute({}, { "retry.linkerd.io/grpc": "unavailable" }), httpRoute({}, { "retry.linkerd.io/grpc": "unknown" })],
  ["[linkerd 21.1#3] too many retries", httpRoute({}, { "retry.linkerd.io/limit": "65535" }), httpRoute({}, { "retry.linkerd.io/limit": "65536" })],
  ["[linkerd 21.1#3] a timeout of two units", httpRoute({}, { "timeout.linkerd.io/request": "90s" }), httpRoute({}, { "timeout.linkerd.io/request": "1m30s" })],
  ["[linkerd 21.1#3] an annotation on the side of the server is not looked at", object(gateway, "HTTPRoute", { parentRefs: [server], rules: [{}] }, { "retry.linkerd.io/limit": "many" }), httpRoute({}, { "retry.linkerd.io/limit": "many" })],
  ["[linkerd 21.1#4] a relative path", httpRoute({ matches: [{ path: { value: "/a" } }] }), httpRoute({ matches: [{ path: { value: "a" } }] })],
  ["[linkerd 21.1#4] a pattern with look-ahead", httpRoute({ matches: [{ path: { type: "RegularExpression", value: "/a.*" } }] }), httpRoute({ matches: [{ path: { type: "RegularExpression", value: "/(?!a).*" } }] })],
  ["[linkerd 21.1#4] a header name with a blank", httpRoute({ matches: [{ headers: [{ name: "x-a", value: "b" }] }] }), httpRoute({ matches: [{ headers: [{ name: "x a", value: "b" }] }] })],
  ["[linkerd 21.1#4] a pattern of gRPC methods", object(gateway, "GRPCRoute", { parentRefs: [called], rules: [{ matches: [{ method: { service: "a.B" } }] }] }), object(gateway, "GRPCRoute", { parentRefs: [called], rules: [{ matches: [{ method: { type: "RegularExpression", service: "a.*" } }] }] })],
  ["[linkerd 21.1#5] a Service backend without port", httpRoute({ backendRefs: [{ name: "a", port: 80 }] }), httpRoute({ backendRefs: [{ name: "a" }] })],
  ["[linkerd 21.1#6] a TCPRoute with two rules", object("gateway.networking.k8s.io/v1alpha2", "TCPRoute", { parentRefs: [called], rules: [{}] }), object("gateway.networking.k8s.io/v1alpha2", "TCPRoute", { parentRefs: [called], rules: [{}, {}] })],
  ["[linkerd 21.1#7] a negative timeout", httpRoute({ timeouts: { request: "1s" } }), httpRoute({ timeouts: { request: "-1s" } })],
  ["[linkerd 21.1#7] a try longer than its call", httpRoute({ timeouts: { request: "1s", backendRequest: "1s" } }), httpRoute({ timeouts: { request: "1s", backendRequest: "2s" } })],
  ["[linkerd 21.1#8] a target elsewhere", authorization({ targetRef: { group: "core", kind: "Namespace", name: "shop" } }), authorization({ targetRef: { group: "core", kind: "Namespace", name: "web" } })],
  ["[linkerd 21.1#8] two identities at once", authorization({ requiredAuthenticationRefs: [{ kind: "ServiceAccount", name: "a" }] }), authorization({ requiredAuthenticationRefs: [{ kind: "ServiceAccount", name: "a" }, { kind: "MeshTLSAuthentication", name: "b" }] })],
  ["[linkerd 21.1#8] two sets of networks at once", authorization({ requiredAuthenticationRefs: [{ kind: "NetworkAuthentication", name: "a" }] }), authorization({ requiredAuthenticationRefs: [{ kind: "NetworkAuthentication", name: "a" }, { kind: "NetworkAuthentication", name: "b" }] })],
  ["[linkerd 21.1#8] an authentication of another kind", authorization({}), authorization({ requiredAuthenticationRefs: [{ kind: "RequestAuthentication", name: "a" }] })],
  ["[linkerd 21.1#9] a wildcard inside a label", object(policy, "MeshTLSAuthentication", { identities: ["*.shop.serviceaccount.identity.linkerd.cluster.local"] }), object(policy, "MeshTLSAuthentication", { identities: ["web-*.shop.serviceaccount.identity.linkerd.cluster.local"] })],
  ["[linkerd 21.1#9] a Namespace with a namespace", object(policy, "MeshTLSAuthentication", { identityRefs: [{ kind: "Namespace", name: "web" }] }), object(policy, "MeshTLSAuthentication", { identityRefs: [{ kind: "Namespace", name: "web", namespace: "shop" }] })],
  ["[linkerd 21.1#10] no networks", object(policy, "NetworkAuthentication", { networks: [{ cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] }] }), object(policy, "NetworkAuthentication", { networks: [] })],
  ["[linkerd 21.1#10] an exception outside of its network", object(policy, "EgressNetwork", { trafficPolicy: "Deny" }), object(policy, "EgressNetwork", { trafficPolicy: "Deny", networks: [{ cidr: "10.0.0.0/8", except: ["11.0.0.0/16"] }] })],
  ["[linkerd 21.1#10] an exception of the whole network", object(policy, "NetworkAuthentication", { networks: [{ cidr: "10.0.0.0/8" }] }), object(policy, "NetworkAuthentication", { networks: [{ cidr: "10.0.0.0/8", except: ["10.0.0.0/8"] }] })],
  ["[linkerd 21.1#11] a rate of 0", object(policy, "HTTPLocalRateLimitPolicy", { targetRef: server, total: { requestsPerSecond: 1 } }), object(policy, "HTTPLocalRateLimitPolicy", { targetRef: server, total: { requestsPerSecond: 0 } })],
  ["[linkerd 21.1#11] a rate for identities above the total", object(policy, "HTTPLocalRateLimitPolicy", { targetRef: server, total: { requestsPerSecond: 9 }, identity: { requestsPerSecond: 9 } }), object(policy, "HTTPLocalRateLimitPolicy", { targetRef: server, total: { requestsPerSecond: 9 }, identity: { requestsPerSecond: 10 } })],
  ["[linkerd 21.1#11] a limit of a route", object(policy, "HTTPLocalRateLimitPolicy", { targetRef: server, total: { requestsPerSecond: 9 } }), object(policy, "HTTPLocalRateLimitPolicy", { targetRef: { ...server, kind: "HTTPRoute" }, total: { requestsPerSecond: 9 } })],
  ["[linkerd 21.1#12] clients of both kinds", object("policy.linkerd.io/v1beta1", "ServerAuthorization", { client: { unauthenticated: true } }), object("policy.linkerd.io/v1beta1", "ServerAuthorization", { client: { unauthenticated: true, meshTLS: { identities: ["*"] } } })],
  ["[linkerd 21.1#12] TLS without client identities beside identities", object("policy.linkerd.io/v1beta1", "ServerAuthorization", { client: { meshTLS: { unauthenticatedTLS: true } } }), object("policy.linkerd.io/v1beta1", "ServerAuthorization", { client: { meshTLS: { unauthenticatedTLS: true, identities: ["*"] } } })],
  ["[linkerd 21.1#13] a budget without ttl", object("linkerd.io/v1alpha2", "ServiceProfile", { retryBudget: budget }), object("linkerd.io/v1alpha2", "ServiceProfile", { retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 1 } })],
  ["[linkerd 21.1#13] a ratio below 0", object("linkerd.io/v1alpha2", "ServiceProfile", { retryBudget: budget }), object("linkerd.io/v1alpha2", "ServiceProfile", { retryBudget: { ...budget, retryRatio: -1 } })],
  ["[linkerd 21.1#13] an unknown field", object("linkerd.io/v1alpha2", "ServiceProfile", { routes: [{ name: "a", condition: { method: "GET" } }] }), object("linkerd.io/v1alpha2", "ServiceProfile", { routes: [{ name: "a", condition: { method: "GET" }, retries: 2 }] })],
  ["[linkerd 21.1#13] a route without condition", object("linkerd.io/v1alpha2", "ServiceProfile", { routes: [{ name: "a", condition: { pathRegex: "/a" } }] }), object("linkerd.io/v1alpha2", "ServiceProfile", { routes: [{ name: "a", condition: {} }] })],
];

test.each(controls)("%s", (_, admitted, refused) => {
  expect(admissionFaults(admitted)).toEqual([]);
  expect(admissionFaults(refused)).toHaveLength(1);
});

function faultsOf(mesh: MeshModel, settings: Readonly<Record<string, string>>, version: string): readonly string[] {
  return linkerd.lower(mesh, profile(settings, version)).manifests.flatMap(({ object: each }) => admissionFaults(each).map((fault) => `${each.kind} ${each.metadata.name}: ${fault}`));
}

const runs = Number(process.env["MESHWRIGHT_RUNS"] ?? "40");

test("whatever lowering writes is admitted, in every version", () => {
  fc.assert(
    fc.property(fc.oneof(linkerdPolicies, budgetedPolicies), fc.constantFrom(...linkerd.versions), fc.constantFrom("limit", "profile"), (mesh, version, retryBudget) => {
      expect(faultsOf(mesh, { retryBudget }, version)).toEqual([]);
    }),
    { numRuns: runs, seed: 1 },
  );
});

const root = join(__dirname, "..", "..");

function example(): MeshModel {
  const files = readdirSync(join(root, "policies")).sort().map((file) => ({ path: `policies/${file}`, text: readFileSync(join(root, "policies", file), "utf8") }));
  return analyse(files).model;
}

test("so is what can be written of the example, and what lies in its folder", () => {
  const folder = join(root, "out", "linkerd");
  const files = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as readonly string[]).filter((file) => file.endsWith(".yaml")) : [];
  const stored = files.flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8"))).map((document) => document.toJS() as KubernetesObject | null).filter((each) => each !== null);
  const written = linkerd.lower(example(), profile()).manifests.map(({ object: each }) => each);
  expect(written.length).toBeGreaterThan(0);
  expect([...stored, ...written].filter(({ kind, apiVersion }) => kind !== undefined && apiVersion !== undefined).flatMap(admissionFaults)).toEqual([]);
});
