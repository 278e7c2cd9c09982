import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";

const o = (kind: string, spec: string, name = "order", namespace = "shop", group = "networking.istio.io/v1", more = ""): string => `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace}${more} }\nspec: ${spec}\n---\n`;
const svc = (name: string, port = "{ name: http, port: 8080 }", selector = `app: ${name}`): string => o("Service", `{ selector: { ${selector} }, ports: [${port}] }`, name, "shop", "v1");
const pods = (name: string, labels = `app: ${name}`, { meta = "", spec = "" } = {}): string => o("Deployment", `{ selector: { matchLabels: { ${labels} } }, template: { metadata: { labels: { ${labels} }${meta} }, spec: { ${spec}containers: [{ name: main, image: a.example/a, ports: [{ name: web, containerPort: 8080 }] }] } } }`, name, "shop", "apps/v1");
const place = (name: string, labels = "istio-injection: enabled"): string => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { ${labels} } }\n---\n`;
const rule = (spec: string, group = "security.istio.io/v1"): string => o("AuthorizationPolicy", `{ ${spec} }`, "order", "shop", group);
const settings = (spec: string, host = "order"): string => o("DestinationRule", `{ host: ${host}, ${spec} }`);
const limits = "trafficPolicy: { connectionPool: { tcp: { maxConnections: 5 } } }";
const to = (host: string): string => `route: [{ destination: { host: ${host} } }], retries: { attempts: 0 }`;
const routes = (http: string, host = "order", more = ""): string => o("VirtualService", `{ hosts: [${host}], ${more} http: [${http}] }`);
const gateway = (servers: string, name = "public"): string => o("Gateway", `{ selector: { istio: ingressgateway }, servers: [${servers}] }`, name);
const tls = (host: string, secret: string): string => `{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [${host}], tls: { mode: SIMPLE, credentialName: ${secret} } }`;
const peers = (spec: string, name = "default"): string => o("PeerAuthentication", `{ ${spec} }`, name, "shop", "security.istio.io/v1");
const filter = (patch: string, to = "HTTP_FILTER"): string => o("EnvoyFilter", `{ configPatches: [{ applyTo: ${to}, patch: { ${patch} } }] }`, "order", "shop", "networking.istio.io/v1alpha3");

/** What is said, the deployment that it would be said of, and manifests in which it would be wrong. */
const sound: readonly (readonly [about: string, text: string, profile?: string])[] = [
  ["a host that is there", svc("order") + settings(limits)],
  ["a host that is nowhere in the input, and nothing like it", svc("order") + settings(limits, "payments")],
  ["a version that lies in another file", svc("order-v1") + settings(limits, "order-v2")],
  ["a host of another namespace, which is not in the input", svc("order") + settings(limits, "ordre.other.svc.cluster.local")],
  ["a host outside of the mesh", svc("order") + settings(limits, "ordr.example.com")],
  ["short names, which are near to many", svc("api") + settings(limits, "app")],
  ["a gateway of another namespace", gateway("{ port: { number: 80, name: http, protocol: HTTP }, hosts: [a.example] }") + routes(`{ ${to("order")} }`, "a.example", "gateways: [edge/pubic],")],
  ["namespaces by a wildcard, and every one", place("frontend") + rule("rules: [{ from: [{ source: { namespaces: ['fronte*', '*'] } }] }]")],
  ["an export to the own namespace, and to all", place("shop") + settings(`exportTo: [.], ${limits}`)],
  ["principals of another domain", rule("rules: [{ from: [{ source: { principals: [corp.example/ns/shop/sa/web] } }] }]")],
  ["principals by their end", rule("rules: [{ from: [{ source: { principals: ['*/sa/web'] } }] }]")],
  ["a secret that is not in the input", gateway(tls("a.example", "cert"))],
  ["a secret of the generic kind", "apiVersion: v1\nkind: Secret\nmetadata: { name: shop-cert, namespace: shop }\ndata: { cert: YQ==, key: YQ== }\n---\n" + gateway(tls("a.example", "shop-cert"))],
  ["a port of the gateway behind that of its Service", gateway("{ port: { number: 8080, name: http, protocol: HTTP }, hosts: [a.example] }") + svc("gateway", "{ name: http, port: 80, targetPort: 8080 }", "istio: ingressgateway")],
  ["a port of the pods by its name", svc("order", "{ name: http, port: 80, targetPort: web }") + pods("order")],
  ["a port by a name where the pods are elsewhere", svc("order", "{ name: http, port: 80, targetPort: wbe }")],
  ["a policy for pods that are elsewhere", pods("order") + peers("selector: { matchLabels: { app: payments } }, mtls: { mode: STRICT }")],
  ["subsets of pods that are there", svc("order") + pods("order", "app: order, version: v1") + settings("subsets: [{ name: v1, labels: { version: v1 } }]")],
  ["subsets where the pods are elsewhere", svc("order") + settings("subsets: [{ name: v1, labels: { version: v1 } }]")],
  ["a namespace without a label, where none has one", place("shop", "") + pods("order") + rule("rules: [{ from: [{ source: { namespaces: [web] } }] }]")],
  ["pods that ask for a proxy by themselves", place("shop", "") + place("web") + pods("order", "app: order, sidecar.istio.io/inject: 'true'") + rule("rules: [{ from: [{ source: { namespaces: [web] } }] }]")],
  ["an ambient namespace", place("shop", "istio.io/dataplane-mode: ambient, istio.io/use-waypoint: way") + pods("order")],
  ["a namespace of one revision", place("shop", "istio.io/rev: stable") + pods("order")],
  ["pods with another user", pods("order", "app: order", { spec: "securityContext: { runAsUser: 1000 }, " })],
  ["annotations of pods, where they are read", pods("order", "app: order", { meta: ", annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: '3306, 6379', proxy.istio.io/config: '{}', sidecar.istio.io/inject: 'true' }" })],
  ["an annotation of somebody else", pods("order", "app: order", { meta: ", annotations: { example.com/excludeOutboundPort: 'a' }" })],
  ["a filter with a place of its own", filter("operation: INSERT_FIRST, value: {}")],
  ["a filter that is replaced", filter("operation: REPLACE, value: {}")],
  ["a cluster that is changed", filter("operation: MERGE, value: {}", "CLUSTER")],
  ["mutual TLS of a client where the server takes it", peers("mtls: { mode: PERMISSIVE }") + settings("trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }")],
  ["a server without mutual TLS, on pods of their own", peers("mtls: { mode: DISABLE }") + peers("selector: { matchLabels: { app: order } }, mtls: { mode: STRICT }", "order") + settings("trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }")],
  ["identities where mutual TLS is off elsewhere", o("PeerAuthentication", "{ mtls: { mode: DISABLE } }", "default", "other", "security.istio.io/v1") + rule("rules: [{ from: [{ source: { namespaces: [web] } }] }]")],
  ["a lone destination without a weight, or with all", routes(`{ match: [{ uri: { exact: /a } }], ${to("order")} }, { route: [{ destination: { host: order }, weight: 100 }], retries: { attempts: 0 } }`)],
  ["two ports of one host in a split", routes("{ route: [{ destination: { host: order, port: { number: 80 } }, weight: 50 }, { destination: { host: order, port: { number: 81 } }, weight: 50 }], retries: { attempts: 0 } }")],
  ["two hosts outside", o("ServiceEntry", "{ hosts: [a.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }", "a") + o("ServiceEntry", "{ hosts: [b.example], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }", "b")],
  ["keys of a name, with TLS", o("RequestAuthentication", '{ jwtRules: [{ issuer: a, jwksUri: "https://id.example.com/keys" }] }', "order", "shop", "security.istio.io/v1")],
  ["two certificates of one gateway", gateway(`${tls("a.example", "one")}, ${tls("b.example", "two")}`)],
  ["one certificate of two servers of one gateway", gateway(`${tls("a.example", "one")}, ${tls("b.example", "one")}`)],
  ["a longer prefix before a shorter one", routes(`{ match: [{ uri: { prefix: /a/b/ } }], ${to("order")} }, { match: [{ uri: { prefix: /a/ } }], ${to("order")} }, { ${to("order")} }`)],
  ["a shorter prefix with a condition before a longer one", routes(`{ match: [{ uri: { prefix: /a/ }, headers: { b: { exact: c } } }], ${to("order")} }, { match: [{ uri: { prefix: /a/b/ } }], ${to("order")} }, { ${to("order")} }`)],
  ["an entry after one that delegates", routes(`{ match: [{ uri: { prefix: /a/ } }], delegate: { name: more, namespace: shop } }, { match: [{ uri: { prefix: /a/b/ } }], ${to("order")} }, { ${to("order")} }`) + o("VirtualService", `{ http: [{ match: [{ uri: { prefix: /a/c/ } }], ${to("order")} }] }`, "more")],
  ["failover with ejection", settings("trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 50 }, loadBalancer: { localityLbSetting: { failover: [{ from: eu, to: us }] } } }")],
  ["a protocol of a port that the mesh has another name for", svc("order", "{ name: db, port: 5432, appProtocol: postgresql }")],
  ["routes of a gateway in an ambient mesh", gateway("{ port: { number: 80, name: http, protocol: HTTP }, hosts: [a.example] }") + routes(`{ ${to("order")} }`, "a.example", "gateways: [public],"), "ambient"],
  ["tokens at the gateway of an ambient mesh", o("RequestAuthentication", "{ selector: { matchLabels: { istio: ingressgateway } }, jwtRules: [{ issuer: a }] }", "order", "shop", "security.istio.io/v1"), "ambient"],
  ["tokens at a waypoint", o("RequestAuthentication", "{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: way }], jwtRules: [{ issuer: a }] }", "order", "shop", "security.istio.io/v1"), "waypoint"],
  ["a mode for calls to the outside", o("Sidecar", "{ outboundTrafficPolicy: { mode: ALLOW_ANY }, egress: [{ hosts: ['./*'] }] }")],
];

test.each(sound.map(([about, text, profile]) => ({ about, text, profile })))("no finding: $about", ({ text, profile }) => {
  const { diagnostics } = analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target: "istio", version: null, profile: profile ?? null });
  expect(diagnostics.filter(({ name }) => name !== "unknown-kind").map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
