import type { KubernetesDocument } from "../../src/dialects/dialect.ts";
import type { DocumentPath } from "../../src/source/origin.ts";
import { documentsOf, readDocuments, service } from "./read-yaml.ts";

/** Fields that may vanish without a trace, with the rule that makes them inert. */
const inert: Readonly<Record<string, string>> = {
  "Gateway spec.addresses": "where a Gateway is reached; calls are asked by Gateway and port (section 5.1)",
  "Gateway spec.addresses[].type": "see addresses",
  "Gateway spec.addresses[].value": "see addresses",
  "Gateway spec.infrastructure": "labels for what runs the Gateway (section 5.1)",
  "Gateway spec.infrastructure.labels": "see infrastructure",
  "Gateway spec.infrastructure.labels.team": "see infrastructure",
  "Gateway spec.allowedListeners": "admits ListenerSets, which are refused as a kind (section 5.1)",
  "Gateway spec.allowedListeners.namespaces": "see allowedListeners",
  "Gateway spec.allowedListeners.namespaces.from": "see allowedListeners",
  "Gateway spec.listeners[].allowedRoutes.kinds": "narrows the kinds that the protocol admits; the route here is of the kind that is left (section 5.1)",
  "GatewayClass spec.description": "for people (section 2)",
  "HTTPRoute spec.rules[].filters[].requestMirror.fraction.denominator": "100 is the default (section 7)",
};

const inputs: Readonly<Record<string, string>> = {
  "mesh HTTPRoute": `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: order, namespace: web, creationTimestamp: "2024-01-02T00:00:00Z" }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, namespace: shop, sectionName: http }]
  hostnames: [order.shop]
  rules:
  - name: first
    matches:
    - path: { type: Exact, value: /a }
      method: GET
      headers: [{ name: x-a, type: RegularExpression, value: "^a$" }, { name: x-b, value: b }]
      queryParams: [{ name: q, type: RegularExpression, value: "^q$" }, { name: p, value: b }]
    - path: { value: /b }
    filters:
    - type: RequestHeaderModifier
      requestHeaderModifier: { set: [{ name: a, value: a }], add: [{ name: b, value: b }], remove: [c] }
    - type: ResponseHeaderModifier
      responseHeaderModifier: { set: [{ name: a, value: a }] }
    - type: RequestMirror
      requestMirror: { backendRef: { name: shadow, namespace: dark, port: 80 }, percent: 10 }
    - type: RequestMirror
      requestMirror: { backendRef: { name: other, port: 80 }, fraction: { numerator: 3, denominator: 100 } }
    - type: URLRewrite
      urlRewrite: { hostname: x.example, path: { type: ReplaceFullPath, replaceFullPath: /x } }
    - type: CORS
      cors: { allowOrigins: ["https://a.example"], allowMethods: [GET], allowHeaders: [a], exposeHeaders: [b], allowCredentials: true, maxAge: 60 }
    backendRefs: [{ name: order, namespace: shop, port: 8080, weight: 3 }, { name: order-v2, namespace: shop, port: 8080, weight: 0 }]
    timeouts: { request: 2s, backendRequest: 1s }
    retry: { codes: [503], attempts: 2, backoff: 50ms }
  - backendRefs: [{ name: order-v3, namespace: shop, port: 8080 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: older, namespace: web, creationTimestamp: "2024-01-01T00:00:00Z" }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, namespace: shop, port: 8080 }]
  rules:
  - name: again
    backendRefs: [{ name: order-v4, namespace: shop, port: 8080 }]
`,
  "route at a Gateway": `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: infra }
spec:
  gatewayClassName: example
  addresses: [{ type: Hostname, value: a.example }]
  infrastructure: { labels: { team: a } }
  allowedListeners: { namespaces: { from: All } }
  listeners:
  - name: web
    protocol: HTTPS
    port: 8443
    hostname: "*.example.com"
    tls: { certificateRefs: [{ name: cert, namespace: certs }] }
    allowedRoutes: { kinds: [{ kind: HTTPRoute }], namespaces: { from: Selector, selector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [web] }] } } }
  - name: plain
    protocol: HTTP
    port: 80
    allowedRoutes: { namespaces: { from: All } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: order, namespace: web }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: web }]
  hostnames: [a.example.com]
  rules:
  - matches: [{ path: { value: /old } }]
    filters:
    - type: RequestRedirect
      requestRedirect: { scheme: http, hostname: b.example.com, port: 81, statusCode: 301, path: { type: ReplacePrefixMatch, replacePrefixMatch: /new } }
  - backendRefs: [{ name: order, namespace: goods, port: 8080 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: web, namespace: goods }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web }]
  to: [{ group: "", kind: Service, name: order }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: infra, namespace: certs }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: infra }]
  to: [{ group: "", kind: Secret, name: cert }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: example }
spec: { controllerName: example.com/gateways, description: for people }
`,
  "gRPC, TLS, TCP and a budget": `
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: calls, namespace: pay }
spec:
  parentRefs: [{ group: "", kind: Service, name: charge, port: 9090 }]
  rules:
  - name: get
    matches:
    - method: { type: RegularExpression, service: "^a$", method: "^b$" }
    - method: { service: a.B, method: C }
      headers: [{ name: x-a, value: a }]
    filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { remove: [a] } }]
    backendRefs: [{ name: charge, port: 9090, weight: 2 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: secure, namespace: pay }
spec:
  parentRefs: [{ group: "", kind: Service, name: vault, port: 443 }]
  hostnames: [vault.example]
  rules: [{ name: all, backendRefs: [{ name: vault, port: 443, weight: 2 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: db, namespace: pay }
spec:
  parentRefs: [{ group: "", kind: Service, name: db, port: 5432 }]
  rules: [{ name: all, backendRefs: [{ name: db, port: 5432, weight: 2 }] }]
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackendTrafficPolicy
metadata: { name: budget, namespace: pay }
spec:
  targetRefs: [{ group: "", kind: Service, name: charge }]
  retryConstraint: { budget: { percent: 30, interval: 20s }, minRetryRate: { count: 5, interval: 2s } }
`,
};

