import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";

const o = (kind: string, spec: string, name = "order"): string => `apiVersion: consul.hashicorp.com/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n---\n`;
const http = (...names: readonly string[]): string => names.map((name) => o("ServiceDefaults", "{ protocol: http }", name)).join("");
const hashed = (name: string, key: string): string => o("ServiceResolver", `{ loadBalancer: { policy: maglev, hashPolicies: [{ field: header, fieldValue: ${key} }] } }`, name);
const halves = http("order", "red", "blue") + o("ServiceSplitter", "{ splits: [{ weight: 50, service: red }, { weight: 50, service: blue }] }");
const intention = (sources: string, more = ""): string => http("order") + o("ServiceIntentions", `{ destination: { name: order }, sources: [${sources}]${more} }`);
const others = "{ name: '*', action: deny }";
const subset = (filter: string): string => o("ServiceResolver", `{ subsets: { v1: { filter: '${filter}' } } }`);
const pods = (name: string, annotations = "", account = "default"): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: ${name} }, ports: [{ port: 8080 }] }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template: { metadata: { labels: { app: ${name} }, annotations: { ${annotations} } }, spec: { serviceAccountName: ${account}, containers: [{ name: main, image: a.example/a }] } }\n---\n`;
const denied = "apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: consul }\nspec: { scope: mesh, targets: { consul: { settings: { defaultIntentionPolicy: deny } } } }\n---\n";
const provider = o("JWTProvider", "{ issuer: a, jsonWebKeySet: { remote: { uri: https://id.example/keys } } }", "corp");
const extension = (spec: string): string => o("ServiceDefaults", `{ protocol: http, envoyExtensions: [{ ${spec} }] }`);

const sound: readonly (readonly [about: string, text: string, profile?: string])[] = [
  ["every field of a resource", o("ServiceDefaults", "{ protocol: http, maxInboundConnections: 5, envoyExtensions: [{ name: builtin/ext-authz, required: false, arguments: { Anything: here } }], expose: { checks: true, paths: [{ path: /health, listenerPort: 21500, localPathPort: 8080, protocol: http }] } }")],
  ["metadata with names that people chose", o("ProxyDefaults", "{ config: { protocol: http, envoy_prometheus_bind_addr: '0.0.0.0:9102' } }", "global")],
  ["a gateway with fields of its installation", o("TerminatingGateway", "{ deployment: { replicas: 2 }, services: [{ name: legacy }] }", "gateway")],
  ["targets with one key", halves + hashed("red", "x-user") + hashed("blue", "x-user")],
  ["a key of one target", halves + hashed("blue", "x-user")],
  ["metadata that pods have", subset("Service.Meta.version == v1") + pods("order", "consul.hashicorp.com/service-meta-version: v1")],
  ["metadata that every pod has", subset('Service.Meta["k8s-namespace"] == shop') + pods("order")],
  ["metadata where the pods are elsewhere", subset("Service.Meta.version == v1")],
  ["a filter that takes those without the key too", subset("Service.Meta.version != v1") + pods("order")],
  ["a filter with other operators", subset('Service.Meta.version matches "^v[0-9]=a$" or "canary" in Service.Tags')],
  ["tokens where the default denies", denied + provider + intention(`{ name: web, action: allow }, ${others}`, ", jwt: { providers: [{ name: corp }] }")],
  ["sources without the rest, where the default denies", denied + intention("{ name: web, action: allow }")],
  ["everybody, and everybody of the peer", intention(`{ name: web, peer: far, action: allow }, { name: '*', peer: far, action: deny }, ${others}`)],
  ["everybody, where nothing is known of peers", intention(`{ name: web, action: allow }, ${others}`)],
  ["a service that is exported to a peer, which is spoken of", `${o("ExportedServices", "{ services: [{ name: order, consumers: [{ peer: far }] }] }", "default")}${intention(`{ name: '*', peer: far, action: deny }, ${others}`)}`],
  ["a source by its service", intention(`{ name: web, action: allow }, ${others}`) + pods("web", "", "web-account")],
  ["a source that is elsewhere", intention(`{ name: batch, action: allow }, ${others}`) + pods("web", "", "web-account")],
  ["a source that is an account and a service", intention(`{ name: batch, action: allow }, ${others}`) + pods("web", "", "batch") + http("batch")],
  ["tries that fit", http("order") + o("ServiceDefaults", "{ protocol: http, localRequestTimeoutMs: 1000 }", "stock") + o("ServiceRouter", "{ routes: [{ match: { http: { methods: [GET] } }, destination: { service: stock, numRetries: 2, retryOn: [refused-stream] } }] }")],
  ["a time of a service that is called directly", http("order") + o("ServiceResolver", "{ requestTimeout: 5s }")],
  ["an extension of one field", extension("name: builtin/property-override, arguments: { ProxyType: connect-proxy, Patches: [{ ResourceFilter: { ResourceType: cluster, TrafficDirection: outbound, Services: [{ Name: order }] }, Op: add, Path: /outlier_detection/success_rate_minimum_hosts, Value: 5 }] }")],
  ["an extension of one field, that is removed", extension("name: builtin/property-override, arguments: { proxyType: connect-proxy, patches: [{ resourceFilter: { resourceType: listener, trafficDirection: inbound }, op: remove, path: /stat_prefix }] }")],
  ["a script", extension("name: builtin/lua, arguments: { ProxyType: connect-proxy, Listener: inbound, Script: 'function envoy_on_request(h) end' }")],
  ["an outer name without subsets", o("ServiceDefaults", "{ protocol: http, externalSNI: a.example }")],
  ["redirects one after the other", o("ServiceResolver", "{ redirect: { service: red } }") + o("ServiceResolver", "{ redirect: { service: blue } }", "red")],
  ["few remarks", "Kind: service-defaults\nName: order\nProtocol: http\nMeta: { owner: shop }\n", "community-entries"],
];

test.each(sound.map(([about, text, profile]) => ({ about, text, profile })))("no finding: $about", ({ text, profile }) => {
  const { diagnostics } = analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target: "consul", version: null, profile: profile ?? null });
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
