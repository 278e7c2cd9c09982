import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import type { KubernetesObject, MeshModel } from "../../src/model/index.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { model, name, at as place, port, forward, backend } from "../support/build-model.ts";
import { policies } from "../properties/appmesh-policies.ts";
import { admissionFaults, rules } from "./admission.ts";
import { everything } from "./api/support.ts";
import { plain, profile } from "./lower/support.ts";

function objects(mesh: MeshModel, settings: Readonly<Record<string, string>> = {}): readonly KubernetesObject[] {
  return appmesh.lower(mesh, profile(settings)).manifests.map(({ object }) => object);
}

const rpc: MeshModel = model([plain("mail", { ports: [port({ port: 9090, targetPort: null, protocol: "grpc", fallback: forward(backend({ service: name("mail"), owner: name("mail"), port: 9090 })) })] })], {
  gateways: [{ id: name("infra/rpc"), serviceAccount: "rpc", selector: { app: "rpc" }, listeners: [], entries: [{ port: 9443, hosts: ["*"], path: "/shop.Mail", leads: { kind: "service", service: name("mail"), servicePort: 9090 }, origin: place() }], origin: place() }],
});

const root = join(__dirname, "..", "..");
const example = analyse(readdirSync(join(root, "policies")).sort().map((file) => ({ path: `policies/${file}`, text: readFileSync(join(root, "policies", file), "utf8") })), {
  defaultNamespace: "default",
  settings: { "smi.accessDefault": "deny" },
}).model;

/** The example through the whole compiler: what its policies do without is left out before lowering. */
const compiled = compile(example, [], { targets: [{ target: "appmesh", version: null, profile: null }], asOf: "2026-06-01", verify: false });

const written: readonly (readonly [string, readonly KubernetesObject[]])[] = [
  ["a policy that uses everything", objects(everything)],
  ["the same with files, Cloud Map and ACM", objects(everything, { certificates: "file", discovery: "cloudMap", gatewayCertificateArn: "arn:aws:acm:eu-central-1:1:certificate/1" })],
  ["gRPC through a gateway", objects(rpc)],
  ["the example mesh", compiled.outputs.flatMap(({ manifests }) => manifests.map(({ object }) => object))],
];

test.each(written)("nothing refuses what is written: %s", (_, list) => {
  expect(list.length).toBeGreaterThan(1);
  expect(admissionFaults(list)).toEqual([]);
});

test("nothing refuses what is written for generated policies", () => {
  const drawn = fc.sample(policies, { numRuns: Number(process.env["MESHWRIGHT_RUNS"] ?? "40"), seed: 11 }).map((mesh) => appmesh.lower(mesh, profile()));
  const sound = drawn.filter(({ diagnostics }) => diagnostics.every(({ severity }) => severity !== "error"));
  expect(sound.length).toBeGreaterThan(drawn.length / 2);
  expect(sound.flatMap(({ manifests }) => admissionFaults(manifests.map(({ object }) => object)))).toEqual([]);
});

type Path = readonly (string | number)[];

function put(value: unknown, [step, ...rest]: Path, next: unknown): unknown {
  if (step === undefined) return next;
  if (typeof value !== "object" || value === null) throw new Error(`nothing at ${String(step)}`);
  const inner = put((value as Readonly<Record<string | number, unknown>>)[step], rest, next);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? inner : (item as unknown)));
  const changed = { ...value, [step]: inner };
  return inner === undefined ? Object.fromEntries(Object.entries(changed).filter(([key]) => key !== step)) : changed;
}

const base = [...objects(everything), ...objects(rpc).filter(({ kind }) => kind === "VirtualGateway" || kind === "GatewayRoute")];

/** The objects with one field changed; `object` is `Kind name`. */
function changed(object: string, path: Path, value: unknown): readonly KubernetesObject[] {
  const index = base.findIndex(({ kind, metadata }) => `${kind} ${metadata.name}` === object || kind === object);
  if (index < 0) throw new Error(`no ${object}: ${base.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ")}`);
  return base.map((one, number) => (number === index ? { ...one, spec: put(one.spec, path, value) as Record<string, unknown> } : one));
}

const route: Path = ["routes", 0, "httpRoute"];
const listener: Path = ["listeners", 0];
const grpcGateway = base.find(({ kind, spec }) => kind === "GatewayRoute" && spec?.["grpcRoute"] !== undefined)?.metadata.name ?? "";
const client: Path = ["backends", 0, "virtualService", "clientPolicy", "tls"];
const sds = { sds: { secretName: "a" } };