type Json = { readonly [key: string]: unknown };

function fieldsOf(value: unknown, path: DocumentPath = []): readonly DocumentPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => fieldsOf(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...fieldsOf(item, [...path, key])]);
}

function without(value: unknown, [step, ...rest]: DocumentPath): unknown {
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? without(item, rest) : item));
  return Object.fromEntries(
    Object.entries(value as Json).flatMap(([key, item]) => (key !== step ? [[key, item]] : rest.length === 0 ? [] : [[key, without(item, rest)]])),
  );
}

const services = [service("order", { http: 8080, admin: 9090 }), service("order-v2", { http: 8080 })];

function outcome(documents: readonly KubernetesDocument[]): string {
  const result = readDocuments(documents, { services });
  return JSON.stringify(result, (_, item: unknown) => (typeof item === "bigint" ? `${item}n` : item));
}

function fieldText(document: KubernetesDocument, path: DocumentPath): string {
  return `${document.kind} ${path.map((step) => (typeof step === "number" ? "[]" : `.${step}`)).join("").slice(1)}`;
}

function silentFields(text: string): readonly string[] {
  const documents = documentsOf(text);
  const whole = outcome(documents);
  const silent = documents.flatMap((document, index) => {
    const paths = fieldsOf(document.value).filter(([first]) => first !== "apiVersion" && first !== "kind");
    return paths.filter((path) => outcome(documents.with(index, { ...document, value: without(document.value, path) })) === whole).map((path) => fieldText(document, path));
  });
  return [...new Set(silent)];
}

test("no field vanishes without a trace, but for those that a rule makes inert", () => {
  const silent = Object.values(inputs).flatMap(silentFields);
  expect([...silent].sort()).toEqual(Object.keys(inert).sort());
});

test("no wrong value crashes the reader", () => {
  const wrong: readonly unknown[] = [null, 1, [null], { a: null }];
  const tried = Object.values(inputs).flatMap((text) => {
    const documents = documentsOf(text);
    return documents.flatMap((document, index) =>
      fieldsOf(document.value)
        .filter(([first]) => first !== "apiVersion" && first !== "kind")
        .flatMap((path) => wrong.map((value) => outcome(documents.with(index, { ...document, value: replaced(document.value, path, value) })).length)),
    );
  });
  expect(Math.min(...tried)).toBeGreaterThan(0);
});

function replaced(value: unknown, [step, ...rest]: DocumentPath, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  return Object.fromEntries(Object.entries(value as Json).map(([key, item]) => [key, key === step ? replaced(item, rest, by) : item]));
}

test("the inputs themselves have no errors", () => {
  const errors = Object.values(inputs).flatMap((text) => readDocuments(documentsOf(text), { services }).diagnostics.filter(({ severity }) => severity === "error"));
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