/** A change that each rule must notice. */
const wrongs: Readonly<Record<string, readonly (readonly [string, Path, unknown])[]>> = {
  "known-keys": [["VirtualNode", ["ports"], []]],
  duration: [["VirtualRouter order", [...route, "timeout", "idle"], { unit: "m", value: 1 }], ["VirtualRouter order", [...route, "timeout", "idle"], { unit: "s" }]],
  priority: [["VirtualRouter order", ["routes", 0, "priority"], 1001]],
  targets: [["VirtualRouter order", [...route, "action", "weightedTargets"], []], ["VirtualRouter order", [...route, "action", "weightedTargets", 0, "weight"], 101]],
  weights: [["VirtualRouter order", [...route, "action", "weightedTargets", 0, "weight"], 0]],
  headers: [["VirtualRouter order", [...route, "match", "headers"], []], ["VirtualRouter order", [...route, "match", "headers", 0, "name"], "x".repeat(51)]],
  "header-matcher": [["VirtualRouter order", [...route, "match", "headers", 0, "match"], { exact: "a", prefix: "b" }], ["VirtualRouter order", [...route, "match", "headers", 0, "match"], { exact: "" }]],
  query: [["VirtualRouter order", [...route, "match", "queryParameters"], []], ["VirtualRouter order", [...route, "match", "queryParameters"], [{ name: "q", match: { regex: "a" } }]]],
  method: [["VirtualRouter order", [...route, "match", "method"], "PURGE"]],
  "retry-events": [["VirtualRouter order", [...route, "retryPolicy", "tcpRetryEvents"], []], ["VirtualRouter order", [...route, "retryPolicy", "tcpRetryEvents"], undefined], ["VirtualRouter order", [...route, "retryPolicy", "httpRetryEvents"], ["5xx"]]],
  "retry-limits": [["VirtualRouter order", [...route, "retryPolicy", "perRetryTimeout"], undefined]],
  listeners: [["VirtualRouter db", ["listeners"], []]],
  "port-mapping": [["VirtualNode", [...listener, "portMapping", "port"], 0], ["VirtualGateway", [...listener, "portMapping", "protocol"], "tcp"]],
  outlier: [["VirtualNode order-v1", [...listener, "outlierDetection", "interval"], undefined]],
  "one-path": [["VirtualRouter order", [...route, "match", "prefix"], "/"]],
  "path-form": [["VirtualRouter order", [...route, "match", "path"], {}]],
  "prefix-slash": [["VirtualRouter pay", [...route, "match", "prefix"], "a"]],
  "route-names": [["VirtualRouter order", ["routes", 1, "name"], base.flatMap(({ kind, metadata, spec }) => (kind === "VirtualRouter" && metadata.name === "order" ? ((spec?.["routes"] as readonly { readonly name: string }[])[0]?.name ?? []) : []))[0]]],
  "one-kind": [["VirtualRouter order", ["routes", 0, "tcpRoute"], {}]],
  "grpc-method": [["VirtualRouter mail", ["routes", 0, "grpcRoute", "match", "serviceName"], undefined]],
  discovery: [["VirtualNode order-v1", ["serviceDiscovery"], undefined]],
  "backends-once": [["VirtualNode web", ["backends", 1], { virtualService: { virtualServiceRef: { namespace: "shop", name: "order" } } }]],
  pool: [["VirtualNode order-v1", [...listener, "connectionPool"], { grpc: { maxRequests: 1 } }]],
  "listener-timeout": [["VirtualNode order-v1", [...listener, "timeout"], { grpc: {} }]],
  certificate: [["VirtualNode order-v1", [...listener, "tls", "certificate", "file"], { certificateChain: "/a", privateKey: "/b" }]],
  "client-certificate": [["VirtualNode web", [...client, "certificate"], { acm: { certificateARN: "arn:a" } }]],
  "client-validation": [["VirtualNode web", [...client, "validation"], undefined]],
  "listener-validation": [["VirtualNode order-v1", [...listener, "tls", "validation", "trust"], { acm: {} }]],
  "tls-mode": [["VirtualNode order-v1", [...listener, "tls", "mode"], undefined]],
  "names-in-certificates": [["VirtualNode order-v1", [...listener, "tls", "validation", "subjectAlternativeNames", "match", "exact"], []]],
  "gateway-names": [["VirtualGateway public", [...listener, "tls", "validation"], { trust: sds, subjectAlternativeNames: { match: { exact: ["a"] } } }]],
  "gateway-port": [["VirtualGateway public", [...listener, "portMapping", "port"], 443]],
  "gateway-match": [["GatewayRoute", ["httpRoute", "match"], { port: 8443 }], ["GatewayRoute", ["httpRoute", "match", "prefix"], "/"], [`GatewayRoute ${grpcGateway}`, ["grpcRoute", "match", "serviceName"], undefined]],
  "gateway-hostname": [["GatewayRoute", ["httpRoute", "match", "hostname"], { exact: "a", suffix: "b" }]],
  "gateway-reserved": [["GatewayRoute", ["httpRoute", "match", "path"], { exact: "/aws-appmesh/x" }], [`GatewayRoute ${grpcGateway}`, ["grpcRoute", "match", "serviceName"], "aws.appmesh.Thing"]],
  rewrite: [["GatewayRoute", ["httpRoute", "action", "rewrite"], {}], ["GatewayRoute", ["httpRoute", "action", "rewrite", "prefix"], { value: "/v1" }]],
  "filled-in": [["VirtualService", ["meshRef"], { name: "mesh" }]],
  "no-groups": [["VirtualNode", ["backendGroups"], [{ name: "all" }]]],
  "one-reference": [["VirtualRouter order", [...route, "action", "weightedTargets", 0, "virtualNodeARN"], "arn:a"]],
  "aws-name": [["VirtualService", ["awsName"], undefined]],
  "aws-names-once": [["VirtualService pay", ["awsName"], "Order.shop.svc.cluster.local"]],
  protocols: [["VirtualNode order-v2", [...listener, "portMapping", "protocol"], "http2"]],
  "ports-named": [["VirtualRouter db", [], { listeners: [{ portMapping: { port: 1, protocol: "tcp" } }, { portMapping: { port: 2, protocol: "tcp" } }], routes: [{ name: "a", priority: 0, tcpRoute: { match: {} } }] }]],
  references: [["VirtualNode web", ["backends", 0, "virtualService", "virtualServiceRef", "name"], "gone"]],
  "one-mesh": [["Mesh", ["namespaceSelector"], undefined]],
  "one-gateway": [["VirtualGateway public", ["gatewayRouteSelector"], undefined]],
  "one-node": [["VirtualNode order-v1", ["podSelector"], { matchLabels: { app: "order", version: "v2" } }]],
  quotas: [["VirtualRouter db", ["routes"], Array.from({ length: 51 }, (_, index) => ({ name: `r${index}`, priority: index, tcpRoute: {} }))]],
  order: [["VirtualRouter order", ["routes", 1, "priority"], undefined]],
  "gateway-order": [["GatewayRoute", ["priority"], undefined]],
  "own-retries": [["VirtualRouter order", [...route, "retryPolicy"], undefined]],
  "routes-of-routers": [["VirtualService", ["provider"], { virtualNode: { virtualNodeRef: { name: "order-v1" } } }]],
  "own-timeouts": [["VirtualRouter order", [...route, "timeout", "perRequest"], undefined], ["VirtualNode order-v1", [...listener, "timeout"], undefined]],
  "void-list": [["VirtualNode order-v1", [...listener, "tls", "mode"], "PERMISSIVE"]],
  ejection: [["VirtualNode order-v1", ["serviceDiscovery", "dns", "responseType"], "LOADBALANCER"]],
  "kept-path": [["GatewayRoute", ["httpRoute", "action", "rewrite"], { prefix: { defaultPrefix: "DISABLED" } }]],
};

test("every rule has changes that it must notice, and a public source", () => {
  expect(Object.keys(wrongs).sort()).toEqual(rules.map(({ name: rule }) => rule).sort());
  expect(rules.filter(({ source }) => !/^[\w-]+\/[\w-]+(?::[\w./-]+|, )|^AWS General Reference/.test(source)).map(({ source }) => source)).toEqual([]);
});

test.each(Object.entries(wrongs).flatMap(([rule, all]) => all.map(([object, path, value]) => ({ rule, object, path, value }))))("rule $rule notices $path of $object", ({ rule, object, path, value }) => {
  expect(admissionFaults(base)).toEqual([]);
  expect(admissionFaults(changed(object, path, value)).map((fault) => fault.split(":")[0])).toContain(rule);
});
